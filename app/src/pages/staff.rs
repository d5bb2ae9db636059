//! The staff's work area.

pub mod board;
pub mod case;
pub mod decision;
pub mod desk;
pub mod finding;
mod happenings;
pub mod letter;
pub mod listing;
pub mod lists;
pub mod queue;
pub mod reach;
pub mod record;
pub mod search;
pub mod stale;
pub mod stuck;

#[cfg(test)]
mod tests;

pub use desk::Desk;
