//! The owner's side of reports: the list, one report, and the answer to it.

pub mod answer;
pub(crate) mod clock;
pub mod listing;
pub mod reading;
mod store;
pub(crate) mod web;
