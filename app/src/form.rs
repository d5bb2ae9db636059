//! What a form remembers between two showings: what was typed, and what is wrong with it.

use crate::links::{self, Href};

/// A form's field. Implement it for an enum of the form's fields, or use `&'static str`.
pub trait Field: Copy + PartialEq {
    /// The name under which the field is posted.
    fn name(self) -> &'static str;
}

impl Field for &'static str {
    fn name(self) -> &'static str {
        self
    }
}

impl Field for domain::field::Field {
    fn name(self) -> &'static str {
        self.as_str()
    }
}

/// A form's kept values, its errors by field and the error of the whole.
#[derive(Clone, Debug)]
pub struct FormState<F> {
    prefix: Option<&'static str>,
    values: Vec<(F, String)>,
    errors: Vec<(F, String)>,
    error: Option<String>,
}

impl<F> Default for FormState<F> {
    fn default() -> Self {
        Self { prefix: None, values: Vec::new(), errors: Vec::new(), error: None }
    }
}

impl<F: Field> FormState<F> {
    /// An empty form.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty form whose element ids begin with `prefix`, for a page with several forms.
    #[must_use]
    pub fn within(prefix: &'static str) -> Self {
        Self { prefix: Some(prefix), ..Self::default() }
    }

    /// Keeps a value to show again. A field may have several, such as ticked boxes.
    #[must_use]
    pub fn keep(mut self, field: F, value: impl Into<String>) -> Self {
        self.values.push((field, value.into()));
        self
    }

    /// Says what is wrong with a field and what to do. The first word on a field stands.
    pub fn refuse(&mut self, field: F, text: impl Into<String>) {
        if self.error_of(field).is_none() {
            self.errors.push((field, text.into()));
        }
    }

    /// Says what is wrong with the form as a whole.
    pub fn refuse_all(&mut self, text: impl Into<String>) {
        self.error = Some(text.into());
    }

    /// Whether nothing was refused.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty() && self.error.is_none()
    }

    /// The first kept value of a field, or nothing.
    #[must_use]
    pub fn value(&self, field: F) -> &str {
        self.values_of(field).next().unwrap_or_default()
    }

    /// Every kept value of a field.
    pub fn values_of(&self, field: F) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(name, _)| *name == field).map(|(_, value)| value.as_str())
    }

    /// Every kept value with its field, in the order they were kept.
    pub fn values(&self) -> impl Iterator<Item = (F, &str)> {
        self.values.iter().map(|(field, value)| (*field, value.as_str()))
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error_of(&self, field: F) -> Option<&str> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, text)| text.as_str())
    }

    /// The field as its component wants it.
    #[must_use]
    pub fn field(&self, field: F) -> FieldState {
        FieldState {
            id: self.id(field),
            name: field.name(),
            value: self.value(field).to_owned(),
            error: self.error_of(field).map(str::to_owned),
        }
    }

    /// All that is wrong, for [`crate::components::ErrorSummary`]; in the order it was said.
    #[must_use]
    pub fn problems(&self) -> Problems {
        let fields = self.errors.iter().map(|(field, text)| (links::here(&self.id(*field)), text.clone()));
        Problems { whole: self.error.clone(), fields: fields.collect() }
    }

    fn id(&self, field: F) -> String {
        match self.prefix {
            Some(prefix) => format!("{prefix}-{}", field.name()),
            None => field.name().to_owned(),
        }
    }
}

/// One field as its form sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldState {
    /// The id of the element that takes the answer.
    pub id: String,
    /// The name under which it is posted.
    pub name: &'static str,
    /// What was typed before.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl FieldState {
    /// The id of the hint.
    #[must_use]
    pub fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }

    /// The id of the error text.
    #[must_use]
    pub fn error_id(&self) -> String {
        format!("{}-error", self.id)
    }

    /// The id of one of several controls, counted from 0. The first has the field's own.
    #[must_use]
    pub fn option_id(&self, at: usize) -> String {
        if at == 0 { self.id.clone() } else { format!("{}-{at}", self.id) }
    }

    /// The ids of what describes the field.
    #[must_use]
    pub fn described_by(&self, has_hint: bool) -> Option<String> {
        let hint = has_hint.then(|| self.hint_id());
        let error = self.error.as_ref().map(|_| self.error_id());
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The value of `aria-invalid`.
    #[must_use]
    pub fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }
}

/// All that is wrong with a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// What is wrong with the whole.
    pub whole: Option<String>,
    /// What is wrong with each field, and where the field is.
    pub fields: Vec<(Href, String)>,
}

impl Problems {
    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.whole.is_none() && self.fields.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_was_typed_and_the_first_error() {
        let mut form = FormState::within("note").keep("text", "a").keep("text", "b");
        assert!(form.is_valid());
        form.refuse("text", "Too short");
        form.refuse("text", "Too long");
        assert_eq!(form.values_of("text").collect::<Vec<_>>(), ["a", "b"]);
        let field = form.field("text");
        assert_eq!((field.id.as_str(), field.value.as_str()), ("note-text", "a"));
        assert_eq!(field.described_by(true).as_deref(), Some("note-text-hint note-text-error"));
        assert_eq!(form.problems().fields, [(links::here("note-text"), "Too short".to_owned())]);
    }

    #[test]
    fn an_error_of_the_whole_makes_it_invalid() {
        let mut form = FormState::<&str>::new();
        assert!(form.problems().is_empty());
        form.refuse_all("Somebody else answered first");
        assert!(!form.is_valid() && !form.problems().is_empty());
    }
}
