//! What the owner answers, what must go with it, and what it does to the owner's clock.

use jiff::{SignedDuration, Timestamp};

use crate::deadline;
use crate::report::{Answer, ReportState, Standing};

/// The most characters of a message.
pub const LONGEST_MESSAGE: usize = 5000;
/// An owner who works on it has this many times the category's hours for an answer, counted from when they were told.
const PATIENCE: u32 = 3;

/// The times within which an owner may promise to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The present.
    pub now: Timestamp,
    /// The latest end that may be promised.
    pub latest: Timestamp,
}

impl Window {
    /// The window of a report whose owner was told at `told_at`, in a category that gives `answer_hours`.
    pub fn of(told_at: Timestamp, answer_hours: u32, now: Timestamp) -> Self {
        Self { now, latest: deadline::after(told_at, answer_hours.saturating_mul(PATIENCE)) }
    }

    /// The ends to choose from, on the hour but for the last one; none when all the time is used up.
    pub fn choices(self) -> Vec<Timestamp> {
        let hours = [4, 12, 24, 48, 72, 7 * 24, 14 * 24, 30 * 24];
        let ends = hours
            .into_iter()
            .filter_map(|hours| self.now.checked_add(SignedDuration::from_hours(hours)).ok());
        let mut choices: Vec<_> = ends.filter_map(whole_hour).filter(|end| *end < self.latest).collect();
        if self.latest > self.now {
            choices.push(self.latest);
        }
        choices
    }
}

fn whole_hour(time: Timestamp) -> Option<Timestamp> {
    Timestamp::from_second(time.as_second() - time.as_second().rem_euclid(3600)).ok()
}

/// An answer with everything that must go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerAnswer {
    answer: Answer,
    until: Option<Timestamp>,
    message: Option<String>,
}

/// What an answer lacks; says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// None was chosen.
    #[error("Choose what you found.")]
    NotChosen,
    /// No end was named.
    #[error("Choose until when you work on it.")]
    NoEnd,
    /// The end is past.
    #[error("Choose a time in the future.")]
    EndPast,
    /// The end is later than may be promised.
    #[error("Choose an earlier time; we cannot wait that long.")]
    EndTooLate,
    /// All the time is used up.
    #[error("There is no time left to ask for. Choose another answer.")]
    NoTimeLeft,
    /// A dispute without a reason.
    #[error("Say why this is a mistake.")]
    NoReason,
    /// A question without words.
    #[error("Write what you need to know.")]
    NoQuestion,
    /// Longer than is kept.
    #[error("Shorten this to 5,000 characters.")]
    TooLong,
}

impl AnswerError {
    /// Whether it is about the end of the work rather than about the message or the choice.
    pub fn is_about_end(self) -> bool {
        matches!(self, Self::NoEnd | Self::EndPast | Self::EndTooLate | Self::NoTimeLeft)
    }
}

/// What an answer does to the owner's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerClock {
    /// Nothing more is awaited from the owner.
    Stops,
    /// It runs until then.
    RunsUntil(Timestamp),
    /// It stands still until the reporter replies, or has been silent for as long as an owner has for an answer.
    StandsStill,
    /// It runs on while the reporter is asked, because an earlier question of the owner got no reply.
    RunsOn,
    /// A decision was made, and the clock has no part in it any more.
    StaysAsItIs,
}

impl OwnerAnswer {
    /// Takes an answer as it was typed. A message counts without the spaces around it.
    ///
    /// # Errors
    /// Says what it lacks.
    pub fn new(
        answer: Answer,
        until: Option<Timestamp>,
        message: &str,
        window: Window,
    ) -> Result<Self, AnswerError> {
        let message = Some(message.trim()).filter(|message| !message.is_empty());
        if message.is_some_and(|message| message.chars().count() > LONGEST_MESSAGE) {
            return Err(AnswerError::TooLong);
        }
        let until = match (answer, message) {
            (Answer::Disputed, None) => return Err(AnswerError::NoReason),
            (Answer::NeedsDetail, None) => return Err(AnswerError::NoQuestion),
            (Answer::Working, _) => Some(end(until, window)?),
            _ => None,
        };
        Ok(Self { answer, until, message: message.map(str::to_owned) })
    }

    /// Which answer.
    pub fn answer(&self) -> Answer {
        self.answer
    }

    /// Until when the owner works on it.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// The words that go with it.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Whether its words are a question, which we put to the reporter.
    pub fn asks_reporter(&self) -> bool {
        self.answer == Answer::NeedsDetail
    }

    /// Whether staff can decide now.
    pub fn is_final(&self) -> bool {
        matches!(self.answer, Answer::Removed | Answer::Disputed)
    }

    /// What it does to the owner's clock, where it led to. `was_silent` says whether the reporter left the owner's last question
    /// without a reply; then asking again does not stop the clock, or it could be stopped for ever.
    pub fn clock(&self, report: Standing, was_silent: bool) -> OwnerClock {
        match (report.state, self.until) {
            (ReportState::Answered, _) => OwnerClock::Stops,
            (ReportState::OwnerWorking, Some(until)) => OwnerClock::RunsUntil(until),
            (ReportState::AskedByOwner, _) if report.asked_in == Some(ReportState::Held) => {
                OwnerClock::StaysAsItIs
            }
            (ReportState::AskedByOwner, _) if was_silent => OwnerClock::RunsOn,
            (ReportState::AskedByOwner, _) => OwnerClock::StandsStill,
            _ => OwnerClock::StaysAsItIs,
        }
    }
}

