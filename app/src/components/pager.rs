//! From page to page of a list.

use leptos::prelude::*;

use super::{Icon, Symbol};
use crate::links::Href;

/// Newer and older; each link carries the key of the row where its page begins. A single page has neither.
#[component]
pub fn Pager(
    /// How much there is, such as `222 reports`.
    #[prop(into)]
    summary: String,
    /// The page before; nothing on the first.
    #[prop(optional_no_strip, into)]
    newer: Option<Href>,
    /// The page after; nothing on the last.
    #[prop(optional_no_strip, into)]
    older: Option<Href>,
    /// The word for going back.
    #[prop(default = "Newer")]
    newer_word: &'static str,
    /// The word for going on.
    #[prop(default = "Older")]
    older_word: &'static str,
) -> impl IntoView {
    if newer.is_none() && older.is_none() {
        return view! { <p class="pager">{summary}</p> }.into_any();
    }
    let back = view! { <Icon of=Symbol::Back />{newer_word} };
    let on = view! { {older_word}<Icon of=Symbol::Forward /> };
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{summary}</span>
            <div>{step(newer, "prev", back)}{step(older, "next", on)}</div>
        </nav>
    }
    .into_any()
}

fn step(to: Option<Href>, rel: &'static str, words: impl IntoView + 'static) -> AnyView {
    match to {
        Some(to) => view! { <a class="button small" href=to rel=rel>{words}</a> }.into_any(),
        None => view! { <span class="button small" aria-disabled="true">{words}</span> }.into_any(),
    }
}
