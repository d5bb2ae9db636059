//! Reading everything about one case, as staff may see it.

use domain::account::Actor;
use jiff::Timestamp;
use serde_json::json;

use super::store_page;
use crate::audit::{self, Line};
use crate::database::{Staff, Tx};

pub use app::pages::staff::record::{
    Address, Alike, Event, Facts, Head, Letter, Limit, Report, ReportedBy, What,
};
pub(crate) use store_page::{addresses, changes, events, facts, is_seen, letter, letters, reports, version};

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
