//! Host names as DNS and browsers know them, and IP addresses in their place.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Serialize};

use super::script;

/// Longest name and longest label that DNS can carry, in octets (RFC 1035 section 2.3.4).
const MAX_NAME: usize = 253;
const MAX_LABEL: usize = 63;

/// The most text worth converting: a name in Unicode is never longer than this in UTF-8.
const MAX_TEXT: usize = 1024;

/// The name of a host: A-labels in lower case, no trailing dot, one label or more.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HostName(String);

/// Why a text is not a host name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHostName {
    /// Nothing there.
    #[error("the name is empty")]
    Empty,
    /// More than 253 octets.
    #[error("the name is longer than 253 characters")]
    TooLong,
    /// Two dots in a row, or a dot in front.
    #[error("there is nothing between two dots of the name")]
    EmptyLabel,
    /// A label of more than 63 octets.
    #[error("a part of the name is longer than 63 characters")]
    LabelTooLong,
    /// A sign other than letters, digits, hyphen and underscore.
    #[error("the name holds {0:?}, which no name can")]
    Sign(char),
    /// Letters or punycode that UTS 46 does not allow.
    #[error("the name holds letters that no name can")]
    Letters,
    /// The last label is a number, so browsers read the whole as an IP address.
    #[error("this is an IP address, not a name")]
    Number,
}

impl HostName {
    /// Reads a name in Unicode or ASCII, in any case, with or without a trailing dot.
    ///
    /// # Errors
    /// See [`BadHostName`].
    pub fn parse(text: &str) -> Result<Self, BadHostName> {
        let text = text.trim();
        if text.len() > MAX_TEXT {
            return Err(BadHostName::TooLong);
        }
        // Names that are ASCII already are DNS's business: it serves punycode that stands for nothing, too.
        let ascii =
            if text.is_ascii() { Cow::Borrowed(text) } else { to_ascii(text).ok_or(BadHostName::Letters)? };
        Self::from_ascii(ascii.strip_suffix('.').unwrap_or(&ascii))
    }

    fn from_ascii(text: &str) -> Result<Self, BadHostName> {
        if text.is_empty() {
            return Err(BadHostName::Empty);
        }
        if text.len() > MAX_NAME {
            return Err(BadHostName::TooLong);
        }
        text.split('.').try_for_each(check_label)?;
        if is_number(text.rsplit('.').next().unwrap_or(text)) {
            return Err(BadHostName::Number);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The name as DNS has it.
    #[must_use]
    pub fn ascii(&self) -> &str {
        &self.0
    }

    /// The name as people read it. Labels that could pass for something else stay in ASCII.
    #[must_use]
    pub fn unicode(&self) -> Cow<'_, str> {
        if !self.0.contains("xn--") {
            return Cow::Borrowed(&self.0);
        }
        let safe = |label: &[char], top: &[char], _: bool| script::is_safe(label, top);
        let (shown, outcome) =
            Uts46::new().to_user_interface(self.0.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, safe);
        match outcome {
            Ok(()) if to_ascii(&shown).as_deref() == Some(&self.0) => shown,
            _ => Cow::Borrowed(&self.0),
        }
    }

    /// The labels, from the host down to the top-level domain.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }

    /// The registrable domain by the Public Suffix List with its private section; `None` for a bare suffix.
    #[must_use]
    pub fn registrable(&self) -> Option<&str> {
        psl::domain_str(&self.0)
    }

    /// Whether the last label is a top-level domain. The suffix list is too large for the browser to answer this.
    pub(super) fn has_real_ending(&self) -> bool {
        self.labels().next_back().is_some_and(tld::exist)
    }
}

fn to_ascii(text: &str) -> Option<Cow<'_, str>> {
    Uts46::new().to_ascii(text.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Ignore).ok()
}

fn check_label(label: &str) -> Result<(), BadHostName> {
    if label.is_empty() {
        return Err(BadHostName::EmptyLabel);
    }
    if label.len() > MAX_LABEL {
        return Err(BadHostName::LabelTooLong);
    }
    match label.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))) {
        Some(sign) => Err(BadHostName::Sign(sign)),
        None => Ok(()),
    }
}

