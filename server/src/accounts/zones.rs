//! The zones of an account, page by page.

use std::collections::HashMap;

pub use app::pages::customer::zones::Limited;
use domain::category::Service;
use jiff::Timestamp;

use super::store;
use crate::database::{Member, Tx};

/// Open reports of one zone are counted to this.
pub const COUNTED: i64 = 99;

/// A zone.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Its name.
    pub host: String,
    /// What we do for it.
    pub service: Service,
    /// Since when it is the account's.
    pub since: Timestamp,
    /// When it was last reported.
    pub reported_at: Option<Timestamp>,
    /// How many reports about it are open, counted to [`COUNTED`] and one.
    pub open: u64,
}

/// Sites by name, with how far each is limited.
///
/// # Errors
/// When the database is away.
pub async fn limited(tx: &mut Tx<'_, Member>, zones: &[Zone]) -> sqlx::Result<HashMap<String, Limited>> {
    let hosts: Vec<String> = zones.iter().map(|zone| zone.host.clone()).collect();
    store::limited_sites(tx, &hosts).await
}

/// Which page of the zones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// The first.
    First,
    /// The one after a zone.
    After(String),
    /// The one before a zone.
    Before(String),
}

/// One page of the zones.
#[derive(Clone, Debug)]
pub struct Page {
    /// The zones by name.
    pub zones: Vec<Zone>,
    /// Where the page before ends.
    pub back: Option<String>,
    /// Where the page after begins.
    pub on: Option<String>,
}

/// A page of at most `size` zones whose name begins like `text`.
///
/// # Errors
/// When the database is away.
pub async fn page(tx: &mut Tx<'_, Member>, text: &str, cursor: Cursor, size: usize) -> sqlx::Result<Page> {
    let limit = i64::try_from(size).unwrap_or(i64::MAX) + 1;
    let mut zones = match &cursor {
        Cursor::First => store::zones_after(tx, text, "", limit).await?,
        Cursor::After(host) => store::zones_after(tx, text, host, limit).await?,
        Cursor::Before(host) => store::zones_before(tx, text, host, limit).await?,
    };
    let has_more = zones.len() > size;
    zones.truncate(size);
    if matches!(cursor, Cursor::Before(_)) {
        zones.reverse();
    }
    let (first, last) =
        (zones.first().map(|zone| zone.host.clone()), zones.last().map(|zone| zone.host.clone()));
    let (back, on) = match cursor {
        Cursor::First => (None, last.filter(|_| has_more)),
        Cursor::After(host) => (Some(first.unwrap_or(host)), last.filter(|_| has_more)),
        Cursor::Before(host) => (first.filter(|_| has_more), Some(last.unwrap_or(host))),
    };
    Ok(Page { zones, back, on })
}

/// How many zones the account has, counted to `limit`.
///
/// # Errors
/// When the database is away.
pub async fn count(tx: &mut Tx<'_, Member>, limit: i64) -> sqlx::Result<u64> {
    store::count_zones(tx, limit).await
}
