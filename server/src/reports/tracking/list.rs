//! The list of a submission as a file: each line as it was sent, and what became of it.

use app::components::Reader;
use app::pages::report::ask_instead;
use app::pages::track::{LineStatus, Standing};

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
        line.standing.explained(reader),
        instead,
        line.since.to_string(),
    ]
}

/// Spreadsheets run what begins with one of these signs.
fn harmless(cell: &str) -> String {
    let runs = |first: char| matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n');
    if cell.trim_start_matches(' ').starts_with(runs) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@sum", "\t=1", " =cmd|' /c calc'!a0"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("https://a.example/=1"), "https://a.example/=1");
    }
}
