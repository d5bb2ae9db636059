//! The queues of the work area: pages of cases in three orders, and how much waits in each view.

pub use app::pages::staff::listing::{COUNT_LIMIT, Counts, Row};
use app::pages::staff::listing::{From, Listing};
use jiff::Timestamp;

use super::store_queue::{self, Ask};
use crate::database::{Staff, Tx};

/// How many cases one page shows.
pub const PAGE: usize = 50;

/// A page of a queue.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its cases.
    pub rows: Vec<Row>,
    /// Whether there is a page before it.
    pub has_before: bool,
    /// Whether there is a page after it.
    pub has_after: bool,
}

/// Counts every view.
///
/// # Errors
/// When the database is away.
pub async fn counts(tx: &mut Tx<'_, Staff>, now: Timestamp) -> sqlx::Result<Counts> {
    store_queue::counts(tx, now).await
}

/// Reads one page of a queue.
///
/// # Errors
/// When the database is away.
pub async fn page(tx: &mut Tx<'_, Staff>, listing: &Listing, now: Timestamp) -> sqlx::Result<Page> {
    let mut rows = store_queue::rows(tx, &Ask::new(listing, now)).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let (has_before, has_after) = match listing.from {
        From::Top => (false, has_more),
        From::After(_) => (true, has_more),
        From::Before(_) => (has_more, true),
    };
    if matches!(listing.from, From::Before(_)) {
        rows.reverse();
    }
    Ok(Page { rows, has_before, has_after })
}

impl Page {
    /// The addresses of the pages before and after this one.
    pub fn neighbours(&self, listing: &Listing) -> (Option<Listing>, Option<Listing>) {
        let at = |from: From| Listing { from, ..listing.clone() };
        let first = self.rows.first().filter(|_| self.has_before);
        let last = self.rows.last().filter(|_| self.has_after);
        (
            first.map(|row| at(From::Before(row.key(listing)))),
            last.map(|row| at(From::After(row.key(listing)))),
        )
    }
}
