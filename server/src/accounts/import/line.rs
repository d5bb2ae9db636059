//! One line of an import: `account,zone[,abuse_contact[,origin_ip]]`, as CSV or as a JSON object.

use std::fmt;
use std::io::{self, BufRead, Read as _};
use std::net::IpAddr;

use domain::field::{self, FieldError};
use domain::zone::{NotAZone, ZoneHost};
use serde::Deserialize;

/// The longest line, in bytes.
const LONGEST: u64 = 16 * 1024;

/// A line that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The account's id in the provider's own systems.
    pub account: String,
    /// The zone.
    pub zone: ZoneHost,
    /// Where letters about the zone go; what was known stays when a line names none.
    pub abuse_contact: Option<Given<String>>,
    /// Where the zone's content is; what was known stays when a line names nothing.
    pub origin_ip: Option<Given<IpAddr>>,
}

/// What a line gives for a value of its zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given<T> {
    /// It has none any more, written `-`.
    Nothing,
    /// This.
    This(T),
}

/// How a line says that a value is taken away.
pub(super) const NOTHING: &str = "-";

impl<T: fmt::Display> fmt::Display for Given<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str(NOTHING),
            Self::This(value) => value.fmt(f),
        }
    }
}

fn given<T>(
    text: Option<String>,
    read: impl Fn(String) -> Result<T, BadLine>,
) -> Result<Option<Given<T>>, BadLine> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    text.map(|text| if text == NOTHING { Ok(Given::Nothing) } else { read(text).map(Given::This) })
        .transpose()
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// Longer than any line of this kind.
    #[error("longer than {LONGEST} bytes")]
    TooLong,
    /// Not text.
    #[error("not UTF-8")]
    NotText,
    /// Quotes that do not close, and the like.
    #[error("not CSV")]
    NotCsv,
    /// Not a JSON object with these fields.
    #[error("not JSON as expected: {0}")]
    NotJson(String),
    /// More fields than there can be.
    #[error("expected account,zone[,abuse_contact[,origin_ip]] with commas between them; found {0}")]
    Fields(usize),
    /// No account.
    #[error("the account is missing or longer than 200 characters")]
    Account,
    /// An address where a name is wanted. Holds the beginning of it.
    #[error(
        "`{0}` is an address: give the name of the zone alone, without https:// and what follows the name"
    )]
    Address(String),
    /// Not the name of a zone.
    #[error(transparent)]
    Zone(#[from] NotAZone),
    /// Not an email address.
    #[error("`{0}` is no email address")]
    Contact(String),
    /// Not an IP address.
    #[error("`{0}` is no IP address")]
    Origin(String),
}

/// The lines of a file. Empty lines, a byte-order mark and a header are passed over.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    number: u64,
    bytes: u64,
}

/// A line's fields before they are understood.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    account: String,
    zone: String,
    #[serde(default)]
    abuse_contact: Option<String>,
    #[serde(default)]
    origin_ip: Option<String>,
}

impl<R: BufRead> Lines<R> {
    /// Reads lines of `input`.
    pub fn new(input: R) -> Self {
        Self { input, number: 0, bytes: 0 }
    }

    /// How many bytes were read.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads one line, the rest of an overlong one too.
    fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let read = self.input.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        self.bytes += read as u64;
        if line.len() as u64 == LONGEST && !line.ends_with(b"\n") {
            self.skip_rest()?;
        }
        self.number += 1;
        Ok((read > 0).then_some(line))
    }

    fn skip_rest(&mut self) -> io::Result<()> {
        let mut rest = Vec::new();
        while self.input.by_ref().take(LONGEST).read_until(b'\n', &mut rest)? > 0 {
            self.bytes += rest.len() as u64;
            if rest.ends_with(b"\n") {
                break;
            }
            rest.clear();
        }
        Ok(())
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<(u64, Result<Line, BadLine>)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.read() {
                Ok(line) => line?,
                Err(error) => return Some(Err(error)),
            };
            if let Some(parsed) = parse(&line, self.number == 1) {
                return Some(Ok((self.number, parsed)));
            }
        }
    }
}

/// Understands a line; `None` for an empty one and for a header.
fn parse(line: &[u8], is_first: bool) -> Option<Result<Line, BadLine>> {
    if line.len() as u64 >= LONGEST {
        return Some(Err(BadLine::TooLong));
    }
    let Ok(text) = std::str::from_utf8(line) else { return Some(Err(BadLine::NotText)) };
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return None;
    }
    let fields = if text.starts_with('{') { from_json(text) } else { from_csv(text) };
    match fields {
        Ok(fields) if is_first && fields.is_header() => None,
        fields => Some(fields.and_then(Fields::understand)),
    }
}

fn from_json(text: &str) -> Result<Fields, BadLine> {
    serde_json::from_str(text).map_err(|error| BadLine::NotJson(error.to_string()))
}

fn from_csv(text: &str) -> Result<Fields, BadLine> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .buffer_capacity(256)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    if text.matches('"').count() % 2 == 1 || !reader.read_record(&mut record).unwrap_or(false) {
        return Err(BadLine::NotCsv);
    }
    if !(2..=4).contains(&record.len()) {
        return Err(BadLine::Fields(record.len()));
    }
    let field = |at: usize| record.get(at).map(str::to_owned);
    Ok(Fields {
        account: field(0).unwrap_or_default(),
        zone: field(1).unwrap_or_default(),
        abuse_contact: field(2),
        origin_ip: field(3),
    })
}

impl Fields {
    fn is_header(&self) -> bool {
        self.account.eq_ignore_ascii_case("account") && self.zone.eq_ignore_ascii_case("zone")
    }