/// Whether browsers take a last label for a number (WHATWG URL, "ends in a number").
pub(super) fn is_number(label: &str) -> bool {
    let hex = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    label.bytes().all(|b| b.is_ascii_digit())
        || hex.is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for HostName {
    type Err = BadHostName;

    fn from_str(text: &str) -> Result<Self, BadHostName> {
        Self::parse(text)
    }
}

impl TryFrom<String> for HostName {
    type Error = BadHostName;

    fn try_from(text: String) -> Result<Self, BadHostName> {
        Self::parse(&text)
    }
}

impl From<HostName> for String {
    fn from(name: HostName) -> Self {
        name.0
    }
}

/// What stands where an address names its site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// A name in DNS.
    Name(HostName),
    /// An IP address; an IPv4 address mapped into IPv6 is kept as IPv4.
    Ip(IpAddr),
}

impl Host {
    /// The name, unless this is an IP address.
    #[must_use]
    pub fn name(&self) -> Option<&HostName> {
        match self {
            Self::Name(name) => Some(name),
            Self::Ip(_) => None,
        }
    }
}

/// The name in ASCII, or the IP address without brackets.
impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Ip(ip) => ip.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, BadHostName> {
        HostName::parse(text).map(String::from)
    }

    #[test]
    fn names_are_folded_to_lower_case_a_labels() {
        assert_eq!(parse(" WWW.Example.COM. ").as_deref(), Ok("www.example.com"));
        assert_eq!(parse("bücherwelt.example").as_deref(), Ok("xn--bcherwelt-q9a.example"));
        assert_eq!(parse("faß。example").as_deref(), Ok("xn--fa-hia.example"));
        assert_eq!(parse("_dmarc.a--b-.example").as_deref(), Ok("_dmarc.a--b-.example"));
    }

    #[test]
    fn limits_are_those_of_dns() {
        let label = "a".repeat(63);
        assert!(parse(&format!("{label}.example")).is_ok());
        assert_eq!(parse(&format!("{label}a.example")), Err(BadHostName::LabelTooLong));
        let name = [label.as_str(), &label, &label, &"a".repeat(61)].join(".");
        assert_eq!(name.len(), 253);
        assert!(parse(&format!("{name}.")).is_ok());
        assert_eq!(parse(&format!("{name}a")), Err(BadHostName::TooLong));
        assert_eq!(parse(&"ü".repeat(600)), Err(BadHostName::TooLong));
    }

    #[test]
    fn what_no_name_can_hold_is_refused() {
        assert_eq!(parse(""), Err(BadHostName::Empty));
        assert_eq!(parse("."), Err(BadHostName::Empty));
        assert_eq!(parse("a..example"), Err(BadHostName::EmptyLabel));
        assert_eq!(parse(".example"), Err(BadHostName::EmptyLabel));
        assert_eq!(parse("a b.example"), Err(BadHostName::Sign(' ')));
        assert_eq!(parse("a/b.example"), Err(BadHostName::Sign('/')));
        assert_eq!(parse("a\u{0}.example"), Err(BadHostName::Sign('\0')));
        assert_eq!(parse("xn--\u{e9}.example"), Err(BadHostName::Letters));
        assert_eq!(parse("192.0.2.1"), Err(BadHostName::Number));
        assert_eq!(parse("example.0x1f"), Err(BadHostName::Number));
    }

    #[test]
    fn safe_names_are_shown_in_their_own_letters() {
        let shown = |text: &str| HostName::parse(text).unwrap().unicode().into_owned();
        assert_eq!(shown("xn--bcherwelt-q9a.example"), "bücherwelt.example");
        assert_eq!(shown("例え.テスト"), "例え.テスト");
        assert_eq!(shown("www.example.com"), "www.example.com");
        assert_eq!(shown("раураӏ.com"), "xn--80aa0cbo65f.com", "all Cyrillic, reads as Latin");
        assert_eq!(shown("pаypal.bücher.example"), "xn--pypal-4ve.bücher.example", "one label at a time");
        assert_eq!(shown("xn--a.example"), "xn--a.example", "broken punycode stays as it is");
    }

    #[test]
    fn the_registrable_domain_follows_the_suffix_list() {
        let domain = |text: &str| HostName::parse(text).unwrap().registrable().map(str::to_owned);
        assert_eq!(domain("a.b.example.co.uk").as_deref(), Some("example.co.uk"));
        assert_eq!(domain("a.someone.github.io").as_deref(), Some("someone.github.io"));
        assert_eq!(domain("login.alderfinch.example").as_deref(), Some("alderfinch.example"));
        assert_eq!(domain("github.io"), None);
        assert_eq!(domain("example"), None);
    }
}
