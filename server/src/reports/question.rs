//! How long a question to a reporter is waited for. One that gets no reply ends by itself.

use domain::account::Actor;
use domain::report::{ReportEvent, ReportState};
use domain::timeline::Happening;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::pause::resume_owner;
use super::record::{By, Locked, RecordError, ReportKey, bring_case_forward, lock, record};
use crate::database::System;
use crate::jobs::{Attempt, Job, Verdict, enqueue};
use crate::letters::{self, Occasion};
use crate::portal::Portal;

/// The alarm when a reporter who was asked has not answered in time: the report goes on from where it stood, and the owner's clock
/// with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndQuestion {
    /// The report.
    pub report: ReportKey,
}

impl Job for EndQuestion {
    const NAME: &'static str = "end_question";

    async fn run(self, portal: &Portal, _: Attempt) -> Verdict {
        match ring(portal, self.report).await {
            Ok(()) | Err(RecordError::Refused(_)) => Verdict::Done,
            Err(RecordError::Database(error)) => error.into(),
        }
    }
}

/// Waits for the reporter until then; an earlier alarm of the same report is replaced.
///
/// # Errors
/// When the database is away.
pub async fn wait_for_reporter(tx: &mut PgConnection, key: ReportKey, until: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set asked_until = $3
         where account_id = $1 and report_id = $2",
        key.account_id,
        key.report_id,
        until.to_sqlx(),
    )
    .execute(&mut *tx)
    .await?;
    set_alarm(tx, key, until).await
}

async fn set_alarm(tx: &mut PgConnection, key: ReportKey, until: Timestamp) -> sqlx::Result<()> {
    let alarm_key = format!("end-question:{}", key.report_id);
    enqueue(tx, &EndQuestion { report: key }, Some(until), Some(&alarm_key)).await
}

async fn ring(portal: &Portal, key: ReportKey) -> Result<(), RecordError> {
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&System).await?;
    let Some(mut report) = lock(&mut tx, key).await? else { return Ok(()) };
    if !report.state.waits_for_reporter() {
        return Ok(());
    }
    match asked_until(&mut tx, key).await? {
        // The alarm rang early, or the reporter was asked again.
        Some(until) if until > now => set_alarm(&mut tx, key, until).await?,
        _ => end(&mut tx, &mut report, now).await?,
    }
    tx.commit().await?;
    Ok(())
}

async fn end(tx: &mut PgConnection, report: &mut Locked, now: Timestamp) -> Result<(), RecordError> {
    let to_owner = report.state == ReportState::AskedByOwner;
    let by = By { actor: Actor::Portal, user_id: None, name: None, at: now };
    let happening = Happening::ReporterSilent { to_owner };
    let event_id = record(tx, report, &by, Some(ReportEvent::ReporterSilent), &happening).await?;
    resume_owner(tx, report, now).await?;
    bring_case_forward(tx, report.key, now, false, false).await?;
    letters::queue(tx, &Occasion::News { report: report.key, event_id, step: event_id }).await?;
    Ok(())
}

async fn asked_until(tx: &mut PgConnection, key: ReportKey) -> sqlx::Result<Option<Timestamp>> {
    let until = sqlx::query_scalar!(
        "select asked_until
         from reports
         where account_id = $1 and report_id = $2",
        key.account_id,
        key.report_id,
    )
    .fetch_one(tx)
    .await?;
    Ok(until.map(jiff_sqlx::Timestamp::to_jiff))
}
