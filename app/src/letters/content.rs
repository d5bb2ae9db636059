//! Every kind of letter in one type, as it is kept until it is sent.

use serde::{Deserialize, Serialize};

use super::words::disarm;
use super::{
    AnswerToReporter, AnswerToStaff, CameBack, ContactChanged, DecisionToOwner, DecisionToReporter,
    Escalation, Invitation, Letter, Message, NewLink, News, Notice, Overdue, Paragraph, Question, Receipt,
    Reply, Reset, Unreachable,
};
use crate::components::Reader;

/// What a letter is made from. Holds no secret: the link of the letter is made when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// That a submission arrived.
    Receipt(Receipt),
    /// A renewed link.
    NewLink(NewLink),
    /// The first letter to the owner.
    Notice(Notice),
    /// A question to the reporter.
    Question(Question),
    /// The reporter's reply to the owner.
    Reply(Reply),
    /// Which answer the owner gave.
    AnswerToReporter(AnswerToReporter),
    /// That the owner answered.
    AnswerToStaff(AnswerToStaff),
    /// What staff wrote.
    Message(Message),
    /// What happened otherwise.
    News(News),
    /// That the reporter came back.
    CameBack(CameBack),
    /// The decision, to the owner.
    DecisionToOwner(DecisionToOwner),
    /// The decision, to the reporter.
    DecisionToReporter(DecisionToReporter),
    /// That a case came to another tier.
    Escalation(Escalation),
    /// That the owner's time ran out.
    Overdue(Overdue),
    /// That there is nobody to write to.
    Unreachable(Unreachable),
    /// That letters go to another address.
    ContactChanged(ContactChanged),
    /// An invitation.
    Invitation(Invitation),
    /// A new password.
    Reset(Reset),
}

impl Content {
    /// The words, for somebody who reads them now.
    #[must_use]
    pub fn letter(&self, reader: Reader) -> Letter {
        match self {
            Self::Receipt(it) => it.letter(reader),
            Self::NewLink(it) => it.letter(reader),
            Self::Notice(it) => it.letter(reader),
            Self::Question(it) => it.letter(reader),
            Self::Reply(it) => it.letter(reader),
            Self::AnswerToReporter(it) => it.letter(reader),
            Self::AnswerToStaff(it) => it.letter(reader),
            Self::Message(it) => it.letter(reader),
            Self::News(it) => it.letter(reader),
            Self::CameBack(it) => it.letter(reader),
            Self::DecisionToOwner(it) => it.letter(reader),
            Self::DecisionToReporter(it) => it.letter(reader),
            Self::Escalation(it) => it.letter(reader),
            Self::Overdue(it) => it.letter(reader),
            Self::Unreachable(it) => it.letter(reader),
            Self::ContactChanged(it) => it.letter(reader),
            Self::Invitation(it) => it.letter(reader),
            Self::Reset(it) => it.letter(reader),
        }
    }

    /// Whether it tells staff about a case by its number and title.
    #[must_use]
    pub fn names_a_case(&self) -> bool {
        let case = match self {
            Self::AnswerToStaff(AnswerToStaff { case, .. })
            | Self::CameBack(CameBack { case, .. })
            | Self::Escalation(Escalation { case, .. })
            | Self::Overdue(Overdue { case, .. })
            | Self::Unreachable(Unreachable { case, .. }) => case,
            _ => return false,
        };
        !case.restricted()
    }

    /// Whether it says nothing of the matter, as a letter to the reporter of a restricted report does.
    #[must_use]
    pub fn is_discreet(&self) -> bool {
        match self {
            Self::Receipt(it) => it.restricted,
            Self::Question(it) => it.text.is_empty(),
            Self::Message(it) => it.text.is_empty(),
            Self::DecisionToReporter(it) => it.verdict.is_none(),
            Self::News(it) => it.host.is_none() && it.what == it.what.clone().untold(),
            Self::NewLink(_) => true,
            _ => false,
        }
    }

    /// About how many other reports it says that it is, too.
    #[must_use]
    pub fn others(&self) -> u32 {
        match self {
            Self::Message(Message { more, .. }) | Self::News(News { more, .. }) => *more,
            _ => 0,
        }
    }

    /// The word the database keeps beside it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Receipt(_) => "receipt",
            Self::NewLink(_) => "new_link",
            Self::Notice(_) => "notice",
            Self::Question(_) => "question",
            Self::Reply(_) => "reply",
            Self::AnswerToReporter(_) => "answer_to_reporter",
            Self::AnswerToStaff(_) => "answer_to_staff",
            Self::Message(_) => "message",
            Self::News(_) => "news",
            Self::CameBack(_) => "came_back",
            Self::DecisionToOwner(_) => "decision_to_owner",
            Self::DecisionToReporter(_) => "decision_to_reporter",
            Self::Escalation(_) => "escalation",
            Self::Overdue(_) => "overdue",
            Self::Unreachable(_) => "unreachable",
            Self::ContactChanged(_) => "contact_changed",
            Self::Invitation(_) => "invitation",
            Self::Reset(_) => "reset",
        }
    }
}

/// What a letter to staff says about its case. A restricted one has neither number nor title in mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseName {
    /// A case that every member of staff may see.
    Plain {
        /// Its number.
        number: i64,
        /// Its title.
        title: String,
    },
    /// A case for cleared staff alone.
    Restricted,
}

impl CaseName {
    /// Whether nothing about the case may stand in a letter.
    #[must_use]
    pub fn restricted(&self) -> bool {
        *self == Self::Restricted
    }

    /// How a letter about the case begins.
    pub(super) fn opening(&self) -> Vec<Paragraph> {
        let words = match self {
            Self::Plain { number, title } => format!("Case {number}: {}", disarm(title)),
            Self::Restricted => "A restricted case waits. Its details are not sent by mail.".to_owned(),
        };
        vec![Paragraph::Text(words)]
    }

    /// The whole letter; `title` is kept for cases that every member of staff may see.
    pub(super) fn letter(&self, title: &str, mut paragraphs: Vec<Paragraph>) -> Letter {
        paragraphs.push(Paragraph::Action("Open the case".to_owned()));
        let (subject, title) = match self {
            Self::Plain { number, .. } => (format!("Case {number}: {}", title.to_lowercase()), title),
            Self::Restricted => ("A restricted case waits".to_owned(), "A restricted case waits"),
        };
        Letter {
            subject,
            title: title.to_owned(),
            paragraphs,
            why: "You receive this because you work on the abuse desk.".to_owned(),
            can_be_stopped: false,
        }
    }
}
