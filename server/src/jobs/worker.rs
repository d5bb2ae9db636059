//! Takes jobs from the queue, for as long as the process lives.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use graphile_worker::{
    IntoTaskHandlerResult, TaskHandler, Worker, WorkerBuildError, WorkerContext, WorkerOptions,
    WorkerRecoveryConfig, WorkerShutdownConfig,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use sqlx::PgPool;
use tokio::sync::watch;

use super::{Attempt, Job, Registry, Verdict, WorkerState, registry};
use crate::portal::Portal;

/// How many jobs one process does at once.
const CONCURRENCY: usize = 4;

/// How long jobs under way may take once the process is asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// How long to wait before connecting anew when the database went away.
const PAUSE: Duration = Duration::from_secs(1);

/// Works until `stop` says true; a database that goes away is waited for.
pub async fn work(portal: Portal, registry: Registry, pool: PgPool, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        portal.worker.set(WorkerState::Starting);
        if let Err(error) = work_until_trouble(&portal, &registry, &pool, stop.clone()).await {
            tracing::warn!(%error, "the worker stumbled and begins anew");
        }
        portal.worker.set(WorkerState::Starting);
        let _ = tokio::time::timeout(PAUSE, stop.wait_for(|stop| *stop)).await;
    }
    portal.worker.set(WorkerState::Elsewhere);
    pool.close().await;
}

async fn work_until_trouble(
    portal: &Portal,
    registry: &Registry,
    pool: &PgPool,
    stop: watch::Receiver<bool>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let worker = build(portal, registry, pool, stop).await?;
    portal.worker.set(WorkerState::Running);
    worker.run().await?;
    Ok(())
}

async fn build(
    portal: &Portal,
    registry: &Registry,
    pool: &PgPool,
    mut stop: watch::Receiver<bool>,
) -> Result<Worker, WorkerBuildError> {
    let stopped = async move {
        let _ = stop.wait_for(|stop| *stop).await;
    };
    WorkerOptions::default()
        .pg_pool(pool.clone())
        .concurrency(CONCURRENCY)
        .define_jobs(registry.definitions())
        .add_extension(portal.clone())
        .worker_recovery(recovery())
        .worker_shutdown(
            WorkerShutdownConfig::default()
                .listen_os_shutdown_signals(false)
                .grace_period(FAREWELL)
                .interrupted_job_retry_delay(Duration::ZERO)
                .shutdown_signal(stopped),
        )
        .init()
        .await
}

/// A worker that was killed is noticed after half a minute, and its jobs go to another.
fn recovery() -> WorkerRecoveryConfig {
    WorkerRecoveryConfig::default()
        .heartbeat_interval(Duration::from_secs(5))
        .sweep_interval(Duration::from_secs(10))
        .sweep_threshold(Duration::from_secs(30))
        .recovery_delay(Duration::ZERO)
}

/// Gives back the jobs that a killed process held. Only for who knows that no other worker lives.
///
/// # Errors
/// When the database is away.
pub async fn release_abandoned(pool: &PgPool) -> sqlx::Result<()> {
    let released = sqlx::query_scalar!(
        "select graphile_worker.recover_dead_worker_jobs(
             array(select distinct locked_by from graphile_worker._private_jobs where locked_by is not null),
             interval '0'
         )"
    );
    if let Some(count @ 1..) = released.fetch_one(pool).await? {
        tracing::info!(count, "jobs of a process that was killed are taken up again");
    }
    Ok(())
}

/// A job of ours as the queue's library sees it: any fields at all, understood when it runs.
pub(super) struct Task<J> {
    payload: Value,
    kind: PhantomData<fn() -> J>,
}

impl<J> Serialize for Task<J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.payload.serialize(serializer)
    }
}

impl<'de, J> Deserialize<'de> for Task<J> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|payload| Self { payload, kind: PhantomData })
    }
}

impl<J: Job> TaskHandler for Task<J> {
    const IDENTIFIER: &'static str = J::NAME;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let job = context.job();
        let attempt = Attempt { number: *job.attempts(), of: *job.max_attempts() };
        let Some(portal) = context.get_ext::<Portal>().cloned() else {
            return Err(Reason("the worker has no portal".to_owned()));
        };
        let verdict = registry::run::<J>(self.payload, portal, attempt).await;
        let verdict = match verdict {
            Verdict::Retry(reason) if attempt.is_last() => Verdict::Fail(reason),
            other => other,
        };
        settle(verdict, J::NAME, *job.id(), context.pg_pool()).await
    }
}

/// Tells the library what became of a job. One that must not be tried again has had its last attempt.
async fn settle(verdict: Verdict, name: &str, id: i64, pool: &PgPool) -> Result<(), Reason> {
    match verdict {
        Verdict::Done => Ok(()),
        Verdict::Retry(reason) => {
            tracing::warn!(job = name, id, %reason, "a job is tried again later");
            Err(Reason(reason))
        }
        Verdict::Fail(reason) => {
            tracing::error!(job = name, id, %reason, "a job failed for good");
            let last = sqlx::query!(
                "update graphile_worker._private_jobs set max_attempts = attempts where id = $1",
                id
            );
            last.execute(pool).await.map_err(|error| Reason(format!("{reason}; {error}")))?;
            Err(Reason(reason))
        }
    }
}

/// The library writes an error's `Debug` into the queue; this is plain text.
struct Reason(String);

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
