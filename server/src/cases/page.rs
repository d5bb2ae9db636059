//! Reading everything about one case, as staff may see it.

use domain::account::Actor;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::store_page;
use crate::audit::{self, Line};
use crate::database::{Staff, Tx};

pub use app::pages::staff::case::Past;
pub use app::pages::staff::record::{
    Account, Address, Alike, Decided, Event, Facts, Filed, Head, Lens, Letter, Likeness, Limit, Limits,
    Referral, Report, ReportedBy, Site, Sites, What,
};
pub(crate) use store_page::{
    MovedSite, accounts, addresses, changes, is_seen, letter, moved_sites, reports, version,
};

/// How many of a case's reports, addresses, events or letters one page shows.
pub const SHOWN: usize = 200;

/// Reads what a case is; opening a restricted one is noted in the audit.
///
/// # Errors
/// When the database is away.
pub async fn head(tx: &mut Tx<'_, Staff>, number: i64, now: Timestamp) -> sqlx::Result<Option<Head>> {
    let head = store_page::head(tx, number).await?;
    if let Some(head) = head.as_ref().filter(|head| head.clearance.is_some()) {
        let line = Line {
            at: now,
            actor: Actor::Staff,
            actor_id: Some(tx.scope.user_id),
            action: "cases.read",
            account_id: head.account.as_ref().map(|(account_id, _)| *account_id),
            subject: format!("case {number}"),
            detail: json!({}),
        };
        audit::write(tx, line).await?;
    }
    Ok(head)
}

/// What belongs to a case.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its reports.
    pub reports: Vec<Report>,
    /// Their addresses.
    pub addresses: Vec<Address>,
    /// What happened, or what was written.
    pub past: Past,
    /// What is known beyond the case itself.
    pub facts: Facts,
}

/// Which of the limits of a case are read.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Those that come first, whatever their age.
    pub first: Vec<Uuid>,
    /// How many are passed over.
    pub from: u32,
}

/// Reads what belongs to a case, its past through a lens.
///
/// # Errors
/// When the database is away.
pub async fn record(tx: &mut Tx<'_, Staff>, head: &Head, lens: Lens, limits: Wanted) -> sqlx::Result<Record> {
    let reports = store_page::reports(tx, head.case_id).await?;
    let addresses = store_page::addresses(tx, head.case_id, Some(store_page::shown())).await?;
    let past = if lens == Lens::Letters {
        Past::Letters(store_page::letters(tx, head.case_id).await?)
    } else {
        Past::Events(store_page::events(tx, head.case_id, lens).await?)
    };
    let facts = store_page::facts(tx, head, limits).await?;
    Ok(Record { reports, addresses, past, facts })
}
