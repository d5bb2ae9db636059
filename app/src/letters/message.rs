//! What staff write to one party.

use serde::{Deserialize, Serialize};

use super::{Letter, Paragraph};
use crate::components::Reader;

/// To the reporter or the owner, when staff wrote to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The reference that the reader knows.
    pub reference: String,
    /// What staff wrote; nothing where the report is restricted.
    pub text: String,
    /// About how many other reports of the reader it was written.
    #[serde(default)]
    pub more: u32,
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
        let mut paragraphs = match self.text.as_str() {
            "" => vec![Paragraph::text(
                "We wrote to you about your report. The words stand on your status page.",
            )],
            text => vec![Paragraph::text("We wrote to you:"), Paragraph::quote(text)],
        };
        paragraphs.extend(others(self.more));
        let action = if self.to_reporter { "Open your report" } else { "Open the report" };
        paragraphs.push(Paragraph::Action(action.to_owned()));
        Letter {
            subject: format!("{title}: {}", self.reference),
            title: title.to_owned(),
            paragraphs,
            why: format!("Reference {}. {}", self.reference, self.why),
            can_be_stopped: self.to_reporter,
        }
    }
}

fn others(more: u32) -> Option<Paragraph> {
    match more {
        0 => None,
        1 => Some(Paragraph::text("It goes for one more of the reports on your sites, too.")),
        more => Some(Paragraph::Text(format!("It goes for {more} more of the reports on your sites, too."))),
    }
}
