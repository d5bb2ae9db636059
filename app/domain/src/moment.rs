//! Moments as they stand in addresses and forms.

use jiff::Timestamp;

/// The moment of so many microseconds since 1970. There is none before, and none after the year 9999: nothing of ours is that old,
/// and a database counts no further than it likes.
#[must_use]
pub fn of_microseconds(microseconds: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(microseconds).ok().filter(|moment| *moment >= Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_lies_between_1970_and_9999() {
        assert_eq!(of_microseconds(0), Some(Timestamp::UNIX_EPOCH));
        assert_eq!(of_microseconds(-1), None);
        assert_eq!(of_microseconds(253_402_207_200_000_000).map(|at| at.as_second()), Some(253_402_207_200));
        assert_eq!(of_microseconds(253_402_300_800_000_000), None);
        assert_eq!(of_microseconds(i64::MAX).or(of_microseconds(i64::MIN)), None);
    }
}
