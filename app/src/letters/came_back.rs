//! That the reporter wrote or came back.

use serde::{Deserialize, Serialize};

use super::content::CaseName;
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To whoever on staff has the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameBack {
    /// The case.
    pub case: CaseName,
    /// The report's reference.
    pub reference: String,
    /// What the reporter wrote; empty where addresses were added or the case is restricted.
    pub text: String,
}

impl CameBack {
    /// The words.
    #[must_use]
    pub fn letter(&self, _: Reader) -> Letter {
        let mut paragraphs = self.case.opening();
        if !self.case.restricted() {
            paragraphs.push(Paragraph::Text(format!("The reporter of {} added something.", self.reference)));
            if !self.text.is_empty() {
                paragraphs.push(Paragraph::quote(&self.text));
            }
        }
        self.case.letter("The reporter came back", paragraphs)
    }
}
