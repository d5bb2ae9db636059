//! One report as its owner may see it.

use domain::account::Actor;
use domain::category::{Category, Service};
use domain::report::ReportState;
use domain::timeline::Happening;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::clock::Moments;
use super::store;
use crate::database::{Member, Tx};
use crate::reports::ReportKey;

/// How many addresses are shown unless all are wanted.
pub const SHOWN: i64 = 50;
/// How many addresses are shown at most; a report has no more.
pub const ALL: i64 = 5000;

/// A report.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Which.
    pub key: ReportKey,
    /// Its reference.
    pub reference: String,
    /// What it is reported as.
    pub category: Category,
    /// Where it stands.
    pub state: ReportState,
    /// Whether access was limited and is not any more.
    pub is_lifted: bool,
    /// The reporter's words.
    pub allegation: String,
    /// What else the form asked about the matter.
    pub details: Map<String, Value>,
    /// The site it is mainly about.
    pub host: String,
    /// The zone.
    pub zone: String,
    /// What we do for the zone.
    pub service: Service,
    /// How many addresses it names.
    pub addresses: u32,
    /// On how many of the account's sites.
    pub sites: u32,
    /// When it came in.
    pub received_at: Timestamp,
    /// When the owner answered last.
    pub answered_at: Option<Timestamp>,
    /// How many changes it has seen.
    pub version: i32,
    /// Who reported it, as far as they let the owner know.
    pub reporter: Option<Reporter>,
    /// Whether the reporter gets letters, and so hears of a question.
    pub is_reporter_written_to: bool,
    /// How many reports of the account need an answer, counted to 100.
    pub unanswered: u64,
    /// The owner's clock.
    pub(crate) moments: Moments,
}

/// An address of a report.
#[derive(Clone, Debug)]
pub struct SeenAddress {
    /// The address; hostile.
    pub url: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// Since when access to it is limited.
    pub limited_at: Option<Timestamp>,
}

/// Who reported, where they chose to be named to the owner.
#[derive(Clone, Debug)]
pub struct Reporter {
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: Option<String>,
    /// Whom they work for.
    pub company: Option<String>,
}

/// Something that happened, as far as the owner may know.
#[derive(Clone, Debug)]
pub struct SeenEvent {
    /// Which change of the report it was, from 1.
    pub version: i32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// Their name, where they are of the owner's own side.
    pub name: Option<String>,
    /// What.
    pub happening: Happening,
}

/// The report with this reference; `None` where the account has none or was not told of it.
///
/// # Errors
/// When the database is away.
pub async fn report(tx: &mut Tx<'_, Member>, reference: &str) -> sqlx::Result<Option<Seen>> {
    store::report(tx, reference).await
}

/// Its addresses in the order in which they were reported.
///
/// # Errors
/// When the database is away.
pub async fn addresses(
    tx: &mut Tx<'_, Member>,
    report: ReportKey,
    limit: i64,
) -> sqlx::Result<Vec<SeenAddress>> {
    store::addresses(tx, report, limit).await
}

/// What has happened after a version, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn history(tx: &mut Tx<'_, Member>, report: ReportKey, after: i32) -> sqlx::Result<Vec<SeenEvent>> {
    store::history(tx, report, after).await
}
