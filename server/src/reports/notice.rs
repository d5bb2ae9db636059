//! Telling the owner of a report, and the clock that starts then.

use domain::decision::Response;
use domain::disclosure::Disclosure;
use domain::policy::{CategoryPolicy, OwnerNotice};
use domain::report::ReportEvent;
use domain::timeline::Happening;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use super::jobs::OwnerDeadline;
use super::record::{By, Locked, RecordError, ReportKey, record};
use crate::jobs::enqueue;
use crate::letters::{self, Occasion};

/// Whether the owner is told as soon as a report is accepted: the category says so and the reporter does not object.
pub fn is_told_at_once(policy: &CategoryPolicy, to_owner: Disclosure) -> bool {
    policy.owner_notice == OwnerNotice::AtOnce && may_be_told(policy, to_owner)
}

/// Whether the owner may be told at all.
pub fn may_be_told(policy: &CategoryPolicy, to_owner: Disclosure) -> bool {
    policy.owner_notice != OwnerNotice::Never && policy.clearance.is_none() && to_owner != Disclosure::Nothing
}

/// What telling the owner means for a report's state and clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Until when an answer is asked for.
    pub until: Timestamp,
    /// Whether nothing more happens without an order.
    pub held: bool,
}

impl Telling {
    /// The clock that starts at `at`.
    pub fn begin(policy: &CategoryPolicy, at: Timestamp) -> Self {
        Self {
            until: at + SignedDuration::from_hours(i64::from(policy.answer_hours)),
            held: policy.response == Response::OrderRequired,
        }
    }

    /// What it does to the state.
    pub fn event(&self) -> ReportEvent {
        ReportEvent::OwnerTold { held: self.held }
    }

    /// What the timeline says.
    pub fn happening(&self) -> Happening {
        Happening::OwnerTold { until: Some(self.until), held: self.held }
    }
}

/// The key of the alarm for a report's owner deadline, of which there is one at a time.
pub fn alarm_key(report: ReportKey) -> String {
    format!("owner-deadline:{}", report.report_id)
}

/// Makes a report visible to its owner, starts the owner's clock and queues the notice.
///
/// # Errors
/// When the report's state does not allow it, or the database is away.
pub async fn tell_owner(
    tx: &mut PgConnection,
    report: &mut Locked,
    by: &By,
    policy: &CategoryPolicy,
) -> Result<(), RecordError> {
    let telling = Telling::begin(policy, by.at);
    record(tx, report, by, Some(telling.event()), &telling.happening()).await?;
    sqlx::query!(
        "update reports
         set owner_told_at = coalesce(owner_told_at, $3), owner_due_at = $4, owner_paused_at = null
         where account_id = $1 and report_id = $2",
        report.key.account_id,
        report.key.report_id,
        by.at.to_sqlx(),
        telling.until.to_sqlx(),
    )
    .execute(&mut *tx)
    .await?;
    letters::queue(tx, &Occasion::OwnerNotice { report: report.key }).await?;
    watch_deadline(tx, report, telling.until).await?;
    Ok(())
}

/// Sets the alarm for the owner's deadline; an earlier alarm of the same report is replaced.
///
/// # Errors
/// When the database is away.
pub async fn watch_deadline(tx: &mut PgConnection, report: &Locked, until: Timestamp) -> sqlx::Result<()> {
    let alarm = OwnerDeadline { report: report.key };
    enqueue(tx, &alarm, Some(until), Some(&alarm_key(report.key))).await
}
