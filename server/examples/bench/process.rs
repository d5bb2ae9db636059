//! The processes that are measured, and how much memory they take.

use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use crate::{Outcome, http};

/// How long a process may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// A child process that ends with this one.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// The portal as it ships, without its worker, which would send letters meanwhile. What the brake allows is a setting.
    pub(crate) async fn portal(program: Option<&Path>, folder: &Path, listen: SocketAddr) -> Outcome<Self> {
        let own = std::env::current_exe()?;
        let mut command = Command::new(program.unwrap_or(&own));
        command.args(["serve", "--no-worker", "--listen", &listen.to_string(), "--data-dir"]).arg(folder);
        command.env("PORTAL_LIMITS__POSTS_PER_MINUTE", u32::MAX.to_string());
        Self::start(command, listen).await
    }

    /// The bare handlers.
    pub(crate) async fn bare(folder: &Path, listen: SocketAddr) -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("bare").arg(folder).arg(listen.to_string());
        Self::start(command, listen).await
    }

    async fn start(mut command: Command, listen: SocketAddr) -> Outcome<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let process = Self { child: command.spawn()? };
        let begun = Instant::now();
        while http::get(listen, "/healthz", None).await.is_err() {
            if begun.elapsed() > PATIENCE {
                return Err(format!("nothing answers at {listen}").into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(process)
    }

    /// Memory in use now (MB).
    pub(crate) fn memory(&self) -> Option<u64> {
        self.status("VmRSS:")
    }

    /// The most memory that was ever in use (MB).
    pub(crate) fn memory_peak(&self) -> Option<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kilobytes / 1024)
    }

    /// Ends it as its supervisor would.
    pub(crate) async fn stop(mut self) -> Outcome {
        let id = self.child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(pid) = id.and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM)?;
        }
        self.child.wait().await?;
        Ok(())
    }
}

/// Says something to whoever runs this.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}
