//! When something is due, and how much of the time for it is used up. Deadlines are counted in hours that pass, whatever clocks show.

use jiff::{SignedDuration, Timestamp};

/// The end of so many hours from then on; no later than times go.
pub fn after(from: Timestamp, hours: u32) -> Timestamp {
    from.saturating_add(SignedDuration::from_hours(hours.into())).unwrap_or(Timestamp::MAX)
}

/// How much of the time from `from` to `due` is used up at `at`, in hundredths; all of it where there is none.
pub fn used(from: Timestamp, at: Timestamp, due: Timestamp) -> u8 {
    let (whole, part) = (due.duration_since(from).as_secs(), at.duration_since(from).as_secs());
    if whole <= 0 {
        return 100;
    }
    u8::try_from((part * 100 / whole).clamp(0, 100)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;
    use crate::answer::{AnswerError, OwnerAnswer, Window, due_with_more};
    use crate::policy::MOST_HOURS;
    use crate::report::Answer;

    /// Any moment there is, the last and the first ones too.
    fn moment() -> impl Strategy<Value = Timestamp> {
        let seconds = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
        let any = seconds.prop_map(|second| Timestamp::from_second(second).unwrap_or(Timestamp::MAX));
        prop_oneof![6 => near(), 3 => any, 1 => Just(Timestamp::MIN), 1 => Just(Timestamp::MAX)]
    }

    /// Moments of four years, one with a 29 February, and every change of clocks in them.
    fn near() -> impl Strategy<Value = Timestamp> {
        (1_767_225_600_i64..1_893_456_000).prop_map(|second| Timestamp::from_second(second).unwrap())
    }

    fn hours() -> impl Strategy<Value = u32> {
        1..=MOST_HOURS
    }

    #[test]
    fn hours_are_hours_where_clocks_change() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let due = |from: &str| {
            let from: Timestamp = from.parse().unwrap();
            after(from, 24).to_zoned(berlin.clone()).strftime("%-d %b %H:%M").to_string()
        };
        assert_eq!(due("2026-03-28T11:00:00Z"), "29 Mar 13:00", "the night lacks an hour");
        assert_eq!(due("2026-10-24T10:00:00Z"), "25 Oct 11:00", "the night has an hour more");
        assert_eq!(due("2028-02-28T11:00:00Z"), "29 Feb 12:00");
        assert_eq!(due("2027-02-28T11:00:00Z"), "1 Mar 12:00");
    }

    proptest! {
        #[test]
        fn a_deadline_is_so_many_hours_away_or_the_end_of_times(from in moment(), hours in any::<u32>()) {
            let due = after(from, hours);
            let away = due.duration_since(from);
            prop_assert!(!away.is_negative());
            prop_assert!(due == Timestamp::MAX || away == SignedDuration::from_hours(hours.into()));
        }

        #[test]
        fn time_is_used_up_from_none_to_all(from in moment(), at in moment(), later in moment(), due in moment()) {
            let (at, later) = (at.min(later), at.max(later));
            prop_assert!(used(from, at, due) <= used(from, later, due));
            prop_assert!(used(from, later, due) <= 100);
            prop_assert_eq!(used(from, due.max(from), due), 100);
            prop_assert!(due <= from || used(from, from, due) == 0);
        }

        #[test]
        fn what_may_be_promised_lies_ahead_and_is_taken(told in moment(), passed in 0..4 * MOST_HOURS, hours in hours()) {
            let now = after(told, passed);
            let window = Window::of(told, hours, now);
            let choices = window.choices();
            prop_assert!(choices.is_sorted() && choices.len() <= 9);
            prop_assert_eq!(choices.last().copied(), Some(window.latest).filter(|latest| *latest > now));
            for end in choices {
                let answer = OwnerAnswer::new(Answer::Working, Some(end), "", window);
                prop_assert_eq!(answer.map(|answer| answer.until()), Ok(Some(end)));
            }
        }

        #[test]
        fn an_end_is_taken_only_between_now_and_the_latest(told in moment(), now in moment(), end in moment(), hours in hours()) {
            let window = Window::of(told, hours, now);
            match OwnerAnswer::new(Answer::Working, Some(end), "", window) {
                Ok(answer) => prop_assert!(answer.until() == Some(end) && now < end && end <= window.latest),
                Err(AnswerError::NoTimeLeft) => prop_assert!(window.latest <= now),
                Err(AnswerError::EndPast) => prop_assert!(end <= now),
                Err(error) => prop_assert!(error == AnswerError::EndTooLate && end > window.latest),
            }
        }

        #[test]
        fn more_addresses_never_take_time_away(due in moment(), paused in proptest::option::of(moment()), added in moment(), hours in hours()) {
            let until = due_with_more(Some(due), paused, added, hours);
            prop_assert!(until >= due && until >= after(paused.unwrap_or(added), hours));
            prop_assert_eq!(due_with_more(Some(until), paused, added, hours), until);
        }
    }
}
