//! The URL and IDNA data of web-platform-tests, against our stricter reading.
//!
//! Three parts of it say nothing about us. `setters_tests.json` changes the parts of a parsed URL one by one, as scripts do, and ours
//! are never changed. The cases of `urltestdata.json` with a base are about links within a page; whoever reports has none. Of
//! `percent-encoding.json` the other encodings: what comes in is UTF-8.

use domain::address::{BadHostName, HostName, NotAnAddress, ReportedUrl};
use serde_json::Value;

use crate::{Tally, corpus_objects};

const URL_DIFFERENCES: [(&str, usize); 8] = [
    ("a name without a dot is nobody's site", 31),
    ("an IP address that is private", 7),
    ("no name at all, or dots alone", 2),
    ("signs that DNS names do not hold, or an empty label", 2),
    ("invisible signs are artefacts of pasting", 2),
    ("quotes and brackets at the end are not part of the address", 3),
    ("a label before https: is not part of the address", 4),
    ("brackets around a name are a disguise", 1),
];

#[test]
fn urls_without_a_base() {
    urls("whatwg-url/urltestdata.json", 503, &URL_DIFFERENCES);
}

/// Half pairs, which a script can pass and a form cannot, stand here as U+FFFD, as a browser makes of them too.
#[test]
fn urls_that_only_scripts_can_spell() {
    urls("whatwg-url/urltestdata-javascript-only.json", 1, &[]);
}

fn urls(corpus: &str, agreed: usize, differences: &[(&str, usize)]) {
    let Some(cases) = corpus_objects(corpus) else { return };
    let mut tally = Tally::default();
    for case in cases.iter().filter(|case| case["base"].is_null()) {
        let input = case["input"].as_str().unwrap();
        let ours = ReportedUrl::parse(input);
        let theirs = expected(case);
        match url_reason(input, &ours, theirs.as_deref()) {
            None => tally.agree(),
            Some(reason) => tally.differ(reason, format!("{input:?}: {ours:?}, not {theirs:?}")),
        }
    }
    tally.check(agreed, differences);
}

/// What the data says, without userinfo; `None` for failures and other schemes.
fn expected(case: &Value) -> Option<String> {
    let part = |name: &str| case[name].as_str().unwrap_or_default();
    let web = matches!(part("protocol"), "http:" | "https:");
    web.then(|| ["protocol", "host", "pathname", "search", "hash"].map(part)).map(|parts| {
        let [protocol, host, path, query, fragment] = parts;
        format!("{protocol}//{host}{path}{query}{fragment}")
    })
}

fn url_reason(
    input: &str,
    ours: &Result<ReportedUrl, NotAnAddress>,
    theirs: Option<&str>,
) -> Option<&'static str> {
    use NotAnAddress as Not;
    match (ours, theirs) {
        (Err(_), None) => None,
        (Ok(url), Some(theirs)) if url.as_str() == theirs => None,
        (Err(Not::LocalName), _) => Some("a name without a dot is nobody's site"),
        (Err(Not::PrivateIp), _) => Some("an IP address that is private"),
        (Err(Not::NoHost), _) => Some("no name at all, or dots alone"),
        (Err(Not::BadHost), _) => Some("signs that DNS names do not hold, or an empty label"),
        (Ok(_), Some(_)) if input.contains(['\u{feff}', '\u{202e}']) => {
            Some("invisible signs are artefacts of pasting")
        }
        (Ok(_), Some(_)) if input.ends_with(['"', '>', '»']) => {
            Some("quotes and brackets at the end are not part of the address")
        }
        (Ok(_), None) if input.starts_with("blob:") || input.starts_with("git+") => {
            Some("a label before https: is not part of the address")
        }
        (Ok(_), None) if input.contains("[www") => Some("brackets around a name are a disguise"),
        _ => Some("unexplained"),
    }
}

#[test]
fn names_of_toascii() {
    let differences = [
        ("an empty label cannot be looked up", 2),
        ("longer than DNS carries", 7),
        ("a sign that DNS names do not hold", 1),
        ("spaces around a name are trimmed", 1),
    ];
    names("whatwg-url/toascii.json", 76, &differences);
}

#[test]
fn names_of_idna_test_v2() {
    let differences = [
        ("an empty label cannot be looked up", 119),
        ("longer than DNS carries", 46),
        ("a sign that DNS names do not hold", 24),
        ("the dot at the end is dropped", 108),
        ("the idna crate takes one letter that Unicode has not assigned", 2),
    ];
    names("whatwg-url/IdnaTestV2.json", 2372, &differences);
}

/// Cases that later versions of the data leave out.
#[test]
fn names_of_an_older_idna_test_v2() {
    names("whatwg-url/IdnaTestV2-removed.json", 20, &[]);
}

fn names(corpus: &str, agreed: usize, differences: &[(&str, usize)]) {
    let Some(cases) = corpus_objects(corpus) else { return };
    let mut tally = Tally::default();
    for case in &cases {
        let input = case["input"].as_str().unwrap();
        let ours = HostName::parse(input);
        let theirs = case["output"].as_str();
        match name_reason(input, &ours, theirs) {
            None => tally.agree(),
            Some(reason) => tally.differ(reason, format!("{input:?}: {ours:?}, not {theirs:?}")),
        }
    }
    tally.check(agreed, differences);
}

fn name_reason(
    input: &str,
    ours: &Result<HostName, BadHostName>,
    theirs: Option<&str>,
) -> Option<&'static str> {
    match (ours, theirs) {
        (Err(_), None) => None,
        (Ok(name), Some(theirs)) if name.ascii() == theirs => None,
        (Ok(name), Some(theirs)) if theirs.strip_suffix('.') == Some(name.ascii()) => {
            Some("the dot at the end is dropped")
        }
        (Err(BadHostName::EmptyLabel | BadHostName::Empty), _) => Some("an empty label cannot be looked up"),
        (Err(BadHostName::TooLong | BadHostName::LabelTooLong), _) => Some("longer than DNS carries"),
        (Err(BadHostName::Sign(_)), _) => Some("a sign that DNS names do not hold"),
        (Err(BadHostName::Number), _) => Some("browsers read it as an IP address"),
        (Ok(_), None) if input.contains('\u{3e8ac}') => {
            Some("the idna crate takes one letter that Unicode has not assigned")
        }
        (Ok(_), None) if input.trim() != input => Some("spaces around a name are trimmed"),
        _ => Some("unexplained"),
    }
}
