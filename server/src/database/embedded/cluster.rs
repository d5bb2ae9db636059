//! One Postgres cluster in a folder: made once, started or taken over, given its roles and its database.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use tokio::process::Child;
use tokio::time::{Instant, sleep};

use super::folders::failed;
use super::{Account, Binaries, EmbeddedError, Secrets, folders, postmaster};

/// The database of the portal.
pub const DATABASE: &str = "portal";
/// The role that owns the schema and runs migrations.
pub const OWNER: &str = "portal_owner";
/// The role the portal connects as; it owns nothing.
pub const LOGIN: &str = "portal_login";
/// The role that sets up the cluster.
pub const SUPERUSER: &str = "postgres";

/// Repairing itself after a crash may take Postgres a while.
const PATIENCE: Duration = Duration::from_secs(120);

/// The log is begun anew at the next start when it is longer than this (bytes).
const LOG_LIMIT: u64 = 10_000_000;

/// For a small machine that runs other things too.
const SETTINGS: [&str; 12] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "port=5432",
    "max_connections=100",
    "shared_buffers=128MB",
    "effective_cache_size=512MB",
    "max_wal_size=512MB",
    "random_page_cost=1.1",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_min_messages=warning",
];

/// A test trades safety for speed, because its rows need not outlive the machine.
const CARELESS: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// How a cluster is run.
#[derive(Clone, Copy, Debug)]
pub struct ClusterOptions {
    /// Whether a commit survives a power cut. Only tests say no.
    pub durable: bool,
}

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    pid: i32,
    socket_folder: PathBuf,
    child: Option<Child>,
}

impl Cluster {
    /// The cluster of `folder`, made at the first start and taken over when it still runs.
    ///
    /// # Errors
    /// When Postgres cannot be found, made, started or reached.
    pub async fn start_or_adopt(
        folder: &Path,
        account: &Account,
        secrets: &Secrets,
        options: ClusterOptions,
    ) -> Result<Self, EmbeddedError> {
        let data = folder.join("postgres");
        let cluster = match postmaster::find(&data) {
            Some(running) => {
                tracing::debug!(pid = running.pid, "using the PostgreSQL that runs already");
                Self { pid: running.pid, socket_folder: running.socket_folder, child: None }
            }
            None => start(folder, account, secrets, options).await?,
        };
        cluster.set_up(folder, secrets).await
    }

    /// How `role` connects to the portal's database.
    #[must_use]
    pub fn connect_as(&self, role: &str, password: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket_folder)
            .port(5432)
            .ssl_mode(PgSslMode::Disable)
            .username(role)
            .password(password)
            .database(DATABASE)
    }

    /// How the superuser connects to the cluster's first database.
    #[must_use]
    pub fn connect_as_superuser(&self, secrets: &Secrets) -> PgConnectOptions {
        self.connect_as(SUPERUSER, &secrets.superuser_password).database("postgres")
    }

    /// Folder of the socket.
    #[must_use]
    pub fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }

    /// Process id of the postmaster.
    #[must_use]
    pub const fn pid(&self) -> i32 {
        self.pid
    }

    pub(super) async fn stop(self) {
        postmaster::stop(self.pid, self.child).await;
    }

    /// Roles first, then the database; each step may already have been done.
    async fn set_up(mut self, folder: &Path, secrets: &Secrets) -> Result<Self, EmbeddedError> {
        let mut connection = self.first_connection(folder, secrets).await?;
        ensure_role(&mut connection, OWNER, "login createrole", &secrets.owner_password).await?;
        ensure_role(&mut connection, LOGIN, "login noinherit", &secrets.login_password).await?;
        ensure_database(&mut connection).await?;
        connection.close().await?;
        Ok(self)
    }

    async fn first_connection(
        &mut self,
        folder: &Path,
        secrets: &Secrets,
    ) -> Result<PgConnection, EmbeddedError> {
        let until = Instant::now() + PATIENCE;
        let options = self.connect_as_superuser(secrets);
        loop {
            match PgConnection::connect_with(&options).await {
                Ok(connection) => return Ok(connection),
                Err(error) if is_refusal(&error) => return Err(error.into()),
                Err(_) if self.has_ended() || Instant::now() > until => return Err(not_started(folder)),
                Err(_) => sleep(Duration::from_millis(25)).await,
            }
        }
    }

    pub(super) fn has_ended(&mut self) -> bool {
        match &mut self.child {
            Some(child) => !matches!(child.try_wait(), Ok(None)),
            None => !postmaster::is_alive(self.pid),
        }
    }
}

/// A password or a role that is wrong will not become right by waiting; starting up (57P03) will.
fn is_refusal(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.code().as_deref() != Some("57P03"))
}

