//! A deadline: its date, the time left, and why it stands still.

use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;

use super::{Reader, Style, Tone, When, duration};

/// A clock that runs towards a deadline, or stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clock {
    /// It runs.
    Running {
        /// When it ends.
        due: Timestamp,
        /// How much of the time is used up, in hundredths.
        used: u8,
    },
    /// It stands still.
    Paused {
        /// How much time there will be when it goes on.
        left: SignedDuration,
        /// How much of the time is used up, in hundredths.
        used: u8,
        /// Why it stands still, as a sentence.
        why: String,
        /// When it goes on at the latest.
        until: Option<Timestamp>,
    },
}

impl Clock {
    /// What it means for the reader: calm, needs care, cannot wait.
    #[must_use]
    pub fn tone(&self, reader: Reader) -> Tone {
        let Self::Running { due, .. } = self else { return Tone::Idle };
        match due.duration_since(reader.now) {
            left if left < reader.urgency.stop => Tone::Stop,
            left if left < reader.urgency.warn => Tone::Warn,
            _ => Tone::Live,
        }
    }

    fn used(&self, reader: Reader) -> u8 {
        match self {
            Self::Running { due, .. } if *due <= reader.now => 100,
            Self::Running { used, .. } | Self::Paused { used, .. } => (*used).min(100),
        }
    }

    fn left(&self, reader: Reader) -> String {
        match self {
            Self::Running { due, .. } if *due < reader.now => {
                format!("{} over", duration(due.duration_since(reader.now)))
            }
            Self::Running { due, .. } => format!("{} left", duration(due.duration_since(reader.now))),
            Self::Paused { left, .. } => format!("Paused, {} left", duration(*left)),
        }
    }
}

/// A deadline on its own: ring, time left, date.
#[component]
pub fn DeadlineRing(
    /// The clock.
    clock: Clock,
    /// Who reads it.
    reader: Reader,
    /// What is due, such as `Answer by`.
    #[prop(into)]
    verb: String,
) -> impl IntoView {
    let tone = clock.tone(reader).key();
    let dash = format!("{} 100", clock.used(reader));
    let left = clock.left(reader);
    let note = match clock {
        Clock::Running { due, .. } if due < reader.now => {
            view! { "Was due "<b><When at=due reader=reader style=Style::Weekday /></b> }.into_any()
        }
        Clock::Running { due, .. } => {
            view! { {verb}" "<b><When at=due reader=reader style=Style::Weekday /></b> }.into_any()
        }
        Clock::Paused { why, until, .. } => {
            let until = until.map(|until| {
                view! { " The time goes on when they reply, at the latest "<b><When at=until reader=reader style=Style::Weekday /></b>"." }
            });
            view! { {why}{until} }.into_any()
        }
    };
    view! {
        <div class="deadline" data-tone=tone>
            <svg class="ring" viewBox="0 0 40 40" aria-hidden="true">
                <circle class="track" cx="20" cy="20" r="17.5"></circle>
                <circle class="value" cx="20" cy="20" r="17.5" pathLength="100" stroke-dasharray=dash></circle>
            </svg>
            <div><strong>{left}</strong><p>{note}</p></div>
        </div>
    }
}

/// A deadline in a row: bar and time left; the date appears on hover. The stylesheet draws the bar.
#[component]
pub fn ClockBar(
    /// The clock.
    clock: Clock,
    /// Who reads it.
    reader: Reader,
) -> impl IntoView {
    let (tone, used) = bar(&clock, reader);
    view! { <span class="clock" data-tone=tone data-used=used title=title(&clock, reader)>{clock.left(reader)}</span> }
}

/// The same as a cell of a table.
#[component]
pub fn ClockCell(
    /// The clock.
    clock: Clock,
    /// Who reads it.
    reader: Reader,
) -> impl IntoView {
    let (tone, used) = bar(&clock, reader);
    view! { <td class="when clock" data-tone=tone data-used=used title=title(&clock, reader)>{clock.left(reader)}</td> }
}

/// The tone of a bar, and how many sixteenths of it are used up: it is 32 px wide, so a finer measure would not show.
fn bar(clock: &Clock, reader: Reader) -> (&'static str, String) {
    let tone = match clock.tone(reader) {
        Tone::Live => Tone::Idle,
        tone => tone,
    };
    (tone.key(), (u32::from(clock.used(reader)) * 16).div_ceil(100).to_string())
}

fn title(clock: &Clock, reader: Reader) -> String {
    match clock {
        Clock::Running { due, .. } => reader.say(*due, Style::Weekday),
        Clock::Paused { why, until: None, .. } => why.clone(),
        Clock::Paused { why, until: Some(until), .. } => {
            format!(
                "{why} The time goes on when they reply, at the latest {}.",
                reader.say(*until, Style::Weekday)
            )
        }
    }
}
