//! Telling the owner of a report, and the clock that starts then.

use domain::answer::due_with_more;
use domain::deadline;
use domain::decision::Response;
use domain::disclosure::Disclosure;
use domain::policy::{CategoryPolicy, OwnerNotice};
use domain::report::{ReportEvent, ReportState};
use domain::timeline::Happening;
use jiff::Timestamp;
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
    /// Until when an answer is asked for; nothing where the report is held, since nothing follows from silence.
    pub until: Option<Timestamp>,
    /// Whether nothing more happens without an order.
    pub held: bool,
}

impl Telling {
    /// The clock that starts at `at`.
    pub fn begin(policy: &CategoryPolicy, at: Timestamp) -> Self {
        let held = policy.response == Response::OrderRequired;
        let until = deadline::after(at, policy.answer_hours);
        Self { until: (!held).then_some(until), held }
    }

    /// What it does to the state.
    pub fn event(&self) -> ReportEvent {
        ReportEvent::OwnerTold { held: self.held }
    }

    /// What the timeline says.
    pub fn happening(&self) -> Happening {
        Happening::OwnerTold { until: self.until, held: self.held }
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
        telling.until.map(|until| until.to_sqlx()) as _,
    )
    .execute(&mut *tx)
    .await?;
    letters::queue(tx, &Occasion::OwnerNotice { report: report.key }).await?;
    if let Some(until) = telling.until {
        watch_deadline(tx, report, until).await?;
    }
    Ok(())
}

/// Asks the owner of a report that was told already about addresses that were added to it at `added`, and gives them time for these.
///
/// # Errors
/// When the database is away.
pub async fn ask_about_more(
    tx: &mut PgConnection,
    report: &Locked,
    policy: &CategoryPolicy,
    added: Timestamp,
) -> sqlx::Result<()> {
    let clock = sqlx::query!(
        "select owner_due_at, owner_paused_at
         from reports
         where account_id = $1 and report_id = $2 and owner_told_at is not null",
        report.key.account_id,
        report.key.report_id,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let asks = report.state.waits_for_owner() || report.state.waits_for_reporter();
    let Some(clock) = clock.filter(|_| asks && report.asked_in != Some(ReportState::Held)) else {
        return Ok(());
    };
    let (due, paused) =
        (clock.owner_due_at.map(|at| at.to_jiff()), clock.owner_paused_at.map(|at| at.to_jiff()));
    let until = due_with_more(due, paused, added, policy.answer_hours);
    sqlx::query!(
        "update reports
         set owner_due_at = $3
         where account_id = $1 and report_id = $2",
        report.key.account_id,
        report.key.report_id,
        until.to_sqlx(),
    )
    .execute(&mut *tx)
    .await?;
    if paused.is_none() { watch_deadline(tx, report, until).await } else { Ok(()) }
}

/// Sets the alarm for the owner's deadline; an earlier alarm of the same report is replaced.
///
/// # Errors
/// When the database is away.
pub async fn watch_deadline(tx: &mut PgConnection, report: &Locked, until: Timestamp) -> sqlx::Result<()> {
    let alarm = OwnerDeadline { report: report.key };
    enqueue(tx, &alarm, Some(until), Some(&alarm_key(report.key))).await
}
