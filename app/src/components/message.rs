//! Messages between two sides.

use jiff::Timestamp;
use leptos::prelude::*;

use super::{Icon, Reader, Symbol, When};
use crate::links::Href;

/// One message, in its writer's own words. Several stand in a `.messages`.
#[component]
pub fn Message(
    /// Who wrote it, as the reader may know them.
    #[prop(into)]
    from: String,
    /// Whether it was the reader.
    #[prop(optional)]
    is_mine: bool,
    /// When.
    at: Timestamp,
    /// Who reads it.
    reader: Reader,
    /// What was written; its line breaks are kept.
    #[prop(into)]
    text: String,
    /// What became of it, if anything is to be said of that.
    #[prop(optional_no_strip)]
    note: Option<&'static str>,
) -> impl IntoView {
    view! {
        <article class="message" data-from=is_mine.then_some("you")>
            <header><b><bdi>{from}</bdi></b><When at=at reader=reader /></header>
            <p class="words" dir="auto">{text}</p>
            {note.map(|note| view! { <small class="muted">{note}</small> })}
        </article>
    }
}

/// A file that can be fetched.
#[component]
pub fn Attachment(
    /// Where it is; nothing while it may not be fetched.
    #[prop(optional_no_strip, into)]
    to: Option<Href>,
    /// Its name, as it was sent.
    #[prop(into)]
    name: String,
    /// Its size and state, such as `12 kB, scanned`.
    #[prop(into)]
    about: String,
) -> impl IntoView {
    let words = view! { <Icon of=Symbol::File /><bdi>{name}</bdi>" "<span>{about}</span> };
    match to {
        Some(to) => view! { <a class="attachment" href=to download="">{words}</a> }.into_any(),
        None => view! { <span class="attachment">{words}</span> }.into_any(),
    }
}
