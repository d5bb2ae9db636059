//! The link with which a forgotten password is replaced.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::words::on;
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To somebody who forgot their password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reset {
    /// Until when the link works.
    pub until: Timestamp,
}

impl Reset {
    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        Letter {
            subject: "Choose a new password".to_owned(),
            title: "Choose a new password".to_owned(),
            paragraphs: vec![
                Paragraph::text("Somebody asked for a new password for this address."),
                Paragraph::Action("Choose a new password".to_owned()),
                Paragraph::Text(format!(
                    "The link works once, until {}. Choosing a new password signs you out everywhere else.",
                    on(self.until, reader)
                )),
            ],
            why: "If it was not you, do nothing. Your password stays as it is.".to_owned(),
            can_be_stopped: false,
        }
    }
}