fn not_started(folder: &Path) -> EmbeddedError {
    let log = folder.join("postgres.log");
    let text = fs::read_to_string(&log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines.get(lines.len().saturating_sub(10)..).unwrap_or_default().join("\n");
    EmbeddedError::NotStarted { log, tail }
}

async fn start(
    folder: &Path,
    account: &Account,
    secrets: &Secrets,
    options: ClusterOptions,
) -> Result<Cluster, EmbeddedError> {
    let data = folder.join("postgres");
    let binaries = Binaries::find_or_fetch(version_of(&data)).await?;
    if !data.join("PG_VERSION").exists() {
        create(folder, account, &binaries, secrets).await?;
    }
    let socket_folder = folders::socket_folder(folder, account)?;
    postmaster::clear_stale(&data, &socket_folder);
    let child = spawn(&data, &socket_folder, account, &binaries, options)?;
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).unwrap_or_default();
    Ok(Cluster { pid, socket_folder, child: Some(child) })
}

fn version_of(data: &Path) -> Option<u32> {
    fs::read_to_string(data.join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Made beside and renamed, so that a crash half-way leaves nothing that looks like a cluster.
async fn create(
    folder: &Path,
    account: &Account,
    binaries: &Binaries,
    secrets: &Secrets,
) -> Result<(), EmbeddedError> {
    let unfinished = folder.join("postgres.new");
    let password_file = folder.join("postgres.password");
    fs::write(&password_file, "").map_err(failed("create", &password_file))?;
    fs::set_permissions(&password_file, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .map_err(failed("close", &password_file))?;
    fs::write(&password_file, &secrets.superuser_password).map_err(failed("write", &password_file))?;
    account.give(&password_file)?;
    let outcome = init(&unfinished, &password_file, account, binaries).await;
    let _ = fs::remove_file(&password_file);
    outcome?;
    let data = folder.join("postgres");
    let _ = fs::remove_dir(&data);
    fs::rename(&unfinished, &data).map_err(failed("create", &data))
}

async fn init(
    folder: &Path,
    password_file: &Path,
    account: &Account,
    binaries: &Binaries,
) -> Result<(), EmbeddedError> {
    let mut last = String::new();
    for locale in ["C.UTF-8", "C"] {
        let _ = fs::remove_dir_all(folder);
        folders::private(folder, account)?;
        let program = binaries.program("initdb");
        let output = account
            .command(&program)
            .arg("--pgdata")
            .arg(folder)
            .arg("--pwfile")
            .arg(password_file)
            .args(["--username", SUPERUSER, "--encoding", "UTF8", "--locale", locale])
            .args(["--auth", "scram-sha-256", "--no-instructions"])
            .output()
            .await
            .map_err(failed("run", &program))?;
        if output.status.success() {
            return Ok(());
        }
        last = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    }
    Err(EmbeddedError::Command { command: "initdb", output: last })
}

/// In a process group of its own: Ctrl-C is for the portal, which then stops Postgres in order.
fn spawn(
    data: &Path,
    socket_folder: &Path,
    account: &Account,
    binaries: &Binaries,
    options: ClusterOptions,
) -> Result<Child, EmbeddedError> {
    let program = binaries.program("postgres");
    let mut command = account.command(&program);
    command.arg("-D").arg(data);
    command.arg("-c").arg(format!("unix_socket_directories={}", socket_folder.display()));
    let careless = if options.durable { &CARELESS[..0] } else { &CARELESS[..] };
    for setting in SETTINGS.iter().chain(careless) {
        command.args(["-c", setting]);
    }
    let log = open_log(data)?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).process_group(0);
    command.spawn().map_err(failed("run", &program))
}

fn open_log(data: &Path) -> Result<File, EmbeddedError> {
    let path = data.with_extension("log");
    let long = fs::metadata(&path).is_ok_and(|metadata| metadata.len() > LOG_LIMIT);
    let mut options = OpenOptions::new();
    if long {
        options.write(true).truncate(true);
    } else {
        options.append(true);
    }
    options.create(true).open(&path).map_err(failed("open", &path))
}

/// Names and passwords are ours and hold letters, digits and underscores alone.
async fn ensure_role(
    connection: &mut PgConnection,
    role: &str,
    rights: &str,
    password: &str,
) -> sqlx::Result<()> {
    let exists: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(role)
        .fetch_one(&mut *connection)
        .await?;
    if !exists {
        connection
            .execute(AssertSqlSafe(format!("create role {role} {rights} password '{password}'")))
            .await?;
    }
    Ok(())
}

async fn ensure_database(connection: &mut PgConnection) -> sqlx::Result<()> {
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(DATABASE)
        .fetch_one(&mut *connection)
        .await?;
    if !exists {
        connection.execute(AssertSqlSafe(format!("create database {DATABASE} owner {OWNER}"))).await?;
        connection.execute(AssertSqlSafe(format!("revoke all on database {DATABASE} from public"))).await?;
        connection.execute(AssertSqlSafe(format!("grant connect on database {DATABASE} to {LOGIN}"))).await?;
    }
    Ok(())
}
