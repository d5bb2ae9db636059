//! Finding a case by whatever a person has at hand: a number, a reference, a site, an account's name, a reporter's address or name, an IP address.

use std::net::IpAddr;

pub use app::pages::staff::finding::{Found, FoundAccount, Results};
use app::pages::staff::listing::Key;
use domain::address::ReportedUrl;
use domain::reference::Reference;

use super::store_search;
use crate::database::{Staff, Tx};
use crate::secrets::Secrets;

/// How many cases a search shows.
pub const SHOWN: usize = 50;

/// What somebody searches for, as far as the text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// The number of a case.
    Number(i64),
    /// A reference of a report or a submission.
    Reference(Reference),
    /// The email address of a reporter.
    Reporter(String),
    /// An IP address: of an origin, or one that was reported.
    Ip(IpAddr),
    /// A host, or the name of an account or of somebody who reported, which may look alike.
    Words {
        /// A host, where it can be one.
        host: Option<String>,
        /// How an account's name begins, in lower case.
        name: String,
        /// Words of a reporter's name or company, in lower case; none where it is a host.
        reporter: Vec<String>,
    },
}

impl Query {
    /// Reads what was typed; nothing where nothing was.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let number = text.trim_start_matches('#');
        if let Ok(number) = number.parse::<i64>() {
            return Some(Self::Number(number));
        }
        if let Ok(reference) = text.parse() {
            return Some(Self::Reference(reference));
        }
        if let Some(ip) = ip(text) {
            return Some(Self::Ip(ip));
        }
        if text.contains('@') {
            return Some(Self::Reporter(text.to_owned()));
        }
        let (host, name) = (host(text), text.to_lowercase());
        let reporter = if host.is_some() { "" } else { &*name };
        Some(Self::Words { reporter: reporter.split_whitespace().map(str::to_owned).collect(), host, name })
    }

    /// The same for a link, which names nobody who reported.
    pub fn of_link(text: &str) -> Option<Self> {
        match Self::read(text)? {
            Self::Reporter(_) => None,
            Self::Words { host, name, .. } => Some(Self::Words { host, name, reporter: Vec::new() }),
            query => Some(query),
        }
    }
}

/// An IP address by itself or as the host of a pasted address, defanged or not.
fn ip(text: &str) -> Option<IpAddr> {
    let host = || host(text)?.trim_matches(['[', ']']).parse().ok();
    text.parse().ok().or_else(host)
}

/// The host of a pasted address, defanged or not.
fn host(text: &str) -> Option<String> {
    Some(ReportedUrl::parse(text).ok()?.host().to_string())
}

/// Searches what the asker may see, from behind a case of an earlier page or from the top.
///
/// # Errors
/// When the database is away.
pub async fn search(
    tx: &mut Tx<'_, Staff>,
    secrets: &Secrets,
    query: &Query,
    from: Option<Key>,
) -> sqlx::Result<Results> {
    let mut accounts = Vec::new();
    let cases = match query {
        Query::Number(number) => store_search::by_number(tx, *number).await?,
        Query::Reference(reference) => store_search::by_reference(tx, reference.as_str(), from).await?,
        Query::Reporter(email) => {
            store_search::by_reporter(tx, Some(&secrets.reporter_key(email)), &[], from).await?
        }
        Query::Ip(ip) => {
            if from.is_none() {
                accounts = store_search::accounts_at(tx, *ip).await?;
            }
            store_search::by_ip(tx, *ip, from).await?
        }
        Query::Words { host, name, reporter } => {
            if from.is_none() {
                accounts = accounts_by(tx, host.as_deref(), name).await?;
            }
            match host {
                Some(host) => store_search::by_host(tx, host, from).await?,
                None => store_search::by_reporter(tx, None, reporter, from).await?,
            }
        }
    };
    Ok(page(cases, accounts))
}

