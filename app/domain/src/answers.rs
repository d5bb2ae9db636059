//! The answers of a whole report form: each field by itself, and the rules between them.

use std::collections::BTreeMap;

use crate::disclosure::{Disclosure, Disclosures};
use crate::field::{Field, FieldError};
use crate::policy::CategoryPolicy;

/// The answers of a report form that passed every rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<Field, String>);

/// What is wrong with each field, in the order of the form.
pub type FieldErrors = Vec<(Field, FieldError)>;

impl Answers {
    /// Reads every field of the category's form; `typed` gives what was posted under a field's name.
    ///
    /// # Errors
    /// All that is wrong at once.
    pub fn read(
        policy: &CategoryPolicy,
        disclosures: Disclosures,
        typed: impl Fn(Field) -> Vec<String>,
    ) -> Result<Self, FieldErrors> {
        let mut answers = BTreeMap::new();
        let mut errors = FieldErrors::new();
        for (field, required) in policy.fields() {
            let required = required || is_needed_to_be_named(field, disclosures);
            match field.read(&typed(field), required) {
                Ok(Some(answer)) => drop(answers.insert(field, answer)),
                Ok(None) => {}
                Err(error) => errors.push((field, error)),
            }
        }
        errors.extend(contradictions(&answers));
        errors.sort_by_key(|(field, _)| *field);
        if errors.is_empty() { Ok(Self(answers)) } else { Err(errors) }
    }

    /// The answer to a field, if it was given.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// The main description, as it was written.
    pub fn allegation(&self) -> &str {
        self.get(Field::Justification).unwrap_or_default()
    }

    /// Who reported, where said.
    pub fn name(&self) -> Option<&str> {
        self.get(Field::Name)
    }

    /// Where the reporter can be written to, where said.
    pub fn email(&self) -> Option<&str> {
        self.get(Field::Email)
    }

    /// Every answer, in the order of the form.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        self.0.iter().map(|(field, answer)| (*field, answer.as_str()))
    }

    /// What describes the matter, apart from the allegation: nothing of it says who reported.
    pub fn details(&self) -> impl Iterator<Item = (Field, &str)> {
        self.iter().filter(|(field, _)| !field.is_identity() && *field != Field::Justification)
    }

    /// The details that a site's owner may read.
    pub fn details_for_owner(&self) -> impl Iterator<Item = (Field, &str)> {
        self.details().filter(|(field, _)| !field.is_for_staff_only())
    }
}

/// Whoever wants to be named to a party has to say a name and where to write to.
fn is_needed_to_be_named(field: Field, disclosures: Disclosures) -> bool {
    let Disclosures { owner, host, ncmec } = disclosures;
    matches!(field, Field::Name | Field::Email) && [owner, host, ncmec].contains(&Disclosure::Named)
}

fn contradictions(answers: &BTreeMap<Field, String>) -> FieldErrors {
    let differ = |one, other| {
        let (one, other) = (answers.get(&one), answers.get(&other));
        one.zip(other).is_some_and(|(one, other)| one != other)
    };
    let mut errors = FieldErrors::new();
    if differ(Field::Email, Field::Email2) {
        errors.push((Field::Email2, FieldError::EmailsDiffer));
    }
    if differ(Field::Name, Field::Signature) {
        errors.push((Field::Signature, FieldError::SignatureDiffers));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::Category;
    use crate::policy::Policy;

    const NOTICE: &[(Field, &str)] = &[
        (Field::OriginalWork, "A film"),
        (Field::Justification, "The whole of it"),
        (Field::Name, "Ann  Lee"),
        (Field::Email, "ann@example.com"),
        (Field::Email2, "ann@EXAMPLE.com"),
        (Field::Address1, "Street 1"),
        (Field::City, "Town"),
        (Field::State, "State"),
        (Field::Country, "Country"),
        (Field::AgentName, "Ann Lee"),
        (Field::Agree, "yes"),
        (Field::Signature, "Ann Lee"),
    ];

    fn read(category: Category, typed: &[(Field, &str)]) -> Result<Answers, FieldErrors> {
        let policy = Policy::compiled_in();
        let policy = policy.of(category);
        let value = |field| {
            let found = typed.iter().filter(|(known, _)| *known == field);
            found.map(|(_, text)| (*text).to_owned()).collect()
        };
        Answers::read(policy, policy.default_disclosures(), value)
    }

    fn with(change: (Field, &'static str)) -> Vec<(Field, &'static str)> {
        let rest = NOTICE.iter().copied().filter(|(field, _)| *field != change.0);
        rest.chain([change]).collect()
    }

    #[test]
    fn a_copyright_notice_is_signed_with_the_name_and_gives_the_email_twice() {
        assert!(read(Category::Copyright, NOTICE).is_ok());
        let wrong = [
            ((Field::Email2, "bob@example.com"), FieldError::EmailsDiffer),
            ((Field::Signature, "A. Lee"), FieldError::SignatureDiffers),
            ((Field::Agree, ""), FieldError::NotTicked),
            ((Field::City, " "), FieldError::Missing),
        ];
        for (change, error) in wrong {
            assert_eq!(read(Category::Copyright, &with(change)), Err(vec![(change.0, error)]));
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let errors = read(Category::Copyright, &[]).unwrap_err();
        assert_eq!(errors.len(), NOTICE.len());
    }

    #[test]
    fn a_name_is_optional_until_somebody_shall_be_told_it() {
        let policy = Policy::compiled_in();
        let policy = policy.of(Category::ChildAbuse);
        let typed =
            |field| if field == Field::Justification { vec!["Seen there".to_owned()] } else { vec![] };
        assert!(Answers::read(policy, policy.default_disclosures(), typed).is_ok());
        let named = policy.disclosures(None, None, Some(Disclosure::Named));
        let errors = Answers::read(policy, named, typed).unwrap_err();
        assert_eq!(errors, [(Field::Name, FieldError::Missing), (Field::Email, FieldError::Missing)]);
    }

    #[test]
    fn what_the_owner_reads_says_nothing_about_the_reporter() {
        let answers = read(Category::Copyright, &with((Field::Comments, "Call me"))).unwrap();
        let fields: Vec<_> = answers.details_for_owner().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::OriginalWork]);
        assert_eq!(answers.details().count(), 2);
    }

    #[test]
    fn a_field_of_another_category_is_not_read() {
        let typed = [
            (Field::Justification, "x"),
            (Field::Name, "Ann"),
            (Field::Email, "ann@example.com"),
            (Field::Signature, "y"),
        ];
        assert_eq!(read(Category::Phishing, &typed).unwrap().get(Field::Signature), None);
    }
}
