//! The list of an account's reports: views, filters and pages, each served from an index.

mod search;
mod store;
mod store_search;

use std::fmt;
use std::str::FromStr;

use domain::category::Category;
use domain::moment;
use domain::owner_view::OwnerView;
use domain::report::ReportState;
use jiff::Timestamp;
use uuid::Uuid;

pub use search::Search;

use super::clock::Moments;
use crate::database::{Member, Tx};

/// Counting stops here, so that no count reads a growing table.
pub const COUNTED: i64 = 1000;
/// And here for those that need an answer.
pub(super) const ANSWERS_COUNTED: i64 = 100;
/// A search looks at the first so many addresses that fit.
const SEARCHED: i64 = 2000;
/// And into the first so many sites, by name, with the text in their name.
pub const ZONES: usize = 20;

/// Which reports are wanted.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The view.
    pub view: OwnerView,
    /// Reported as.
    pub category: Option<Category>,
    /// About one of these zones; `None` for all.
    pub zones: Option<Vec<Uuid>>,
    /// Received then or later.
    pub from: Timestamp,
    /// Received before.
    pub until: Timestamp,
    /// That fit a search.
    pub search: Option<Search>,
}

/// Where in the list a page begins: the moment by which the list is sorted, and the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// When it was received, or until when an answer is asked for.
    pub at: Timestamp,
    /// The report.
    pub id: Uuid,
}

/// Which page of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// The first.
    First,
    /// The one after a row.
    After(Key),
    /// The one before a row.
    Before(Key),
}

/// A report in the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its place in the list.
    pub key: Key,
    /// Its reference.
    pub reference: String,
    /// What it is reported as.
    pub category: Category,
    /// Where it stands.
    pub state: ReportState,
    /// The site it is mainly about.
    pub host: String,
    /// How many addresses it names.
    pub addresses: u32,
    /// On how many sites of the account.
    pub sites: u32,
    /// When it came in.
    pub received_at: Timestamp,
    /// When the owner answered.
    pub answered_at: Option<Timestamp>,
    /// Whether access was limited and is not any more.
    pub is_lifted: bool,
    /// The owner's clock.
    pub(crate) moments: Moments,
}

/// One page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    /// The rows, in their order.
    pub rows: Vec<Listed>,
    /// Where the page before ends.
    pub newer: Option<Key>,
    /// Where the page after begins.
    pub older: Option<Key>,
    /// Whether a search did not look into every site with its text in the name, only into the first [`ZONES`].
    pub leaves_sites_out: bool,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.as_microsecond(), self.id.simple())
    }
}

/// The text is no place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the list")]
pub struct NotAKey;

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (at, id) = text.split_once('.').ok_or(NotAKey)?;
        let at = at.parse().ok().and_then(moment::of_microseconds).ok_or(NotAKey)?;
        Ok(Self { at, id: id.parse().map_err(|_| NotAKey)? })
    }
}

impl Cursor {
    /// The row beyond which the page lies, and whether it lies before it. `ascending` lists begin with the smallest key.
    fn beyond(self, ascending: bool) -> (Key, bool) {
        match self {
            Self::After(key) => (key, false),
            Self::Before(key) => (key, true),
            Self::First if ascending => (Key { at: Timestamp::UNIX_EPOCH, id: Uuid::nil() }, false),
            Self::First => (Key { at: Timestamp::MAX, id: Uuid::max() }, false),
        }
    }
}

impl Filter {
    /// Whether the nearest deadline is first rather than the newest report.
    #[must_use]
    pub fn is_by_deadline(&self) -> bool {
        self.view == OwnerView::Answer
    }
}

/// A page of at most `size` reports.
///
/// # Errors
/// When the database is away.
pub async fn page(
    tx: &mut Tx<'_, Member>,
    filter: &Filter,
    cursor: Cursor,
    size: usize,
) -> sqlx::Result<Page> {
    let (key, is_back) = cursor.beyond(filter.is_by_deadline());
    let ask = store::Ask {
        account_id: tx.scope.account_id,
        states: filter.view.states().map(|state| state.as_str().to_owned()).collect(),
        key,
        is_back,
        limit: i64::try_from(size).unwrap_or(i64::MAX) + 1,
    };
    let (mut rows, leaves_sites_out) = rows(tx, filter, &ask).await?;
    let has_more = rows.len() > size;
    rows.truncate(size);
    if is_back {
        rows.reverse();
    }
    mark_lifted(tx, &mut rows).await?;
    count_sites(tx, &mut rows).await?;
    Ok(Page { leaves_sites_out, ..cut(rows, cursor, has_more) })
}

/// Marks the reports that ended with a limit of which nothing is in force any more.
async fn mark_lifted(tx: &mut Tx<'_, Member>, rows: &mut [Listed]) -> sqlx::Result<()> {
    let mut limited: Vec<_> = rows.iter_mut().filter(|row| row.state == ReportState::Limited).collect();
    if limited.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = limited.iter().map(|row| row.key.id).collect();
    let in_force = store::limited_among(tx, &ids).await?;
    for row in &mut limited {
        row.is_lifted = !in_force.contains(&row.key.id);
    }
    Ok(())
}

