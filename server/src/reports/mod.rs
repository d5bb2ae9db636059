//! Reports: what happens to one from its arrival to its end.

pub mod jobs;
pub mod notice;
pub mod owner;
pub mod pause;
pub mod question;
pub mod record;
pub(crate) mod spreadsheet;
pub mod tracking;

pub use record::{By, Locked, RecordError, ReportKey, bring_case_forward, lock, record};
