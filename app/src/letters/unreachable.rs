//! That a notice could not be sent, because the account has nobody to write to.

use serde::{Deserialize, Serialize};

use super::content::CaseName;
use super::words::disarm;
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To staff, when an account has neither an abuse contact nor an owner who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreachable {
    /// The case.
    pub case: CaseName,
    /// The report's reference.
    pub reference: String,
    /// The account.
    pub account: String,
}

impl Unreachable {
    /// The words.
    #[must_use]
    pub fn letter(&self, _: Reader) -> Letter {
        let mut paragraphs = self.case.opening();
        if !self.case.restricted() {
            paragraphs.push(Paragraph::Text(format!(
                "{} has no abuse contact and no owner, so nobody was told of {}. The owner’s clock runs all the same.",
                disarm(&self.account), self.reference
            )));
        }
        self.case.letter("Nobody to write to", paragraphs)
    }
}
