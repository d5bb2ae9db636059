//! The list of a submission as a file: each line as it was sent, and what became of it.

use app::components::Reader;
use app::pages::report::ask_instead;
use app::pages::track::{LineStatus, Standing};

use crate::reports::spreadsheet::harmless;

/// The file. A cell that a spreadsheet could take for a formula begins with an apostrophe.
///
/// # Errors
/// Never for want of memory alone; writing to memory does not fail otherwise.
pub(super) fn csv(lines: &[LineStatus], reader: Reader) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["line", "sent", "address", "outcome", "meaning", "ask_instead", "since"])?;
    for line in lines {
        file.write_record(row(line, reader).map(|cell| harmless(&cell)))?;
    }
    file.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn row(line: &LineStatus, reader: Reader) -> [String; 7] {
    let address = line.url.as_ref().map(|url| url.defanged().to_string());
    let instead = match &line.standing {
        Standing::Elsewhere(elsewhere) => ask_instead(elsewhere),
        _ => String::new(),
    };
    [
        line.number.to_string(),
        line.raw.clone(),
        address.unwrap_or_default(),
        line.standing.word().1.to_owned(),
        line.explained(reader),
        instead,
        line.since.to_string(),
    ]
}
