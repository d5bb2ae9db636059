//! Lists with one address a line.

use super::{Line, Reading, Skipped};
use crate::address::ReportedUrl;

/// Names that a column of addresses goes by, the surest first.
pub(super) const HEADERS: [&str; 30] = [
    "url",
    "urls",
    "uri",
    "link",
    "links",
    "reported url",
    "phishing url",
    "malicious url",
    "infringing url",
    "full url",
    "page",
    "address",
    "addresses",
    "web address",
    "webpage",
    "website",
    "site",
    "sites",
    "host",
    "hostname",
    "domain",
    "domains",
    "domain name",
    "fqdn",
    "indicator",
    "ioc",
    "value",
    "ip",
    "ip address",
    "ipaddress",
];

pub(super) fn read(lines: &[&str]) -> Vec<Line> {
    let header =
        lines.iter().position(|line| skipped(line).is_none()).filter(|first| is_header(lines[*first]));
    let read = |(at, raw): (usize, &&str)| Line {
        number: at + 1,
        raw: (*raw).to_owned(),
        reading: if header == Some(at) { Reading::Skipped(Skipped::Header) } else { reading(raw) },
    };
    lines.iter().enumerate().map(read).collect()
}

/// What one line means that is no row of a table.
pub(super) fn reading(raw: &str) -> Reading {
    if let Some(skipped) = skipped(raw) {
        return Reading::Skipped(skipped);
    }
    match ReportedUrl::parse(without_number(raw.trim())) {
        Ok(url) => Reading::Address(url),
        Err(reason) => Reading::NotAnAddress(reason),
    }
}

/// Whether a line is blank or a comment. `#12` numbers a line.
pub(super) fn skipped(raw: &str) -> Option<Skipped> {
    let line = raw.trim();
    if line.trim_matches(is_between_cells).is_empty() {
        return Some(Skipped::Blank);
    }
    let numbered = line.trim_start_matches('#').starts_with(|c: char| c.is_ascii_digit());
    let hash = line.starts_with('#') && !numbered;
    let other = ["// ", "; ", "! "].iter().any(|mark| line.starts_with(mark));
    (hash || other).then_some(Skipped::Comment)
}

/// What stands between the cells of a row, and around empty ones.
fn is_between_cells(c: char) -> bool {
    matches!(c, ',' | ';' | '|' | '"') || c.is_whitespace()
}

/// Whether a line is one address in angle brackets (RFC 3986 appendix C), whose commas separate nothing.
pub(super) fn is_bracketed(raw: &str) -> bool {
    let line = raw.trim();
    line.starts_with('<') && line.ends_with('>')
}

pub(super) fn is_header(cell: &str) -> bool {
    header_rank(cell).is_some()
}

/// How surely a cell names a column of addresses; lower is surer.
pub(super) fn header_rank(cell: &str) -> Option<usize> {
    let name = cell.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace(['_', '-'], " ");
    HEADERS.iter().position(|header| *header == name)
}

/// Without `12.`, `(12)`, `#12`, `-` or `•` in front of an address.
fn without_number(line: &str) -> &str {
    let bare = line.trim_start_matches(['#', '(', '[']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let after = bare[digits..].trim_start_matches(['.', ')', ']', ':']);
    let numbered =
        (1..=4).contains(&digits) && (after.starts_with("h") || after.starts_with(char::is_whitespace));
    let marked = line.trim_start_matches(['-', '–', '—', '•', '·', '*', '+', '→']);
    match numbered {
        true if after.len() < bare.len() - digits || after.starts_with(char::is_whitespace) => {
            after.trim_start()
        }
        _ => marked.trim_start(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bullets_are_not_part_of_an_address() {
        for line in [
            "1. http://a.example",
            "12) http://a.example",
            "(3) http://a.example",
            "#4 http://a.example",
            "5.http://a.example",
            "- http://a.example",
            "-http://a.example",
            "• http://a.example",
            "7\thttp://a.example",
            "http://a.example",
        ] {
            assert_eq!(without_number(line), "http://a.example", "{line}");
        }
        for line in ["1.2.3.4", "360.example", "2001:db8::1", "1h.example"] {
            assert_eq!(without_number(line), line);
        }
    }

    #[test]
    fn comments_and_blanks_are_told_from_addresses() {
        assert_eq!(skipped("# Source: https://a.example/"), Some(Skipped::Comment));
        assert_eq!(skipped("// a remark"), Some(Skipped::Comment));
        assert_eq!(skipped(" \t"), Some(Skipped::Blank));
        assert_eq!(skipped(",,"), Some(Skipped::Blank));
        assert_eq!(skipped("\"\";;"), Some(Skipped::Blank));
        assert_eq!(skipped("//a.example/x"), None);
        assert_eq!(skipped("#1 a.example"), None);
    }

    #[test]
    fn headers_are_known_by_name() {
        assert!(is_header("URL") && is_header("\"Domain_Name\"") && is_header(" Host: "));
        assert!(!is_header("description") && !is_header("https://url.example"));
        assert!(header_rank("url") < header_rank("host"));
    }
}
