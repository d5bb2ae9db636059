//! What happened to a report or a case, and who may see it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::account::Tier;
use crate::category::{Category, Severity};
use crate::decision::{DecisionKind, DeclineReason, LimitScope};
use crate::referral::Recipient;
use crate::report::Answer;

/// The addresses of a report that a limit covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// The first of them, as they are kept.
    pub addresses: Vec<String>,
    /// How many there are besides.
    pub more: u32,
    /// Their sites, where these are covered as a whole.
    #[serde(default, skip_serializing_if = "Sites::is_empty")]
    pub sites: Sites,
}

/// Sites of a report that a limit covers as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sites {
    /// The first of them.
    pub hosts: Vec<String>,
    /// How many there are besides.
    pub more: u32,
}

impl Sites {
    /// How many sites are kept with an event.
    pub const KEPT: u32 = 20;

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many sites it is.
    pub fn count(&self) -> u32 {
        self.more.saturating_add(u32::try_from(self.hosts.len()).unwrap_or(u32::MAX))
    }
}

impl Covered {
    /// How many addresses are kept with an event.
    pub const KEPT: u32 = 20;

    /// Whether it is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many addresses it is.
    pub fn count(&self) -> u32 {
        self.more.saturating_add(u32::try_from(self.addresses.len()).unwrap_or(u32::MAX))
    }
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Something that happened to a report. Stored as it is here; what each party sees is made from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    /// The report came in.
    Received {
        /// How many addresses of this account it names.
        addresses: u32,
    },
    /// The owner was told.
    OwnerTold {
        /// Until when an answer is asked for.
        until: Option<Timestamp>,
        /// Whether nothing more happens without an order.
        held: bool,
    },
    /// The owner answered.
    OwnerAnswered {
        /// Which answer.
        answer: Answer,
        /// Until when the owner works on it.
        until: Option<Timestamp>,
    },
    /// The owner's words that go with an answer: for staff, and for the reporter only where they are a question.
    OwnerWrote {
        /// The words.
        text: String,
        /// Whether they are a question to the reporter.
        to_reporter: bool,
    },
    /// The owner's time ran out.
    OwnerOverdue,
    /// The reporter was asked something by staff.
    StaffAsked {
        /// The question.
        text: String,
    },
    /// The reporter answered a question of the owner or of staff.
    ReporterReplied {
        /// The reporter's words.
        text: String,
        /// Whether the question was the owner's, who then reads the reply.
        to_owner: bool,
    },
    /// The reporter was asked and did not answer in time; what waited for that goes on.
    ReporterSilent {
        /// Whether the question was the owner's, whose clock goes on.
        to_owner: bool,
    },
    /// The reporter wrote without being asked.
    ReporterWrote {
        /// The reporter's words.
        text: String,
    },
    /// The reporter added addresses.
    AddressesAdded {
        /// How many were accepted for this report.
        addresses: u32,
    },
    /// Staff wrote to one party.
    StaffWrote {
        /// The reporter (`None`) or the owner.
        to_owner: bool,
        /// The words.
        text: String,
    },
    /// Staff decided.
    Decided {
        /// What.
        decision: DecisionKind,
        /// Why, where it was declined; nothing where a limit left the report out, for its site is with somebody else.
        reason_code: Option<DeclineReason>,
        /// How far a limit reaches.
        scope: Option<LimitScope>,
        /// The reason told to both sides.
        reason: String,
        /// What a limit covers.
        #[serde(default, skip_serializing_if = "Covered::is_empty")]
        covered: Covered,
        /// How many of the addresses a limit leaves out, for their site is with somebody else.
        #[serde(default, skip_serializing_if = "is_zero")]
        left_out: u32,
    },
    /// Limits were lifted in one step.
    Lifted {
        /// Why.
        reason: String,
        /// What they covered.
        #[serde(default, skip_serializing_if = "Covered::is_empty")]
        covered: Covered,
    },
    /// It was opened again.
    Reopened {
        /// Why.
        reason: String,
    },
    /// The category was changed.
    Reclassified {
        /// The category now.
        category: Category,
        /// Whether the owner may know; never where the category is why they no longer may.
        #[serde(default)]
        to_owner: bool,
    },
    /// It became restricted; whoever is not cleared, the owner too, no longer sees it.
    Restricted,
    /// The reporter took it back. Why they say to staff, if at all.
    Withdrawn,
    /// The reporter wished to take back what must be referred all the same.
    WithdrawalNoted,
    /// It is to be passed to somebody else.
    Referred {
        /// To whom.
        to: Recipient,
        /// Why, where staff said so: the owner, who may be the one whom it is about, reads neither.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Staff passed it on.
    PassedOn {
        /// To whom.
        to: Recipient,
    },
}

impl Happening {
    /// The word the database keeps beside the details.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::OwnerTold { .. } => "owner_told",
            Self::OwnerAnswered { .. } => "owner_answered",
            Self::OwnerWrote { .. } => "owner_wrote",
            Self::OwnerOverdue => "owner_overdue",
            Self::StaffAsked { .. } => "staff_asked",
            Self::ReporterReplied { .. } => "reporter_replied",
            Self::ReporterSilent { .. } => "reporter_silent",
            Self::ReporterWrote { .. } => "reporter_wrote",
            Self::AddressesAdded { .. } => "addresses_added",
            Self::StaffWrote { .. } => "staff_wrote",
            Self::Decided { .. } => "decided",
            Self::Lifted { .. } => "lifted",
            Self::Reopened { .. } => "reopened",
            Self::Reclassified { .. } => "reclassified",
            Self::Restricted => "restricted",
            Self::Withdrawn => "withdrawn",
            Self::WithdrawalNoted => "withdrawal_noted",
            Self::Referred { .. } => "referred",
            Self::PassedOn { .. } => "passed_on",
        }
    }

    /// Whether the reporter sees it. The owner's words stay with staff unless they are a question.
    pub fn is_for_reporter(&self) -> bool {
        match self {
            Self::Restricted => false,
            Self::StaffWrote { to_owner, .. } => !to_owner,
            Self::OwnerWrote { to_reporter, .. } => *to_reporter,
            _ => true,
        }
    }

    /// Whether the owner sees that this happened. What passes between the reporter and staff stays there.
    pub fn is_for_owner(&self) -> bool {
        match self {
            Self::StaffWrote { to_owner, .. }
            | Self::ReporterReplied { to_owner, .. }
            | Self::Reclassified { to_owner, .. }
            | Self::ReporterSilent { to_owner } => *to_owner,
            Self::StaffAsked { .. }
            | Self::ReporterWrote { .. }
            | Self::Restricted
            | Self::WithdrawalNoted
            | Self::Referred { .. }
            | Self::PassedOn { .. } => false,
            _ => true,
        }
    }
}

