//! Everything that the status page of a submission is made from.

use jiff::Timestamp;

use super::store::{self, EventRow, HostsRow, LineCount, LineRow, ReportRow, SubmissionRow};
use crate::database::{Database, Reporter, Tx};
use crate::secrets::{Token, digest};

/// How many lines one page shows.
const PAGE: i64 = 50;

/// How many events one page shows.
const EVENTS: i64 = 500;

/// What was read of a submission.
pub struct Reading {
    pub(super) submission: SubmissionRow,
    pub(super) reports: Vec<ReportRow>,
    pub(super) counts: Vec<LineCount>,
    pub(super) lines: Vec<LineRow>,
    pub(super) events: Vec<EventRow>,
    /// The hosts of each report, where there are several reports.
    pub(super) hosts: Vec<HostsRow>,
    /// Whether older events are left out.
    pub(super) is_cut: bool,
    /// The first lines of the pages before and after this one.
    pub(super) before: Option<i32>,
    pub(super) after: Option<i32>,
}

/// What a link opens now, and until when. A text that is no token is looked for too, so that it takes no less work.
///
/// # Errors
/// When the database is away.
pub async fn open(
    database: &Database,
    token: &str,
    now: Timestamp,
) -> sqlx::Result<Option<(Reporter, Timestamp)>> {
    let hash = Token::parse(token).map_or_else(|| digest(token), |token| token.hash());
    let opened = store::link::open(database, &hash, now).await?;
    Ok(opened.map(|(submission_id, until)| (Reporter { submission_id }, until)))
}

/// Reads a submission with the page of its lines that begins with line `from`.
///
/// # Errors
/// When the database is away.
pub async fn read(tx: &mut Tx<'_, Reporter>, from: i32) -> sqlx::Result<Reading> {
    let submission = store::submission(tx).await?;
    let reports = store::reports(tx).await?;
    let mut lines = store::lines(tx, from, PAGE + 1).await?;
    let after = (lines.len() > PAGE as usize).then(|| lines.pop().map(|line| line.line_number)).flatten();
    let before = if from > 1 { store::line_before(tx, from, PAGE).await? } else { None };
    let is_whole = from <= 1 && after.is_none();
    let counts = if is_whole { one_by_one(&lines) } else { store::line_counts(tx).await? };
    let mut events = store::events(tx, EVENTS + 1).await?;
    let is_cut = events.len() > EVENTS as usize;
    if is_cut {
        events.remove(0);
    }
    let hosts = if reports.len() > 1 { store::hosts(tx).await? } else { Vec::new() };
    Ok(Reading { submission, reports, counts, lines, events, hosts, is_cut, before, after })
}

/// The counts of a list that is there as a whole.
fn one_by_one(lines: &[LineRow]) -> Vec<LineCount> {
    let one = |line: &LineRow| LineCount { outcome: line.outcome.clone(), count: 1 };
    lines.iter().map(one).collect()
}
