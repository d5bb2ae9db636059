//! What was measured, for people to read.

use std::fmt;
use std::fmt::Write as _;
use std::time::Duration;

use crate::sample::PageKind;
use crate::wrk::Measured;

/// What one kind of page came to.
#[derive(Debug)]
pub(crate) struct Row {
    kind: PageKind,
    pub(crate) portal: Vec<Measured>,
    pub(crate) bare: Vec<Measured>,
    pub(crate) memory: Option<u64>,
}

impl Row {
    pub(crate) fn new(kind: PageKind) -> Self {
        Self { kind, portal: Vec::new(), bare: Vec::new(), memory: None }
    }
}

/// The run in the middle, by speed.
fn median(runs: &[Measured]) -> Option<Measured> {
    let mut runs = runs.to_vec();
    runs.sort_by(|a, b| a.a_second.total_cmp(&b.a_second));
    runs.get(runs.len() / 2).copied()
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(portal), Some(bare)) = (median(&self.portal), median(&self.bare)) else { return Ok(()) };
        let share = 100.0 * portal.a_second / bare.a_second;
        write!(
            f,
            "{:<22} {:>8.0} {:>7.1} {:>7.1} {:>9} {:>9.0} {:>7.1} {:>6.0} % {:>6} MB",
            self.kind.name(),
            portal.a_second,
            portal.p50,
            portal.p99,
            portal.bytes,
            bare.a_second,
            bare.p99,
            share,
            self.memory.unwrap_or_default(),
        )
    }
}

/// How long the first answer of each kind took.
pub(crate) fn first(times: &[(PageKind, Duration)]) -> String {
    let one =
        |(kind, time): &(PageKind, Duration)| format!("{} {:.1} ms", kind.name(), time.as_secs_f64() * 1e3);
    times.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The whole table.
pub(crate) fn whole(rows: &[Row], memory_peak: Option<u64>) -> String {
    let mut table = format!(
        "\n{:<22} {:>8} {:>7} {:>7} {:>9} {:>9} {:>7} {:>8} {:>9}\n",
        "page", "req/s", "p50 ms", "p99 ms", "bytes", "bare", "p99 ms", "share", "memory"
    );
    for row in rows {
        let _ = writeln!(table, "{row}");
    }
    let _ = write!(table, "The portal took {} MB at most.", memory_peak.unwrap_or_default());
    table
}