async fn accounts_by(
    tx: &mut Tx<'_, Staff>,
    host: Option<&str>,
    name: &str,
) -> sqlx::Result<Vec<FoundAccount>> {
    let mut accounts = match host {
        Some(host) => store_search::accounts_of_host(tx, host).await?,
        None => Vec::new(),
    };
    accounts.extend(store_search::accounts_named(tx, name).await?);
    Ok(accounts)
}

/// One page of what was found; one case more than it shows says that there is another.
fn page(mut cases: Vec<Found>, accounts: Vec<FoundAccount>) -> Results {
    let has_more = cases.len() > SHOWN;
    cases.truncate(SHOWN);
    let last = cases.last().filter(|_| has_more);
    let more = last.map(|found| Key { rank: 0, at: found.changed_at, case_id: found.case_id });
    Results { cases, accounts, more }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_says_what_is_meant() {
        let reference = Reference::numbered(7);
        assert_eq!(Query::read(" #4711 "), Some(Query::Number(4711)));
        assert_eq!(Query::read(&reference.as_str().to_lowercase()), Some(Query::Reference(reference)));
        assert_eq!(Query::read("ann@example.com"), Some(Query::Reporter("ann@example.com".into())));
        assert_eq!(Query::read("   "), None);
        let host = |text: &str| match Query::read(text) {
            Some(Query::Words { host, .. }) => host,
            _ => None,
        };
        assert_eq!(host("hxxps://Login.Example[.]com/x").as_deref(), Some("login.example.com"));
        assert_eq!(host("Alderfinch Media"), None);
        for (text, ip) in [
            ("192.0.2.7", "192.0.2.7"),
            ("hxxp://192.0.2[.]7/x", "192.0.2.7"),
            ("2001:DB8::7", "2001:db8::7"),
        ] {
            assert_eq!(Query::read(text), Some(Query::Ip(ip.parse().unwrap())), "{text}");
        }
    }

    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "#", "4711", "-", "99999999999999999999", "NE-", "7F3K", "92QD", "O", "I", "ann", "Ann Ash", "@", "example", ".", "[.]", "[at]", "hxxps://", "/",
        "?q=", ":", "[2001:db8::1]", "192.0.2.1", "xn--bcher-kva", "ü", "İ", " ", "\u{a0}", "\t", "\u{202e}", "\u{200b}", "%00",
    ];

    #[test]
    fn fuzz_queries() {
        bolero::check!().for_each(|bytes| {
            survive(&String::from_utf8_lossy(bytes));
            survive(&crate::fuzz::spelled(bytes, PIECES));
        });
    }

    /// Only nothing means nothing, what was understood means the same again, and no link names who reported.
    fn survive(text: &str) {
        let query = Query::read(text);
        assert_eq!(query.is_none(), text.trim().is_empty(), "{text:?}");
        match &query {
            Some(Query::Number(number)) => assert_eq!(Query::read(&format!("#{number}")), query),
            Some(Query::Reference(reference)) => assert_eq!(Query::read(reference.as_str()), query),
            Some(Query::Ip(ip)) => assert_eq!(Query::read(&ip.to_string()), query),
            Some(Query::Words { host: Some(host), reporter, .. }) => {
                assert!(reporter.is_empty(), "{text:?}");
                let again = Query::read(&format!("https://{host}/"));
                assert!(
                    matches!(&again, Some(Query::Words { host: Some(again), .. }) if again == host),
                    "{again:?}"
                );
            }
            Some(Query::Words { host: None, name, reporter }) => {
                assert!(!name.is_empty() && !reporter.is_empty() && !name.contains('@'), "{text:?}");
            }
            Some(Query::Reporter(_)) | None => {}
        }
        let names_nobody = |query| match query {
            Query::Reporter(_) => false,
            Query::Words { reporter, .. } => reporter.is_empty(),
            Query::Number(_) | Query::Reference(_) | Query::Ip(_) => true,
        };
        assert!(Query::of_link(text).is_none_or(names_nobody), "{text:?}");
    }
}
