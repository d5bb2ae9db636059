//! Doing one thing with several rows.

use leptos::prelude::*;

/// The box that picks a row. Stands in a `td class="pick"` inside the form of the [`ActionBar`].
#[component]
pub fn Tick(
    /// The name under which it is posted.
    name: &'static str,
    /// What is posted for this row.
    #[prop(into)]
    value: String,
    /// What picking it means, such as `Select case 4803`.
    #[prop(into)]
    label: String,
    /// Whether it was picked before.
    #[prop(optional)]
    is_ticked: bool,
) -> impl IntoView {
    view! { <input class="tick" type="checkbox" name=name value=value checked=is_ticked aria-label=label /> }
}

/// What can be done with the rows that are picked: shown while one is, with their number. Stands behind the table.
#[component]
pub fn ActionBar(
    /// What it acts on.
    label: &'static str,
    /// The buttons.
    children: Children,
) -> impl IntoView {
    view! { <div class="action-bar" role="group" aria-label=label><b>" selected"</b>{children()}</div> }
}
