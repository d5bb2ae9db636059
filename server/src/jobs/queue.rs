//! Puts jobs into the queue.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
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

/// A job to be queued together with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    name: &'static str,
    payload: Value,
    run_at: Option<Timestamp>,
    job_key: Option<String>,
}

impl Order {
    /// The job, at once.
    ///
    /// # Errors
    /// When its fields cannot be written as JSON.
    pub fn now<J: Job>(job: &J) -> sqlx::Result<Self> {
        let payload = serde_json::to_value(job).map_err(|error| sqlx::Error::Encode(error.into()))?;
        Ok(Self { name: J::NAME, payload, run_at: None, job_key: None })
    }

    /// Not before `time`.
    #[must_use]
    pub fn at(mut self, time: Timestamp) -> Self {
        self.run_at = Some(time);
        self
    }

    /// In place of a job that waits under the same key.
    #[must_use]
    pub fn keyed(mut self, key: String) -> Self {
        self.job_key = Some(key);
        self
    }
}

/// Queues many jobs with one statement, in their order.
///
/// # Errors
/// When the database is away.
pub async fn enqueue_all(tx: &mut PgConnection, orders: &[Order]) -> sqlx::Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = orders.iter().map(|order| order.name.to_owned()).collect();
    let payloads: Vec<Value> = orders.iter().map(|order| order.payload.clone()).collect();
    let times: Vec<Option<jiff_sqlx::Timestamp>> =
        orders.iter().map(|order| order.run_at.map(|time| time.to_sqlx())).collect();
    let keys: Vec<Option<String>> = orders.iter().map(|order| order.job_key.clone()).collect();
    sqlx::query!(
        "select portal.enqueue(j.name, j.payload, j.run_at, j.job_key)
         from unnest($1::text[], $2::jsonb[], $3::timestamptz[], $4::text[]) as j (name, payload, run_at, job_key)",
        &names,
        &payloads,
        &times as &[Option<jiff_sqlx::Timestamp>],
        &keys as &[Option<String>],
    )
    .execute(tx)
    .await
    .map(drop)
}
