//! Answers to check before they are sent.

use leptos::prelude::*;

use crate::links::Href;

/// Answers to check; its children are [`Answer`].
#[component]
pub fn Summary(
    /// The answers.
    children: Children,
) -> impl IntoView {
    view! { <dl class="summary">{children()}</dl> }
}

/// One answer and the way back to its question.
#[component]
pub fn Answer(
    /// What was asked.
    #[prop(into)]
    question: String,
    /// Where it can be changed.
    #[prop(optional_no_strip, into)]
    change: Option<Href>,
    /// What was answered.
    children: Children,
) -> impl IntoView {
    let what = format!(" the answer to “{question}”");
    view! {
        <div>
            <dt>{question}</dt>
            <dd>{children()}</dd>
            <dd>{change.map(|to| view! { <a href=to>"Change"<span class="hidden">{what}</span></a> })}</dd>
        </div>
    }
}
