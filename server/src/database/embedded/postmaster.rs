//! The postmaster as a process: is it alive, is it ours, and how to end it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tokio::process::Child;
use tokio::time::{Instant, sleep};

/// How long an orderly end may take before it is cut short.
const PATIENCE: Duration = Duration::from_secs(30);

/// What `postmaster.pid` says of a postmaster that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Running {
    pub(super) pid: i32,
    pub(super) socket_folder: PathBuf,
}

/// The postmaster of the cluster in `folder`, if one is alive.
pub(super) fn find(folder: &Path) -> Option<Running> {
    let text = fs::read_to_string(folder.join("postmaster.pid")).ok()?;
    let running = parse(&text)?;
    (is_alive(running.pid) && serves(running.pid, folder)).then_some(running)
}

/// Line 1 is the process, line 5 the folder of the socket.
fn parse(text: &str) -> Option<Running> {
    let pid = text.lines().next()?.trim().parse().ok()?;
    let socket_folder = text.lines().nth(4).filter(|line| !line.is_empty())?.into();
    Some(Running { pid, socket_folder })
}

/// Whether the process was started on that folder; ids are used again, so being alive proves nothing.
fn serves(pid: i32, folder: &Path) -> bool {
    let Ok(line) = fs::read(format!("/proc/{pid}/cmdline")) else { return false };
    let mut words = line.split(|byte| *byte == 0);
    words.any(|word| word == folder.as_os_str().as_encoded_bytes())
}

pub(super) fn is_alive(pid: i32) -> bool {
    Pid::from_raw(pid).is_some_and(|pid| match test_kill_process(pid) {
        Ok(()) => true,
        Err(error) => error == rustix::io::Errno::PERM,
    })
}

/// Removes what a postmaster that was killed leaves behind and a new one would stumble over.
pub(super) fn clear_stale(folder: &Path, socket_folder: &Path) {
    let _ = fs::remove_file(folder.join("postmaster.pid"));
    let _ = fs::remove_file(socket_folder.join(".s.PGSQL.5432"));
    let _ = fs::remove_file(socket_folder.join(".s.PGSQL.5432.lock"));
}

/// Ends a postmaster: sessions are cut, everything committed is written; at once if that takes too long.
pub(super) async fn stop(pid: i32, child: Option<Child>) {
    signal(pid, Signal::INT);
    if !gone(pid, child, PATIENCE).await {
        tracing::warn!("PostgreSQL does not stop; ending it at once. It repairs itself at the next start");
        signal(pid, Signal::QUIT);
    }
}

fn signal(pid: i32, signal: Signal) {
    if let Some(pid) = Pid::from_raw(pid) {
        let _ = kill_process(pid, signal);
    }
}

async fn gone(pid: i32, child: Option<Child>, patience: Duration) -> bool {
    if let Some(mut child) = child {
        return tokio::time::timeout(patience, child.wait()).await.is_ok();
    }
    let until = Instant::now() + patience;
    while is_alive(pid) {
        if Instant::now() > until {
            return false;
        }
        sleep(Duration::from_millis(20)).await;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pid_file_names_the_process_and_its_socket() {
        let text = "4711\n/data/postgres\n1700000000\n5432\n/data/socket\n\n  1 2\nready   \n";
        assert_eq!(parse(text), Some(Running { pid: 4711, socket_folder: "/data/socket".into() }));
        assert_eq!(parse("4711\n/data/postgres\n1700000000\n5432\n\n"), None);
        assert_eq!(parse("nonsense"), None);
    }

    #[test]
    fn a_process_that_serves_another_folder_is_not_ours() {
        let us = i32::try_from(std::process::id()).unwrap();
        assert!(is_alive(us));
        assert!(!serves(us, Path::new("/data/postgres")));
    }
}
