//! An invitation to the portal.

use domain::account::MemberRole;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::words::{disarm, on};
use super::{Letter, Paragraph};
use crate::components::Reader;

/// To somebody who was invited to an account or to staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// As what.
    pub to: InvitedAs,
    /// Until when the link works.
    pub until: Timestamp,
}

/// What somebody is invited to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitedAs {
    /// A member of an account.
    Member {
        /// The account.
        account: String,
        /// What they may do there.
        role: MemberRole,
    },
    /// A member of staff.
    Staff,
}

impl Invitation {
    /// The words.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        // An account is called what somebody likes, so its name is quoted, and stands in no subject.
        let (place, text) = match &self.to {
            InvitedAs::Member { account, role } => {
                let text = format!("You are invited to {} for “{}”.", duties(*role), disarm(account));
                ("the abuse portal", text)
            }
            InvitedAs::Staff => {
                ("the abuse desk", "You are invited to work on abuse reports with us.".to_owned())
            }
        };
        Letter {
            subject: format!("Your invitation to {place}"),
            title: format!("Join {place}"),
            paragraphs: vec![
                Paragraph::Text(text),
                Paragraph::Action("Choose a password and sign in".to_owned()),
                Paragraph::Text(format!("The link works once, until {}.", on(self.until, reader))),
            ],
            why: "You receive this because somebody there entered this address. If you did not expect it, do nothing.".to_owned(),
            can_be_stopped: false,
        }
    }
}

fn duties(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => "answer abuse reports and manage who else can",
        MemberRole::Responder => "answer abuse reports",
        MemberRole::Reader => "read abuse reports",
    }
}
