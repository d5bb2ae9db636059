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

/// A priority: three bars and its word.
#[component]
pub fn PriorityMark(
    /// The priority.
    level: Priority,
) -> impl IntoView {
    let bar = move |from: Priority, x, y, height| {
        view! {
            <rect class=(level < from).then_some("off") x=x y=y width="3" height=height rx="1"></rect>
        }
    };
    view! {
        <span class="priority" data-level=level.key()>
            <svg viewBox="0 0 14 14" aria-hidden="true">
                {bar(Priority::Low, "1", "9", "4")}
                {bar(Priority::Normal, "5.5", "5.5", "7.5")}
                {bar(Priority::High, "10", "2", "11")}
            </svg>
            {level.word()}
        </span>
    }
}
