//! What the page of a case is made from: the case, its reports and addresses, what happened, and what else is known.

mod site;

use domain::account::{Actor, Tier};
use domain::case::CaseState;
use domain::category::{Category, Clearance, Service, Severity};
use domain::decision::{DecisionKind, DeclineReason, LimitScope};
use domain::disclosure::Disclosures;
use domain::field::Field;
use domain::referral::{Recipient, ReferralState};
use domain::report::ReportState;
use domain::timeline::{CaseHappening, Happening};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

pub use site::{Site, Sites};

/// What a page knew of a case when it was shown; a change refuses where more has happened since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The case's version.
    pub version: i32,
    /// When it was read.
    pub at: Timestamp,
}

/// What a case is.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its id.
    pub case_id: Uuid,
    /// Its number.
    pub number: i64,
    /// How often it changed.
    pub version: i32,
    /// What it is called.
    pub title: String,
    /// The site.
    pub host: String,
    /// What it is about.
    pub category: Category,
    /// How urgent it is.
    pub severity: Severity,
    /// Where it stands.
    pub state: CaseState,
    /// Where it lies.
    pub tier: Tier,
    /// What is needed to see it.
    pub clearance: Option<Clearance>,
    /// Who has it: their id and name.
    pub assigned_to: Option<(Uuid, String)>,
    /// The account, where all of it is about one: its id and name.
    pub account: Option<(Uuid, String)>,
    /// How many reports it has.
    pub reports: i32,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// Since when it stands still.
    pub paused_at: Option<Timestamp>,
    /// When the owner answered.
    pub answered_at: Option<Timestamp>,
    /// When the reporter came back.
    pub returned_at: Option<Timestamp>,
    /// Since when all its reporters want to take back what they said.
    pub withdrawn_at: Option<Timestamp>,
    /// The number of the case it was joined into.
    pub joined_into: Option<i64>,
}

/// A report of the case.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the owner quotes.
    pub reference: String,
    /// What the reporter quotes, where the asker sees who reported.
    pub submission_reference: Option<String>,
    /// Where it stands.
    pub state: ReportState,
    /// The site.
    pub host: String,
    /// The account's name.
    pub account: String,
    /// How many addresses it names.
    pub addresses: i32,
    /// What the reporter wrote.
    pub allegation: String,
    /// When it came.
    pub received_at: Timestamp,
    /// When the owner was told.
    pub owner_told_at: Option<Timestamp>,
    /// Until when the owner should answer.
    pub owner_due_at: Option<Timestamp>,
    /// Since when the owner's clock stands still.
    pub owner_paused_at: Option<Timestamp>,
    /// Until when the last question to the reporter is waited for.
    pub asked_until: Option<Timestamp>,
    /// Who reported.
    pub reporter: Option<ReportedBy>,
    /// What else the form asked, about the matter and about who reported, in the order of the form.
    pub answers: Vec<(Field, String)>,
}

/// Who reported, as staff may know it.
#[derive(Clone, Debug)]
pub struct ReportedBy {
    /// The name, if one was left.
    pub name: Option<String>,
    /// The email address, if one was left.
    pub email: Option<String>,
    /// The company, if one was left.
    pub company: Option<String>,
    /// What each party may know of them.
    pub tell: Disclosures,
    /// Whether they are written to: an address was left, and letters were not stopped.
    pub is_written_to: bool,
}

/// A reported address, over all reports of the case.
#[derive(Clone, Debug)]
pub struct Address {
    /// The address in its one form.
    pub url: String,
    /// The zone's host.
    pub zone: String,
    /// What we do for the zone.
    pub service: Service,
    /// The account's name.
    pub account: String,
    /// How many reports name it.
    pub reports: i64,
    /// Whether every report that names it was withdrawn.
    pub is_withdrawn: bool,
    /// Whether its site is no longer with the account, and no limit follows it.
    pub has_moved: bool,
    /// Whether its site is with another account, to which a limit follows it.
    pub is_followed: bool,
    /// Since when access is limited.
    pub limited_at: Option<Timestamp>,
}

impl Address {
    /// Why a limit of the reported addresses leaves it out.
    pub fn why_left_out(&self) -> Option<&'static str> {
        match self {
            Self { is_withdrawn: true, .. } => Some("Its report was withdrawn; a limit leaves it out"),
            Self { has_moved: true, .. } => Some("Its site is with another account; a limit leaves it out"),
            Self { is_followed: true, .. } => Some(
                "Its site is with another account; a limit of it or of the site follows, one of every site does not",
            ),
            Self { .. } => None,
        }
    }
}

/// Something that happened to the case or to one of its reports.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// In which role somebody did it.
    pub actor: Actor,
    /// Their name, where one was signed in.
    pub name: Option<String>,
    /// What.
    pub what: What,
}

