//! What something is reported as.

use domain::category::Category;
use leptos::prelude::*;

use super::Symbol;

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

/// The rules that draw the icon of each category. Long lists show one in every row, so it stands in the stylesheet.
#[must_use]
pub fn category_css() -> String {
    let rule = |of: &Category| format!(".category[data-of={of}]{{--icon:{}}}\n", category_symbol(*of).url());
    Category::ALL.iter().map(rule).collect()
}

/// A category: its icon, which the stylesheet draws, and its word.
#[component]
pub fn CategoryLabel(
    /// The category.
    of: Category,
    /// Its word in the policy.
    #[prop(into)]
    word: String,
) -> impl IntoView {
    view! { <span class="category" data-of=of.as_str()>{word}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_drawn_and_nothing_ends_its_url() {
        let css = category_css();
        assert_eq!(css.lines().count(), Category::ALL.len());
        for line in css.lines() {
            let (_, url) = line.split_once("url(\"").unwrap();
            let (url, rest) = url.split_once('"').unwrap();
            assert_eq!(rest, ")}");
            assert!(url.contains("%3Cpath") && !url.contains(['<', '>', '#']), "{url}");
        }
    }
}
