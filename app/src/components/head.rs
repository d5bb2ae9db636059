//! The top of a page and of its sections.

use leptos::prelude::*;

use super::{Icon, Symbol};
use crate::links::Href;

/// Where a page stands below others.
#[component]
pub fn Crumbs(
    /// The pages above, from the top.
    above: Vec<(Href, String)>,
    /// This one.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let link = |(to, title)| view! { <li><a href=to>{title}</a></li> };
    view! {
        <nav class="crumbs" aria-label="You are here">
            <ol>{above.into_iter().map(link).collect_view()}<li aria-current="page">{here}</li></ol>
        </nav>
    }
}

/// The title line of a signed-in page: a sentence that says where things stand, a quiet line below, actions at the end.
#[component]
pub fn PageHead(
    /// Where things stand.
    #[prop(into)]
    title: String,
    /// The quiet line: badges, times, counts.
    #[prop(optional_no_strip, into)]
    meta: Option<AnyView>,
    /// The actions; one of them primary at most.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="page-head">
            <div class="title">
                <h1>{title}</h1>
                {meta.map(|meta| view! { <div class="meta">{meta}</div> })}
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}

/// The title line of a section, with something short at its end.
#[component]
pub fn SectionHead(
    /// The title's id.
    id: &'static str,
    /// The title.
    #[prop(into)]
    title: String,
    /// Something short.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let aside = children.map(|children| view! { <div>{children()}</div> });
    view! { <div class="section-head"><h2 id=id>{title}</h2>{aside}</div> }
}

/// One step back.
#[component]
pub fn Back(
    /// Where to.
    to: Href,
    /// What is there.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! { <a class="back" href=to><Icon of=Symbol::Back />{words}</a> }
}
