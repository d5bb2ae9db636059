//! How the worker of this process is doing, for `/readyz`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What the worker of this process is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerState {
    /// This process has none; another one works.
    Elsewhere,
    /// Connecting, or waiting for the database to come back.
    Starting,
    /// Taking jobs.
    Running,
}

impl WorkerState {
    /// Whether nothing needs attention.
    #[must_use]
    pub const fn is_fine(self) -> bool {
        !matches!(self, Self::Starting)
    }

    /// One word for people.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elsewhere => "elsewhere",
            Self::Starting => "starting",
            Self::Running => "running",
        }
    }
}

/// The state, shared between the worker and whoever asks.
#[derive(Clone, Debug, Default)]
pub struct WorkerHealth(Arc<AtomicU8>);

impl WorkerHealth {
    /// The present state.
    #[must_use]
    pub fn state(&self) -> WorkerState {
        match self.0.load(Ordering::Relaxed) {
            1 => WorkerState::Starting,
            2 => WorkerState::Running,
            _ => WorkerState::Elsewhere,
        }
    }

    /// Notes a new state.
    pub fn set(&self, state: WorkerState) {
        let number = match state {
            WorkerState::Elsewhere => 0,
            WorkerState::Starting => 1,
            WorkerState::Running => 2,
        };
        self.0.store(number, Ordering::Relaxed);
    }
}
