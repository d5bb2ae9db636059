//! Fuzz targets: every parser on whatever bytes there are. As tests they run for a second each, and with `make fuzz` for longer;
//! `cargo bolero test --package domain fuzz::addresses` hands one to libFuzzer.

use std::collections::HashSet;

use crate::address::{HostName, MAX_LENGTH, ReportedUrl};
use crate::answers::Answers;
use crate::category::Category;
use crate::field::{self, Field, Shape};
use crate::list::{self, Reading};
use crate::policy::{COMPILED_IN, MOST_HOURS, Policy};
use crate::reference::Reference;
use crate::zone::{self, ZoneHost};

/// What addresses, their disguises and lists of them are made of.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "http", "https", "hxxp", "hxxps", "ftp", "mailto:", "://", ":", "/", "//", "\\", "[.]", "[.", ".]", "(.)", "[:]", "[/]",
    "[", "]", "(", ")", "{", "}", "<", ">", ".", "..", "/../", "/./", "%2e", "%2F", "%20", "%", " ", "  ", "\t", "\n",
    "\r\n", "\r", "@", "#", "?", "&", "=", "a", "h", "b.example", "example.org", "www.", "co.uk", "github.io", "127.0.0.1",
    "203.0.113.41", "/24", "[2001:db8::1]", "::1", "0x7f", "ü", "ß", "пример", "例え", "。", "xn--", "xn--bcher-kva", "dot",
    "[dot]", "at", "\u{200b}", "\u{200d}", "\u{202e}", "\u{feff}", "\u{0}", "\u{fffd}", "\"", "'", ",", ";", "|", "!", "*",
    "^", "~", "_", "-", "…", "•", "1.", "(2)", "#3 ", "url", "host", "path", "domain", "description", "see ", "is phishing",
    "# note", "80/TCP", "true", "DE", "NE-", "NE-7F3K-92QD", "O", "I",
];

/// What lists and tables are made of.
#[rustfmt::skip]
const CELLS: &[&str] = &[
    "\n", "\n", "\r\n", "\n\n", ",", ",", ";", "\t", "|", ", ", "\"", "\"\"", "https://a.example/x,1.html",
    "https://b.example/?a=1;b=2", "https://c.example/x|y", "hxxps://d[.]example/a,b;c", "https://e.example/a\"b\"",
    "f.example", "203.0.113.41", "/x.exe", "?q", "url", "host", "path", "seen", "phishing, fake", "2026-03-02",
    "d41d8cd98f00b204e9800998ecf8427e", "me@example.org", "1. ", "# ",
];

