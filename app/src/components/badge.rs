//! A state, as a word.

use leptos::prelude::*;

/// What a state means for the reader. Each has its own shape, so that colour is never the only sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Waiting, or of no consequence. A ring.
    #[default]
    Idle,
    /// In progress. A half disc.
    Live,
    /// Good. A disc.
    Ok,
    /// Needs care. A diamond.
    Warn,
    /// Blocked, overdue or failed. A square.
    Stop,
    /// Finished. A grey disc.
    Done,
}

impl Tone {
    /// The value of `data-tone`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Live => "live",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Stop => "stop",
            Self::Done => "done",
        }
    }
}

/// A state, as a word: the same in page, letter and API.
#[component]
pub fn Badge(
    /// What the state means for the reader.
    tone: Tone,
    /// The state.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! { <span class="badge" data-tone=tone.key()>{word}</span> }
}
