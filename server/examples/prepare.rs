//! Writes `server/.sqlx`, what the compiler needs to know about each query, from a fresh database with the schema of
//! `migrations/` as it is now. Once built it keeps working while the server does not compile. See `make prepare`.

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use graphile_worker::WorkerUtils;
use server::database::embedded::{Cluster, ClusterOptions, OWNER, Secrets, shared};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnection, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

type Outcome = Result<bool, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = test_folder();
    fs::create_dir_all(&folder)?;
    let in_use = lock_file(&folder.join("in-use.lock"))?;
    in_use.lock_shared()?;
    let (cluster, secrets) = {
        let starting = lock_file(&folder.join("starting.lock"))?;
        starting.lock()?;
        shared(&folder, ClusterOptions { durable: false }).await?
    };
    let good = with_database(&cluster, &secrets).await?;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The cluster that tests use too.
fn test_folder() -> PathBuf {
    let named = std::env::var_os("PORTAL_TEST_DIR").map(PathBuf::from);
    let user = rustix::process::geteuid().as_raw();
    named.unwrap_or_else(|| PathBuf::from(format!("/tmp/abuse-portal-test-{user}")))
}

fn lock_file(path: &Path) -> std::io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(path)
}

async fn with_database(cluster: &Cluster, secrets: &Secrets) -> Outcome {
    let name = format!("prepare_{}", std::process::id());
    let mut admin = PgConnection::connect_with(&cluster.connect_as_superuser(secrets)).await?;
    admin.execute(AssertSqlSafe(format!("create database {name} owner {OWNER}"))).await?;
    let outcome = prepare(cluster, secrets, &name).await;
    admin.execute(AssertSqlSafe(format!("drop database {name} with (force)"))).await?;
    outcome
}

async fn prepare(cluster: &Cluster, secrets: &Secrets, name: &str) -> Outcome {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let owner = cluster.connect_as(OWNER, &secrets.owner_password).database(name);
    let pool = PgPoolOptions::new().max_connections(2).connect_with(owner).await?;
    WorkerUtils::new(pool.clone(), "graphile_worker").migrate().await?;
    Migrator::new(server.join("../migrations")).await?.run(&pool).await?;
    pool.close().await;
    let socket = cluster.socket_folder().display();
    let password = &secrets.owner_password;
    let url = format!("postgres://{OWNER}:{password}@localhost/{name}?host={socket}&sslmode=disable");
    check(server, &url)
}

/// Compiles the server against the database; its macros write one file for each query.
fn check(server: &Path, url: &str) -> Outcome {
    let written = server.join(".sqlx.new");
    let _ = fs::remove_dir_all(&written);
    fs::create_dir_all(&written)?;
    File::options().append(true).open(server.join("src/lib.rs"))?.set_modified(now())?;
    let status = Command::new("cargo")
        .args(["check", "--package", "server", "--all-targets"])
        .current_dir(server)
        .env("DATABASE_URL", url)
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", &written)
        .env("SQLX_TMP", &written)
        .status()?;
    if status.success() {
        let _ = fs::remove_dir_all(server.join(".sqlx"));
        fs::rename(&written, server.join(".sqlx"))?;
    } else {
        fs::remove_dir_all(&written)?;
    }
    Ok(status.success())
}

#[expect(clippy::disallowed_methods, reason = "the time of a file, not of anything the portal does")]
fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}
