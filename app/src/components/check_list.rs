//! Any of a few answers.

use leptos::prelude::*;

use super::Words;
use super::field::{error_line, hint_line, optional};
use crate::form::FieldState;

/// A question to which several answers may be ticked; each posts its value under the field's name.
#[component]
pub fn CheckList(
    /// The field as its form sees it. The first box has its id.
    state: FieldState,
    /// The question.
    #[prop(into)]
    label: String,
    /// Why it is asked.
    #[prop(optional, into)]
    hint: Words,
    /// The answers: value and words.
    options: Vec<(String, String)>,
    /// The values that were ticked, from [`crate::form::FormState::values_of`].
    ticked: Vec<String>,
    /// Whether it may stay unanswered.
    #[prop(optional)]
    is_optional: bool,
) -> impl IntoView {
    let described = state.described_by(hint.is_some());
    let (hint, error) = (hint_line(&state, hint), error_line(&state));
    let is_invalid = state.error.is_some();
    let boxes = options.into_iter().enumerate().map(|(at, (value, words))| {
        let is_ticked = ticked.contains(&value);
        tick(&state, at, value, words, is_ticked)
    });
    let boxes = boxes.collect_view();
    view! {
        <fieldset class="field" aria-describedby=described data-invalid=is_invalid>
            <legend>{label}{optional(is_optional)}</legend>
            {hint}
            {error}
            <div class="stack tight">{boxes}</div>
        </fieldset>
    }
}

fn tick(
    state: &FieldState,
    at: usize,
    value: String,
    words: String,
    is_ticked: bool,
) -> impl IntoView + use<> {
    let id = state.option_id(at);
    view! {
        <div class="check">
            <input type="checkbox" id=id.clone() name=state.name value=value checked=is_ticked />
            <label for=id>{words}</label>
        </div>
    }
}
