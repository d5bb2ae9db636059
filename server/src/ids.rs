//! Row ids: UUID version 7, ordered by the injected clock's time.

use std::sync::atomic::{AtomicU16, Ordering};

use jiff::Timestamp;
use uuid::{Builder, Uuid};

/// Goes round in the 12 bits after the time, so that what happens at one moment keeps its order.
static MADE: AtomicU16 = AtomicU16::new(0);

/// A new id that sorts by `now`, then by when it was made (RFC 9562, section 6.2); times before 1970 count as 1970.
#[must_use]
pub fn at(now: Timestamp) -> Uuid {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    let [high, low] = MADE.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let [a, b, c, d, e, f, _, g, _, h, ..] = Uuid::new_v4().into_bytes();
    Builder::from_unix_timestamp_millis(millis, &[high, low, a, b, c, d, e, f, g, h]).into_uuid()
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

    #[test]
    fn what_happens_at_one_moment_keeps_its_order() {
        let now: Timestamp = "2026-03-01T12:00:00.250Z".parse().unwrap();
        let made: Vec<Uuid> = (0..50).map(|_| at(now)).collect();
        assert!(made.is_sorted());
        assert!(made[49] < at("2026-03-01T12:00:00.251Z".parse().unwrap()));
    }
}
