//! Compares with real data and with what reference libraries made of it. Each difference has a reason and a count.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod bulk;
mod defang;
mod punycode;
mod suffixes;
mod urls;
mod whatwg;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

/// The folder of the corpora: beside the repository, or where `PORTAL_CORPORA` says.
fn folder() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora");
    std::env::var_os("PORTAL_CORPORA").map_or_else(|| PathBuf::from(beside), PathBuf::from)
}

/// The bytes of a corpus file; `None`, said aloud, where the corpora are missing.
#[expect(clippy::print_stderr, reason = "a skipped test should say so")]
fn corpus(name: &str) -> Option<Vec<u8>> {
    let path = folder().join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("skipped: {} is missing", path.display());
    }
    bytes
}

fn corpus_text(name: &str) -> Option<String> {
    corpus(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The objects of a JSON array; comments between them are strings.
fn corpus_objects(name: &str) -> Option<Vec<Value>> {
    let text = mend_surrogates(&corpus_text(name)?);
    let Value::Array(values) = serde_json::from_str(&text).unwrap() else { panic!("{name} is no array") };
    Some(values.into_iter().filter(Value::is_object).collect())
}

/// Puts U+FFFD in place of half surrogate pairs, which Rust strings cannot hold.
fn mend_surrogates(text: &str) -> String {
    let mut pieces = text.split("\\u");
    let mut mended = pieces.next().unwrap_or_default().to_owned();
    let mut pieces = pieces.peekable();
    let mut open = false;
    let starts = |piece: &str, with: [&str; 4]| {
        with.iter().any(|hex| piece.get(..2).is_some_and(|p| p.eq_ignore_ascii_case(hex)))
    };
    while let Some(piece) = pieces.next() {
        let high = starts(piece, ["d8", "d9", "da", "db"]);
        let low = starts(piece, ["dc", "dd", "de", "df"]);
        let paired = high
            && piece.len() == 4
            && pieces.peek().is_some_and(|next| starts(next, ["dc", "dd", "de", "df"]));
        let broken = (high && !paired) || (low && !open);
        open = paired;
        mended.push_str(if broken { "\\ufffd" } else { "\\u" });
        mended.push_str(if broken { &piece[4..] } else { piece });
    }
    mended
}

/// Agreements, and differences by their reason.
#[derive(Default)]
struct Tally {
    agreed: usize,
    differed: BTreeMap<&'static str, Vec<String>>,
}

impl Tally {
    fn agree(&mut self) {
        self.agreed += 1;
    }

    fn differ(&mut self, reason: &'static str, detail: String) {
        self.differed.entry(reason).or_default().push(detail);
    }

    #[track_caller]
    fn check(&self, agreed: usize, reasons: &[(&str, usize)]) {
        let found: BTreeMap<&str, usize> =
            self.differed.iter().map(|(reason, details)| (*reason, details.len())).collect();
        let expected: BTreeMap<&str, usize> = reasons.iter().copied().collect();
        let unexpected: Vec<_> = self
            .differed
            .iter()
            .filter(|(reason, details)| expected.get(*reason) != Some(&details.len()))
            .collect();
        assert_eq!((self.agreed, found), (agreed, expected), "{unexpected:#?}");
    }
}
