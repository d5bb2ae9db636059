//! Short facts in a column.

use leptos::prelude::*;

use super::Words;

/// Short facts; its children are [`Fact`].
#[component]
pub fn Facts(
    /// The facts.
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One fact.
#[component]
pub fn Fact(
    /// Its name.
    #[prop(into)]
    name: String,
    /// A second, quieter line.
    #[prop(optional, into)]
    note: Words,
    /// What it is.
    children: Children,
) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{children()}</dd>
            {note.map(|note| view! { <dd class="muted">{note}</dd> })}
        </div>
    }
}
