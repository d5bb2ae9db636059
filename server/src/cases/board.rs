//! The dashboard: what waits, what came in, what got stuck.

pub use app::pages::staff::stuck::{Pending, Stuck, StuckCounts};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

use super::store_board;
use crate::database::{Staff, Tx};

/// With how many days before it today is compared.
pub const DAYS: usize = 14;

/// How many letters or referrals a list shows.
pub const SHOWN: usize = 100;

/// Counts what got stuck.
///
/// # Errors
/// When the database is away.
pub async fn stuck_counts(tx: &mut Tx<'_, Staff>) -> sqlx::Result<StuckCounts> {
    store_board::stuck_counts(tx).await
}

/// How many reports came in on each of the last days, today last, by the calendar of a zone.
///
/// # Errors
/// When the database is away.
pub async fn came_in(tx: &mut Tx<'_, Staff>, now: Timestamp, zone: &TimeZone) -> sqlx::Result<Vec<u64>> {
    let midnights = midnights(now, zone);
    store_board::came_in(tx, &midnights).await
}

/// The last letters that could not be sent.
///
/// # Errors
/// When the database is away.
pub async fn stuck_letters(tx: &mut Tx<'_, Staff>) -> sqlx::Result<Vec<Stuck>> {
    store_board::stuck_letters(tx).await
}

/// The oldest referrals that are not filed.
///
/// # Errors
/// When the database is away.
pub async fn pending_referrals(tx: &mut Tx<'_, Staff>, now: Timestamp) -> sqlx::Result<Vec<Pending>> {
    store_board::pending_referrals(tx, now).await
}

/// When each of the days began, today last; a day has 23 or 25 hours where clocks change.
fn midnights(now: Timestamp, zone: &TimeZone) -> Vec<Timestamp> {
    let today = now.to_zoned(zone.clone()).date();
    let ago = |days: usize| -> Span { i64::try_from(days).unwrap_or(0).days() };
    let begin = |days: usize| {
        let date = today.checked_sub(ago(days)).unwrap_or(today);
        zone.to_ambiguous_zoned(date.to_datetime(Time::midnight()))
            .compatible()
            .map_or(now, |at| at.timestamp())
    };
    (0..=DAYS).rev().map(begin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_of_the_zone_and_last_as_long_as_they_do() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let midnights = midnights("2026-10-26T08:00:00Z".parse().unwrap(), &zone);
        assert_eq!(midnights.len(), DAYS + 1);
        assert_eq!(midnights[DAYS].to_string(), "2026-10-25T23:00:00Z");
        assert_eq!(midnights[DAYS].duration_since(midnights[DAYS - 1]).as_hours(), 25);
        assert!(midnights.is_sorted());
    }
}
