//! The program itself, as a child process: what it survives and what it says.

mod demo;
mod first_people;
mod killed;
mod no_islands;
mod no_postgres;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use server::database::embedded::{ClusterOptions, DATABASE, LOGIN, OWNER, SUPERUSER, shared};
use server::database::migrate;
use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use crate::support::{Client, TestDatabase, remote};

const PROGRAM: &str = env!("CARGO_BIN_EXE_abuse-portal");

/// A folder under /tmp that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(format!("/tmp/portal-{name}-{}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// The database of the portal that runs here, past every policy.
    async fn all_seeing(&self) -> PgConnection {
        let pid_file = std::fs::read_to_string(self.0.join("postgres/postmaster.pid")).unwrap();
        let secrets: toml::Table =
            toml::from_str(&std::fs::read_to_string(self.0.join("secrets.toml")).unwrap()).unwrap();
        let options = PgConnectOptions::new_without_pgpass()
            .socket(pid_file.lines().nth(4).unwrap())
            .username(SUPERUSER)
            .password(secrets["superuser_password"].as_str().unwrap())
            .database(DATABASE);
        PgConnection::connect_with(&options).await.unwrap()
    }

    fn postmaster(&self) -> Option<i32> {
        let text = std::fs::read_to_string(self.0.join("postgres/postmaster.pid")).ok()?;
        text.lines().next()?.parse().ok()
    }

    /// Stops a database that this very process started, which stays in the list of processes until this one ends.
    fn stop_database(&self) {
        send(self.postmaster().unwrap(), Signal::INT);
        wait_until(|| self.postmaster().is_none());
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(pid) = self.postmaster() {
            send(pid, Signal::QUIT);
            wait_until(|| !is_alive(pid));
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A portal that runs as a process of its own.
struct Process {
    child: Child,
    /// Kept open: what the portal says later has to go somewhere.
    _said: BufReader<ChildStdout>,
    address: String,
}

impl Process {
    fn serve(folder: &Path) -> Self {
        Self::start(command(folder, &["serve", "--listen", "127.0.0.1:0"]))
    }

    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("The portal is at http://").unwrap();
        Self { address: address.trim_end_matches('/').to_owned(), child, _said: said }
    }

    /// The status line and the rest of an answer.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A browser that goes there over the network.
    fn browser(&self) -> Client {
        Client::new(remote(self.address.clone()))
    }

    fn wait_until_ready(&self) {
        wait_until(|| self.get("/readyz").starts_with("HTTP/1.1 200"));
    }

    fn end(mut self, signal: Signal) -> std::process::ExitStatus {
        send(i32::try_from(self.child.id()).unwrap(), signal);
        self.child.wait().unwrap()
    }
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(words).arg("--data-dir").arg(folder).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["DATABASE_URL", "MIGRATION_DATABASE_URL", "PORTAL_CONFIG", "RUST_LOG"] {
        command.env_remove(name);
    }
    command
}

fn send(pid: i32, signal: Signal) {
    let _ = kill_process(Pid::from_raw(pid).unwrap(), signal);
}

fn is_alive(pid: i32) -> bool {
    test_kill_process(Pid::from_raw(pid).unwrap()).is_ok()
}

fn wait_until(condition: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < until, "it did not happen within a minute");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_killed_portal_takes_over_its_database_and_a_stopped_one_stops_it() {
    let folder = Folder::new("killed");
    let first = Process::serve(&folder.0);
    first.wait_until_ready();
    let postmaster = folder.postmaster().unwrap();

    let second = command(&folder.0, &["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    assert!(!second.status.success());
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(said.contains("another portal is running on"), "{said}");

    first.end(Signal::KILL);
    assert!(is_alive(postmaster), "PostgreSQL went down with the portal");
    let again = Process::serve(&folder.0);
    again.wait_until_ready();
    assert_eq!(folder.postmaster(), Some(postmaster));

    assert!(again.end(Signal::TERM).success());
    assert!(!is_alive(postmaster));
    assert_eq!(folder.postmaster(), None);
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_there_and_the_connection_closed() {
    let folder = Folder::new("large");
    let portal = Process::serve(&folder.0);
    let mut stream = TcpStream::connect(&portal.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000000\r\nSec-Fetch-Site: same-origin";
    write!(stream, "POST /sign-in HTTP/1.1\r\nHost: {}\r\n{head}\r\n\r\n", portal.address).unwrap();
    stream.write_all(&[b'x'; 200_000]).unwrap();
    let began = Instant::now();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let (answer, took) = (String::from_utf8_lossy(&answer).to_lowercase(), began.elapsed());
    assert!(answer.starts_with("http/1.1 413"), "{answer}");
    assert!(answer.contains("\r\nconnection: close\r\n") && answer.contains("1 mb"), "{answer}");
    assert!(took < Duration::from_secs(8), "{took:?}");
    assert!(portal.end(Signal::TERM).success());
}

#[test]
fn the_database_comes_back_after_a_power_cut_and_a_stale_pid_file() {
    let folder = Folder::new("stale");
    let first = Process::serve(&folder.0);
    first.wait_until_ready();
    let postmaster = folder.postmaster().unwrap();
    first.end(Signal::KILL);
    send(postmaster, Signal::KILL);
    wait_until(|| !is_alive(postmaster));
    // The process that now bears the number of the dead postmaster is somebody else: this test.
    let pid_file = folder.0.join("postgres/postmaster.pid");
    let text = std::fs::read_to_string(&pid_file).unwrap();
    let text = text.replacen(&postmaster.to_string(), &std::process::id().to_string(), 1);
    std::fs::write(&pid_file, text).unwrap();

    let again = Process::serve(&folder.0);
    again.wait_until_ready();
    assert!(again.end(Signal::INT).success());
}

#[test]
fn a_database_that_goes_away_is_said_and_started_again() {
    let folder = Folder::new("away");
    let portal = Process::serve(&folder.0);
    portal.wait_until_ready();
    let postmaster = folder.postmaster().unwrap();
    send(postmaster, Signal::INT);
    wait_until(|| portal.get("/readyz").starts_with("HTTP/1.1 503"));
    let page = portal.get("/dev/mailbox");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    portal.wait_until_ready();
    assert_ne!(folder.postmaster(), Some(postmaster));
    assert!(portal.end(Signal::TERM).success());
    assert_eq!(folder.postmaster(), None);
}

/// A database that somebody else runs: nothing of the portal brings it back.
#[tokio::test]
async fn while_its_database_is_gone_the_portal_says_when_to_come_back() {
    let folder = Folder::new("gone");
    let options = ClusterOptions { durable: false };
    let (cluster, secrets) = shared(&folder.0, options).await.unwrap();
    migrate(cluster.connect_as(OWNER, &secrets.owner_password), LOGIN).await.unwrap();
    let (password, socket) = (&secrets.login_password, cluster.socket_folder().display());
    let mut command = command(&folder.0.join("portal"), &["serve", "--listen", "127.0.0.1:0"]);
    command
        .env(
            "DATABASE_URL",
            format!("postgres://{LOGIN}:{password}@localhost/{DATABASE}?host={socket}&sslmode=disable"),
        )
        .env("PORTAL_SECRET_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
        .env("PORTAL_MAIL__TRANSPORT", "file")
        .env("PORTAL_MAIL__FOLDER", folder.0.join("mail"));
    let portal = Process::start(command);
    portal.wait_until_ready();
    let needs_database = format!("/track/{}", "ab".repeat(32));
    assert!(portal.get(&needs_database).starts_with("HTTP/1.1 404"));

    folder.stop_database();
    for _ in 0..3 {
        let away = portal.get(&needs_database);
        assert!(away.starts_with("HTTP/1.1 503") && away.contains("\r\nretry-after: 10\r\n"), "{away}");
        assert!(away.contains("It usually is back within a minute."), "{away}");
    }
    assert!(portal.get("/readyz").starts_with("HTTP/1.1 503"));
    assert!(portal.get("/report").starts_with("HTTP/1.1 200"), "what needs no database is there");

    shared(&folder.0, options).await.unwrap();
    portal.wait_until_ready();
    assert!(portal.get(&needs_database).starts_with("HTTP/1.1 404"));

    folder.stop_database();
    let asked = Instant::now();
    assert!(portal.end(Signal::TERM).success());
    assert!(asked.elapsed() < Duration::from_secs(30), "it ends without its database too");
}

#[test]
fn settings_are_shown_without_secrets_or_refused_with_reasons() {
    let folder = Folder::new("settings");
    let file = folder.0.join("portal.toml");
    std::fs::write(&file, "[mail.smtp]\nusername = \"u\"\npassword = \"hunter2\"\n").unwrap();
    let check = |file: &Path| {
        command(&folder.0, &["check-config", "--config", file.to_str().unwrap()]).output().unwrap()
    };
    let good = check(&file);
    let shown = String::from_utf8(good.stdout).unwrap();
    assert!(good.status.success());
    assert!(shown.contains("mail.smtp.password = (hidden)") && !shown.contains("hunter2"), "{shown}");
    assert!(shown.contains(&format!("data_dir = {}  # --data-dir", folder.0.display())), "{shown}");

    std::fs::write(&file, "listn = 1\n[site]\nhue = \"red\"\n").unwrap();
    let bad = check(&file);
    let said = String::from_utf8(bad.stderr).unwrap();
    assert!(!bad.status.success());
    assert!(said.contains("listn") && said.contains("line 1") && said.contains("line 3"), "{said}");
}

#[test]
fn a_folder_that_postgres_may_not_enter_is_named() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let folder = Folder::new("closed");
    std::fs::set_permissions(&folder.0, std::fs::Permissions::from_mode(0o700)).unwrap();
    let inside = folder.0.join("inside/data");
    let refused = command(&inside, &["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    assert!(said.contains(&format!("chmod o+x {}", folder.0.display())), "{said}");
}

#[test]
fn migrate_prepares_an_embedded_database_and_leaves_nothing_running() {
    let folder = Folder::new("migrate");
    let done = command(&folder.0, &["migrate"]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(folder.postmaster(), None);
    let mode = std::fs::metadata(folder.0.join("secrets.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// A database of one's own: the shared test cluster, reached as an operator would.
#[tokio::test]
async fn a_database_of_ones_own_is_migrated_by_its_own_step() {
    let folder = Folder::new("external");
    let database = TestDatabase::create_empty().await;
    let with_urls = |words: &[&str]| {
        let mut command = command(&folder.0, words);
        command.env("DATABASE_URL", database.url(LOGIN)).env("MIGRATION_DATABASE_URL", database.url(OWNER));
        command.env("PORTAL_SECRET_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        command.env("PORTAL_MAIL__TRANSPORT", "file").env("PORTAL_MAIL__FOLDER", folder.0.join("mail"));
        command
    };
    let refused = with_urls(&["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("run `abuse-portal migrate`"), "{said}");

    let migrated = with_urls(&["migrate"]).output().unwrap();
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));

    let web = Process::start(with_urls(&["serve", "--no-worker", "--listen", "127.0.0.1:0"]));
    let ready = web.get("/readyz");
    assert!(ready.starts_with("HTTP/1.1 200") && ready.contains("\"worker\":\"elsewhere\""), "{ready}");
    assert!(web.get("/dev/mailbox").starts_with("HTTP/1.1 404"));

    let mut worker = with_urls(&["work"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let workers = "select count(*) from graphile_worker._private_workers";
    let mut all_seeing = PgConnection::connect_with(&database.superuser()).await.unwrap();
    while sqlx::query_scalar::<_, i64>(workers).fetch_one(&mut all_seeing).await.unwrap() == 0 {
        assert!(worker.try_wait().unwrap().is_none(), "the worker ended");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    send(i32::try_from(worker.id()).unwrap(), Signal::TERM);
    assert!(worker.wait().unwrap().success());
    assert!(web.end(Signal::TERM).success());
    all_seeing.close().await.unwrap();
    database.remove().await;
}
