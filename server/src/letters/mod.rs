//! Letters: what is written to whom when something happens. A command queues an occasion in its own transaction; a job writes the letters of
//! that occasion, each once however often it runs, and another job sends each one.

pub mod jobs;
mod render;
mod store;
mod text;
mod write;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

pub use write::Audience;
pub(crate) use write::{Draft, written};

use crate::jobs::enqueue;
use crate::reports::ReportKey;

pub(crate) use write::{ADDRESSES, about_the_matter, in_full};

/// Something that happened and that somebody must be written to about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "occasion", rename_all = "snake_case")]
pub enum Occasion {
    /// A submission was accepted: the receipt, to the reporter where an email was left.
    Receipt {
        /// The submission.
        submission_id: Uuid,
    },
    /// The reporter's link was renewed: the new one, to the reporter.
    NewLink {
        /// The submission.
        submission_id: Uuid,
    },
    /// A report was made visible to its owner: the notice to the zone's abuse contact, or to the account's owners.
    OwnerNotice {
        /// The report.
        report: ReportKey,
    },
    /// The owner or staff have a question: to the reporter.
    Question {
        /// The report.
        report: ReportKey,
        /// The event that holds the words.
        event_id: Uuid,
    },
    /// The reporter answered the owner's question: to the owner.
    Reply {
        /// The report.
        report: ReportKey,
        /// The event that holds the words.
        event_id: Uuid,
    },
    /// The owner answered: to the reporter (which answer, not the words) and to whoever on staff has the case.
    Answer {
        /// The report.
        report: ReportKey,
        /// The `OwnerAnswered` event.
        event_id: Uuid,
    },
    /// Staff wrote to one party.
    Message {
        /// The report.
        report: ReportKey,
        /// The event that holds the words.
        event_id: Uuid,
        /// The same for all reports of one step, of which an owner reads once; nothing where each is for another reader.
        #[serde(default)]
        step: Option<Uuid>,
    },
    /// The reporter wrote or came back: to whoever on staff has the case.
    ReporterCameBack {
        /// The report.
        report: ReportKey,
        /// The event.
        event_id: Uuid,
    },
    /// The owner let the deadline pass: to whoever on staff has the case.
    OwnerOverdue {
        /// The report.
        report: ReportKey,
        /// The `OwnerOverdue` event.
        event_id: Uuid,
    },
    /// A report was decided: to its owner, where told, and to its reporter.
    Decision {
        /// The report.
        report: ReportKey,
        /// The `Decided` event.
        event_id: Uuid,
    },
    /// The other side opened a report again, lifted a limit, took it back, added addresses or did not reply: to the owner, where told,
    /// and what staff did also to the reporter; that it was passed on to the reporter alone.
    News {
        /// The report.
        report: ReportKey,
        /// The event that says what.
        event_id: Uuid,
        /// The same for all reports of one step, of which everybody reads once.
        step: Uuid,
    },
    /// A case went to another tier: to the staff of that tier.
    Escalation {
        /// The case.
        case_id: Uuid,
        /// The `Escalated` case event.
        event_id: Uuid,
    },
    /// The abuse contact of an account was changed: to the former and the new one, and to the account's owners.
    ContactChanged {
        /// The account.
        account_id: Uuid,
        /// The change.
        change_id: Uuid,
        /// The former contact.
        was: Option<String>,
        /// The new one.
        now: Option<String>,
        /// Who changed it.
        user_id: Uuid,
    },
    /// Somebody was invited to an account.
    Invitation {
        /// The ticket.
        ticket_id: Uuid,
    },
    /// Somebody forgot their password.
    Reset {
        /// The ticket.
        ticket_id: Uuid,
    },
}

impl Occasion {
    /// The report and the event, where it is a step that may concern other reports of the same owner.
    fn of_step(&self) -> Option<(ReportKey, Uuid)> {
        match *self {
            Self::Message { report, event_id, step: Some(_) } => Some((report, event_id)),
            Self::News { report, event_id, step } if step != event_id => Some((report, event_id)),
            _ => None,
        }
    }

    /// The same step, as it concerns another report.
    fn about(mut self, other: ReportKey, its_event: Uuid) -> Self {
        if let Self::Message { report, event_id, .. } | Self::News { report, event_id, .. } = &mut self {
            (*report, *event_id) = (other, its_event);
        }
        self
    }
}

/// Queues the letters of an occasion.
///
/// # Errors
/// When the database is away.
pub async fn queue(tx: &mut PgConnection, occasion: &Occasion) -> sqlx::Result<()> {
    enqueue(tx, &jobs::WriteLetters::of(occasion.clone()), None, None).await
}
