//! What staff do, and the lists behind their dashboard.

use domain::account::Tier;
use domain::case::{CaseState, View};
use uuid::Uuid;

use super::{Href, path};

/// Staff's dashboard.
#[must_use]
pub fn staff() -> Href {
    Href::to("/staff")
}

/// Staff's queues; add filters with [`Href::with`].
#[must_use]
pub fn cases() -> Href {
    Href::to("/staff/cases")
}

/// One of staff's queues.
#[must_use]
pub fn queue(view: View) -> Href {
    cases().with("view", view.as_str())
}

/// The cases that need clearance for child safety.
#[must_use]
pub fn restricted_cases() -> Href {
    queue(View::All).with("tier", Tier::ChildSafety.as_str()).with("state", CaseState::Open.as_str())
}

/// One case.
#[must_use]
pub fn case(number: i64) -> Href {
    path(&[&"staff", &"cases", &number])
}

/// Something staff do with one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseStep {
    /// Take it.
    Claim,
    /// Give it back.
    Release,
    /// Set category and severity.
    Classify,
    /// Leave a note.
    Note,
    /// Ask its reporters.
    Ask,
    /// Write to its reporters.
    WriteToReporter,
    /// Write to its owner.
    WriteToOwner,
    /// Tell its owner now.
    TellOwner,
    /// Join other cases into it, or it into an older one.
    Join,
    /// Split reports off.
    Split,
    /// Pass it to another tier.
    Escalate,
    /// Close it.
    Close,
    /// Open it again.
    Reopen,
    /// See what a decision tells everybody.
    Preview,
    /// Decide.
    Decide,
    /// Lift a limit.
    Lift,
    /// Say what became of a referral.
    Referral,
    /// End the links of its reporters.
    EndLinks,
}

impl CaseStep {
    fn key(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Release => "release",
            Self::Classify => "classify",
            Self::Note => "note",
            Self::Ask => "ask",
            Self::WriteToReporter => "write-to-reporter",
            Self::WriteToOwner => "write-to-owner",
            Self::TellOwner => "tell-owner",
            Self::Join => "join",
            Self::Split => "split",
            Self::Escalate => "escalate",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Preview => "preview",
            Self::Decide => "decide",
            Self::Lift => "lift",
            Self::Referral => "referral",
            Self::EndLinks => "end-links",
        }
    }
}

/// Where a step is posted to.
#[must_use]
pub fn case_step(number: i64, step: CaseStep) -> Href {
    path(&[&"staff", &"cases", &number, &step.key()])
}

/// A letter about a case.
#[must_use]
pub fn case_letter(number: i64, letter: Uuid) -> Href {
    path(&[&"staff", &"cases", &number, &"letters", &letter])
}

/// Staff's search. What is looked for is posted, because it may be somebody's address; a reference or a host may be added with [`Href::with`].
#[must_use]
pub fn staff_search() -> Href {
    Href::to("/staff/search")
}

/// Letters that could not be sent.
#[must_use]
pub fn stuck_letters() -> Href {
    Href::to("/staff/letters")
}

/// Referrals that are not filed yet.
#[must_use]
pub fn pending_referrals() -> Href {
    Href::to("/staff/referrals")
}

/// Where jobs that gave up are started again.
#[must_use]
pub fn jobs() -> Href {
    Href::to("/staff/jobs")
}

/// Where a step is posted to that several cases take together.
#[must_use]
pub fn together() -> Href {
    Href::to("/staff/together")
}
