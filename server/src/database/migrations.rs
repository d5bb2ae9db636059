//! Brings a database to the schema of this program, and tells whether it is there.

use graphile_worker::WorkerUtils;
use sha2::{Digest as _, Sha256};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Executor as _};

use super::Database;

static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// Lets the worker use the queue's tables; its library creates them for their owner alone.
const GRANT_QUEUE: &str = include_str!("grant_queue.sql");

/// The roles a transaction may take on, by the migrations.
const SCOPES: [&str; 6] =
    ["portal_anybody", "portal_reporter", "portal_member", "portal_staff", "portal_system", "portal_worker"];

/// Why migrating stopped. What was done before stays done; it can be repeated.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database cannot be used.
    #[error("the database refuses: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema was made by another version of the program.
    #[error(transparent)]
    Foreign(#[from] SchemaError),
    /// One of our migrations failed.
    #[error("a migration failed: {0}")]
    Schema(sqlx::migrate::MigrateError),
    /// The job queue's own migrations failed.
    #[error("preparing the job queue failed: {0}")]
    Queue(String),
}

/// Why the portal does not start on this database.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// The schema is older than the program.
    #[error(
        "the database is older than this program ({missing} migrations are missing): run `abuse-portal migrate`"
    )]
    Older {
        /// How many migrations it lacks.
        missing: usize,
    },
    /// The schema is newer than the program.
    #[error(
        "the database was migrated by a newer program (migration {version} is not known here): install that version"
    )]
    Newer {
        /// The newest unknown migration.
        version: i64,
    },
    /// A migration was edited after it ran.
    #[error(
        "migration {version} ran with another text than this program has: install the version that ran it"
    )]
    Different {
        /// The migration.
        version: i64,
    },
    /// The login role could read everything whatever the policies say.
    #[error(
        "the database role of the portal is a superuser or bypasses row-level security: give it a plain role"
    )]
    TooMighty,
    /// The database cannot be asked.
    #[error("the database refuses: {0}")]
    Database(#[from] sqlx::Error),
}

/// Runs the job queue's migrations and ours as the owner, then lets `login` take on the scopes.
///
/// # Errors
/// When the database is away or a migration fails.
pub async fn migrate(owner: PgConnectOptions, login: &str) -> Result<(), MigrateError> {
    let pool = PgPoolOptions::new().max_connections(2).connect_with(owner).await?;
    let outcome = migrate_with(&pool, login).await;
    pool.close().await;
    outcome
}

async fn migrate_with(pool: &PgPool, login: &str) -> Result<(), MigrateError> {
    let queue = WorkerUtils::new(pool.clone(), "graphile_worker");
    queue.migrate().await.map_err(|error| MigrateError::Queue(error.to_string()))?;
    MIGRATOR.run(pool).await.map_err(judge)?;
    pool.execute(GRANT_QUEUE).await?;
    grant_scopes(pool, login).await?;
    Ok(())
}

fn judge(error: sqlx::migrate::MigrateError) -> MigrateError {
    match error {
        sqlx::migrate::MigrateError::VersionMissing(version) => SchemaError::Newer { version }.into(),
        sqlx::migrate::MigrateError::VersionMismatch(version) => SchemaError::Different { version }.into(),
        other => MigrateError::Schema(other),
    }
}

async fn grant_scopes(pool: &PgPool, login: &str) -> sqlx::Result<()> {
    let login = quoted(login);
    pool.execute(AssertSqlSafe(format!("grant usage on schema public, portal to {login}"))).await?;
    pool.execute(AssertSqlSafe(format!("grant select on _sqlx_migrations to {login}"))).await?;
    pool.execute(AssertSqlSafe(format!("grant execute on function portal.session, portal.link to {login}")))
        .await?;
    let missing: Vec<String> = sqlx::query_scalar(
        "select rolname from pg_roles
         where rolname = any($1) and not pg_has_role($2, oid, 'member')",
    )
    .bind(SCOPES)
    .bind(login.trim_matches('"'))
    .fetch_all(pool)
    .await?;
    for scope in missing {
        pool.execute(AssertSqlSafe(format!("grant {scope} to {login}"))).await?;
    }
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Changes whenever a migration of ours does. Names the template that tests copy.
#[must_use]
pub fn fingerprint() -> String {
    let mut hasher = Sha256::new();
    MIGRATOR.iter().for_each(|migration| hasher.update(&migration.checksum));
    hasher.update(GRANT_QUEUE);
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the schema is exactly the one this program knows, and the role one that policies bind.
///
/// # Errors
/// What differs and what to do about it.
pub async fn check_schema(database: &Database) -> Result<(), SchemaError> {
    let pool = database.pool();
    let mighty: bool =
        sqlx::query_scalar("select rolsuper or rolbypassrls from pg_roles where rolname = session_user")
            .fetch_one(pool)
            .await?;
    if mighty {
        return Err(SchemaError::TooMighty);
    }
    let applied = applied(pool).await?;
    compare(&applied)
}

type Applied = Vec<(i64, Vec<u8>)>;

async fn applied(pool: &PgPool) -> sqlx::Result<Applied> {
    let exists: bool =
        sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(pool).await?;
    if !exists {
        return Ok(Vec::new());
    }
    sqlx::query_as("select version, checksum from _sqlx_migrations where success order by version")
        .fetch_all(pool)
        .await
}

fn compare(applied: &Applied) -> Result<(), SchemaError> {
    let unknown = applied.iter().rev().find(|(version, _)| !MIGRATOR.version_exists(*version));
    if let Some((version, _)) = unknown {
        return Err(SchemaError::Newer { version: *version });
    }
    let ours = || MIGRATOR.iter().filter(|ours| !ours.migration_type.is_down_migration());
    let missing = ours().filter(|ours| applied.iter().all(|(version, _)| *version != ours.version)).count();
    if missing > 0 {
        return Err(SchemaError::Older { missing });
    }
    let differs = |ours: &&sqlx::migrate::Migration| {
        applied.iter().any(|(version, sum)| *version == ours.version && *sum != *ours.checksum)
    };
    ours().find(differs).map_or(Ok(()), |ours| Err(SchemaError::Different { version: ours.version }))
}
