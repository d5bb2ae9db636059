//! Nothing here, and why.

use leptos::prelude::*;

use super::{Icon, Symbol, Tone};

/// Says what would appear here; its children are the next steps, as buttons.
#[component]
pub fn Empty(
    /// Its icon.
    symbol: Symbol,
    /// What the emptiness means: `Ok` when it is good news.
    #[prop(optional)]
    tone: Tone,
    /// That there is nothing.
    #[prop(into)]
    title: String,
    /// What would appear here, or what to change.
    #[prop(into)]
    text: String,
    /// The next steps.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="card empty" data-tone=tone.key()>
            <Icon of=symbol />
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}
