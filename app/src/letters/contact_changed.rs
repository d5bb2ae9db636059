//! That letters about an account go to another address from now on.

use serde::{Deserialize, Serialize};

use super::words::disarm;
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To the former and the new abuse contact of an account, and to its owners: whoever can redirect letters could silence deadlines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactChanged {
    /// The account.
    pub account: String,
    /// Where letters went; nothing where that was its owners.
    pub was: Option<String>,
    /// Where they go now; nothing where that is its owners.
    pub now: Option<String>,
    /// Who changed it.
    pub by: String,
    /// Why this address receives it.
    pub why: String,
}

impl ContactChanged {
    /// The words.
    #[must_use]
    pub fn letter(&self, _: Reader) -> Letter {
        let title = "Letters about your sites go to another address";
        let whom = |contact: &Option<String>| {
            contact.as_deref().map_or_else(|| "the account’s owners".to_owned(), disarm)
        };
        // Names are what somebody likes, so they are quoted, and stand in no subject.
        let changed = format!(
            "“{}” changed the abuse contact of “{}”. Letters went to {} until now, and go to {} from now on: reports, questions and deadlines.",
            disarm(&self.by),
            disarm(&self.account),
            whom(&self.was),
            whom(&self.now),
        );
        Letter {
            subject: title.to_owned(),
            title: title.to_owned(),
            paragraphs: vec![
                Paragraph::Text(changed),
                Paragraph::Action("Open the contacts".to_owned()),
                Paragraph::text(
                    "If nobody of you meant this, an owner can change it back there. Whoever’s name stands above should then choose a new password.",
                ),
            ],
            why: self.why.clone(),
            can_be_stopped: false,
        }
    }
}
