//! Reporting abuse, step by step: choose, fill in, check, sent.

pub mod ability;
pub mod choose;
mod control;
pub mod form;
pub mod line;
mod parties;
mod question;
pub mod review;
#[cfg(test)]
mod tests;

use domain::disclosure::Party;
use domain::field::Field;

use crate::form::Field as _;

pub use choose::ChoosePage;
pub use form::FormPage;
pub use line::{Fate, Line, ask_instead, fate_words};
pub use parties::{OwnerLetter, Sight};
pub use question::{answered, asked_of_reporter, complaint, form_order, heading};
pub use review::{Review, ReviewPage};

/// The field that says which step is asked for.
pub const STEP: &str = "step";

/// The field that makes a second sending of the same page harmless.
pub const KEY: &str = "key";

/// A field of the report form, as it is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The reported addresses, one a line.
    Addresses,
    /// A file with more of them.
    List,
    /// A field of the category.
    Answer(Field),
    /// What a party may know of the reporter.
    Tell(Party),
    /// That it is correct as far as the reporter knows.
    Statement,
}

impl crate::form::Field for Entry {
    fn name(self) -> &'static str {
        match self {
            Self::Addresses => "addresses",
            Self::List => "list",
            Self::Answer(field) => field.as_str(),
            Self::Tell(Party::Owner) => "tell_owner",
            Self::Tell(Party::Host) => "tell_host",
            Self::Tell(Party::Ncmec) => "tell_ncmec",
            Self::Statement => "statement",
        }
    }
}

impl Entry {
    /// The field that is posted under a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let parties = Party::ALL.iter().copied().map(Self::Tell);
        let others = [Self::Addresses, Self::List, Self::Statement].into_iter().chain(parties);
        let other = others.into_iter().find(|entry| entry.name() == name);
        other.or_else(|| name.parse().ok().map(Self::Answer))
    }
}
