//! What something is reported as.

use leptos::prelude::*;

use super::{Icon, Symbol};

/// The icon of a category of the policy, by its key. One that the portal does not know is a flag.
#[must_use]
pub fn category_symbol(key: &str) -> Symbol {
    match key {
        "phishing" => Symbol::Phishing,
        "malware" => Symbol::Bug,
        "fraud" => Symbol::Coins,
        "copyright" => Symbol::Copyright,
        "trademark" => Symbol::Tag,
        "csam" => Symbol::Child,
        "ncii" => Symbol::Picture,
        "threat" => Symbol::Speech,
        "terrorism" => Symbol::Warning,
        "network" => Symbol::Network,
        "whois" => Symbol::At,
        _ => Symbol::Flag,
    }
}

/// A category: its icon and its word.
#[component]
pub fn CategoryLabel(
    /// The category's key in the policy.
    #[prop(into)]
    key: String,
    /// The category's word.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! { <span class="category"><Icon of=category_symbol(&key) />{word}</span> }
}
