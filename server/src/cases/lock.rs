//! Taking hold of a case for a change: it is locked, no older than the page that asks, and in a state that allows the step.

use std::fmt::Debug;

pub use app::pages::staff::record::Seen;
use domain::account::Tier;
use domain::case::{CaseRefusal, CaseState, Move};
use domain::category::{Category, Clearance, Severity};
use domain::decision::DecisionRefusal;
use domain::report::ReportRefusal;
use jiff::Timestamp;
use uuid::Uuid;

use super::store;
use crate::database::{Staff, Tx};
use crate::reports::record::RecordError;
use crate::secrets::digest;

/// A case locked for a change by this transaction.
#[derive(Clone, Debug)]
pub struct Locked {
    /// The case.
    pub case_id: Uuid,
    /// Its number.
    pub number: i64,
    /// Where it stands.
    pub state: CaseState,
    /// How often it changed.
    pub version: i32,
    /// What it is about.
    pub category: Category,
    /// How urgent it is.
    pub severity: Severity,
    /// Where it lies.
    pub tier: Tier,
    /// Who has it.
    pub assigned_to: Option<Uuid>,
    /// What is needed to see it.
    pub clearance: Option<Clearance>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it is due; closed cases are not.
    pub due_at: Option<Timestamp>,
    /// Since when it stands still.
    pub paused_at: Option<Timestamp>,
    /// The account, where all of it is about one.
    pub account_id: Option<Uuid>,
    /// The policy under which it was opened or classified.
    pub policy_version: String,
    /// The mark of the last step that staff took.
    pub last_step: Option<Vec<u8>>,
}

/// Why a case was not changed.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// There is no such case for this member of staff.
    #[error("no such case")]
    NotFound,
    /// More has happened since the page was shown.
    #[error("the case has changed since")]
    Stale,
    /// This very change was made already; the form came twice.
    #[error("done already")]
    Done,
    /// The case's state does not allow it.
    #[error(transparent)]
    State(#[from] CaseRefusal),
    /// The state of its reports does not allow it.
    #[error(transparent)]
    Report(#[from] ReportRefusal),
    /// The policy does not allow the decision.
    #[error(transparent)]
    Decision(#[from] DecisionRefusal),
    /// It lies with a tier that this member of staff does not work at.
    #[error("the case lies with another tier")]
    Tier(Tier),
    /// Any other rule.
    #[error(transparent)]
    Rule(#[from] Rule),
    /// The database is away.
    #[error("the database refuses")]
    Database(#[from] sqlx::Error),
}

/// The rules that neither state nor policy decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// Somebody else has it.
    #[error("only who has the case, or a lead, gives it back")]
    NotYours,
    /// The owner must not hear of it, or has not yet.
    #[error("the owner is not told of this")]
    OwnerUntold,
    /// Nobody in the case may be told.
    #[error("the owner may not be told of any report in this case")]
    OwnerNeverTold,
    /// The host must not hear of it.
    #[error("the host may not be told of some reports in this case; split them off first")]
    HostNeverTold,
    /// NCMEC takes reports of child abuse alone.
    #[error("NCMEC takes no reports of this category; set the category first")]
    NotForNcmec,
    /// The site went to another account.
    #[error("the site is no longer with this account, which is told nothing of it")]
    SiteMoved,
    /// Reports without a decision would be left behind.
    #[error("some reports still wait for a decision")]
    Undecided,
    /// There is no such report in the case.
    #[error("choose reports of this case")]
    NoSuchReport,
    /// A case keeps at least one report.
    #[error("leave at least one report in this case")]
    KeepsNone,
    /// There is nothing to join.
    #[error("choose another case that is not closed")]
    NothingToJoin,
    /// A restricted and an open case do not mix.
    #[error("a restricted case and one that everybody sees are not joined; set the category first")]
    MixedClearance,
    /// Another category has other rules.
    #[error("cases of different categories are not joined; set the category first")]
    MixedCategory,
    /// There is no such limit, or it is lifted already.
    #[error("this limit is not in force")]
    NotInForce,
    /// Links are ended by a lead.
    #[error("only a lead ends the links of reporters")]
    LeadsOnly,
    /// There is no such referral, or it is filed already.
    #[error("this referral does not wait to be filed")]
    NotToBeFiled,
    /// It lies there already.
    #[error("the case lies with this tier already")]
    SameTier,
    /// What its category restricts stays with those who are cleared for it.
    #[error("what its category restricts stays with child safety; set another category first")]
    StaysRestricted,
    /// What changes who on staff sees a case says why.
    #[error("restricting a case, or opening it to all staff, needs a reason")]
    NoReason,
}

impl From<RecordError> for CaseError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Refused(refusal) => Self::Report(refusal),
            RecordError::Database(error) => Self::Database(error),
        }
    }
}

/// By which a form that came twice is known: the step and all that was asked of it.
#[derive(Clone, Debug)]
pub struct Mark(String);

impl Mark {
    /// The mark of a step.
    pub fn of(step: &str, what: &impl Debug) -> Self {
        Self(format!("{step} {what:?}"))
    }

    /// What a case keeps of it: nobody else's step has the same, and none from another view of the case.
    fn digest(&self, staff: &Staff, seen: Seen) -> Vec<u8> {
        digest(&format!("{} {} {}", staff.user_id, seen.version, self.0))
    }
}

/// Locks a case for a step.
///
/// # Errors
/// `NotFound`, `Done` and `Stale` as said there, `State` where its state does not allow the step.
pub async fn lock(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    step: Move,
    mark: &Mark,
) -> Result<Locked, CaseError> {
    let case = store::lock(tx, number).await?.ok_or(CaseError::NotFound)?;
    let mark = mark.digest(tx.scope, seen);
    if case.version != seen.version {
        let is_done = case.last_step.as_ref() == Some(&mark);
        return Err(if is_done { CaseError::Done } else { CaseError::Stale });
    }
    case.state.after(step)?;
    store::mark(tx, case.case_id, &mark).await?;
    Ok(case)
}

/// Refuses where the case lies with a tier that the asker does not work at.
///
/// # Errors
/// `Tier`, with where it lies.
pub fn check_tier(staff: &Staff, case: &Locked) -> Result<(), CaseError> {
    if case.tier.is_open_to(staff.role, &staff.clearances) {
        return Ok(());
    }
    Err(CaseError::Tier(case.tier))
}
