//! Customers' zones, and which of them a reported host belongs to.
//!
//! A host belongs to the longest zone that is a suffix of it. The Public Suffix List (ICANN and private section)
//! only keeps zones from being wider than anybody can own.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::address::{BadHostName, HostName};

/// The name of a zone: a registrable domain or a name below one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneHost(HostName);

/// Why a name cannot be a zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAZone {
    /// Not a host name at all.
    #[error("this is not the name of a zone: {0}")]
    BadName(#[from] BadHostName),
    /// A suffix below which anybody can register names. Holds the suffix.
    #[error(
        "{0} is a public suffix: anybody can register names below it, so it cannot be one customer's zone"
    )]
    PublicSuffix(String),
}

impl ZoneHost {
    /// Reads the name of a zone, in Unicode or ASCII.
    ///
    /// # Errors
    /// Refuses what is not a host name, and public suffixes such as `co.uk` or `github.io`.
    pub fn parse(text: &str) -> Result<Self, NotAZone> {
        let name = HostName::parse(text)?;
        match name.registrable() {
            Some(_) => Ok(Self(name)),
            None => Err(NotAZone::PublicSuffix(name.into())),
        }
    }

    /// The name as a host.
    #[must_use]
    pub fn name(&self) -> &HostName {
        &self.0
    }

    /// The name in ASCII, as it is stored and matched.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.ascii()
    }

    /// Whether a host is this zone or lies below it.
    #[must_use]
    pub fn covers(&self, host: &HostName) -> bool {
        let below = host.ascii().strip_suffix(self.as_str());
        below.is_some_and(|front| front.is_empty() || front.ends_with('.'))
    }
}

/// The zones a host can belong to, longest first, down to its registrable domain. None for a bare public suffix.
#[must_use]
pub fn candidates(host: &HostName) -> Vec<String> {
    let Some(registrable) = host.registrable() else { return Vec::new() };
    let name = host.ascii();
    let dots = name.match_indices('.').map(|(dot, _)| dot + 1);
    let starts = std::iter::once(0).chain(dots).take_while(|start| name.len() - start >= registrable.len());
    starts.map(|start| name[start..].to_owned()).collect()
}

impl fmt::Display for ZoneHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ZoneHost {
    type Err = NotAZone;

    fn from_str(text: &str) -> Result<Self, NotAZone> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ZoneHost {
    type Error = NotAZone;

    fn try_from(text: String) -> Result<Self, NotAZone> {
        Self::parse(&text)
    }
}

impl From<ZoneHost> for String {
    fn from(zone: ZoneHost) -> Self {
        zone.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn host(text: &str) -> HostName {
        HostName::parse(text).unwrap()
    }

    #[test]
    fn public_suffixes_are_refused() {
        for text in [
            "com",
            "co.uk",
            "github.io",
            "GITHUB.IO.",
            "c.kobe.jp",
            "anything.ck",
            "公司.cn",
            "example",
            "blogspot.com",
        ] {
            let refused = ZoneHost::parse(text);
            assert!(matches!(refused, Err(NotAZone::PublicSuffix(_))), "{text}: {refused:?}");
        }
        let message = ZoneHost::parse("co.uk").unwrap_err().to_string();
        assert!(message.starts_with("co.uk is a public suffix"));
    }

    #[test]
    fn wildcards_and_exceptions_are_right() {
        for text in [
            "www.ck",
            "city.kobe.jp",
            "b.c.kobe.jp",
            "someone.github.io",
            "example.co.uk",
            "alderfinch.example",
            "食狮.公司.cn",
        ] {
            assert!(ZoneHost::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn names_that_are_not_hosts_are_refused() {
        for text in ["", "a..example", "192.0.2.1", "a b.example", "https://a.example"] {
            assert!(matches!(ZoneHost::parse(text), Err(NotAZone::BadName(_))), "{text}");
        }
    }

    #[test]
    fn candidates_go_from_the_host_to_the_registrable_domain() {
        assert_eq!(
            candidates(&host("a.b.example.co.uk")),
            ["a.b.example.co.uk", "b.example.co.uk", "example.co.uk"]
        );
        assert_eq!(candidates(&host("x.someone.github.io")), ["x.someone.github.io", "someone.github.io"]);
        assert_eq!(candidates(&host("www.ck")), ["www.ck"]);
        assert_eq!(candidates(&host("github.io")), Vec::<String>::new());
        assert_eq!(
            candidates(&host("bücher.quillwater.example")),
            ["xn--bcher-kva.quillwater.example", "quillwater.example"]
        );
    }

    #[test]
    fn a_zone_covers_itself_and_what_is_below() {
        let zone = ZoneHost::parse("alderfinch.example").unwrap();
        for covered in ["alderfinch.example", "login.alderfinch.example", "a.b.ALDERFINCH.example."] {
            assert!(zone.covers(&host(covered)), "{covered}");
        }
        for other in ["oldalderfinch.example", "alderfinch.example.com", "example.com"] {
            assert!(!zone.covers(&host(other)), "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_candidate_is_a_zone_that_covers_the_host(labels in prop::collection::vec("[a-z]{1,3}", 0..6),
            suffix in prop::sample::select(vec!["com", "co.uk", "github.io", "ck", "kobe.jp", "example", "xn--55qx5d.cn"])) {
            let name = labels.iter().map(String::as_str).chain([suffix]).collect::<Vec<_>>().join(".");
            let host = host(&name);
            let zones = candidates(&host);
            for zone in &zones {
                prop_assert!(ZoneHost::parse(zone).unwrap().covers(&host));
            }
            prop_assert!(zones.is_sorted_by(|a, b| a.len() > b.len()));
            prop_assert_eq!(zones.last().map(String::as_str), host.registrable());
        }
    }
}
