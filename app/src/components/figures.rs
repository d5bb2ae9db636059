//! A few numbers side by side.

use leptos::prelude::*;

/// One number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What is counted or measured.
    pub name: String,
    /// The number with its unit.
    pub value: String,
    /// What it is to be compared with.
    pub note: Option<String>,
}

/// A few numbers side by side.
#[component]
pub fn Figures(
    /// The numbers.
    of: Vec<Figure>,
) -> impl IntoView {
    let figure = |Figure { name, value, note }| {
        view! {
            <div><dt>{name}</dt><dd>{value}</dd>{note.map(|note| view! { <dd>{note}</dd> })}</div>
        }
    };
    view! { <dl class="figures">{of.into_iter().map(figure).collect_view()}</dl> }
}
