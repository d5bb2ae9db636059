//! Vectors of Punycode and of percent-encoding, as labels of a name and as a query.

use domain::address::{HostName, ReportedUrl};

use crate::{Tally, corpus_objects};

const LABELS: [(&str, usize); 3] = [
    ("spaces and signs, which no name holds", 4),
    ("capitals become small letters first", 7),
    ("what is ASCII is written as it is", 1),
];

#[test]
fn labels_in_both_spellings() {
    let Some(cases) = corpus_objects("whatwg-url/punycode_tests.json") else { return };
    let mut tally = Tally::default();
    for case in &cases {
        let (decoded, encoded) = (case["decoded"].as_str().unwrap(), case["encoded"].as_str().unwrap());
        let ours = HostName::parse(&format!("{decoded}.example"));
        let theirs = format!("xn--{encoded}.example");
        let detail = format!("{decoded:?}: {ours:?}, not {theirs:?}");
        match ours {
            Ok(name) if name.ascii() == theirs => {
                assert_eq!(HostName::parse(&theirs).as_ref(), Ok(&name));
                tally.agree();
            }
            Ok(_) if decoded.is_ascii() => tally.differ("what is ASCII is written as it is", detail),
            Ok(_) => tally.differ("capitals become small letters first", detail),
            Err(_) => tally.differ("spaces and signs, which no name holds", detail),
        }
    }
    tally.check(13, &LABELS);
}

#[test]
fn labels_that_overflow() {
    let Some(cases) = corpus_objects("whatwg-url/bad_punycode_tests.json") else { return };
    for case in &cases {
        let decoded = case["decoded"].as_str().unwrap();
        assert!(HostName::parse(&format!("{decoded}.example")).is_err());
    }
    assert_eq!(cases.len(), 1);
}

/// A query is written in UTF-8 whatever page it stands on, so of each case the one output of UTF-8.
#[test]
fn queries_in_utf_8() {
    let Some(cases) = corpus_objects("whatwg-url/percent-encoding.json") else { return };
    let mut tally = Tally::default();
    for case in &cases {
        let (input, theirs) = (case["input"].as_str().unwrap(), case["output"]["utf-8"].as_str().unwrap());
        let ours = ReportedUrl::parse(&format!("https://a.example/?{input}#end"));
        let expected = format!("https://a.example/?{theirs}#end");
        match &ours {
            Ok(url) if url.as_str() == expected => tally.agree(),
            _ => tally.differ("unexplained", format!("{input:?}: {ours:?}, not {theirs:?}")),
        }
    }
    tally.check(7, &[]);
}
