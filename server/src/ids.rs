//! Row ids: UUID version 7, ordered by the injected clock's time.

use jiff::Timestamp;
use uuid::{NoContext, Uuid};

/// A new id that sorts by `now` (RFC 9562, section 5.7); times before 1970 count as 1970.
#[must_use]
pub fn at(now: Timestamp) -> Uuid {
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_carry_the_time_they_were_made_at() {
        let now: Timestamp = "2026-03-01T12:00:00.250Z".parse().unwrap();
        let id = at(now);
        let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
        assert_eq!((seconds, nanos), (1_772_366_400, 250_000_000));
        assert_ne!(at(now), id);
    }
}
