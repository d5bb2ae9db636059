//! The owner's clock as it is shown.

use app::components::Clock;
use domain::deadline::used;
use domain::report::ReportState;
use jiff::Timestamp;

/// The moments that make the clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moments {
    pub(crate) told_at: Option<Timestamp>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) paused_at: Option<Timestamp>,
    /// Until when the reporter's reply is waited for, where that is known.
    pub(crate) asked_until: Option<Timestamp>,
}

/// The clock of a report in this state; none where no answer is awaited.
pub(crate) fn clock(of: Moments, state: ReportState, now: Timestamp) -> Option<Clock> {
    let due = of.due_at.filter(|_| state.is_undecided())?;
    let from = of.told_at.unwrap_or(now);
    Some(match of.paused_at {
        Some(paused) => Clock::Paused {
            left: due.duration_since(paused),
            used: used(from, paused, due),
            why: why(state),
            until: of.asked_until,
        },
        None => Clock::Running { due, used: used(from, now, due) },
    })
}

fn why(state: ReportState) -> String {
    match state {
        ReportState::AskedByStaff => "We asked the reporter something.",
        _ => "You asked the reporter something.",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i8) -> Timestamp {
        jiff::civil::date(2026, 3, 2).at(hour, 0, 0, 0).in_tz("UTC").unwrap().timestamp()
    }

    #[test]
    fn it_runs_stands_still_or_is_not_there() {
        let moments =
            Moments { told_at: Some(at(8)), due_at: Some(at(16)), paused_at: None, asked_until: None };
        let running = clock(moments, ReportState::WithOwner, at(10));
        assert_eq!(running, Some(Clock::Running { due: at(16), used: 25 }));
        let paused = Moments { paused_at: Some(at(12)), ..moments };
        let Some(Clock::Paused { left, used, .. }) = clock(paused, ReportState::AskedByOwner, at(15)) else {
            panic!("it should stand still");
        };
        assert_eq!((left.as_hours(), used), (4, 50));
        assert_eq!(clock(moments, ReportState::Limited, at(10)), None);
        assert_eq!(clock(Moments { due_at: None, ..moments }, ReportState::Answered, at(10)), None);
    }
}
