//! One Postgres for all tests of a run, a template with the schema, and a database of its own for each test.

use std::fs::{File, create_dir_all};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use server::database::embedded::{Cluster, ClusterOptions, LOGIN, OWNER, Secrets, shared};
use server::database::{fingerprint, migrate};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database that only this test uses; dropped with it.
pub struct TestDatabase {
    name: String,
    admin: PgConnection,
    cluster: Cluster,
    secrets: Secrets,
    _in_use: File,
}

impl TestDatabase {
    /// A fresh copy of the migrated template.
    pub async fn create() -> Self {
        let mut database = Self::claim().await;
        let folder = folder();
        let template = template(&folder, &mut database.admin, &database.cluster, &database.secrets).await;
        let name = &database.name;
        let copy = format!("create database {name} template {template} owner {OWNER} strategy file_copy");
        run(&mut database.admin, copy).await;
        database
    }

    /// A database without any schema.
    pub async fn create_empty() -> Self {
        let mut database = Self::claim().await;
        let create = format!("create database {} owner {OWNER}", database.name);
        run(&mut database.admin, create).await;
        database
    }

    async fn claim() -> Self {
        let folder = folder();
        let in_use = lock_file(&folder, "in-use.lock");
        in_use.lock_shared().unwrap();
        let (cluster, secrets) = running(&folder).await;
        let admin = PgConnection::connect_with(&cluster.connect_as_superuser(&secrets)).await.unwrap();
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Self { name, admin, cluster, secrets, _in_use: in_use }
    }

    /// The URL of it for one of the two roles.
    pub fn url(&self, role: &str) -> String {
        let secrets = &self.secrets;
        let password = if role == OWNER { &secrets.owner_password } else { &secrets.login_password };
        let socket = self.cluster.socket_folder().display();
        format!("postgres://{role}:{password}@localhost/{}?host={socket}&sslmode=disable", self.name)
    }

    /// How the portal connects to it.
    pub fn login(&self) -> PgConnectOptions {
        self.cluster.connect_as(LOGIN, &self.secrets.login_password).database(&self.name)
    }

    /// How somebody connects whom no policy binds, to see what is really there.
    pub fn superuser(&self) -> PgConnectOptions {
        self.cluster.connect_as_superuser(&self.secrets).database(&self.name)
    }

    /// Drops it; a test that fails before leaves it to the next run.
    pub async fn remove(mut self) {
        run(&mut self.admin, format!("drop database if exists {} with (force)", self.name)).await;
        self.admin.close().await.unwrap();
    }
}

async fn run(connection: &mut PgConnection, statement: String) {
    connection.execute(AssertSqlSafe(statement)).await.unwrap();
}

/// Short, because sockets want short paths, and the same for every process of one user.
fn folder() -> PathBuf {
    let named = std::env::var_os("PORTAL_TEST_DIR").map(PathBuf::from);
    named.unwrap_or_else(|| {
        PathBuf::from(format!("/tmp/abuse-portal-test-{}", rustix::process::geteuid().as_raw()))
    })
}

fn lock_file(folder: &Path, name: &str) -> File {
    create_dir_all(folder).unwrap();
    File::options().create(true).truncate(false).write(true).open(folder.join(name)).unwrap()
}

/// The cluster, started by the first process of a run.
async fn running(folder: &Path) -> (Cluster, Secrets) {
    let starting = lock_file(folder, "starting.lock");
    starting.lock().unwrap();
    let (cluster, secrets) = shared(folder, ClusterOptions { durable: false }).await.unwrap();
    if lock_file(folder, "watcher.lock").try_lock().is_ok() {
        stop_when_unused(folder, cluster.pid());
    }
    (cluster, secrets)
}

/// The name of the migrated template, made by whoever needs it first.
async fn template(folder: &Path, admin: &mut PgConnection, cluster: &Cluster, secrets: &Secrets) -> String {
    let name = format!("template_{}", fingerprint());
    if !exists(admin, &name).await {
        let making = lock_file(folder, "making.lock");
        making.lock().unwrap();
        if !exists(admin, &name).await {
            build(admin, cluster, secrets, &name).await;
        }
    }
    name
}

async fn exists(connection: &mut PgConnection, name: &str) -> bool {
    let query = sqlx::query_scalar("select exists (select from pg_database where datname = $1)");
    query.bind(name).fetch_one(connection).await.unwrap()
}

async fn build(connection: &mut PgConnection, cluster: &Cluster, secrets: &Secrets, name: &str) {
    drop_leftovers(connection).await;
    let unfinished = format!("{name}_unfinished");
    run(connection, format!("drop database if exists {unfinished} with (force)")).await;
    run(connection, format!("create database {unfinished} owner {OWNER}")).await;
    let owner = cluster.connect_as(OWNER, &secrets.owner_password).database(&unfinished);
    migrate(owner, LOGIN).await.unwrap();
    run(connection, format!("alter database {unfinished} rename to {name}")).await;
}

/// Databases of tests that failed, whose process is gone.
async fn drop_leftovers(connection: &mut PgConnection) {
    let query = sqlx::query_scalar("select datname::text from pg_database where datname like 'test\\_%'");
    let names: Vec<String> = query.fetch_all(&mut *connection).await.unwrap();
    for name in names {
        let process = name.split('_').nth(1).unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            run(connection, format!("drop database if exists {name} with (force)")).await;
        }
    }
}

/// A small watcher ends the cluster when no test has used it for a while. There is one at a time, as its lock says.
#[expect(clippy::zombie_processes, reason = "the watcher is meant to outlive the test that starts it")]
fn stop_when_unused(folder: &Path, pid: i32) {
    let stop = "kill -INT $0; while kill -0 $0 2>/dev/null; do sleep 0.1; done";
    let watch = format!(
        "while sleep 30; do flock --exclusive --nonblock in-use.lock sh -c '{stop}' $0 && exit; done"
    );
    let mut command = Command::new("flock");
    command.args(["--nonblock", "watcher.lock", "sh", "-c", &watch, &pid.to_string()]);
    command.current_dir(folder).process_group(0);
    let _watcher = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
}
