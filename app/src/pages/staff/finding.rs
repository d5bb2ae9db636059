//! What a search of the work area found.

use domain::case::CaseState;
use jiff::Timestamp;
use uuid::Uuid;

use super::listing::Key;

/// A case that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its id.
    pub case_id: Uuid,
    /// Its number.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// The site.
    pub host: String,
    /// Where it stands.
    pub state: CaseState,
    /// The account's name, where all of it is about one.
    pub account: Option<String>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// An account that was found.
#[derive(Clone, Debug)]
pub struct FoundAccount {
    /// Its id.
    pub account_id: Uuid,
    /// Its name.
    pub name: String,
    /// Its site that was searched for, if one was.
    pub zone: Option<String>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Cases, the last changed first.
    pub cases: Vec<Found>,
    /// Accounts by name.
    pub accounts: Vec<FoundAccount>,
    /// Behind which case more were found; nothing where these are all.
    pub more: Option<Key>,
}
