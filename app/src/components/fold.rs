//! Something to open when it is needed.

use leptos::prelude::*;

use super::{Audience, AudienceChip};

/// A card that is closed until its title is pressed; works without scripts.
#[component]
pub fn Fold(
    /// The id of the card, by which others link to it.
    id: &'static str,
    /// Its title: what can be done.
    #[prop(into)]
    title: String,
    /// Who reads what is written in it.
    #[prop(optional_no_strip, into)]
    audience: Option<Audience>,
    /// Whether it is open at first, because something in it needs another look.
    #[prop(optional)]
    is_open: bool,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="card fold" id=id open=is_open>
            <summary><h3>{title}</h3>{audience.map(|of| view! { <AudienceChip of=of /> })}</summary>
            <div class="body">{children()}</div>
        </details>
    }
}
