//! Bulk lists as published, read in pieces of the size one may send.

use domain::address::ReportedUrl;
use domain::list::{self, Counts, List, MAX_LINES, Reading};

use crate::corpus_text;

/// What a file holds: which cells of a row make the address, and how its lines are understood.
struct File {
    name: &'static str,
    cells: &'static [usize],
    counts: Counts,
}

const fn file(name: &'static str, cells: &'static [usize], counts: [usize; 4]) -> File {
    let [addresses, repeats, refused, skipped] = counts;
    File { name, cells, counts: Counts { addresses, repeats, refused, skipped } }
}

/// Refused are: file hashes and Tor services of tweetfeed, and five names of jpcert with two dots in a row.
const FILES: [File; 12] = [
    file("jpcert-202005.csv", &[1], [705, 15, 0, 1]),
    file("jpcert-202103.csv", &[1], [1026, 49, 0, 1]),
    file("jpcert-202111.csv", &[1], [4229, 24, 5, 1]),
    file("jpcert-202201.csv", &[1], [3263, 71, 0, 1]),
    file("phishdb-phishing-domains-INVALID.txt", &[], [5, 0, 0, 0]),
    file("tweetfeed-20211018.csv", &[3], [692, 7, 267, 0]),
    file("tweetfeed-20211028.csv", &[3], [456, 3, 262, 0]),
    file("tweetfeed-20240130.csv", &[3], [577, 110, 85, 0]),
    file("tweetfeed-20250120.csv", &[3], [328, 11, 14, 0]),
    file("tweetfeed-20250909.csv", &[3], [210, 21, 23, 0]),
    file("tweetfeed-20260714.csv", &[3], [166, 16, 31, 0]),
    file("urlhaus-splunk-a.csv", &[0, 1], [3179, 0, 0, 7]),
];

#[test]
fn published_lists() {
    for file in FILES {
        let Some(text) = corpus_text(&format!("bulk-csv/{}", file.name)) else { return };
        let lines: Vec<&str> = text.lines().collect();
        let mut counts = Counts::default();
        for piece in lines.chunks(MAX_LINES) {
            let list = list::read(&piece.join("\n")).unwrap();
            counts = sum(counts, list.counts());
            check_cells(&list, file.cells);
        }
        assert_eq!(counts, file.counts, "{}", file.name);
    }
}

fn sum(a: Counts, b: Counts) -> Counts {
    Counts {
        addresses: a.addresses + b.addresses,
        repeats: a.repeats + b.repeats,
        refused: a.refused + b.refused,
        skipped: a.skipped + b.skipped,
    }
}

/// The address of each row is the one in the cells that the publisher says, and nothing else in the row.
fn check_cells(list: &List, cells: &[usize]) {
    let address = |number: usize| list.addresses().find(|(at, _)| *at == number).map(|(_, url)| url.key());
    for line in list.lines.iter().filter(|_| !cells.is_empty()) {
        let published = ReportedUrl::parse(&published(&line.raw, cells));
        match &line.reading {
            Reading::Address(url) => assert_eq!(published.as_ref(), Ok(url), "{}", line.raw),
            Reading::RepeatOf(first) => {
                assert_eq!(published.ok().as_ref().map(ReportedUrl::key), address(*first))
            }
            Reading::NotAnAddress(reason) => assert_eq!(published.as_ref(), Err(reason), "{}", line.raw),
            Reading::Skipped(_) => {}
        }
    }
}

fn published(row: &str, cells: &[usize]) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    cells.iter().filter_map(|cell| record.get(*cell)).collect()
}
