//! The reports of a case, as the commands see them.

use domain::disclosure::Disclosure;
use domain::policy::CategoryPolicy;
use domain::report::{ReportEvent, ReportState};
use uuid::Uuid;

use super::lock::Rule;
use crate::reports::notice;
use crate::reports::record::Locked;

/// A report of a case, locked with it.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// The report itself.
    pub locked: Locked,
    /// The case it is in.
    pub case_id: Uuid,
    /// What people quote.
    pub reference: String,
    /// What its owner may be told of the reporter; nothing where that is not known.
    pub to_owner: Option<Disclosure>,
    /// What its host may be told of the reporter; nothing where that is not known.
    pub to_host: Option<Disclosure>,
    /// Whether its owner sees it.
    pub is_owner_told: bool,
    /// Whether it is kept from its owner, whatever its category.
    pub is_restricted: bool,
    /// Whether its site is no longer the account's, which therefore is told nothing about it.
    pub has_moved: bool,
    /// Whether its reporter is written to: an address was left, and letters were not stopped.
    pub is_written_to: bool,
}

impl CaseReport {
    /// Whether its owner may be told.
    pub fn may_tell_owner(&self, policy: &CategoryPolicy) -> bool {
        let is_kept = self.is_restricted || self.has_moved;
        !is_kept && self.to_owner.is_some_and(|disclosure| notice::may_be_told(policy, disclosure))
    }

    /// Whether its host may be told.
    pub fn may_tell_host(&self, policy: &CategoryPolicy) -> bool {
        self.to_host.is_some_and(|disclosure| policy.may_tell_host(disclosure))
    }

    /// Whether anybody gets a letter of what becomes of it: its reporter, or an owner who sees it.
    pub fn is_heard_of(&self) -> bool {
        self.locked.state != ReportState::Withdrawn && (self.is_written_to || self.is_owner_told)
    }

    /// Whether its owner can be told now: allowed, not yet done, and not too late.
    pub fn can_tell_owner(&self, policy: &CategoryPolicy) -> bool {
        !self.is_owner_told
            && self.may_tell_owner(policy)
            && self.locked.state.after(ReportEvent::OwnerTold { held: false }).is_ok()
    }
}

/// The reports that a form names by reference, or all of them where it names none.
///
/// # Errors
/// `NoSuchReport` where one is not in the case.
pub fn chosen<'r>(
    reports: &'r mut [CaseReport],
    references: &[String],
) -> Result<Vec<&'r mut CaseReport>, Rule> {
    let known = |reference: &String| reports.iter().any(|report| report.reference == *reference);
    if !references.iter().all(known) {
        return Err(Rule::NoSuchReport);
    }
    let is_chosen =
        |report: &&mut CaseReport| references.is_empty() || references.contains(&report.reference);
    let chosen: Vec<_> = reports.iter_mut().filter(is_chosen).collect();
    if chosen.is_empty() { Err(Rule::NoSuchReport) } else { Ok(chosen) }
}
