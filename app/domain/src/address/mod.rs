//! Reported addresses: what people paste is read into one canonical form, and shown so that nobody can click it.
//!
//! [`ReportedUrl::parse`] takes plain, defanged, quoted and mistyped addresses and refuses the rest with a reason
//! ([`NotAnAddress`]). Hosts follow the WHATWG URL standard and UTS 46, narrowed to names that DNS can carry.

mod clean;
mod host;
mod ip;
mod read;
mod refang;
mod refusal;
mod scheme;
mod script;
mod show;
mod word;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use host::{BadHostName, Host, HostName};
pub use refusal::NotAnAddress;
pub use show::Defanged;

/// The longest address taken, in characters of its canonical form.
pub const MAX_LENGTH: usize = 2048;

/// The longest text looked at, in bytes; disguises can make an address longer.
const MAX_TEXT: usize = 4 * MAX_LENGTH;

/// How often an address may change on being read again before it is refused.
const MAX_ROUNDS: usize = 4;

/// An http or https address in canonical form: A-labels, no userinfo, no default port, path and query as given.
///
/// Two of them are equal when their canonical texts are. `Display` writes it defanged.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReportedUrl {
    text: String,
    host: Host,
    path_at: usize,
    key_len: usize,
    scheme_given: bool,
    had_userinfo: bool,
    is_cut: bool,
}

impl ReportedUrl {
    /// Reads the one address in a text of any kind, in time proportional to its length.
    ///
    /// # Errors
    /// Says why the text is not one address that visitors could open.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        if text.len() > MAX_TEXT {
            return Err(NotAnAddress::TooLong);
        }
        let first = read::line(text)?;
        let (scheme_given, had_userinfo, is_cut) = (first.scheme_given, first.had_userinfo, first.is_cut);
        Ok(Self { scheme_given, had_userinfo, is_cut, ..first.settled()? })
    }

    /// The form that reading again does not change.
    fn settled(self) -> Result<Self, NotAnAddress> {
        let mut url = self;
        for _ in 0..MAX_ROUNDS {
            let again = read::line(&url.text)?;
            if again.text == url.text {
                return Ok(url);
            }
            url = again;
        }
        Err(NotAnAddress::BadHost)
    }

    /// The canonical text. It is hostile: never make it a link.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The canonical text without its fragment: equal for addresses that lead to the same page.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.text[..self.key_len]
    }

    /// The site.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The port, unless it is the usual one of the scheme.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        let authority = &self.text[..self.path_at];
        authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok())
    }

    /// Path, query and fragment; at least `/`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.text[self.path_at..]
    }

    /// Whether more words stood behind it, which were left out. Not kept by serde.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether a line was read as this address with words behind it left out.
    #[must_use]
    pub fn is_part_of(&self, line: &str) -> bool {
        Self::parse(line).is_ok_and(|read| read.is_cut && read == *self)
    }

    /// Whether no page of the site is named.
    #[must_use]
    pub fn is_whole_site(&self) -> bool {
        self.path() == "/"
    }

    /// Whether http or https was given; otherwise https is assumed. Not kept by serde.
    #[must_use]
    pub fn scheme_given(&self) -> bool {
        self.scheme_given
    }

    /// Whether a user name stood in front of the host, as in `https://bank.example@evil.example`. Not kept by serde.
    #[must_use]
    pub fn had_userinfo(&self) -> bool {
        self.had_userinfo
    }

    /// Whether this can hardly be anything but an address: it has a scheme, or an ending that exists.
    pub(crate) fn is_evident(&self) -> bool {
        self.scheme_given || word::ends_as_usual(self)
    }

    /// The address in parts for showing.
    #[must_use]
    pub fn defanged(&self) -> Defanged {
        Defanged::of(self)
    }

    /// What reports about one site share: the registrable domain, or the host where there is none.
    #[must_use]
    pub fn registrable(&self) -> String {
        let domain = self.host.name().and_then(HostName::registrable);
        domain.map_or_else(|| self.host.to_string(), str::to_owned)
    }
}

/// The address defanged, so that a slip shows nothing clickable.
impl fmt::Display for ReportedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.defanged().fmt(f)
    }
}

impl FromStr for ReportedUrl {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ReportedUrl {
    type Error = NotAnAddress;

    fn try_from(text: String) -> Result<Self, NotAnAddress> {
        Self::parse(&text)
    }
}

impl From<ReportedUrl> for String {
    fn from(url: ReportedUrl) -> Self {
        url.text
    }
}

impl PartialEq for ReportedUrl {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ReportedUrl {}

impl Hash for ReportedUrl {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialOrd for ReportedUrl {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ReportedUrl {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

#[cfg(test)]
mod tests;
