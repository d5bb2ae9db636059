//! Defanged indicators, against what refanging libraries make of them, and the lines of real reports that hold one.

use domain::address::{NotAnAddress, ReportedUrl};

use crate::{Tally, corpus_objects, corpus_text, folder};

const DIFFERENCES: [(&str, usize); 6] = [
    ("no scheme given: we assume https, they http", 1),
    ("base64 is not read", 6),
    ("several indicators in one text: we want one a line", 2),
    ("a Markdown link has one target", 1),
    ("!:// says nothing about https", 1),
    ("httpA is no spelling people use", 1),
];

#[test]
fn pairs() {
    let Some(pairs) = corpus_objects("defang/pairs.json") else { return };
    let mut tally = Tally::default();
    for pair in &pairs {
        let input = pair["input"].as_str().unwrap();
        let Some(expected) = pair["expected"].as_str() else { continue };
        let (ours, theirs) = (ReportedUrl::parse(input), ReportedUrl::parse(expected));
        match reason(input, &ours, &theirs) {
            None => tally.agree(),
            Some(reason) => tally.differ(reason, format!("{input:?}: {ours:?}, not {expected:?}")),
        }
    }
    tally.check(117, &DIFFERENCES);
}

/// A thousand lines in the disguise they were published in, and as a refanging library read them. Refused, in both, are hashes of files
/// and names of addresses turned round (`in-addr.arpa`).
#[test]
fn a_long_text_in_both_spellings() {
    let [defanged, fanged] =
        ["defanged", "fanged"].map(|name| corpus_text(&format!("defang/ioc_fanger-sample_text_{name}.txt")));
    let Some((defanged, fanged)) = defanged.zip(fanged) else { return };
    let mut tally = Tally::default();
    assert_eq!(defanged.lines().count(), fanged.lines().count());
    for (ours, theirs) in defanged.lines().zip(fanged.lines()) {
        let (read, expected) = (ReportedUrl::parse(ours), ReportedUrl::parse(theirs));
        match &read {
            Ok(_) if read == expected => tally.agree(),
            Err(reason) if read == expected => tally.differ(reason.code(), ours.to_owned()),
            _ => tally.differ("unexplained", format!("{ours:?}: {read:?}, not {expected:?}")),
        }
    }
    tally.check(895, &[("fingerprint", 116), ("local_name", 6)]);
}

type Reading = Result<ReportedUrl, NotAnAddress>;

fn reason(input: &str, ours: &Reading, theirs: &Reading) -> Option<&'static str> {
    let http = |url: &Reading| url.as_ref().map(|url| url.as_str().replacen("https:", "http:", 1)).ok();
    match (ours, theirs) {
        _ if ours == theirs => None,
        (Ok(url), _) if !url.scheme_given() && http(ours) == http(theirs) => {
            Some("no scheme given: we assume https, they http")
        }
        (Err(_), Ok(_)) if input.contains("HR0c") || input.contains("H R 0 c") => Some("base64 is not read"),
        _ if input.matches("example.com").count() > 1 => {
            Some("several indicators in one text: we want one a line")
        }
        (Ok(_), _) if input.contains("](http") => Some("a Markdown link has one target"),
        (Ok(_), _) if input.starts_with("http!") => Some("!:// says nothing about https"),
        (Err(NotAnAddress::OtherScheme(_)), _) => Some("httpA is no spelling people use"),
        _ => Some("unexplained"),
    }
}

/// Lines without one web address: mailboxes, shares and sockets, tables of several sites, placeholders, code.
const REFUSED: [(&str, usize); 8] = [
    ("bad_host", 8),
    ("just_words", 2),
    ("local_name", 4),
    ("looks_like_email", 97),
    ("onion", 7),
    ("other_scheme", 22),
    ("private_ip", 1),
    ("several_addresses", 27),
];

/// Lines of published reports with just one defanged word in them.
#[test]
fn lines_of_reports() {
    let Ok(files) = std::fs::read_dir(folder().join("defang/text")) else { return };
    let mut tally = Tally::default();
    for file in files {
        let text = std::fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&text);
        let is_defanged = |word: &&str| word.contains("hxxp") || word.contains("[.]");
        for line in text.lines().filter(|line| line.split_whitespace().filter(is_defanged).count() == 1) {
            match ReportedUrl::parse(line) {
                Ok(_) => tally.agree(),
                Err(reason) => tally.differ(reason.code(), line.to_owned()),
            }
        }
    }
    tally.check(4818, &REFUSED);
}
