//! The portal's own private Postgres, in the data folder, for whoever has configured no database.

mod account;
mod binaries;
mod cluster;
mod folders;
mod postmaster;
mod secrets;

use std::convert::Infallible;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use tokio::sync::Mutex;
use tokio::time::sleep;

pub use account::Account;
pub use binaries::Binaries;
pub use cluster::{Cluster, ClusterOptions, DATABASE, LOGIN, OWNER, SUPERUSER};
pub use secrets::Secrets;

/// How often Postgres is looked after.
const GLANCE: Duration = Duration::from_secs(1);

/// Why the embedded Postgres is not there. The text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// Another process has the folder.
    #[error("another portal is running on {0}: stop it, or choose another folder with --data-dir")]
    InUse(PathBuf),
    /// Postgres is not installed and could not be fetched.
    #[error(
        "PostgreSQL {wanted} is neither installed nor could it be fetched ({cause}). Install it with \
         `apt-get install postgresql`, or set DATABASE_URL to a database of your own"
    )]
    NoBinaries {
        /// The version asked for.
        wanted: String,
        /// Why fetching failed.
        cause: String,
    },
    /// Root started the portal, and no account is there that may run Postgres.
    #[error(
        "PostgreSQL refuses to run as root and there is no account `postgres` or `nobody`: create one with \
         `useradd --system postgres`, or start the portal as an ordinary user"
    )]
    NoAccount,
    /// A folder above the data keeps Postgres's account out.
    #[error(
        "the account `{account}`, which runs PostgreSQL, may not enter {folder}: run `chmod o+x {folder}`, or \
         choose another folder with --data-dir"
    )]
    Closed {
        /// The closed folder.
        folder: PathBuf,
        /// The account kept out.
        account: String,
    },
    /// A command of Postgres failed.
    #[error("{command} failed: {output}")]
    Command {
        /// Its name.
        command: &'static str,
        /// What it said.
        output: String,
    },
    /// Postgres did not come up.
    #[error("PostgreSQL did not start; the end of {log} says:\n{tail}")]
    NotStarted {
        /// Its log.
        log: PathBuf,
        /// The last lines.
        tail: String,
    },
    /// The secrets in the data folder cannot be understood.
    #[error("{path} is damaged: {cause}")]
    Secrets {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The file system refused.
    #[error("{what} {path}: {source}")]
    File {
        /// What was tried.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// Postgres runs and refuses us.
    #[error("the embedded PostgreSQL refuses: {0}")]
    Refused(#[from] sqlx::Error),
}

/// A running private Postgres, and the lock that makes it ours alone.
#[derive(Debug)]
pub struct Embedded {
    folder: PathBuf,
    options: ClusterOptions,
    cluster: Mutex<Cluster>,
    login: PgConnectOptions,
    owner: PgConnectOptions,
    secrets: Secrets,
    _lock: File,
}

impl Embedded {
    /// Starts, or takes over, the Postgres of `data_dir`.
    ///
    /// # Errors
    /// When another portal has the folder, or Postgres cannot be found, started or reached.
    pub async fn start(data_dir: &Path, options: ClusterOptions) -> Result<Self, EmbeddedError> {
        let account = Account::for_postgres()?;
        let folder = folders::prepare(data_dir, &account)?;
        let lock = take_lock(&folder)?;
        let (cluster, secrets) = shared(&folder, options).await?;
        let login = cluster.connect_as(LOGIN, &secrets.login_password);
        let owner = cluster.connect_as(OWNER, &secrets.owner_password);
        Ok(Self { folder, options, cluster: Mutex::new(cluster), login, owner, secrets, _lock: lock })
    }

    /// How the portal itself connects: a role that owns nothing.
    #[must_use]
    pub const fn login(&self) -> &PgConnectOptions {
        &self.login
    }

    /// How migrations connect: the role that owns the schema.
    #[must_use]
    pub const fn owner(&self) -> &PgConnectOptions {
        &self.owner
    }

    /// The secrets kept beside the database.
    #[must_use]
    pub const fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Starts Postgres again whenever it ends by itself. Never returns.
    pub async fn keep_running(&self) -> Infallible {
        loop {
            sleep(GLANCE).await;
            let mut cluster = self.cluster.lock().await;
            if !cluster.has_ended() {
                continue;
            }
            tracing::warn!("PostgreSQL has ended; starting it again");
            match shared(&self.folder, self.options).await {
                Ok((again, _)) => *cluster = again,
                Err(error) => tracing::error!(%error, "PostgreSQL does not start"),
            }
        }
    }

    /// Stops Postgres in an orderly way: sessions are ended, nothing committed is lost.
    pub async fn stop(self) {
        self.cluster.into_inner().stop().await;
    }
}

/// Starts, or takes over, a cluster that several processes use at once, as tests do. Nobody is kept out, and nobody
/// stops it but the caller.
///
/// # Errors
/// When Postgres cannot be found, started or reached.
pub async fn shared(data_dir: &Path, options: ClusterOptions) -> Result<(Cluster, Secrets), EmbeddedError> {
    let account = Account::for_postgres()?;
    let folder = folders::prepare(data_dir, &account)?;
    let secrets = Secrets::load_or_create(&folder)?;
    let cluster = Cluster::start_or_adopt(&folder, &account, &secrets, options).await?;
    Ok((cluster, secrets))
}

fn take_lock(folder: &Path) -> Result<File, EmbeddedError> {
    let path = folder.join("portal.lock");
    let file = File::create(&path).map_err(folders::failed("create", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EmbeddedError::InUse(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(folders::failed("lock", &path)(source)),
    }
}