    fn understand(self) -> Result<Line, BadLine> {
        let Self { account, zone, abuse_contact, origin_ip } = self;
        let account = account.trim().to_owned();
        if account.is_empty() || account.chars().count() > 200 || account.chars().any(char::is_control) {
            return Err(BadLine::Account);
        }
        if zone.contains('/') {
            return Err(BadLine::Address(zone.trim().chars().take(100).collect()));
        }
        let zone = ZoneHost::parse(zone.trim())?;
        let contact = |text: String| {
            field::email(&text).map_err(|_: FieldError| BadLine::Contact(text.chars().take(100).collect()))
        };
        let address = |text: String| {
            text.parse().map_err(|_| BadLine::Origin(text.chars().take(100).collect::<String>()))
        };
        let abuse_contact = given(abuse_contact, contact)?;
        let origin_ip = given(origin_ip, address)?;
        Ok(Line { account, zone, abuse_contact, origin_ip })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line as it was understood, or what is wrong with it.
    fn read(text: &[u8]) -> Vec<String> {
        Lines::new(text)
            .map(|line| match line.unwrap() {
                (number, Ok(line)) => {
                    let contact = line.abuse_contact.map(|contact| contact.to_string());
                    let origin = line.origin_ip.map(|address| address.to_string());
                    let more = [contact, origin].map(Option::unwrap_or_default).join("|");
                    format!("{number}: {}|{}|{more}", line.account, line.zone.as_str())
                }
                (number, Err(why)) => format!("{number}! {why}"),
            })
            .collect()
    }

    #[test]
    fn csv_with_and_without_header_and_optional_fields() {
        let text = "\u{feff}account,zone,abuse_contact,origin_ip\r\n\
                    acme, Shop.Example.com. ,abuse@acme.example,192.0.2.7\r\n\
                    \r\n\
                    \"b, inc\",bücher.example,,2001:db8::1\n\
                    c,xn--bcher-kva.example\n\
                    d,d.example,-,-\n";
        assert_eq!(
            read(text.as_bytes()),
            [
                "2: acme|shop.example.com|abuse@acme.example|192.0.2.7",
                "4: b, inc|xn--bcher-kva.example||2001:db8::1",
                "5: c|xn--bcher-kva.example||",
                "6: d|d.example|-|-",
            ]
        );
    }

    #[test]
    fn json_lines() {
        let text = "{\"account\":\"acme\",\"zone\":\"example.com\",\"origin_ip\":null}\n{\"account\":\"b\",\"zone\":\"b.example\",\"x\":1}\n";
        let lines = read(text.as_bytes());
        assert_eq!(lines[0], "1: acme|example.com||");
        assert!(lines[1].starts_with("2! not JSON as expected: unknown field `x`"), "{}", lines[1]);
    }

    #[test]
    fn bad_lines_say_what_is_wrong_and_the_next_one_is_read() {
        let mut text =
            b"acme\n,example.com\na,co.uk\na,https://a.example/\na,example.com,nobody\na,example.com,,1.2.3\n"
                .to_vec();
        text.extend(b"a,\"example.com\na,b,c,d,e\n\xff,x.example\n");
        text.extend(std::iter::repeat_n(b'a', 40_000));
        text.extend(b"\nlast,example.com");
        let lines = read(&text);
        assert_eq!(lines.len(), 11, "{lines:#?}");
        for (line, sign) in lines.iter().zip([
            "found 1",
            "account is",
            "public suffix",
            "name of the zone alone",
            "`nobody`",
            "`1.2.3`",
            "CSV",
            "found 5",
            "UTF-8",
            "longer",
        ]) {
            assert!(line.contains('!') && line.contains(sign), "{line}");
        }
        assert_eq!(lines[10], "11: last|example.com||");
    }

    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "acme", "b, inc", ",", ",", ",,", "\"", "\"\"", "\n", "\n", "\r\n", "\r", "example.com", "bücher.example", "co.uk", ".", "@",
        "abuse@acme.example", "192.0.2.7", "2001:db8::1", "{", "}", "\"account\":", "\"zone\":", "\"origin_ip\":", ":", "null", "\\",
        "account,zone\n", "\u{feff}", " ", "\t", "\u{0}",
    ];

    #[test]
    fn fuzz_lines() {
        bolero::check!().for_each(|bytes| {
            survive(bytes);
            survive(crate::fuzz::spelled(bytes, PIECES).as_bytes());
        });
    }

    /// Every byte is read, lines come in order, and a line that can be used says the same once it is written as JSON.
    fn survive(text: &[u8]) {
        let mut lines = Lines::new(text);
        let mut last = 0;
        for line in lines.by_ref() {
            let (number, line) = line.unwrap();
            assert!(number > last, "{:?}", String::from_utf8_lossy(text));
            last = number;
            match line {
                Ok(line) => assert_eq!(parse(as_json(&line).as_bytes(), false), Some(Ok(line))),
                Err(why) => assert!(why.to_string().len() as u64 <= LONGEST + 200, "{why}"),
            }
        }
        assert_eq!(lines.bytes(), text.len() as u64);
    }

    fn as_json(line: &Line) -> String {
        let Line { account, zone, abuse_contact, origin_ip } = line;
        let abuse_contact = abuse_contact.as_ref().map(ToString::to_string);
        let origin_ip = origin_ip.as_ref().map(ToString::to_string);
        serde_json::json!({ "account": account, "zone": zone.as_str(), "abuse_contact": abuse_contact, "origin_ip": origin_ip })
            .to_string()
    }
}
