//! The one clock of the process: everything that needs the time is handed this, so that tests can move it.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Tells the time: the machine's own, or one that a test moves by hand.
#[derive(Clone, Debug, Default)]
pub struct Clock(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    Machine,
    Hand(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn machine() -> Self {
        Self(Source::Machine)
    }

    /// A clock that stands still at `now` until `advance` moves it. Clones share the time.
    #[must_use]
    pub fn stopped_at(now: Timestamp) -> Self {
        Self(Source::Hand(Arc::new(Mutex::new(now))))
    }

    /// The present moment, to the microsecond that Postgres keeps.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            Source::Machine => machine_now(),
            Source::Hand(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        };
        whole_microseconds(now)
    }

    /// Moves a stopped clock forward (or back, by a negative duration); the machine's clock ignores it.
    pub fn advance(&self, by: SignedDuration) {
        if let Source::Hand(time) = &self.0 {
            let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
            *time = time.saturating_add(by).unwrap_or(*time);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
fn machine_now() -> Timestamp {
    Timestamp::now()
}

fn whole_microseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_only_by_hand_and_for_all_clones() {
        let start: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let clock = Clock::stopped_at(start);
        let other = clock.clone();
        assert_eq!(clock.now(), start);
        other.advance(SignedDuration::from_hours(2));
        assert_eq!(clock.now(), "2026-03-01T14:00:00Z".parse().unwrap());
    }

    #[test]
    fn time_is_cut_to_what_the_database_keeps() {
        let clock = Clock::stopped_at("2026-03-01T12:00:00.123456789Z".parse().unwrap());
        assert_eq!(clock.now().to_string(), "2026-03-01T12:00:00.123456Z");
    }
}
