//! What somebody typed to find a report: a reference, a site, or an address.

use domain::address::{HostName, ReportedUrl};
use domain::reference::Reference;

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// The report with this reference.
    Reference(String),
    /// Sites whose name begins like this, this site with everything below it, and what lies in zones with this in their name.
    Site(String),
    /// Addresses of this site that begin with one of these.
    Address {
        /// The site.
        host: String,
        /// The beginning, with each scheme.
        beginnings: Vec<String>,
    },
}

/// Sorts after every other character, so that it ends a range of texts with the same beginning.
const LAST: char = '\u{10ffff}';

impl Search {
    /// Understands what was typed; nothing for nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if let Ok(reference) = text.parse::<Reference>() {
            return Some(Self::Reference(reference.to_string()));
        }
        match ReportedUrl::parse(text) {
            Ok(url) if !url.is_whole_site() => Some(Self::address(&url)),
            Ok(url) => Some(Self::Site(url.host().to_string())),
            Err(_) => Some(Self::Site(beginning(text))),
        }
    }

    fn address(url: &ReportedUrl) -> Self {
        let key = url.key();
        let rest = key.split_once("://").map_or(key, |(_, rest)| rest);
        let beginnings = ["http", "https"].map(|scheme| format!("{scheme}://{rest}")).to_vec();
        Self::Address { host: url.host().to_string(), beginnings }
    }
}

/// The beginning of a host's name as far as it can be understood: without scheme, brackets and capitals, in ASCII.
fn beginning(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host: String = rest.chars().filter(|c| !matches!(c, '[' | ']' | '(' | ')')).take(253).collect();
    let host = host.split('/').next().unwrap_or_default().to_lowercase();
    HostName::parse(&host).map_or(host, |name| name.ascii().to_owned())
}

/// The end of the range of texts that begin with `beginning`.
#[must_use]
pub(super) fn end_of(beginning: &str) -> String {
    format!("{beginning}{LAST}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(text: &str) -> Option<Search> {
        Some(Search::Site(text.to_owned()))
    }

    #[test]
    fn references_sites_and_addresses() {
        let reference = Reference::numbered(7);
        let typed = reference.to_string().replace('-', " ").to_lowercase();
        assert_eq!(Search::parse(&typed), Some(Search::Reference(reference.to_string())));
        assert_eq!(Search::parse(" Login[.]Alderfinch.example "), site("login.alderfinch.example"));
        assert_eq!(Search::parse("hxxps://bücher.example"), site("xn--bcher-kva.example"));
        assert_eq!(Search::parse("login.al"), site("login.al"));
        assert_eq!(Search::parse("Logi"), site("logi"));
        assert_eq!(Search::parse("  "), None);
        let Some(Search::Address { host, beginnings }) = Search::parse("shop.example/a?b=1") else {
            panic!()
        };
        assert_eq!(host, "shop.example");
        assert_eq!(beginnings, ["http://shop.example/a?b=1", "https://shop.example/a?b=1"]);
    }

    #[test]
    fn a_range_holds_what_begins_alike() {
        let end = end_of("login.a");
        assert!("login.alder" < end.as_str() && "login.aü" < end.as_str() && "login.b" > end.as_str());
    }

    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "NE-", "7F3K", "92QD", "hxxps://", "http://", "://", "/", "a", "Shop", ".", "[.]", "(.)", "[", "]", "example", "xn--bcher-kva", "ü", "İ", "ß", ":", "@",
        "?b=1", "#c", "%", "_", "%2e", "192.0.2.1", "[2001:db8::1]", " ", "\u{10ffff}", "\u{202e}", "a-label-of-just-sixty-three-characters-so-that-few-make-a-hosts",
    ];

    #[test]
    fn fuzz_searches() {
        bolero::check!().for_each(|bytes| {
            survive(&String::from_utf8_lossy(bytes));
            survive(&crate::fuzz::spelled(bytes, PIECES));
        });
    }

    /// Only nothing means nothing; a range is never empty, and no longer than names are; an address begins with its own site.
    fn survive(text: &str) {
        match Search::parse(text) {
            None => assert!(text.trim().is_empty(), "{text:?}"),
            Some(Search::Reference(reference)) => {
                assert_eq!(Search::parse(&reference), Some(Search::Reference(reference)));
            }
            Some(Search::Site(site)) => {
                assert!(!site.contains('/') && site.chars().count() <= 3 * 253, "{text:?}: {site:?}");
                assert!(end_of(&site) > site);
            }
            Some(Search::Address { host, beginnings }) => {
                for beginning in beginnings {
                    let url = ReportedUrl::parse(&beginning).unwrap();
                    assert!(url.host().to_string() == host && beginning.starts_with(url.key()), "{text:?}");
                }
            }
        }
    }
}
