//! The control of each field, by the shape of its content.

use domain::country;
use domain::disclosure::{Disclosure, Party};
use domain::field::{Field, Shape};
use domain::policy::{CategoryPolicy, OwnerNotice};
use leptos::prelude::*;

use super::Entry;
use super::choose::thousands;
use super::question::{choice, may_know, option, question};
use crate::components::{Check, CheckList, Choice, Email, RadioCards, Select, Text, TextArea};
use crate::form::FormState;

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
        Shape::Line(_) if matches!(field, Field::Country | Field::ReportedCountry) => {
            let options = countries(&state.value);
            view! { <Select state=state label=label hint=hint options=options is_optional=is_optional /> }
                .into_any()
        }
        Shape::Line(_) => {
            view! { <Text state=state label=label hint=hint is_optional=is_optional is_short=true autocomplete=autocomplete(field) /> }
                .into_any()
        }
        Shape::Text(limit) => {
            let mut below = format!("Up to {} characters.", thousands(limit));
            if field == Field::Justification && policy.owner_notice != OwnerNotice::Never {
                below.push_str(" Whoever is told reads this as you wrote it, so leave out anything private.");
            }
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
            let ticked = form.values_of(Entry::Answer(field)).flat_map(str::lines).map(str::to_owned).collect();
            let options = words.iter().map(|word| ((*word).to_owned(), option(word))).collect();
            view! { <CheckList state=state label=label hint=hint options=options ticked=ticked is_optional=is_optional /> }.into_any()
        }
    }
}

/// The countries by name, and one that was typed elsewhere as it is.
fn countries(kept: &str) -> Vec<(String, String)> {
    let pair = |(code, name): (&str, &str)| (code.to_owned(), name.to_owned());
    let known = country::all().map(pair);
    let other =
        (!kept.is_empty() && country::all().all(|(code, _)| code != kept)).then(|| pair((kept, kept)));
    std::iter::once(pair(("", "Choose a country"))).chain(other).chain(known).collect()
}

fn autocomplete(field: Field) -> Option<&'static str> {
    match field {
        Field::Name | Field::Signature => Some("name"),
        Field::Company => Some("organization"),
        Field::Telephone => Some("tel"),
        Field::Address1 => Some("street-address"),
        Field::City => Some("address-level2"),
        Field::State => Some("address-level1"),
        _ => None,
    }
}

/// What a party may know of the reporter, asked in the same order everywhere; nothing where the category leaves no choice.
pub(super) fn disclosure(
    party: Party,
    offered: &[Disclosure],
    form: &FormState<Entry>,
) -> Option<impl IntoView + use<>> {
    let state = form.field(Entry::Tell(party));
    let (label, hint) = may_know(party);
    let order = [Disclosure::Anonymous, Disclosure::Named, Disclosure::Nothing];
    let choices: Vec<_> = order
        .iter()
        .filter(|disclosure| offered.contains(disclosure))
        .map(|disclosure| {
            let (words, leads_to) = choice(party, *disclosure);
            Choice::new(disclosure.as_str(), words).hint(leads_to)
        })
        .collect();
    (offered.len() > 1)
        .then(|| view! { <RadioCards state=state label=label hint=hint choices=choices is_paired=true /> })
}
