//! Runs what is due by the portal's own clock, one job after another. Tests and the demo drive the queue this way.

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgPool;

use super::{Attempt, Registry, Verdict};
use crate::portal::Portal;

/// More than this in one go means that jobs queue themselves for ever.
const ENOUGH: usize = 100_000;

/// What was run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// How many jobs were done.
    pub done: usize,
    /// The others: name and verdict.
    pub troubled: Vec<(String, Verdict)>,
}

/// Why the queue could not be emptied.
#[derive(Debug, thiserror::Error)]
pub enum DueError {
    /// The database is away.
    #[error("the queue cannot be read: {0}")]
    Database(#[from] sqlx::Error),
    /// There was no end to it.
    #[error("after {0} jobs there were still more")]
    Endless(usize),
}

struct Taken {
    id: i64,
    name: String,
    payload: Value,
    attempt: Attempt,
}

/// Runs every job that is due, and those they queue, until none is left. A job to be tried again waits its pause by the
/// portal's clock. `pool` acts as the worker.
///
/// # Errors
/// When the database is away, or there is no end.
pub async fn run_due(portal: &Portal, registry: &Registry, pool: &PgPool) -> Result<Ran, DueError> {
    let mut ran = Ran::default();
    for _ in 0..ENOUGH {
        let Some(job) = take(portal.clock.now(), registry, pool).await? else { return Ok(ran) };
        let verdict = registry.run(&job.name, job.payload, portal, job.attempt).await;
        settle(job.id, job.attempt, &verdict, portal.clock.now(), pool).await?;
        match verdict {
            Verdict::Done => ran.done += 1,
            trouble => ran.troubled.push((job.name, trouble)),
        }
    }
    Err(DueError::Endless(ENOUGH))
}

/// A job queued for "at once" bears the database's time of that moment, which need not be the portal's.
async fn take(now: Timestamp, registry: &Registry, pool: &PgPool) -> sqlx::Result<Option<Taken>> {
    let row = sqlx::query!(
        "update graphile_worker._private_jobs as jobs
         set attempts = jobs.attempts + 1, locked_at = now(), locked_by = 'run_due'
         from (
             select waiting.id, tasks.identifier
             from graphile_worker._private_jobs as waiting
             join graphile_worker._private_tasks as tasks on tasks.id = waiting.task_id
             where waiting.is_available
                 and tasks.identifier = any($1)
                 and (waiting.run_at <= $2 or waiting.run_at = waiting.created_at)
             order by waiting.priority, waiting.run_at, waiting.id
             limit 1
             for update of waiting skip locked
         ) as next
         where jobs.id = next.id
         returning jobs.id, next.identifier, jobs.payload, jobs.attempts, jobs.max_attempts",
        &registry.names(),
        now.to_sqlx(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Taken {
        id: row.id,
        name: row.identifier,
        payload: row.payload,
        attempt: Attempt { number: row.attempts, of: row.max_attempts },
    }))
}

async fn settle(
    id: i64,
    attempt: Attempt,
    verdict: &Verdict,
    now: Timestamp,
    pool: &PgPool,
) -> sqlx::Result<()> {
    let (reason, last) = match verdict {
        Verdict::Done => return forget(id, pool).await,
        Verdict::Retry(reason) => (reason, false),
        Verdict::Fail(reason) => (reason, true),
    };
    let again = now.saturating_add(pause(attempt)).unwrap_or(now);
    sqlx::query!(
        "update graphile_worker._private_jobs
         set last_error = $2,
             run_at = $3,
             max_attempts = case when $4 then attempts else max_attempts end,
             locked_at = null,
             locked_by = null
         where id = $1",
        id,
        reason,
        again.to_sqlx(),
        last,
    )
    .execute(pool)
    .await
    .map(drop)
}

async fn forget(id: i64, pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query!("delete from graphile_worker._private_jobs where id = $1", id).execute(pool).await.map(drop)
}

/// The same pauses as the worker's: e to the number of attempts, in seconds, up to six hours.
fn pause(attempt: Attempt) -> SignedDuration {
    let seconds = f64::from(attempt.number.min(10)).exp();
    SignedDuration::try_from_secs_f64(seconds).unwrap_or(SignedDuration::from_hours(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_seconds_to_hours() {
        let pause = |number| pause(Attempt { number, of: 25 }).as_secs();
        assert_eq!(pause(1), 2);
        assert_eq!(pause(5), 148);
        assert_eq!(pause(10), 22_026);
        assert_eq!(pause(25), 22_026);
    }
}
