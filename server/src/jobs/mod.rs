//! Work that is done later: letters, deadlines, referrals. A job is queued inside the transaction of the command that
//! wants it, so it exists exactly if that command happened; it may run more than once and must not mind.

mod due;
pub mod given_up;
mod health;
mod queue;
mod registry;
mod worker;

use std::future::Future;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::portal::Portal;

pub use due::{DueError, Ran, run_due};
pub use health::{WorkerHealth, WorkerState};
pub use queue::{Order, enqueue, enqueue_all};
pub use registry::Registry;
pub use worker::{release_abandoned, work};

/// One thing to do later. Its fields are what it needs to know; keep them to ids where one is known, for the queue shows
/// them to operators.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its name in the queue; renaming one orphans those that wait.
    const NAME: &'static str;

    /// Does it, or says why not.
    fn run(self, portal: &Portal, attempt: Attempt) -> impl Future<Output = Verdict> + Send;
}

/// Which try this is, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// This one.
    pub number: i16,
    /// After how many the queue gives up.
    pub of: i16,
}

impl Attempt {
    /// Whether there is no other try after this one.
    #[must_use]
    pub const fn is_last(self) -> bool {
        self.number >= self.of
    }
}

/// What became of a job. The reason is for operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is done, or needs not be done any more.
    Done,
    /// Not now: tried again after a pause that grows from seconds to hours.
    Retry(String),
    /// Never: it stays in the queue as failed and is not tried again.
    Fail(String),
}

/// A database that is away comes back; any other refusal of it is a defect, which waiting may not mend but a new version will.
impl From<sqlx::Error> for Verdict {
    fn from(error: sqlx::Error) -> Self {
        Self::Retry(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_attempt_knows_itself() {
        assert!(!Attempt { number: 24, of: 25 }.is_last());
        assert!(Attempt { number: 25, of: 25 }.is_last());
        assert!(Attempt { number: 26, of: 25 }.is_last());
    }
}
