//! About 18,000 phishing and malware addresses, against the hosts that a WHATWG parser and a suffix library found.

use std::io::Read;

use domain::address::{HostName, NotAnAddress, ReportedUrl};
use flate2::read::GzDecoder;
use url::Url;

use crate::{Tally, corpus};

const DIFFERENCES: [(&str, usize); 8] = [
    ("we look at http and https only", 5),
    ("a Tor service is on nobody's network", 7),
    ("an IP address that is private or multicast", 4),
    ("two addresses in one line", 1),
    ("two dots in a row, which DNS cannot look up", 3),
    ("a host of more than 253 characters", 1),
    ("the suffix list of another day: eth.limo and surge.sh", 5),
    ("no rule says *.user.fm makes user.fm a suffix", 1),
];

/// The addresses with the host and the registrable domain that the libraries found.
fn cases() -> Option<Vec<[String; 3]>> {
    let bytes = corpus("urls/hosts.tsv.gz")?;
    let mut text = String::new();
    GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    let cells =
        |line: &str| line.split('\t').take(3).map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
    Some(text.lines().skip(1).map(cells).collect())
}

#[test]
fn hosts_and_registrable_domains() {
    let Some(cases) = cases() else { return };
    let mut tally = Tally::default();
    for [url, host, registrable] in &cases {
        match reason(&ReportedUrl::parse(url), host, registrable) {
            None => tally.agree(),
            Some(reason) => tally.differ(reason, format!("{url}: not {host}, {registrable}")),
        }
    }
    tally.check(17_957, &DIFFERENCES);
}

/// Why our reading is another than theirs, if it is.
fn reason(ours: &Result<ReportedUrl, NotAnAddress>, host: &str, registrable: &str) -> Option<&'static str> {
    use NotAnAddress as Not;
    let url = match ours {
        Ok(url) => url,
        Err(Not::OtherScheme(_)) => return Some("we look at http and https only"),
        Err(Not::Onion) => return Some("a Tor service is on nobody's network"),
        Err(Not::PrivateIp) => return Some("an IP address that is private or multicast"),
        Err(Not::SeveralAddresses) => return Some("two addresses in one line"),
        Err(Not::BadHost) if host.contains("..") => {
            return Some("two dots in a row, which DNS cannot look up");
        }
        Err(Not::BadHost) if host.len() > 253 => return Some("a host of more than 253 characters"),
        Err(_) => return Some("unexplained"),
    };
    let ours = url.host().name().and_then(HostName::registrable).unwrap_or_default();
    match () {
        () if url.host().to_string() != host => Some("unexplained"),
        () if ours == registrable => None,
        () if host.ends_with(".eth.limo") || host.ends_with(".surge.sh") => {
            Some("the suffix list of another day: eth.limo and surge.sh")
        }
        () if host == "user.fm" => Some("no rule says *.user.fm makes user.fm a suffix"),
        () => Some("unexplained"),
    }
}

const PATH_DIFFERENCES: [(&str, usize); 4] = [
    ("a mistyped scheme", 13),
    ("punctuation and closing signs at the end are not part of the address", 68),
    ("a dot in brackets is a dot", 2),
    ("after a space we expect a remark, unless a path goes on", 1),
];

/// The whole address is what a WHATWG parser makes of it, but for what is not part of it.
#[test]
fn paths_and_queries_are_kept() {
    let Some(cases) = cases() else { return };
    let mut tally = Tally::default();
    for [text, ..] in &cases {
        let (Ok(ours), Ok(mut theirs)) = (ReportedUrl::parse(text), Url::parse(text)) else { continue };
        if !ours.scheme_given() || theirs.set_username("").is_err() || theirs.set_password(None).is_err() {
            continue;
        }
        match path_reason(text, ours.as_str(), theirs.as_str()) {
            None => tally.agree(),
            Some(reason) => tally.differ(reason, format!("{text}: {}, not {theirs}", ours.as_str())),
        }
    }
    tally.check(14_901, &PATH_DIFFERENCES);
}

fn path_reason(text: &str, ours: &str, theirs: &str) -> Option<&'static str> {
    let mistyped = ["hhttp", "ttps:", "htps:"].iter().any(|scheme| text.starts_with(scheme));
    let shortened = text.ends_with(['#', '?', '.', ';', ')', '…', '。', '”']) && theirs.starts_with(ours);
    match () {
        () if ours == theirs => None,
        () if mistyped => Some("a mistyped scheme"),
        () if shortened => Some("punctuation and closing signs at the end are not part of the address"),
        () if text.contains("[.]") || text.contains("(.)") => Some("a dot in brackets is a dot"),
        () if text.contains(' ') => Some("after a space we expect a remark, unless a path goes on"),
        () => Some("unexplained"),
    }
}
