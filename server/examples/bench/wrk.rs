//! Runs wrk and reads what it measured.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command as Check;

use tokio::process::Command;
use uuid::Uuid;

use crate::Outcome;
use crate::sample::{Page, PageKind};

/// One run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load<'a> {
    pub(crate) at: SocketAddr,
    pub(crate) requests: &'a Path,
    pub(crate) seconds: u32,
    pub(crate) connections: u32,
}

/// What came of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// Requests answered in a second.
    pub(crate) a_second: f64,
    /// Half of the answers came within this time (milliseconds).
    pub(crate) p50: f64,
    /// 99 of 100 answers came within this time (milliseconds).
    pub(crate) p99: f64,
    /// Bytes of an answer with its head.
    pub(crate) bytes: u64,
}

/// Says what to install where wrk is missing.
pub(crate) fn check() -> Outcome {
    Check::new("wrk")
        .arg("--version")
        .output()
        .map(drop)
        .map_err(|_| "wrk is missing: apt-get install wrk".into())
}

/// Writes down what wrk sends for one kind of page.
pub(crate) fn requests(folder: &Path, kind: PageKind, pages: &[Page], compressed: bool) -> Outcome<PathBuf> {
    let encodings = if compressed { "gzip, deflate, br" } else { "" };
    let mut lines = String::new();
    for page in pages.iter().filter(|page| page.kind == kind) {
        let method = if page.form.is_empty() { "GET" } else { "POST" };
        let cookie = page.cookie.as_deref().unwrap_or_default();
        writeln!(lines, "{method}\t{}\t{cookie}\t{encodings}\t{}", page.path, page.form)?;
    }
    let file = folder.join("requests.tsv");
    std::fs::write(&file, lines)?;
    std::fs::write(folder.join("wrk.lua"), include_str!("wrk.lua"))?;
    Ok(file)
}

/// Lets connections be made and plans be chosen. Nothing has to be answered in time yet.
pub(crate) async fn warm_up(load: Load<'_>) -> Outcome {
    told(load).await.map(drop)
}

/// Runs wrk once. An answer that is an error ends the measurement.
pub(crate) async fn run(load: Load<'_>) -> Outcome<Measured> {
    let told = told(load).await?;
    let line = told.lines().find_map(|line| line.strip_prefix("measured ")).ok_or("wrk measured nothing")?;
    let numbers: Vec<u64> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    let [requests, micros, p50, p99, bytes, bad] = numbers[..] else {
        return Err("wrk changed its words".into());
    };
    if bad > 0 || requests == 0 {
        return Err(format!("{bad} of {requests} answers were errors:\n{told}").into());
    }
    let millis = |micros: u64| micros as f64 / 1e3;
    let a_second = requests as f64 * 1e6 / micros as f64;
    Ok(Measured { a_second, p50: millis(p50), p99: millis(p99), bytes: bytes / requests })
}

/// What wrk says.
async fn told(load: Load<'_>) -> Outcome<String> {
    let unique = Uuid::new_v4().simple().to_string();
    let output = Command::new("wrk")
        .args(["--threads", "1", "--connections", &load.connections.to_string()])
        .args(["--duration", &format!("{}s", load.seconds), "--timeout", "10s", "--script"])
        .arg(load.requests.with_file_name("wrk.lua"))
        .arg(format!("http://{}", load.at))
        .arg("--")
        .arg(load.requests)
        .arg(&unique[..16])
        .output()
        .await?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
