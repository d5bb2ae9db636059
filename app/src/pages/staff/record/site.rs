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
    /// Other cases about it that led to a warning or a limit, as far as they were looked at.
    pub earlier: i64,
    /// Whether all its reports in other cases were looked at.
    pub is_whole: bool,
}

impl Site {
    /// How many reports in other cases are looked at, the newest first.
    pub const LOOKED_AT: i64 = 100;
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
