//! How much something matters.

use leptos::prelude::*;

/// How much a case matters, from its category's severity or from staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// When there is time.
    Low,
    /// In its turn.
    Normal,
    /// Before others.
    High,
    /// Now.
    Emergency,
}

impl Priority {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 4] = [Self::Emergency, Self::High, Self::Normal, Self::Low];

    /// The value of `data-level`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Emergency => "emergency",
        }
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Normal => "Normal",
            Self::High => "High",
            Self::Emergency => "Emergency",
        }
    }
}

/// A priority: three bars, which the stylesheet draws, and its word.
#[component]
pub fn PriorityMark(
    /// The priority.
    level: Priority,
) -> impl IntoView {
    view! { <span class="priority" data-level=level.key()>{level.word()}</span> }
}
