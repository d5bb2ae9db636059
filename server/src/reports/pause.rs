//! The owner's clock stands still while the reporter is asked something.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use super::notice::watch_deadline;
use super::record::Locked;

/// Stops the owner's clock, if it runs.
///
/// # Errors
/// When the database is away.
pub async fn pause_owner(tx: &mut PgConnection, report: &Locked, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set owner_paused_at = $3
         where account_id = $1 and report_id = $2 and owner_due_at is not null and owner_paused_at is null",
        report.key.account_id,
        report.key.report_id,
        at.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Lets the owner's clock go on where it stood: the deadline moves by the length of the pause, and the alarm with it. One that ran on
/// meanwhile has its alarm again.
///
/// # Errors
/// When the database is away.
pub async fn resume_owner(tx: &mut PgConnection, report: &Locked, at: Timestamp) -> sqlx::Result<()> {
    let resumed = sqlx::query_scalar!(
        r#"update reports
           set owner_due_at = owner_due_at + greatest($3 - coalesce(owner_paused_at, $3), interval '0'), owner_paused_at = null
           where account_id = $1 and report_id = $2 and owner_due_at is not null
           returning owner_due_at as "due!""#,
        report.key.account_id,
        report.key.report_id,
        at.to_sqlx(),
    )
    .fetch_optional(&mut *tx)
    .await?;
    match resumed {
        Some(due) => watch_deadline(tx, report, due.to_jiff()).await,
        None => Ok(()),
    }
}
