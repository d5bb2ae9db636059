//! What staff write to one party.

use serde::{Deserialize, Serialize};

use super::{Letter, Paragraph};
use crate::components::Reader;

/// To the reporter or the owner, when staff wrote to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The reference that the reader knows.
    pub reference: String,
    /// What staff wrote.
    pub text: String,
    /// Whether the reporter reads it, and not the owner.
    pub to_reporter: bool,
    /// Why this address receives it.
    pub why: String,
}

impl Message {
    /// The words.
    #[must_use]
    pub fn letter(&self, _: Reader) -> Letter {
        let title = if self.to_reporter {
            "A message about your report"
        } else {
            "A message about a report on your site"
        };
        Letter {
            subject: format!("{title}: {}", self.reference),
            title: title.to_owned(),
            paragraphs: vec![
                Paragraph::text("We wrote to you:"),
                Paragraph::quote(&self.text),
                Paragraph::Action(
                    if self.to_reporter { "Open your report" } else { "Open the report" }.to_owned(),
                ),
            ],
            why: format!("Reference {}. {}", self.reference, self.why),
            can_be_stopped: self.to_reporter,
        }
    }
}
