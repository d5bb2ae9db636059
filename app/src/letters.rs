//! Letters: what is written to whom. Each is made from plain props and says the same words in mail and on the page that shows it beforehand.
//!
//! A letter names reported addresses and quotes strangers, so all of their words pass through [`words::disarm`]: no mail program
//! finds a link in them. The only links are the one that the letter is about and the one to the desk's own pages.

mod answer;
mod came_back;
mod contact_changed;
mod content;
mod decision;
mod escalation;
mod invitation;
mod message;
mod new_link;
mod news;
mod notice;
mod overdue;
pub mod paragraph;
mod question;
mod receipt;
mod reply;
mod reset;
mod sheet;
#[cfg(test)]
mod tests;
mod unreachable;
pub mod words;

pub use answer::{AnswerToReporter, AnswerToStaff};
pub use came_back::CameBack;
pub use contact_changed::ContactChanged;
pub use content::{CaseName, Content};
pub use decision::{DecisionToOwner, DecisionToReporter, Listed, Verdict, for_owner, for_reporter};
pub use escalation::Escalation;
pub use invitation::{Invitation, InvitedAs};
pub use message::Message;
pub use new_link::NewLink;
pub use news::{Change, News, Whole};
pub use notice::{Fact, Named, Notice, Served};
pub use overdue::Overdue;
pub use paragraph::{Paragraph, Paragraphs, ParagraphsProps};
pub use question::{Asker, Question};
pub use receipt::{Counts, Receipt};
pub use reply::Reply;
pub use reset::Reset;
pub use sheet::{Envelope, html};
pub use unreachable::Unreachable;

/// What a letter says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The line in the list of letters. Ends with the reference where there is one.
    pub subject: String,
    /// The heading.
    pub title: String,
    /// The words, in order.
    pub paragraphs: Vec<Paragraph>,
    /// Why it came to whoever reads it.
    pub why: String,
    /// Whether it can be stopped; the letter says how.
    pub can_be_stopped: bool,
}