/// Something staff did with a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CaseHappening {
    /// The case was opened for a report.
    Opened,
    /// A report joined it by itself, because it is about the same thing.
    ReportJoined {
        /// The report's reference.
        reference: String,
    },
    /// Somebody took it.
    Claimed,
    /// Somebody gave it back.
    Released,
    /// Its category or severity was set.
    Classified {
        /// The category now.
        category: Category,
        /// The severity now.
        severity: Severity,
        /// Why, where that restricted the case.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A note among staff.
    Noted {
        /// The words.
        text: String,
    },
    /// Another case's reports were joined into this one.
    Joined {
        /// The number of the case that ended.
        from: i64,
        /// How many reports came.
        reports: u32,
    },
    /// This case ended in another one.
    JoinedInto {
        /// The number of the case that goes on.
        into: i64,
    },
    /// Reports were split off into another case.
    Split {
        /// The number of the new case.
        into: i64,
        /// How many reports left.
        reports: u32,
    },
    /// It was split off another case.
    SplitFrom {
        /// The number of the old case.
        from: i64,
    },
    /// It went to another tier.
    Escalated {
        /// Where it lies now.
        tier: Tier,
        /// Why.
        reason: String,
    },
    /// It was decided.
    Decided {
        /// What.
        decision: DecisionKind,
        /// The reason told to both sides.
        reason: String,
    },
    /// It was closed.
    Closed {
        /// Why, if said.
        reason: String,
    },
    /// It was opened again.
    Reopened {
        /// Why.
        reason: String,
    },
    /// The account of a report has nobody to write to.
    OwnerUnreachable {
        /// The report's reference.
        reference: String,
    },
    /// The reporter was asked and did not answer in time; the clock goes on.
    ReporterSilent,
    /// A referral was opened.
    ReferralOpened {
        /// To whom.
        to: Recipient,
    },
    /// A referral was filed.
    ReferralFiled {
        /// To whom.
        to: Recipient,
        /// The host, registrar or authority by its name.
        with: String,
        /// On which day.
        on: Date,
        /// What it is called there, if anything.
        reference: String,
        /// What else staff should know.
        note: String,
    },
    /// A referral could not be filed.
    ReferralFailed {
        /// To whom.
        to: Recipient,
        /// Why.
        note: String,
    },
    /// The links by which its reports were followed were ended.
    LinksEnded,
}

impl CaseHappening {
    /// The number of another case that it names; 0 where whoever reads it may not know.
    pub fn other_case(&mut self) -> Option<&mut i64> {
        match self {
            Self::Joined { from, .. } | Self::SplitFrom { from } => Some(from),
            Self::JoinedInto { into } | Self::Split { into, .. } => Some(into),
            _ => None,
        }
    }

    /// The word the database keeps beside the details.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::ReportJoined { .. } => "report_joined",
            Self::Claimed => "claimed",
            Self::Released => "released",
            Self::Classified { .. } => "classified",
            Self::Noted { .. } => "noted",
            Self::Joined { .. } => "joined",
            Self::JoinedInto { .. } => "joined_into",
            Self::Split { .. } => "split",
            Self::SplitFrom { .. } => "split_from",
            Self::Escalated { .. } => "escalated",
            Self::Decided { .. } => "decided",
            Self::Closed { .. } => "closed",
            Self::Reopened { .. } => "reopened",
            Self::OwnerUnreachable { .. } => "owner_unreachable",
            Self::ReporterSilent => "reporter_silent",
            Self::ReferralOpened { .. } => "referral_opened",
            Self::ReferralFiled { .. } => "referral_filed",
            Self::ReferralFailed { .. } => "referral_failed",
            Self::LinksEnded => "links_ended",
        }
    }
}

#[cfg(test)]
mod tests;
