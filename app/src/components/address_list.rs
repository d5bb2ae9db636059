//! The field for reported addresses, one on each line.

use islands::address_box::AddressBox;
use leptos::prelude::*;

use super::Words;
use super::field::Field;
use super::textarea::{Control, control};
use crate::form::FieldState;
use crate::links;

/// Addresses, one on each line. With scripts it shows what was understood of each; its page needs [`crate::frame::Head::with_island`].
#[component]
pub fn AddressList(
    /// The field as its form sees it.
    state: FieldState,
    /// The question.
    #[prop(into)]
    label: String,
    /// Which forms are fine.
    #[prop(optional, into)]
    hint: Words,
    /// The most addresses in one report.
    limit: usize,
    /// Something below it.
    #[prop(optional, into)]
    below: Words,
) -> impl IntoView {
    let area = control(&state, Control { has_hint: hint.is_some(), rows: 5, is_code: true });
    let hosts = links::hosts().as_str().to_owned();
    let error = state.error.clone();
    view! {
        <Field state=state label=label hint=hint below=below>
            <AddressBox hosts=hosts limit=limit error=error>{area}</AddressBox>
        </Field>
    }
}
