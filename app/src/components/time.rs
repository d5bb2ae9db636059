//! Times as the reader's clock shows them.

use jiff::{SignedDuration, Timestamp, Zoned};
use leptos::prelude::*;

use super::Zone;

/// Who reads the page: when, in which zone, and from when on a deadline presses.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The moment of reading.
    pub now: Timestamp,
    /// The reader's zone.
    pub zone: Zone,
    /// From when on a deadline presses.
    pub urgency: Urgency,
}

/// How much time must be left for a deadline to be calm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Urgency {
    /// Below this much it needs care.
    pub warn: SignedDuration,
    /// Below this much it cannot wait.
    pub stop: SignedDuration,
}

impl Urgency {
    /// For people who look in once a day.
    pub const CUSTOMER: Self =
        Self { warn: SignedDuration::from_hours(24), stop: SignedDuration::from_hours(4) };
    /// For people who work here.
    pub const STAFF: Self = Self { warn: SignedDuration::from_hours(4), stop: SignedDuration::from_hours(1) };
}

impl Reader {
    /// A reporter or a customer.
    #[must_use]
    pub fn visitor(now: Timestamp, zone: Zone) -> Self {
        Self { now, zone, urgency: Urgency::CUSTOMER }
    }

    /// A member of staff.
    #[must_use]
    pub fn staff(now: Timestamp, zone: Zone) -> Self {
        Self { now, zone, urgency: Urgency::STAFF }
    }

    /// A time in words, such as `24 Nov, 09:14`; the year is said when it is not this one.
    #[must_use]
    pub fn say(self, at: Timestamp, style: Style) -> String {
        let at = self.zone.at(at);
        let year = if at.year() == self.zone.at(self.now).year() { "" } else { " %Y" };
        let format = match style {
            Style::Short => format!("%-d %b{year}, %H:%M"),
            Style::Weekday => format!("%a %-d %b{year}, %H:%M"),
            Style::Date => format!("%-d %b{year}"),
            Style::Clock => "%H:%M".to_owned(),
        };
        at.strftime(&format).to_string()
    }

    /// The time with everything: weekday, year and zone.
    fn whole(at: &Zoned) -> String {
        at.strftime("%A %-d %B %Y, %H:%M:%S %Z").to_string()
    }
}

/// How much of a time is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// `24 Nov, 09:14`.
    #[default]
    Short,
    /// `Tue 24 Nov, 09:14`.
    Weekday,
    /// `24 Nov`.
    Date,
    /// `09:14`, where the day is plain.
    Clock,
}

/// A length of time in words: `22 min`, `3 h 10 min`, `17 h`, `5 days`. The sign is ignored.
#[must_use]
pub fn duration(length: SignedDuration) -> String {
    let minutes = length.abs().as_mins();
    match (minutes, minutes / 60, minutes % 60) {
        (..60, ..) => format!("{minutes} min"),
        (_, hours @ ..6, rest @ 1..) => format!("{hours} h {rest} min"),
        (_, hours @ ..48, _) => format!("{hours} h"),
        (_, hours, _) => format!("{} days", hours / 24),
    }
}

/// A moment. The whole of it, with the zone, appears on hover.
#[component]
pub fn When(
    /// The moment.
    at: Timestamp,
    /// Who reads it.
    reader: Reader,
    /// How much of it is said.
    #[prop(optional)]
    style: Style,
) -> impl IntoView {
    let words = reader.say(at, style);
    let whole = Reader::whole(&reader.zone.at(at));
    view! { <time datetime=at.to_string() title=whole>{words}</time> }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_of_time_in_words() {
        let said = |minutes| duration(SignedDuration::from_mins(minutes));
        assert_eq!(said(0), "0 min");
        assert_eq!(said(59), "59 min");
        assert_eq!(said(60), "1 h");
        assert_eq!(said(190), "3 h 10 min");
        assert_eq!(said(6 * 60 + 59), "6 h");
        assert_eq!(said(47 * 60), "47 h");
        assert_eq!(said(48 * 60), "2 days");
        assert_eq!(said(-6), "6 min");
    }

    #[test]
    fn a_time_is_said_in_the_readers_zone() {
        let reader =
            Reader::visitor("2026-11-24T14:55:00Z".parse().unwrap(), Zone::named("Europe/Berlin").unwrap());
        let said = |at: &str, style| reader.say(at.parse().unwrap(), style);
        assert_eq!(said("2026-11-24T08:14:00Z", Style::Short), "24 Nov, 09:14");
        assert_eq!(said("2026-07-01T22:30:00Z", Style::Weekday), "Thu 2 Jul, 00:30");
        assert_eq!(said("2027-05-24T00:00:00Z", Style::Date), "24 May 2027");
        assert_eq!(said("2025-12-31T23:30:00Z", Style::Short), "1 Jan, 00:30");
        assert_eq!(said("2026-11-24T15:17:00Z", Style::Clock), "16:17");
    }

    #[test]
    fn a_deadline_is_said_as_the_readers_clock_will_show_it() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let reader = Reader::visitor("2026-03-28T12:00:00Z".parse().unwrap(), zone);
        let said = |at: &str| reader.say(at.parse().unwrap(), Style::Short);
        assert_eq!(
            [said("2026-03-29T00:59:00Z"), said("2026-03-29T01:00:00Z")],
            ["29 Mar, 01:59", "29 Mar, 03:00"]
        );
        assert_eq!(said("2026-10-25T00:30:00Z"), said("2026-10-25T01:30:00Z"), "the hour that comes twice");
        let whole = |at: &str| Reader::whole(&zone.at(at.parse().unwrap()));
        assert_eq!(whole("2026-10-25T00:30:00Z"), "Sunday 25 October 2026, 02:30:00 CEST");
        assert_eq!(whole("2026-10-25T01:30:00Z"), "Sunday 25 October 2026, 02:30:00 CET");
        assert_eq!(said("2028-02-28T23:30:00Z"), "29 Feb 2028, 00:30");
        assert_eq!(said("2027-02-28T23:30:00Z"), "1 Mar 2027, 00:30");
    }

    /// Any moment there is.
    fn moment() -> impl Strategy<Value = Timestamp> {
        let seconds = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
        seconds.prop_map(|second| Timestamp::from_second(second).unwrap())
    }

    proptest! {
        #[test]
        fn every_moment_can_be_said_in_every_zone(
            (at, now) in (moment(), moment()),
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"]),
        ) {
            let reader = Reader::staff(now, Zone::named(zone).unwrap());
            for style in [Style::Short, Style::Weekday, Style::Date, Style::Clock] {
                prop_assert!(!reader.say(at, style).is_empty());
            }
            let length = at.duration_since(now);
            prop_assert_eq!(duration(length), duration(now.duration_since(at)));
            prop_assert!(!duration(length).contains('-'));
        }
    }
}