/// Until when the owner has time once there are more addresses, which were added at `added`: a category's whole time for them from
/// then on, and never less than was left for the others. A clock that stands still has that time before it when it goes on.
pub fn due_with_more(
    due: Option<Timestamp>,
    paused: Option<Timestamp>,
    added: Timestamp,
    answer_hours: u32,
) -> Timestamp {
    let anew = deadline::after(paused.unwrap_or(added), answer_hours);
    due.map_or(anew, |due| due.max(anew))
}

fn end(until: Option<Timestamp>, window: Window) -> Result<Timestamp, AnswerError> {
    match until {
        _ if window.latest <= window.now => Err(AnswerError::NoTimeLeft),
        None => Err(AnswerError::NoEnd),
        Some(until) if until <= window.now => Err(AnswerError::EndPast),
        Some(until) if until > window.latest => Err(AnswerError::EndTooLate),
        Some(until) => Ok(until),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ReportEvent;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn window() -> Window {
        Window::of(at("2026-03-02T12:00:00Z"), 24, at("2026-03-02T14:30:00Z"))
    }

    #[test]
    fn the_ends_to_choose_from_never_pass_the_latest() {
        let choices: Vec<_> = window().choices().iter().map(ToString::to_string).collect();
        assert_eq!(
            choices,
            [
                "2026-03-02T18:00:00Z",
                "2026-03-03T02:00:00Z",
                "2026-03-03T14:00:00Z",
                "2026-03-04T14:00:00Z",
                "2026-03-05T12:00:00Z",
            ]
        );
        let late = Window { now: window().latest, ..window() };
        assert!(late.choices().is_empty());
        assert_eq!(OwnerAnswer::new(Answer::Working, None, "", late), Err(AnswerError::NoTimeLeft));
    }

    #[test]
    fn what_each_answer_must_bring() {
        let new = |answer, until: Option<&str>, message| {
            OwnerAnswer::new(answer, until.map(at), message, window()).map(|answer| answer.until())
        };
        assert_eq!(new(Answer::Removed, None, ""), Ok(None));
        assert_eq!(new(Answer::Disputed, None, " \n"), Err(AnswerError::NoReason));
        assert_eq!(new(Answer::NeedsDetail, None, ""), Err(AnswerError::NoQuestion));
        assert_eq!(new(Answer::NeedsDetail, Some("2026-03-04T00:00:00Z"), "Which page?"), Ok(None));
        assert_eq!(new(Answer::Working, None, ""), Err(AnswerError::NoEnd));
        assert_eq!(new(Answer::Working, Some("2026-03-02T14:30:00Z"), ""), Err(AnswerError::EndPast));
        assert_eq!(new(Answer::Working, Some("2026-03-05T12:00:01Z"), ""), Err(AnswerError::EndTooLate));
        assert_eq!(
            new(Answer::Working, Some("2026-03-05T12:00:00Z"), ""),
            Ok(Some(at("2026-03-05T12:00:00Z")))
        );
        assert_eq!(new(Answer::Removed, None, &"x".repeat(5001)), Err(AnswerError::TooLong));
    }

    #[test]
    fn more_addresses_bring_their_whole_time_and_take_none() {
        let added = at("2026-03-02T14:00:00Z");
        let (soon, late, paused) =
            (at("2026-03-02T15:00:00Z"), at("2026-03-05T14:00:00Z"), at("2026-03-02T10:00:00Z"));
        let whole = at("2026-03-03T14:00:00Z");
        assert_eq!(due_with_more(None, None, added, 24), whole);
        assert_eq!(due_with_more(Some(soon), None, added, 24), whole);
        assert_eq!(due_with_more(Some(late), None, added, 24), late);
        let standing = due_with_more(Some(soon), Some(paused), added, 24);
        assert_eq!(standing.duration_since(paused).as_hours(), 24);
    }

    #[test]
    fn every_answer_in_every_state_has_its_clock() {
        let until = at("2026-03-03T14:00:00Z");
        for state in ReportState::ALL.iter().filter(|state| state.may_be_answered()) {
            for answer in Answer::ALL {
                let given = OwnerAnswer::new(*answer, Some(until), "words", window()).unwrap();
                let before = Standing { state: *state, asked_in: None };
                let after = before.after(ReportEvent::OwnerAnswered(*answer)).unwrap();
                let (expected, again) = match (state.is_decided(), answer) {
                    (true, _) => (OwnerClock::StaysAsItIs, OwnerClock::StaysAsItIs),
                    (false, Answer::Removed | Answer::Disputed) => (OwnerClock::Stops, OwnerClock::Stops),
                    (false, Answer::Working) => (OwnerClock::RunsUntil(until), OwnerClock::RunsUntil(until)),
                    (false, Answer::NeedsDetail) if *state == ReportState::Held => {
                        (OwnerClock::StaysAsItIs, OwnerClock::StaysAsItIs)
                    }
                    (false, Answer::NeedsDetail) => (OwnerClock::StandsStill, OwnerClock::RunsOn),
                };
                let clocks = (given.clock(after, false), given.clock(after, true));
                assert_eq!(clocks, (expected, again), "{answer} in {state}");
            }
        }
    }
}
