//! Finding a case by whatever a person has at hand: a number, a reference, a site, an account's name, a reporter's address.

pub use app::pages::staff::finding::{Found, FoundAccount, Results};
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
    /// A host, and the name of an account, which may look alike.
    Words {
        /// A host, where it can be one.
        host: Option<String>,
        /// How an account's name begins, in lower case.
        name: String,
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
        if text.contains('@') {
            return Some(Self::Reporter(text.to_owned()));
        }
        Some(Self::Words { host: host(text), name: text.to_lowercase() })
    }
}

/// The host of a pasted address, defanged or not.
fn host(text: &str) -> Option<String> {
    Some(ReportedUrl::parse(text).ok()?.host().to_string())
}

/// Searches what the asker may see.
///
/// # Errors
/// When the database is away.
pub async fn search(tx: &mut Tx<'_, Staff>, secrets: &Secrets, query: &Query) -> sqlx::Result<Results> {
    match query {
        Query::Number(number) => {
            Ok(Results { cases: store_search::by_number(tx, *number).await?, accounts: Vec::new() })
        }
        Query::Reference(reference) => {
            let cases = store_search::by_reference(tx, reference.as_str()).await?;
            Ok(Results { cases, accounts: Vec::new() })
        }
        Query::Reporter(email) => {
            let cases = store_search::by_reporter(tx, &secrets.reporter_key(email)).await?;
            Ok(Results { cases, accounts: Vec::new() })
        }
        Query::Words { host, name } => {
            let mut results = Results::default();
            if let Some(host) = host {
                results.cases = store_search::by_host(tx, host).await?;
                results.accounts = store_search::accounts_of_host(tx, host).await?;
            }
            results.accounts.extend(store_search::accounts_named(tx, name).await?);
            Ok(results)
        }
    }
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
    }
}
