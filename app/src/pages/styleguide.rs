//! The living style guide: every part of the portal, in every state, with the words it uses. Demo mode only.

mod forms;
mod lists;
mod marks;
mod records;

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::Reader;
use crate::frame::{Head, Public, Site};

/// The style guide.
#[component]
pub fn StyleGuide(
    /// The running portal.
    site: Arc<Site>,
    /// Who reads it; the times in it lie around now.
    reader: Reader,
) -> impl IntoView {
    view! {
        <Public site=site head=Head::new("Components").secret()>
            <div class="specimen">
                <div class="stack tight">
                    <h1>"Components"</h1>
                    <p class="lead">
                        "Every part of the portal, in every state, with the words it uses. Follows your system’s light or dark setting."
                    </p>
                </div>
                {marks::sections()}
                {forms::sections()}
                {records::sections(reader)}
                {lists::sections(reader)}
            </div>
        </Public>
    }
}

/// One section: its title, what to know, and the parts.
#[component]
fn Section(
    id: &'static str,
    title: &'static str,
    #[prop(optional)] note: &'static str,
    children: Children,
) -> impl IntoView {
    let note = (!note.is_empty()).then(|| view! { <p class="muted">{note}</p> });
    view! {
        <section aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <div class="stack">{note}{children()}</div>
        </section>
    }
}
