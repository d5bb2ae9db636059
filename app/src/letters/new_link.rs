//! The new link to a report, when the reporter asked for one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::receipt::keep_the_link;
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To the reporter, when the link was renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLink {
    /// The submission's reference.
    pub reference: String,
    /// Until when the link works.
    pub link_until: Timestamp,
}

impl NewLink {
    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        Letter {
            subject: format!("Your new link: {}", self.reference),
            title: "Here is your new link".to_owned(),
            paragraphs: vec![
                Paragraph::text(
                    "It opens your report. If you made it on your status page, the link you had before has stopped working.",
                ),
                Paragraph::Action("Open your report".to_owned()),
                Paragraph::Text(keep_the_link(self.link_until, reader)),
            ],
            why: format!(
                "Reference {}. You receive this because a new link to this report was asked for.",
                self.reference
            ),
            can_be_stopped: false,
        }
    }
}
