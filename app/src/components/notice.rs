//! Something to know before going on.

use leptos::prelude::*;

use super::{Icon, Symbol, Tone, Words};

/// Something to know before going on. Its children are paragraphs.
#[component]
pub fn Notice(
    /// What it means for the reader.
    tone: Tone,
    /// What it is about.
    #[prop(optional, into)]
    title: Words,
    /// The rest.
    children: Children,
) -> impl IntoView {
    let symbol = match tone {
        Tone::Idle | Tone::Live => Symbol::Info,
        Tone::Ok | Tone::Done => Symbol::Check,
        Tone::Warn => Symbol::Warning,
        Tone::Stop => Symbol::Stop,
    };
    view! {
        <div class="notice" data-tone=tone.key()>
            <Icon of=symbol />
            <div>{title.map(|title| view! { <h2>{title}</h2> })}{children()}</div>
        </div>
    }
}
