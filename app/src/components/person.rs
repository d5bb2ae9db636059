//! A person, by initials and name.

use leptos::prelude::*;

/// A member of staff or of an account.
#[component]
pub fn Person(
    /// The name.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let initials: String = name.chars().filter(|char| char.is_alphanumeric()).take(2).collect();
    view! { <span class="person" data-initials=initials><bdi>{name}</bdi></span> }
}
