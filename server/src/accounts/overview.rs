//! How things stand with an account. Everything here is counted within bounds, whatever the size of the account.

use domain::category::Category;
use domain::decision::LimitScope;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::store;
use crate::database::{Database, Member, System, Tx};

/// How many limits are shown.
const LIMITS: i64 = 50;
/// How many reports are looked at for the figures and the chart at most.
const LOOKED_AT: i64 = 20_000;
/// How many weeks the chart shows.
pub const WEEKS: usize = 12;

/// Something that is limited now.
#[derive(Clone, Debug)]
pub struct Limit {
    /// How far it reaches.
    pub scope: LimitScope,
    /// The address or the site.
    pub target: String,
    /// Since when.
    pub since: Timestamp,
    /// The report behind it; nothing where the account was told of none.
    pub report: Option<LimitedFor>,
}

/// The report behind a limit.
#[derive(Clone, Debug)]
pub struct LimitedFor {
    /// What it was reported as.
    pub category: Category,
    /// Its reference.
    pub reference: String,
    /// Why it is limited.
    pub reason: String,
}

/// What waits in an account.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// The account.
    pub account_id: Uuid,
    /// How many reports need an answer, counted to 100.
    pub unanswered: i64,
    /// The nearest deadline of these.
    pub due: Option<Timestamp>,
}

/// What waits in each of somebody's accounts, of the first by name.
///
/// # Errors
/// When the database is away.
pub async fn waiting(database: &Database, user_id: Uuid, limit: i64) -> sqlx::Result<Vec<Waiting>> {
    let mut tx = database.begin(&System).await?;
    store::waiting(&mut tx, user_id, limit).await
}

/// The figures of the last thirty days.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// The middle of the times it took to answer, in minutes.
    pub answer_minutes: Option<f64>,
    /// Zones with a report.
    pub zones_reported: i64,
    /// Reports that ended.
    pub closed: i64,
    /// Those of them that ended without any action.
    pub without_action: i64,
}

/// What is limited now, the latest first.
///
/// # Errors
/// When the database is away.
pub async fn limits(tx: &mut Tx<'_, Member>) -> sqlx::Result<Vec<Limit>> {
    store::limits(tx, LIMITS).await
}

/// The figures of the thirty days before `now`.
///
/// # Errors
/// When the database is away.
pub async fn figures(tx: &mut Tx<'_, Member>, now: Timestamp) -> sqlx::Result<Figures> {
    let since = now.saturating_sub(SignedDuration::from_hours(30 * 24)).unwrap_or(Timestamp::MIN);
    store::figures(tx, since, LOOKED_AT).await
}

/// Reports in each of the last twelve weeks, the present one last; a week is seven days back from `now`.
///
/// # Errors
/// When the database is away.
pub async fn weeks(tx: &mut Tx<'_, Member>, now: Timestamp) -> sqlx::Result<Vec<u64>> {
    let length = SignedDuration::from_hours(i64::try_from(WEEKS).unwrap_or(0) * 7 * 24);
    let since = now.saturating_sub(length).unwrap_or(Timestamp::MIN);
    let mut weeks = vec![0; WEEKS];
    for (ago, count) in store::weeks(tx, since, now, LOOKED_AT).await? {
        let place = usize::try_from(ago).ok().and_then(|ago| (WEEKS - 1).checked_sub(ago));
        if let Some(week) = place.and_then(|place| weeks.get_mut(place)) {
            *week += count;
        }
    }
    Ok(weeks)
}

/// How many members may answer.
///
/// # Errors
/// When the database is away.
pub async fn responders(tx: &mut Tx<'_, Member>) -> sqlx::Result<u64> {
    store::responders(tx).await
}
