//! One of a few answers, each with room to say more.

use leptos::prelude::*;

use super::Words;
use super::field::{error_line, hint_line, optional};
use crate::form::FieldState;

/// One answer of [`RadioCards`].
pub struct Choice {
    value: String,
    words: String,
    hint: Option<String>,
    more: Option<AnyView>,
}

impl Choice {
    /// An answer: what is posted, and its words.
    pub fn new(value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: value.into(), words: words.into(), hint: None, more: None }
    }

    /// What it means or leads to.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Fields that appear when it is chosen. They are posted even while unseen, so ask only the chosen one's.
    #[must_use]
    pub fn more(mut self, fields: impl IntoAny) -> Self {
        self.more = Some(fields.into_any());
        self
    }
}

/// A question with a few answers as cards.
#[component]
pub fn RadioCards(
    /// The field as its form sees it. The first card has its id.
    state: FieldState,
    /// The question.
    #[prop(into)]
    label: String,
    /// Why it is asked.
    #[prop(optional, into)]
    hint: Words,
    /// The answers.
    choices: Vec<Choice>,
    /// Whether they stand side by side where there is room.
    #[prop(optional)]
    is_paired: bool,
    /// Whether it may stay unanswered.
    #[prop(optional)]
    is_optional: bool,
) -> impl IntoView {
    let described = state.described_by(hint.is_some());
    let class = if is_paired { "choices pair" } else { "choices" };
    let (hint, error) = (hint_line(&state, hint), error_line(&state));
    let is_invalid = state.error.is_some();
    let cards = choices.into_iter().enumerate().map(|(at, choice)| card(&state, at, choice)).collect_view();
    view! {
        <fieldset class="field" aria-describedby=described data-invalid=is_invalid>
            <legend>{label}{optional(is_optional)}</legend>
            {hint}
            {error}
            <div class=class>{cards}</div>
        </fieldset>
    }
}

fn card(state: &FieldState, at: usize, choice: Choice) -> impl IntoView + use<> {
    let id = state.option_id(at);
    let is_kept = !state.value.is_empty() && state.value == choice.value;
    view! {
        <div class="choice">
            <label>
                <input type="radio" id=id name=state.name value=choice.value checked=is_kept />
                <b>{choice.words}</b>
                {choice.hint.map(|hint| view! { <span class="hint">{hint}</span> })}
            </label>
            {choice.more.map(|more| view! { <div class="choice-more">{more}</div> })}
        </div>
    }
}
