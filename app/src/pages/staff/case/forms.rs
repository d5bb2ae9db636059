//! The forms of the case page: what each of them remembers, and what all of them carry along.

use jiff::Timestamp;
use leptos::prelude::*;

use crate::components::Hidden;
use crate::form::{FormState, Problems};
use crate::pages::staff::record::Seen;

/// A form whose fields go by their names.
pub type Form = FormState<&'static str>;

/// What each form of the page remembers.
#[derive(Clone, Debug)]
pub struct CaseForms {
    /// A note: `text`.
    pub note: Form,
    /// A question to reporters: `text`, `report`.
    pub ask: Form,
    /// A message to reporters: `text`, `report`.
    pub to_reporter: Form,
    /// A message to the owner: `text`.
    pub to_owner: Form,
    /// `category`, `severity`.
    pub classify: Form,
    /// `tier`, `reason`.
    pub escalate: Form,
    /// `number`.
    pub join: Form,
    /// `report`, several.
    pub split: Form,
    /// `reason`; the same for closing and opening again.
    pub close: Form,
    /// `reason`, `limit`, several, `all`.
    pub lift: Form,
    /// `referral`, `outcome`, `on`, `with`, `reference`, `note`.
    pub referral: Form,
    /// `kind`, `scope`, `order`, `code`, `to`, `reason`.
    pub decide: Form,
}

impl Default for CaseForms {
    fn default() -> Self {
        Self {
            note: Form::within("note"),
            ask: Form::within("ask"),
            to_reporter: Form::within("reporter"),
            to_owner: Form::within("owner"),
            classify: Form::within("classify"),
            escalate: Form::within("escalate"),
            join: Form::within("join"),
            split: Form::within("split"),
            close: Form::within("close"),
            lift: Form::within("lift"),
            referral: Form::within("referral"),
            decide: Form::within("decide"),
        }
    }
}

impl CaseForms {
    /// What is wrong with the one that was sent.
    pub fn problems(&self) -> Problems {
        let forms = [
            &self.note,
            &self.ask,
            &self.to_reporter,
            &self.to_owner,
            &self.classify,
            &self.escalate,
            &self.join,
            &self.split,
            &self.close,
            &self.lift,
            &self.referral,
            &self.decide,
        ];
        forms.iter().map(|form| form.problems()).find(|problems| !problems.is_empty()).unwrap_or_default()
    }
}

/// Whether a form came back with something to mend.
pub(super) fn is_open(form: &Form) -> bool {
    !form.is_valid()
}

/// A value that was kept, or else the one the case has.
pub(super) fn or(form: &Form, field: &'static str, known: &str) -> crate::form::FieldState {
    let mut state = form.field(field);
    if state.value.is_empty() {
        known.clone_into(&mut state.value);
    }
    state
}

/// What every form of a case carries along, so that it notices when it is late.
#[component]
pub fn SeenFields(
    /// What the page knew.
    of: Seen,
) -> impl IntoView {
    view! {
        <Hidden name="version" value=of.version.to_string() />
        <Hidden name="read_at" value=spell(of.at) />
    }
}

/// A moment as a form carries it.
pub fn spell(at: Timestamp) -> String {
    at.as_microsecond().to_string()
}
