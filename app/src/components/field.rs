//! A label, its hint, its error and its control, tied together.

use leptos::prelude::*;

use super::{Icon, Symbol, Words};
use crate::form::FieldState;

/// A question with one control. `Text`, `Select` and the others are made of it.
#[component]
pub fn Field(
    /// The field as its form sees it.
    state: FieldState,
    /// The question.
    #[prop(into)]
    label: String,
    /// Why it is asked, or what a good answer looks like.
    #[prop(optional, into)]
    hint: Words,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
    /// Something below the control.
    #[prop(optional, into)]
    below: Words,
    /// The control, with the id, name and description of `state`.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" data-invalid=state.error.is_some()>
            <label for=state.id.clone()>{label}{optional(is_optional)}</label>
            {hint_line(&state, hint)}
            {error_line(&state)}
            {children()}
            {below.map(|below| view! { <p class="below">{below}</p> })}
        </div>
    }
}

/// The word behind the label of a question that may stay unanswered.
pub(super) fn optional(is_optional: bool) -> impl IntoView {
    is_optional.then(|| view! { " "<small>"(optional)"</small> })
}

/// The hint, under the id that `described_by` gives it.
pub(super) fn hint_line(state: &FieldState, hint: Words) -> impl IntoView + use<> {
    let id = state.hint_id();
    hint.map(|hint| view! { <p class="hint" id=id>{hint}</p> })
}

/// The error, under the id that `described_by` gives it.
pub(crate) fn error_line(state: &FieldState) -> impl IntoView + use<> {
    let id = state.error_id();
    state.error.clone().map(|error| {
        view! {
            <p class="error" id=id>
                <Icon of=Symbol::Warning />
                <span><span class="hidden">"Error: "</span>{error}</span>
            </p>
        }
    })
}
