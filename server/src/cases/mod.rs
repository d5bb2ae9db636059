//! Cases: staff's unit of work. Intake opens them; staff triage, escalate and decide.
//!
//! Each command takes the staff's transaction, what the page had seen of the case, and the time. It locks the case, refuses what state,
//! policy, tier or somebody faster forbid, and leaves rows, events, letters and an audit line behind in that one transaction. A case whose reports
//! were all taken back ends by itself.

pub mod board;
pub mod claim;
pub mod classify;
pub mod close;
pub mod decide;
pub mod escalate;
pub mod jobs;
pub mod join;
pub mod links;
pub mod lock;
pub mod open;
pub mod page;
pub mod queue;
pub mod record;
pub mod reports;
pub mod search;
pub mod split;
mod store;
mod store_board;
mod store_class;
mod store_join;
mod store_page;
mod store_queue;
mod store_search;
mod store_title;
pub mod talk;
pub(crate) mod title;
pub(crate) mod web;

use domain::account::Actor;
use jiff::Timestamp;
use serde_json::Value;

use reports::CaseReport;

pub use lock::{CaseError, Locked, Mark, Rule, Seen};

use crate::audit::{self, Line};
use crate::database::{Staff, Tx};
use crate::reports::record::By;

/// Locks the reports of a case, before the case itself.
pub(crate) async fn lock_reports(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Vec<CaseReport>> {
    store::lock_reports(tx, &[number]).await
}

/// What a member of staff does on a timeline.
pub(crate) fn by(staff: &Staff, at: Timestamp) -> By {
    By { actor: Actor::Staff, user_id: Some(staff.user_id), name: Some(staff.name.clone()), at }
}

/// Writes the audit line of a command.
pub(crate) async fn audited(
    tx: &mut Tx<'_, Staff>,
    case: &Locked,
    action: &'static str,
    detail: Value,
    at: Timestamp,
) -> sqlx::Result<()> {
    let line = Line {
        at,
        actor: Actor::Staff,
        actor_id: Some(tx.scope.user_id),
        action,
        account_id: case.account_id,
        subject: format!("case {}", case.number),
        detail,
    };
    audit::write(tx, line).await
}
