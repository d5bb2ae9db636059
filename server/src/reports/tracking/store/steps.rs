//! The rows that a reporter changes by writing or withdrawing.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

use crate::database::word::word;
use crate::database::{Reporter, Tx};
use crate::reports::ReportKey;
use crate::reports::tracking::OpenReport;

/// The report of the submission that bears a reference.
pub(in crate::reports::tracking) async fn report(
    tx: &mut Tx<'_, Reporter>,
    reference: &str,
) -> sqlx::Result<Option<ReportKey>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        ReportKey,
        "select account_id, report_id from reports where submission_id = $1 and reference = $2",
        id,
        reference,
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The reports that were not taken back.
pub(in crate::reports::tracking) async fn reports_to_write_to(
    tx: &mut Tx<'_, Reporter>,
) -> sqlx::Result<Vec<ReportKey>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        ReportKey,
        "select account_id, report_id
         from reports
         where submission_id = $1 and state <> 'withdrawn'
         order by account_id, report_id",
        id,
    )
    .fetch_all(&mut **tx)
    .await
}

/// The reports about which nothing was decided.
pub(in crate::reports::tracking) async fn open_reports(
    tx: &mut Tx<'_, Reporter>,
) -> sqlx::Result<Vec<OpenReport>> {
    let id = tx.scope.submission_id;
    let rows = sqlx::query!(
        r#"select account_id, report_id, category, clearance is not null as "is_restricted!"
           from reports
           where submission_id = $1
             and state not in ('forwarded', 'warned', 'limited', 'declined', 'referred', 'withdrawn')
           order by account_id, report_id"#,
        id,
    )
    .fetch_all(&mut **tx)
    .await?;
    let reports = rows.into_iter().map(|row| {
        let key = ReportKey { account_id: row.account_id, report_id: row.report_id };
        Ok(OpenReport { key, category: word(&row.category)?, is_restricted: row.is_restricted })
    });
    reports.collect()
}

/// Whether these are the reporter's last words about a report, and nobody else did anything since: the form was sent twice.
pub(in crate::reports::tracking) async fn is_last_said(
    tx: &mut Tx<'_, Reporter>,
    key: ReportKey,
    text: &str,
) -> sqlx::Result<bool> {
    let said = sqlx::query_scalar!(
        r#"select coalesce(actor = 'reporter' and kind in ('reporter_replied', 'reporter_wrote') and detail ->> 'text' = $3, false)
             as "said!"
           from report_events
           where account_id = $1 and report_id = $2
           order by version desc
           limit 1"#,
        key.account_id,
        key.report_id,
        text,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(said == Some(true))
}

pub(in crate::reports::tracking) async fn is_withdrawal_noted(
    tx: &mut Tx<'_, Reporter>,
    key: ReportKey,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
             select from report_events
             where account_id = $1 and report_id = $2 and kind = 'withdrawal_noted'
           ) as "noted!""#,
        key.account_id,
        key.report_id,
    )
    .fetch_one(&mut **tx)
    .await
}

/// Lets whoever adds to the submission at the same time wait until this is done. Reports come before their submission, as everywhere.
pub(in crate::reports::tracking) async fn hold_own(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<()> {
    let id = tx.scope.submission_id;
    sqlx::query!(
        "select from reports where submission_id = $1 order by account_id, report_id for update",
        id
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!("select from submissions where submission_id = $1 for update", id)
        .fetch_one(&mut **tx)
        .await
        .map(drop)
}

/// Ends a report that was taken back.
pub(in crate::reports::tracking) async fn close(
    tx: &mut Tx<'_, Reporter>,
    key: ReportKey,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set closed_at = $3, owner_due_at = null, owner_paused_at = null
         where account_id = $1 and report_id = $2",
        key.account_id,
        key.report_id,
        now.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(in crate::reports::tracking) async fn withdrawn(
    tx: &mut Tx<'_, Reporter>,
    now: Timestamp,
) -> sqlx::Result<()> {
    let id = tx.scope.submission_id;
    sqlx::query!(
        "update submissions
         set withdrawn_at = coalesce(withdrawn_at, $2)
         where submission_id = $1",
        id,
        now.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(in crate::reports::tracking) async fn stop_letters(
    tx: &mut Tx<'_, Reporter>,
    at: Option<Timestamp>,
) -> sqlx::Result<()> {
    let id = tx.scope.submission_id;
    sqlx::query!(
        "update reporters
         set letters_stopped_at = $2
         where submission_id = $1",
        id,
        at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
