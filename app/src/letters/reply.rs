//! The reporter's reply to the owner's question.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::words::{on, time_left};
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To the owner, when the reporter answered their question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The report's reference.
    pub reference: String,
    /// The reporter's words.
    pub text: String,
    /// Until when an answer is asked for, now that the clock runs again.
    pub due: Option<Timestamp>,
    /// Why this address receives it.
    pub why: String,
}

impl Reply {
    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        let mut paragraphs = vec![
            Paragraph::text("You asked for more detail. The reporter says:"),
            Paragraph::quote(&self.text),
        ];
        if let Some(due) = self.due {
            paragraphs.push(Paragraph::Deadline {
                title: format!("Please answer by {}", on(due, reader)),
                text: format!(
                    "That is {} from now. Your time to answer had stopped while we waited for this reply.",
                    time_left(due, reader)
                ),
            });
        }
        paragraphs.push(Paragraph::Action("Read and answer".to_owned()));
        Letter {
            subject: format!("The reporter answered your question: {}", self.reference),
            title: "The reporter answered your question".to_owned(),
            paragraphs,
            why: format!("Reference {}. {}", self.reference, self.why),
            can_be_stopped: false,
        }
    }
}
