//! What happens to a report by itself.

use domain::account::Actor;
use domain::report::ReportEvent;
use domain::timeline::Happening;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::notice::watch_deadline;
use super::record::{By, Locked, RecordError, ReportKey, bring_case_forward, lock, record};
use crate::database::{System, Tx};
use crate::jobs::{Attempt, Job, Verdict};
use crate::letters::{self, Occasion};
use crate::portal::Portal;

/// The alarm at an owner's deadline: a report that still waits for its owner then goes on without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerDeadline {
    /// The report.
    pub report: ReportKey,
}

impl Job for OwnerDeadline {
    const NAME: &'static str = "owner_deadline";

    async fn run(self, portal: &Portal, _: Attempt) -> Verdict {
        match ring(portal, self.report).await {
            Ok(()) | Err(RecordError::Refused(_)) => Verdict::Done,
            Err(RecordError::Database(error)) => error.into(),
        }
    }
}

async fn ring(portal: &Portal, key: ReportKey) -> Result<(), RecordError> {
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&System).await?;
    let Some(mut report) = lock(&mut tx, key).await? else { return Ok(()) };
    let Some(due) = running_until(&mut tx, &report).await? else { return Ok(()) };
    if due > now {
        // The alarm rang early, because the queue's clock is ahead of ours or an older alarm was under way.
        watch_deadline(&mut tx, &report, due).await?;
    } else {
        overdue(&mut tx, &mut report, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn overdue(tx: &mut Tx<'_, System>, report: &mut Locked, now: Timestamp) -> Result<(), RecordError> {
    let by = By { actor: Actor::Portal, user_id: None, name: None, at: now };
    let event_id = record(tx, report, &by, Some(ReportEvent::OwnerOverdue), &Happening::OwnerOverdue).await?;
    bring_case_forward(tx, report.key, now, false, false).await?;
    letters::queue(tx, &Occasion::OwnerOverdue { report: report.key, event_id }).await?;
    Ok(())
}

/// Until when the owner's clock runs; nothing where it stands still or nobody waits for the owner.
async fn running_until(tx: &mut PgConnection, report: &Locked) -> sqlx::Result<Option<Timestamp>> {
    if !report.state.waits_for_owner() {
        return Ok(None);
    }
    let due = sqlx::query_scalar!(
        "select owner_due_at
         from reports
         where account_id = $1 and report_id = $2 and owner_paused_at is null",
        report.key.account_id,
        report.key.report_id,
    )
    .fetch_optional(tx)
    .await?;
    Ok(due.flatten().map(|due| due.to_jiff()))
}
