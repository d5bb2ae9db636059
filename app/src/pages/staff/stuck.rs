//! What got stuck: letters and referrals on their way out, and jobs.

use domain::referral::Recipient;
use jiff::Timestamp;
use uuid::Uuid;

use super::record::Seen;

/// A letter that could not be sent.
#[derive(Clone, Debug)]
pub struct Stuck {
    /// The letter.
    pub letter_id: Uuid,
    /// The number of its case, where it is about one.
    pub case_number: Option<i64>,
    /// Who reads it: reporter, owner, staff or user.
    pub audience: String,
    /// Where it should have gone.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Why it failed.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A referral that is not filed yet.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Which.
    pub referral_id: Uuid,
    /// What the page knew of its case.
    pub seen: Seen,
    /// The number of its case.
    pub case_number: i64,
    /// What the case is called.
    pub title: String,
    /// To whom.
    pub to: Recipient,
    /// Since when.
    pub since: Timestamp,
}

/// What got stuck, counted up to 1,000.
#[derive(Clone, Copy, Debug, Default)]
pub struct StuckCounts {
    /// Letters that could not be sent.
    pub letters: u64,
    /// Referrals that are not filed.
    pub referrals: u64,
}

/// A job that the queue gave up on.
#[derive(Clone, Debug)]
pub struct GaveUp {
    /// Its number in the queue and in the log.
    pub job_id: i64,
    /// Its name in the queue.
    pub task: String,
    /// Why, as far as may be shown.
    pub why: Why,
    /// Since when.
    pub since: Timestamp,
    /// The number of its case, where it is about one.
    pub case_number: Option<i64>,
    /// What the report or the submission is quoted by, where it is about one.
    pub reference: Option<String>,
}

/// The kind of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The mail server refused, with this code (RFC 5321 section 4.2).
    MailRefused(u16),
    /// The mail server could not be reached.
    MailAway,
    /// The database refused.
    DatabaseRefused,
    /// The database could not be reached.
    DatabaseAway,
    /// The job was queued by another version of the program.
    NotUnderstood,
    /// Anything else.
    Other,
}

impl GaveUp {
    /// What it should have done.
    #[must_use]
    pub fn what(&self) -> String {
        let words = match self.task.as_str() {
            "write_letters" => "Write letters",
            "send_letter" => "Send a letter",
            "owner_deadline" => "End the owner’s time to answer",
            "end_question" => "End a question without a reply",
            "resume_case" => "Let a case’s clock go on",
            "send_reset" => "Send a link for a new password",
            "send_link" => "Send a new status link",
            other => return other.to_owned(),
        };
        words.to_owned()
    }
}

impl Why {
    /// As a sentence.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::MailRefused(code) => format!("The mail server answered {code}"),
            Self::MailAway => "The mail server could not be reached".to_owned(),
            Self::DatabaseRefused => "The database refused it".to_owned(),
            Self::DatabaseAway => "The database could not be reached".to_owned(),
            Self::NotUnderstood => "It was queued by another version".to_owned(),
            Self::Other => "Something else; the log says what".to_owned(),
        }
    }
}
