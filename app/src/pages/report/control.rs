//! The control of each field, by the shape of its content.

use domain::disclosure::{Disclosure, Party};
use domain::field::{Field, Shape};
use domain::policy::CategoryPolicy;
use leptos::prelude::*;

use super::Entry;
use super::choose::thousands;
use super::question::{choice, may_know, option, question};
use crate::components::{Check, Choice, Email, RadioCards, Text, TextArea};
use crate::form::{FieldState, FormState};

/// A field of the category with its question.
pub(super) fn control(
    field: Field,
    is_required: bool,
    policy: &CategoryPolicy,
    form: &FormState<Entry>,
) -> AnyView {
    let state = form.field(Entry::Answer(field));
    let is_optional = !is_required;
    let (label, hint) = question(field, policy);
    match field.shape() {
        Shape::Line(_) => {
            view! { <Text state=state label=label hint=hint is_optional=is_optional is_short=true autocomplete=autocomplete(field) /> }
                .into_any()
        }
        Shape::Text(limit) => {
            let below = format!("Up to {} characters.", thousands(limit));
            let rows = if field == Field::Justification { 6 } else { 4 };
            view! { <TextArea state=state label=label hint=hint is_optional=is_optional rows=rows below=below /> }.into_any()
        }
        Shape::Email => {
            view! { <Email state=state label=label hint=hint is_optional=is_optional /> }.into_any()
        }
        Shape::Ips(_) | Shape::Ports(_) => {
            view! { <TextArea state=state label=label hint=hint is_optional=is_optional is_code=true /> }.into_any()
        }
        Shape::Tick => view! { <Check state=state label=label /> }.into_any(),
        Shape::YesNo => {
            let choices = vec![Choice::new("true", "Yes"), Choice::new("false", "No")];
            view! { <RadioCards state=state label=label hint=hint choices=choices is_paired=true is_optional=is_optional /> }.into_any()
        }
        Shape::OneOf(words) => {
            let choices = words.iter().map(|word| Choice::new(*word, option(word))).collect();
            view! { <RadioCards state=state label=label hint=hint choices=choices is_optional=is_optional /> }.into_any()
        }
        Shape::AnyOf(words) => {
            let kept = form.values_of(Entry::Answer(field)).flat_map(str::lines).map(str::to_owned).collect();
            view! { <Several state=state label=label words=words kept=kept /> }.into_any()
        }
    }
}

fn autocomplete(field: Field) -> Option<&'static str> {
    match field {
        Field::Name | Field::Signature => Some("name"),
        Field::Company => Some("organization"),
        Field::Telephone => Some("tel"),
        Field::Address1 => Some("street-address"),
        Field::City => Some("address-level2"),
        Field::State => Some("address-level1"),
        Field::Country => Some("country-name"),
        _ => None,
    }
}

/// Boxes of which several may be ticked. The first has the field's id.
#[component]
fn Several(
    state: FieldState,
    label: String,
    words: &'static [&'static str],
    kept: Vec<String>,
) -> impl IntoView {
    let described = state.described_by(false);
    let (name, is_invalid, error_id) = (state.name, state.error.is_some(), state.error_id());
    let tick = move |(at, word): (usize, &&'static str)| {
        let id = if at == 0 { state.id.clone() } else { format!("{}-{at}", state.id) };
        let is_kept = kept.iter().any(|kept| kept == word);
        view! {
            <div class="check">
                <input type="checkbox" id=id.clone() name=name value=*word checked=is_kept />
                <label for=id>{option(word)}</label>
            </div>
        }
    };
    let error = state.error.clone().map(|error| {
        view! { <p class="error" id=error_id><span><span class="hidden">"Error: "</span>{error}</span></p> }
    });
    view! {
        <fieldset class="field" aria-describedby=described data-invalid=is_invalid>
            <legend>{label}</legend>
            {error}
            <div class="tiles several">{words.iter().enumerate().map(tick).collect_view()}</div>
        </fieldset>
    }
}

/// What a party may know of the reporter; nothing where the category leaves no choice.
pub(super) fn disclosure(
    party: Party,
    offered: &[Disclosure],
    form: &FormState<Entry>,
) -> Option<impl IntoView + use<>> {
    let state = form.field(Entry::Tell(party));
    let (label, hint) = may_know(party);
    let choices: Vec<_> = offered
        .iter()
        .map(|disclosure| {
            let (words, leads_to) = choice(party, *disclosure);
            Choice::new(disclosure.as_str(), words).hint(leads_to)
        })
        .collect();
    (offered.len() > 1)
        .then(|| view! { <RadioCards state=state label=label hint=hint choices=choices is_paired=true /> })
}
