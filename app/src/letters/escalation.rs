//! That a case went to another tier.

use domain::account::Tier;
use serde::{Deserialize, Serialize};

use super::content::CaseName;
use super::words::disarm;
use super::{Letter, Paragraph};
use crate::components::Reader;
use crate::words;

/// To the staff of the tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// The case.
    pub case: CaseName,
    /// Where it lies now.
    pub tier: Tier,
    /// Who sent it there.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl Escalation {
    /// The words.
    #[must_use]
    pub fn letter(&self, _: Reader) -> Letter {
        let mut paragraphs = self.case.opening();
        if !self.case.restricted() {
            paragraphs.push(Paragraph::Text(format!(
                "{} passed it on to: {}. The reason:",
                disarm(&self.by),
                words::tier(self.tier)
            )));
            paragraphs.push(Paragraph::quote(&self.reason));
        }
        self.case.letter("A case was escalated to you", paragraphs)
    }
}