/// What an event is about.
#[derive(Clone, Debug)]
pub enum What {
    /// A report.
    Report {
        /// Its reference.
        reference: String,
        /// What happened.
        happening: Happening,
        /// Whether the reporter sees it.
        to_reporter: bool,
        /// Whether the owner sees it.
        to_owner: bool,
    },
    /// The case, or one that was joined into it.
    Case(CaseHappening),
}

/// What of a case's past is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lens {
    /// All of it.
    Everything,
    /// The letters.
    Letters,
    /// Notes among staff.
    Notes,
    /// What the reporters see.
    Reporter,
    /// What the owners see.
    Owner,
}

impl Lens {
    /// Each, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Everything, Self::Letters, Self::Notes, Self::Reporter, Self::Owner];

    /// Its word in an address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Letters => "letters",
            Self::Notes => "notes",
            Self::Reporter => "reporter",
            Self::Owner => "customer",
        }
    }

    /// The lens of a word in an address; everything where there is none.
    #[must_use]
    pub fn read(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|lens| Some(lens.key()) == word).unwrap_or(Self::Everything)
    }

    /// Its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Everything => "Everything",
            Self::Letters => "Letters",
            Self::Notes => "Notes",
            Self::Reporter => "As the reporter",
            Self::Owner => "As the customer",
        }
    }
}

/// A letter about the case.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The letter.
    pub letter_id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Who reads it: reporter, owner or staff.
    pub audience: String,
    /// Where it goes.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// `queued`, `sent` or `failed`.
    pub state: String,
    /// Why it failed, for staff.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it went out.
    pub sent_at: Option<Timestamp>,
}

/// An account that reports of the case are about, and how those about it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub account_id: Uuid,
    /// Its name.
    pub name: String,
    /// Reports about it that led to a warning or a limit; up to 100.
    pub confirmed: i64,
    /// Reports about it that were declined; up to 100.
    pub unfounded: i64,
}

/// What else is known: the account's past, what is in force, what looks alike, who it was referred to.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The accounts that its reports are about, by name.
    pub accounts: Vec<Account>,
    /// The sites that its reports are about.
    pub sites: Sites,
    /// What this case put in force.
    pub limits: Limits,
    /// What other cases put in force against these accounts; the newest.
    pub others: Vec<Limit>,
    /// What was decided, newest first.
    pub decisions: Vec<Decided>,
    /// Open cases about the same site or account.
    pub alike: Vec<Alike>,
    /// Referrals of this case, oldest first.
    pub referrals: Vec<Referral>,
}

/// A referral of a case to somebody outside.
#[derive(Clone, Debug)]
pub struct Referral {
    /// Which.
    pub referral_id: Uuid,
    /// To whom.
    pub to: Recipient,
    /// What became of it.
    pub state: ReferralState,
    /// When it was opened.
    pub since: Timestamp,
    /// On which day it was filed, with whom, and under which reference there.
    pub filed: Option<Filed>,
    /// What staff noted about it.
    pub note: Option<String>,
}

/// How a referral was filed.
#[derive(Clone, Debug)]
pub struct Filed {
    /// On which day.
    pub on: Date,
    /// The host, registrar or authority by its name.
    pub with: String,
    /// What it is called there, if anything.
    pub reference: Option<String>,
}

/// A limit in force.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Which.
    pub mitigation_id: Uuid,
    /// How far it reaches.
    pub scope: LimitScope,
    /// What it covers.
    pub target: String,
    /// Since when.
    pub since: Timestamp,
    /// The number of the case that put it in force.
    pub case: i64,
}

/// Some of the limits of a case.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// These.
    pub shown: Vec<Limit>,
    /// How many come before them.
    pub from: u32,
    /// How many there are.
    pub count: u32,
}

impl Limits {
    /// How many are shown at once.
    pub const SHOWN: u32 = 20;
}

/// A decision of the case, as it was made.
#[derive(Clone, Debug)]
pub struct Decided {
    /// What.
    pub kind: DecisionKind,
    /// Why it was declined.
    pub code: Option<DeclineReason>,
    /// How far a limit reaches.
    pub scope: Option<LimitScope>,
    /// The order that demanded it.
    pub order: Option<String>,
    /// The policy under which it was made.
    pub policy: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// An open case that looks alike.
#[derive(Clone, Debug)]
pub struct Alike {
    /// Its number.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// Why it looks alike.
    pub why: Likeness,
}

/// What an open case has in common with another one, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// It is about the same site.
    Host,
    /// The same person reported it.
    Reporter,
    /// It is about the same account and the same kind of thing.
    Account,
}
