//! A card holds one thing.

use leptos::prelude::*;

use super::Words;

/// One thing, with its title. Its children are a `.body`, a table, a list or a `footer`.
#[component]
pub fn Card(
    /// The id of the title, by which others link to the card.
    id: &'static str,
    /// What it holds.
    #[prop(into)]
    title: String,
    /// Something short at the end of the title's line.
    #[prop(optional, into)]
    aside: Words,
    /// Whether the title is only for those who do not see the card.
    #[prop(optional)]
    is_untitled: bool,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let head = if is_untitled {
        view! { <h2 class="hidden" id=id>{title}</h2> }.into_any()
    } else {
        let aside = aside.map(|aside| view! { <span>{aside}</span> });
        view! { <header><h2 id=id>{title}</h2>{aside}</header> }.into_any()
    };
    view! { <section class="card" aria-labelledby=id>{head}{children()}</section> }
}
