//! That an owner let the deadline pass.

use serde::{Deserialize, Serialize};

use super::content::CaseName;
use super::words::disarm;
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To staff, when the owner's time ran out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overdue {
    /// The case.
    pub case: CaseName,
    /// The report's reference.
    pub reference: String,
    /// The account.
    pub account: String,
}

impl Overdue {
    /// The words.
    #[must_use]
    pub fn letter(&self, _: Reader) -> Letter {
        let mut paragraphs = self.case.opening();
        if !self.case.restricted() {
            let words = format!(
                "{} did not answer {} in time. You can decide without an answer.",
                disarm(&self.account),
                self.reference
            );
            paragraphs.push(Paragraph::Text(words));
        }
        self.case.letter("No answer in time", paragraphs)
    }
}
