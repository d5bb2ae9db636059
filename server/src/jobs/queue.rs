//! Puts jobs into the queue.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use super::Job;

/// Queues a job inside the caller's transaction: at once, or not before `run_at`. A job that waits under the same
/// `job_key` is replaced.
///
/// # Errors
/// When the database is away.
pub async fn enqueue<J: Job>(
    tx: &mut PgConnection,
    job: &J,
    run_at: Option<Timestamp>,
    job_key: Option<&str>,
) -> sqlx::Result<()> {
    let payload = serde_json::to_value(job).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let run_at = run_at.map(|time| time.to_sqlx());
    sqlx::query!(
        "select portal.enqueue($1, $2, $3, $4)",
        J::NAME,
        payload,
        run_at as Option<jiff_sqlx::Timestamp>,
        job_key,
    )
    .execute(tx)
    .await
    .map(drop)
}
