//! A link that opens nothing.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::LinkButton;
use crate::frame::{Head, Place, Public, Site};
use crate::links;

/// Said of every link that does not work, whatever the reason.
#[component]
pub fn GonePage(
    /// The running portal.
    site: Arc<Site>,
) -> impl IntoView {
    view! {
        <Public site=site head=Head::new(TITLE).secret() place=Place::Track>
            <div class="stack loose measure">
                <h1>{TITLE}</h1>
                <p class="lead">"It may be incomplete, it may have run out or been ended, or a newer link has taken its place. For privacy we do not say which."</p>
                <ul class="stack tight">
                    <li>"Links in letters are long, and mail programs break them. Copy the whole link."</li>
                    <li>"A link works until 180 days after you last wrote to us. The newest letter from us has the newest link."</li>
                </ul>
                <div class="actions">
                    <LinkButton to=links::find() words="Have a new link sent" />
                    <LinkButton to=links::report() words="Start a new report" />
                </div>
            </div>
        </Public>
    }
}

const TITLE: &str = "This link opens no report";
