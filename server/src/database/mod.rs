//! The database: where it is, the pool of one process, and whether its schema is the one this program knows.

pub mod embedded;
mod migrations;
mod scope;
pub mod word;

use std::error::Error;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Connection as _, Executor as _};
use tokio::time::timeout;

use crate::config::DatabaseConfig;

pub use migrations::{MigrateError, SchemaError, check_schema, fingerprint, migrate};
pub use scope::{Anybody, Member, Reporter, Scope, Staff, System, Tx};

/// How long a request waits for a connection before it says that the database is away.
const ACQUIRE_PATIENCE: Duration = Duration::from_secs(3);

/// How long a request waits for the database to answer what every request asks first.
const ANSWER_PATIENCE: Duration = Duration::from_secs(4);

/// A connection that has rested longer than this is tried before it is used.
const REST: Duration = Duration::from_secs(5);

/// The connections of one process. Reading and writing begins with a scope, which says who asks.
#[derive(Clone, Debug)]
pub struct Database {
    pool: PgPool,
}

impl Database {
    /// Prepares to connect; nothing happens until the first use.
    #[must_use]
    pub fn new(options: PgConnectOptions, config: &DatabaseConfig) -> Self {
        let options = tuned(options, config.statement_timeout);
        let pool = pool_options(config.max_connections.get()).connect_lazy_with(options);
        Self { pool }
    }

    /// The bare pool, for code that sets a role before anything else.
    pub(crate) const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A few connections of the worker's own, which act as `portal_worker`.
#[must_use]
pub fn worker_pool(options: PgConnectOptions, config: &DatabaseConfig, connections: u32) -> PgPool {
    let options = tuned(options, config.statement_timeout);
    pool_options(connections)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute("set role portal_worker").await.map(drop) })
        })
        .connect_lazy_with(options)
}

/// Waits for an answer no longer than a visitor would.
///
/// # Errors
/// As the answer, or that none came in time.
pub(crate) async fn soon<T>(answer: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    timeout(ANSWER_PATIENCE, answer).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

fn pool_options(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|connection, state| {
            Box::pin(async move {
                if state.idle_for > REST {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

fn tuned(options: PgConnectOptions, statement_timeout: Duration) -> PgConnectOptions {
    let milliseconds = statement_timeout.as_millis().to_string();
    options.application_name("abuse-portal").options([
        ("statement_timeout", milliseconds.as_str()),
        ("idle_in_transaction_session_timeout", "60000"),
        ("timezone", "UTC"),
    ])
}

/// Whether an error means that the database is away, rather than that a query is wrong.
#[must_use]
pub fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => {
            true
        }
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_away_code(&code)),
        _ => false,
    }
}

/// Whether Postgres ended a transaction in favour of another one, so that it may be done once more.
pub fn is_crossed(error: &(dyn Error + 'static)) -> bool {
    match error.downcast_ref() {
        Some(sqlx::Error::Database(error)) => {
            error.code().is_some_and(|code| ["40P01", "40001"].contains(&&*code))
        }
        Some(_) => false,
        None => error.source().is_some_and(is_crossed),
    }
}

/// Does a whole transaction, and once more where Postgres ended it because it and another one waited for each other.
///
/// # Errors
/// As the transaction.
pub async fn once_more_after_deadlock<T, E, F>(transaction: impl Fn() -> F) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
    E: Error + 'static,
{
    match transaction().await {
        Err(error) if is_crossed(&error) => transaction().await,
        outcome => outcome,
    }
}

/// Class 08 (connection), 57P (shutting down, starting up), 53 (no room), 40 (undone in favour of another), 25006 (a replica was promoted
/// elsewhere), 55P03 (waited too long for a lock), 57014 (took too long).
fn is_away_code(code: &str) -> bool {
    ["08", "57P", "53", "40"].iter().any(|class| code.starts_with(class))
        || ["25006", "55P03", "57014"].contains(&code)
}
