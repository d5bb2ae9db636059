//! A portal under test: the real router on a database of its own, a clock that stands still, and letters kept in memory.

pub mod client;
mod cluster;
mod letters;
pub mod mail_server;
mod page;
mod people;
mod plans;
mod remote;

use std::num::NonZeroU32;

use axum::Router;
use domain::policy::Policy;
use jiff::{SignedDuration, Timestamp};
use server::clock::Clock;
use server::config::{Config, SecretKey, Sources};
use server::database::{Database, worker_pool};
use server::http::router;
use server::jobs::{Job, Ran, Registry, run_due, work};
use server::mail::Mailer;
use server::portal::{Foundation, Portal};
use sqlx::Connection as _;
use sqlx::postgres::{PgConnection, PgPool};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use client::{Answer, Client};
pub use cluster::TestDatabase;
pub use letters::Received;
pub use page::{Form, Page};
pub use remote::remote;

/// When every test begins: a Monday, at noon.
pub const START: &str = "2026-03-02T12:00:00Z";

/// A portal under test.
pub struct TestApp {
    /// The portal, as handlers and jobs see it.
    pub portal: Portal,
    registry: Registry,
    router: Router,
    worker_pool: PgPool,
    database: TestDatabase,
}

impl TestApp {
    /// A portal with nothing in it.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same, with other settings.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_mailing(|config| {
            change(config);
            Mailer::memory()
        })
        .await
    }

    /// The same, with other settings and another way for letters.
    pub async fn start_mailing(change: impl FnOnce(&mut Config) -> Mailer) -> Self {
        let database = TestDatabase::create().await;
        let mut config = Config::read(Sources::default()).unwrap().0;
        config.limits.posts_per_minute = NonZeroU32::new(100_000).unwrap();
        config.database.max_connections = NonZeroU32::new(4).unwrap();
        let mailer = change(&mut config);
        let portal = Portal::new(Foundation {
            base_url: "https://abuse.example".parse().unwrap(),
            database: Database::new(database.login(), &config.database),
            clock: Clock::stopped_at(START.parse().unwrap()),
            secret_key: SecretKey::new(vec![7; 32].into_boxed_slice()).unwrap(),
            mailer,
            policy: Policy::compiled_in(),
            config,
        });
        let router = router::router(portal.clone()).unwrap();
        let worker_pool = worker_pool(database.login(), &portal.config.database, 2);
        Self { portal, registry: Registry::standard(), router, worker_pool, database }
    }

    /// A browser without any cookie.
    pub fn browser(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.portal.clock.now()
    }

    /// Lets time pass.
    pub fn wait(&self, time: SignedDuration) {
        self.portal.clock.advance(time);
    }

    /// The same portal with another job.
    pub fn with_job<J: Job>(mut self) -> Self {
        self.registry = self.registry.with::<J>();
        self
    }

    /// The same portal with other routes behind the same guards.
    pub fn with_routes(mut self, routes: Router<Portal>) -> Self {
        let routes = router::routes().merge(routes);
        self.router = router::guarded(routes, &self.portal).unwrap().with_state(self.portal.clone());
        self
    }

    /// Does every job that is due, and those they queue. Each must succeed.
    pub async fn run_jobs(&self) -> usize {
        let ran = self.run_troubled_jobs().await;
        assert_eq!(ran.troubled, [], "a job did not succeed");
        ran.done
    }

    /// Does every job that is due, whatever becomes of it.
    pub async fn run_troubled_jobs(&self) -> Ran {
        run_due(&self.portal, &self.registry, &self.worker_pool).await.unwrap()
    }

    /// A worker as `serve` runs it, until it is told to stop.
    pub fn start_worker(&self) -> RunningWorker {
        let stop = watch::Sender::new(false);
        let pool = worker_pool(self.database.login(), &self.portal.config.database, 6);
        let work = work(self.portal.clone(), self.registry.clone(), pool, stop.subscribe());
        RunningWorker { stop, task: tokio::spawn(work) }
    }

    /// The database itself, for tests that take it away.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// A look at every row, past all policies.
    pub async fn all_seeing(&self) -> PgConnection {
        PgConnection::connect_with(&self.database.superuser()).await.unwrap()
    }

    /// Returns once a transaction waits for a lock that another one holds.
    pub async fn until_somebody_waits(&self) {
        let mut connection = self.all_seeing().await;
        let waits = "select exists (
                         select from pg_stat_activity
                         where datname = current_database() and wait_event_type = 'Lock')";
        for _ in 0..1000 {
            if sqlx::query_scalar(waits).fetch_one(&mut connection).await.unwrap() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("nobody waits for anybody");
    }

    /// Jobs that were tried and are still in the queue, and those that no worker of the portal knows.
    async fn left_over(&self) -> Vec<String> {
        let known = format!("{:?}", self.registry);
        let query = "select t.identifier, j.attempts, coalesce(j.last_error, 'still held')
                     from graphile_worker._private_jobs j
                     join graphile_worker._private_tasks t on t.id = j.task_id
                     order by j.id";
        let mut rows = self.all_seeing().await;
        let jobs: Vec<(String, i16, String)> = sqlx::query_as(query).fetch_all(&mut rows).await.unwrap();
        let is_left = |job: &&(String, i16, String)| job.1 > 0 || !known.contains(&format!("\"{}\"", job.0));
        jobs.iter().filter(is_left).map(|(name, _, error)| format!("{name}: {error}")).collect()
    }

    /// Ends it and drops its database. No job may have failed, or have been begun and not ended.
    pub async fn stop(self) {
        assert_eq!(self.left_over().await, [""; 0], "a job did not succeed");
        self.end().await;
    }

    /// The same for a test of jobs that fail: how each that is left over begins, in order.
    pub async fn stop_after_failures(self, expected: &[&str]) {
        let left = self.left_over().await;
        assert_eq!(left.len(), expected.len(), "{left:?}");
        for (left, expected) in left.iter().zip(expected) {
            assert!(left.starts_with(expected), "{left}, not {expected}");
        }
        self.end().await;
    }

    async fn end(self) {
        self.portal.database.close().await;
        self.worker_pool.close().await;
        self.database.remove().await;
    }
}

/// A worker in this process.
pub struct RunningWorker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl RunningWorker {
    /// Tells it to stop and waits until it has.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }
}
