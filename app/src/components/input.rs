//! Controls of one line.

use leptos::prelude::*;

use super::Words;
use super::field::{Field, error_line};
use crate::form::FieldState;

/// The control's class: as wide as its form, or as an answer of a few words.
fn class(is_short: bool) -> &'static str {
    if is_short { "input short" } else { "input" }
}

/// A line of text.
#[component]
pub fn Text(
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
    /// Whether a few words will do.
    #[prop(optional)]
    is_short: bool,
    /// What a browser may fill in, such as `name`.
    #[prop(optional, into)]
    autocomplete: Words,
) -> impl IntoView {
    let (described, invalid) = (state.described_by(hint.is_some()), state.invalid());
    let FieldState { id, name, value, .. } = state.clone();
    view! {
        <Field state=state label=label hint=hint is_optional=is_optional>
            <input class=class(is_short) id=id name=name value=value autocomplete=autocomplete.get() dir="auto"
                aria-invalid=invalid aria-describedby=described />
        </Field>
    }
}

/// An e-mail address.
#[component]
pub fn Email(
    /// The field as its form sees it.
    state: FieldState,
    /// The question.
    #[prop(into)]
    label: String,
    /// What it is used for.
    #[prop(optional, into)]
    hint: Words,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
    /// `email`, or `username` where it signs somebody in.
    #[prop(default = "email")]
    autocomplete: &'static str,
) -> impl IntoView {
    let (described, invalid) = (state.described_by(hint.is_some()), state.invalid());
    let FieldState { id, name, value, .. } = state.clone();
    view! {
        <Field state=state label=label hint=hint is_optional=is_optional>
            <input class="input short" type="email" id=id name=name value=value autocomplete=autocomplete
                spellcheck="false" autocapitalize="off" aria-invalid=invalid aria-describedby=described />
        </Field>
    }
}

/// A password; never shown again.
#[component]
pub fn Password(
    /// The field as its form sees it. A kept value is ignored.
    state: FieldState,
    /// The question.
    #[prop(into)]
    label: String,
    /// What makes a good one.
    #[prop(optional, into)]
    hint: Words,
    /// Whether a new one is chosen.
    #[prop(optional)]
    is_new: bool,
) -> impl IntoView {
    let (described, invalid) = (state.described_by(hint.is_some()), state.invalid());
    let FieldState { id, name, .. } = state.clone();
    let autocomplete = if is_new { "new-password" } else { "current-password" };
    view! {
        <Field state=state label=label hint=hint>
            <input class="input short" type="password" id=id name=name autocomplete=autocomplete
                aria-invalid=invalid aria-describedby=described />
        </Field>
    }
}

/// One of a few short answers.
#[component]
pub fn Select(
    /// The field as its form sees it.
    state: FieldState,
    /// The question.
    #[prop(into)]
    label: String,
    /// Why it is asked.
    #[prop(optional, into)]
    hint: Words,
    /// The answers: value and words. The first is taken unless one was kept.
    options: Vec<(String, String)>,
    /// Whether it may stay empty; the first answer should then be empty.
    #[prop(optional)]
    is_optional: bool,
) -> impl IntoView {
    let (described, invalid) = (state.described_by(hint.is_some()), state.invalid());
    let FieldState { id, name, value: kept, .. } = state.clone();
    let options = options.into_iter().map(move |(value, words)| {
        let is_kept = value == kept;
        view! { <option value=value selected=is_kept>{words}</option> }
    });
    view! {
        <Field state=state label=label hint=hint is_optional=is_optional>
            <select class="input short" id=id name=name aria-invalid=invalid aria-describedby=described>
                {options.collect_view()}
            </select>
        </Field>
    }
}

/// A box to tick; posts `yes`.
#[component]
pub fn Check(
    /// The field as its form sees it. Ticked when a value was kept.
    state: FieldState,
    /// What one agrees to.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let (described, invalid) = (state.described_by(false), state.invalid());
    let error = error_line(&state);
    let FieldState { id, name, value, error: wrong } = state;
    view! {
        <div class="field" data-invalid=wrong.is_some()>
            {error}
            <div class="check">
                <input type="checkbox" id=id.clone() name=name value="yes" checked=!value.is_empty()
                    aria-invalid=invalid aria-describedby=described />
                <label for=id>{label}</label>
            </div>
        </div>
    }
}

/// Files from the visitor's machine. Its form needs `enctype="multipart/form-data"`.
#[component]
pub fn File(
    /// The field as its form sees it. Browsers never fill it again.
    state: FieldState,
    /// The question.
    #[prop(into)]
    label: String,
    /// How many and how large they may be.
    #[prop(optional, into)]
    hint: Words,
    /// The types to offer, such as `.csv`.
    #[prop(optional, into)]
    accept: Words,
    /// Whether several may be chosen.
    #[prop(optional)]
    is_multiple: bool,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
) -> impl IntoView {
    let (described, invalid) = (state.described_by(hint.is_some()), state.invalid());
    let FieldState { id, name, .. } = state.clone();
    view! {
        <Field state=state label=label hint=hint is_optional=is_optional>
            <div class="upload">
                <input type="file" id=id name=name accept=accept.get() multiple=is_multiple
                    aria-invalid=invalid aria-describedby=described />
            </div>
        </Field>
    }
}

/// Something the form carries along unseen.
#[component]
pub fn Hidden(
    /// The name under which it is posted.
    name: &'static str,
    /// What is posted.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value /> }
}