/// Bytes as text: as they are, or each as a piece, which random bytes would never spell.
fn text(bytes: &[u8]) -> String {
    match bytes {
        [kind, rest @ ..] if kind % 4 > 0 => spelled(rest, PIECES),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn spelled(bytes: &[u8], pieces: &[&str]) -> String {
    bytes.iter().map(|byte| pieces[usize::from(*byte) % pieces.len()]).collect()
}

#[test]
fn addresses() {
    bolero::check!().for_each(|bytes| {
        let text = text(bytes);
        address(&text);
        address(&format!("http://a.example/{text}"));
        address(&format!("https://{text}.example/"));
    });
}

/// What is read reads as the same again, as it is kept and as it is shown.
fn address(text: &str) {
    let Ok(url) = ReportedUrl::parse(text) else { return };
    let again = ReportedUrl::parse(url.as_str());
    assert_eq!(again.as_ref().map(ReportedUrl::as_str), Ok(url.as_str()), "{text:?}");
    let again = again.unwrap();
    assert_eq!((again.key(), again.host()), (url.key(), url.host()), "{text:?}");
    assert!(url.as_str().is_ascii() && url.as_str().len() <= MAX_LENGTH, "{text:?}");
    let shown = url.to_string();
    assert!(shown.starts_with("hxxp") && shown.len() <= 4 * MAX_LENGTH, "{shown:?}");
    assert_eq!(ReportedUrl::parse(&shown), Ok(url), "{text:?} is shown as {shown:?}");
}

#[test]
fn hosts_and_zones() {
    bolero::check!().for_each(|bytes| {
        let text = text(bytes);
        let Ok(name) = HostName::parse(&text) else { return };
        assert_eq!(HostName::parse(name.ascii()).as_ref(), Ok(&name), "{text:?}");
        assert_eq!(HostName::parse(&name.unicode()).as_ref(), Ok(&name), "{text:?}");
        assert!(
            name.ascii().len() <= 253 && name.labels().all(|label| (1..=63).contains(&label.len())),
            "{text:?}"
        );
        match ZoneHost::parse(&text) {
            Ok(zone) => {
                assert!(zone.covers(&name), "{text:?}");
                assert_eq!(
                    zone::candidates(&name).first().map(String::as_str),
                    Some(zone.as_str()),
                    "{text:?}"
                );
            }
            Err(_) => assert!(zone::candidates(&name).is_empty(), "{text:?}"),
        }
    });
}

#[test]
fn lists() {
    bolero::check!().for_each(|bytes| {
        list(&text(bytes));
        list(&spelled(bytes, CELLS));
    });
}

/// Every line counts once, repeats point back, and the addresses alone are the same list again.
fn list(text: &str) {
    let Ok(list) = list::read(text) else { return };
    let counts = list.counts();
    assert_eq!(counts.addresses + counts.repeats + counts.refused + counts.skipped, list.lines.len());
    let raw: usize = list.lines.iter().map(|line| line.raw.len()).sum();
    assert!(raw <= text.len() && list.lines.is_sorted_by(|a, b| a.number < b.number), "{text:?}");
    let (mut keys, mut numbers) = (HashSet::new(), HashSet::new());
    for line in &list.lines {
        match &line.reading {
            Reading::Address(url) => {
                assert!(keys.insert(url.key()) && numbers.insert(line.number), "{text:?}")
            }
            Reading::RepeatOf(first) => assert!(numbers.contains(first), "{text:?}"),
            Reading::NotAnAddress(_) | Reading::Skipped(_) => {}
        }
    }
    let urls: Vec<_> = list.addresses().map(|(_, url)| url).collect();
    let lines: Vec<_> = urls.iter().map(|url| list::line_of(url)).collect();
    let again = list::read(&lines.join("\n")).unwrap();
    let again: Vec<_> = again.addresses().map(|(_, url)| url).collect();
    assert_eq!(again, urls, "{text:?}");
}

#[test]
fn references() {
    bolero::check!().for_each(|bytes| {
        if let Ok(reference) = text(bytes).parse::<Reference>() {
            assert_eq!(reference.as_str().parse(), Ok(reference.clone()));
        }
        let number = bytes.iter().fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
        let reference = Reference::numbered(number);
        let typed = reference.as_str().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(typed.parse(), Ok(reference));
    });
}

#[test]
fn fields() {
    let policy = Policy::compiled_in();
    bolero::check!().for_each(|bytes| {
        let text = text(bytes);
        let typed = std::slice::from_ref(&text);
        for field in Field::ALL {
            let Ok(Some(once)) = field.read(typed, false) else { continue };
            assert!(once.chars().count() <= most(*field), "{field}: {text:?}");
            assert_eq!(field.read(std::slice::from_ref(&once), true), Ok(Some(once)), "{field}: {text:?}");
        }
        if let Ok(email) = field::email(&text) {
            assert_eq!(field::email(&email).as_ref(), Ok(&email));
            assert!(email.len() <= 254 && !email.contains(char::is_whitespace), "{email:?}");
        }
        for category in Category::ALL {
            let policy = policy.of(*category);
            let read = Answers::read(policy, policy.default_disclosures(), |_| typed.to_vec());
            let fields = read.map_or_else(|errors| errors.len(), |answers| answers.iter().count());
            assert!(fields <= 2 * Field::ALL.len(), "{category}: {text:?}");
        }
    });
}

/// The most characters that a field's content comes to.
fn most(field: Field) -> usize {
    match field.shape() {
        Shape::Line(limit) | Shape::Text(limit) => limit,
        Shape::Email => 254,
        Shape::Ips(entries) | Shape::Ports(entries) => entries * 46,
        Shape::Tick | Shape::YesNo => 5,
        Shape::OneOf(words) => words.iter().map(|word| word.len()).max().unwrap_or(0),
        Shape::AnyOf(words) => words.iter().map(|word| word.len() + 1).sum(),
    }
}

#[test]
fn policies() {
    bolero::check!().for_each(|bytes| {
        let _ = Policy::parse(&text(bytes));
        let file = changed(bytes);
        match Policy::parse(&file) {
            Ok(policy) => Category::ALL.iter().for_each(|category| sound(&policy, *category)),
            Err(error) => assert!(error.to_string().contains("line "), "{error}"),
        }
    });
}

/// The policy that is compiled in with some of its lines swapped, doubled, dropped, or with another value.
fn changed(bytes: &[u8]) -> String {
    const VALUES: &[&str] = &[
        "\"\"",
        "[]",
        "0",
        "24",
        "4294967295",
        "-1",
        "1e9",
        "true",
        "\"never\"",
        "[\"email\"]",
        "[\"named\"]",
        "{",
    ];
    let mut lines: Vec<String> = COMPILED_IN.lines().map(str::to_owned).collect();
    for change in bytes.chunks_exact(4) {
        let at =
            |high: u8, low: u8| usize::from(u16::from_be_bytes([high, low])) % COMPILED_IN.lines().count();
        let (line, other) = (at(change[0], change[1]), at(change[2], change[3]));
        match (change[3] % 8, lines[line].split_once(" = ")) {
            (0, _) => lines.swap(line, other),
            (1, _) => lines[line] = lines[other].clone(),
            (2, _) => lines[line].clear(),
            (_, Some((key, _))) => {
                lines[line] = format!("{key} = {}", VALUES[usize::from(change[2]) % VALUES.len()]);
            }
            _ => {}
        }
    }
    lines.join("\n")
}

/// What must hold of every policy that is taken.
fn sound(policy: &Policy, category: Category) {
    let entry = policy.of(category);
    let told = entry.default_disclosures();
    assert!(entry.owner.contains(&told.owner) && entry.host.contains(&told.host), "{category}");
    assert_eq!(entry.disclosures(Some(told.owner), Some(told.host), Some(told.ncmec)), told, "{category}");
    assert!((1..=MOST_HOURS).contains(&entry.answer_hours) && (1..=MOST_HOURS).contains(&entry.decide_hours));
    assert_eq!(entry.asks_for(Field::Justification), Some(true), "{category}");
}