/// Says of reports with several addresses on how many sites these are.
async fn count_sites(tx: &mut Tx<'_, Member>, rows: &mut [Listed]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = rows.iter().filter(|row| row.addresses > 1).map(|row| row.key.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let sites = store::sites_of(tx, &ids).await?;
    for row in rows {
        row.sites = sites.get(&row.key.id).copied().unwrap_or(1);
    }
    Ok(())
}

/// Chooses the index that leaves the least to look at; says too whether a search left sites out.
async fn rows(
    tx: &mut Tx<'_, Member>,
    filter: &Filter,
    ask: &store::Ask,
) -> sqlx::Result<(Vec<Listed>, bool)> {
    let (found, leaves_sites_out) = match &filter.search {
        Some(search) => {
            let (found, leaves_sites_out) = store_search::found(tx, search, SEARCHED).await?;
            (Some(found), leaves_sites_out)
        }
        None => (None, false),
    };
    let by_deadline = filter.is_by_deadline();
    let rows = match (found, &filter.zones, filter.category) {
        (found, ..) if by_deadline => store::due(tx, filter, ask, found.as_deref()).await?,
        (Some(found), ..) => store::among(tx, filter, ask, &found).await?,
        (None, Some(zones), _) => store::about_zones(tx, filter, ask, zones).await?,
        (None, None, Some(category)) => store::of_category(tx, filter, ask, category).await?,
        (None, None, None) if filter.view == OwnerView::All => store::all(tx, filter, ask).await?,
        (None, None, None) => store::in_states(tx, filter, ask).await?,
    };
    let rows: sqlx::Result<_> = rows.into_iter().map(|row| row.read(by_deadline)).collect();
    Ok((rows?, leaves_sites_out))
}

fn cut(rows: Vec<Listed>, cursor: Cursor, has_more: bool) -> Page {
    let (first, last) = (rows.first().map(|row| row.key), rows.last().map(|row| row.key));
    let (newer, older) = match cursor {
        Cursor::First => (None, last.filter(|_| has_more)),
        Cursor::After(key) => (Some(first.unwrap_or(key)), last.filter(|_| has_more)),
        Cursor::Before(key) => (first.filter(|_| has_more), Some(last.unwrap_or(key))),
    };
    Page { rows, newer, older, leaves_sites_out: false }
}

/// How many reports there are in each state, counted to [`COUNTED`].
///
/// # Errors
/// When the database is away.
pub async fn counts(tx: &mut Tx<'_, Member>) -> sqlx::Result<Vec<(ReportState, u64)>> {
    let states: Vec<String> = ReportState::ALL.iter().map(|state| state.as_str().to_owned()).collect();
    store::counts(tx, &states, COUNTED).await
}

/// How many reports need an answer, by the counts of all states; without those that the owner works on.
#[must_use]
pub fn unanswered_of(counts: &[(ReportState, u64)]) -> u64 {
    let is_open = |state| OwnerView::Answer.shows(state) && state != ReportState::OwnerWorking;
    let waiting = counts.iter().filter(|(state, _)| is_open(*state));
    waiting.map(|(_, count)| count).sum::<u64>().min(ANSWERS_COUNTED.unsigned_abs())
}

/// How many reports need an answer, counted to 100.
///
/// # Errors
/// When the database is away.
pub async fn unanswered(tx: &mut Tx<'_, Member>) -> sqlx::Result<u64> {
    store::unanswered(tx, ANSWERS_COUNTED).await
}

/// The zones of the account by this name, those it had before too.
///
/// # Errors
/// When the database is away.
pub async fn zones_named(tx: &mut Tx<'_, Member>, host: &str) -> sqlx::Result<Vec<Uuid>> {
    store::zones_named(tx, host).await
}

/// The first zones of the account, by name.
///
/// # Errors
/// When the database is away.
pub async fn first_zones(tx: &mut Tx<'_, Member>, limit: i64) -> sqlx::Result<Vec<String>> {
    store::first_zones(tx, limit).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_an_address() {
        let key = Key { at: "2026-03-02T12:00:00.123456Z".parse().unwrap(), id: Uuid::from_u128(7) };
        assert_eq!(key.to_string().parse(), Ok(key));
        for bad in ["", "1", "x.y", "1.x", "99999999999999999999.00000000000000000000000000000007"] {
            assert_eq!(bad.parse::<Key>(), Err(NotAKey), "{bad}");
        }
    }

    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        ".", ".", "-", "+", "0", "1", "1772452800123456", "253402207200000000", "9223372036854775808", "00000000000000000000000000000007",
        "00000000-0000-0000-0000-000000000007", "{", "}", "urn:uuid:", "f", " ", "ü",
    ];

    /// Whatever is taken for a place is written as the same again, and every place can be written.
    #[test]
    fn fuzz_keys() {
        bolero::check!().for_each(|bytes| {
            for text in [String::from_utf8_lossy(bytes).into_owned(), crate::fuzz::spelled(bytes, PIECES)] {
                let Ok(key) = text.parse::<Key>() else { continue };
                assert_eq!(key.to_string().parse(), Ok(key), "{text:?}");
            }
            let (at, id) = bytes.split_at(bytes.len().min(6));
            let number =
                |bytes: &[u8]| bytes.iter().fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
            let at = moment::of_microseconds(i64::try_from(number(at)).unwrap()).unwrap();
            let key = Key { at, id: Uuid::from_u128(number(id)) };
            assert_eq!(key.to_string().parse(), Ok(key));
        });
    }
}
