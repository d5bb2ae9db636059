//! A form that sends something.

use leptos::prelude::*;

use super::Words;
use crate::links::Href;

/// A form that posts. The server checks it, so that the browser's own bubbles stay away.
#[component]
pub fn PostForm(
    /// Where it posts to.
    to: Href,
    /// Its id, for links to it.
    #[prop(optional, into)]
    id: Words,
    /// How its parts are spaced, such as `stack loose` or `card`.
    #[prop(default = "stack loose")]
    class: &'static str,
    /// Whether it carries files.
    #[prop(optional)]
    has_files: bool,
    /// Its fields and buttons.
    children: Children,
) -> impl IntoView {
    let enctype = has_files.then_some("multipart/form-data");
    view! {
        <form class=class id=id.get() method="post" action=to enctype=enctype accept-charset="utf-8" novalidate>
            {children()}
        </form>
    }
}
