//! What something is reported as.

use domain::category::Category;
use leptos::prelude::*;

use super::{Icon, Symbol};

/// The icon of a category.
#[must_use]
pub fn category_symbol(of: Category) -> Symbol {
    match of {
        Category::Phishing => Symbol::Phishing,
        Category::Malware => Symbol::Bug,
        Category::Fraud => Symbol::Coins,
        Category::Network => Symbol::Network,
        Category::ChildAbuse => Symbol::Child,
        Category::IntimateImages => Symbol::Picture,
        Category::Threats => Symbol::Speech,
        Category::Terrorism => Symbol::Warning,
        Category::Copyright => Symbol::Copyright,
        Category::Trademark => Symbol::Tag,
        Category::OtherIllegal => Symbol::Flag,
        Category::Registration => Symbol::At,
        Category::Unsure => Symbol::Info,
    }
}

/// A category: its icon and its word.
#[component]
pub fn CategoryLabel(
    /// The category.
    of: Category,
    /// Its word in the policy.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! { <span class="category"><Icon of=category_symbol(of) />{word}</span> }
}
