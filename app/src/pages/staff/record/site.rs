//! The sites of a case.

use domain::category::Service;

/// A site that reports of the case are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its name.
    pub host: String,
    /// What we do for it.
    pub service: Service,
    /// Where its content is.
    pub origin: Option<String>,
    /// Other cases about it that led to a warning or a limit, as far back as its last 100 reports.
    pub earlier: i64,
}

/// The sites of a case, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sites {
    /// The first of them.
    pub shown: Vec<Site>,
    /// How many there are.
    pub count: usize,
}

impl Sites {
    /// How many are read.
    pub const SHOWN: usize = 50;
}
