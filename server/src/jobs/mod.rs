//! Work that is done later: letters, deadlines, referrals.

mod health;

pub use health::{WorkerHealth, WorkerState};
