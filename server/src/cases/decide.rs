//! Deciding a case: the rules, what is put in force, and what everybody is told.

use std::collections::HashMap;

use domain::case::{CaseState, Move};
use domain::decision::{self, DecisionKind, DecisionRefusal, DeclineReason, LimitScope};
use domain::policy::{CategoryPolicy, Policy};
use domain::referral::Recipient;
use domain::report::{ReportEvent, ReportState};
use domain::timeline::{CaseHappening, Covered, Happening};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::lock::{CaseError, Locked, Mark, Rule, Seen, check_tier, lock};
use super::record::record;
use super::reports::CaseReport;
use super::store::{self, Kept};
use super::{audited, by};
use crate::database::{Staff, Tx};
use crate::ids;
use crate::letters::{self, Occasion};
use crate::mitigations;
use crate::referrals;
use crate::reports::record::{self as timeline, ReportKey};

/// What is decided, with what each kind needs to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Pass it on; nothing on our side.
    Forward,
    /// Warn the owner.
    Warn,
    /// Limit access.
    Limit {
        /// How far.
        scope: LimitScope,
        /// The order that demands it, where the category waits for one.
        order: Option<String>,
    },
    /// Decline.
    Decline(DeclineReason),
    /// Refer to somebody who can act.
    Refer(Recipient),
}

/// A decision about a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub choice: Choice,
    /// The reason told to both sides; of a referral to the reporters alone.
    pub reason: String,
}

impl Choice {
    /// Which kind it is.
    pub fn kind(&self) -> DecisionKind {
        match self {
            Self::Forward => DecisionKind::Forward,
            Self::Warn => DecisionKind::Warn,
            Self::Limit { .. } => DecisionKind::Limit,
            Self::Decline(_) => DecisionKind::Decline,
            Self::Refer(_) => DecisionKind::Refer,
        }
    }

    /// How far a limit reaches.
    pub fn scope(&self) -> Option<LimitScope> {
        match self {
            Self::Limit { scope, .. } => Some(*scope),
            _ => None,
        }
    }

    /// Why it is declined.
    pub fn reason_code(&self) -> Option<DeclineReason> {
        match self {
            Self::Decline(reason) => Some(*reason),
            _ => None,
        }
    }

    /// To whom it is referred.
    pub fn recipient(&self) -> Option<Recipient> {
        match self {
            Self::Refer(to) => Some(*to),
            _ => None,
        }
    }

    fn order(&self) -> Option<&str> {
        match self {
            Self::Limit { order, .. } => order.as_deref(),
            _ => None,
        }
    }

    /// Whether it says that the owner has heard of the report.
    fn needs_owner(&self) -> bool {
        matches!(self, Self::Forward | Self::Warn)
    }

    /// Whether the owner is shown a report that was held back until now.
    pub fn shows_owner(&self) -> bool {
        matches!(self, Self::Forward | Self::Warn | Self::Limit { .. })
    }
}

impl Decision {
    /// What it is to a report of which it covers this and leaves out that many addresses.
    fn as_told(&self, (covered, left_out): (Covered, u32)) -> Happening {
        // Why something is referred is said with to whom, which no owner reads.
        let reason = if self.choice.recipient().is_some() { String::new() } else { self.reason.clone() };
        Happening::Decided {
            decision: self.choice.kind(),
            reason_code: self.choice.reason_code(),
            scope: self.choice.scope(),
            reason,
            covered,
            left_out,
        }
    }
}

/// What a decision did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// The reports and their events, about each of which letters are written.
    pub told: Vec<(ReportKey, Uuid)>,
    /// How many limits of earlier decisions it lifted.
    pub lifted: usize,
    /// Whether any reporter or owner is written to.
    pub is_written: bool,
}

/// Decides a case and every report in it that was not withdrawn. What was in force by an earlier decision of this case and is not renewed is
/// lifted; owners and reporters are written to.
///
/// # Errors
/// As [`lock`], and as [`check`].
pub async fn decide(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    number: i64,
    seen: Seen,
    decision: &Decision,
    now: Timestamp,
) -> Result<Decided, CaseError> {
    let mut reports = store::lock_reports(tx, &[number]).await?;
    let kind = decision.choice.kind();
    let happening = CaseHappening::Decided { decision: kind, reason: decision.reason.clone() };
    let case = lock(tx, number, seen, Move::Decide, &Mark::of("decide", decision)).await?;
    check(tx, policy, &case, &reports, &decision.choice).await?;
    let decision_id = ids::at(now);
    store::keep_decision(tx, &case, &kept(decision_id, decision, policy), now).await?;
    let reach = decision.choice.scope();
    let lifted = mitigations::renew(tx, &case, decision_id, reach, &decision.reason, now).await?;
    let told = tell(tx, policy, &case, &mut reports, decision, now).await?;
    let by = by(tx.scope, now);
    if let Choice::Refer(to) = decision.choice {
        referrals::open(tx, case.case_id, to, case.clearance, &by).await?;
    }
    store::move_to(tx, case.case_id, CaseState::Decided, None, now).await?;
    store::end_reports(tx, case.case_id, Some(now)).await?;
    record(tx, case.case_id, &by, &happening).await?;
    let detail = json!({ "kind": kind, "scope": reach, "reason_code": decision.choice.reason_code(), "decision": decision_id });
    audited(tx, &case, "cases.decide", detail, now).await?;
    let is_written = reports.iter().any(CaseReport::is_heard_of);
    Ok(Decided { told, lifted, is_written })
}

/// Checks a decision before it is shown and again before it is made.
///
/// # Errors
/// `Tier` where the case lies with another tier, `Decision` where the policy forbids it, `Report` where nothing is left to decide,
/// `SiteMoved` where the sites of the case are no longer with their accounts, `OwnerNeverTold` where it says that the owner was told and nobody
/// may be, `HostNeverTold` where it refers to a host who may not hear of it, `NotForNcmec` where it refers to NCMEC what the policy does not.
pub async fn check(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    case: &Locked,
    reports: &[CaseReport],
    choice: &Choice,
) -> Result<(), CaseError> {
    check_tier(tx.scope, case)?;
    let entry = policy.of(case.category);
    decision::check(choice.kind(), entry.response, choice.order().is_some())?;
    if choice.recipient().is_some_and(|to| !entry.may_refer_to(to)) {
        return Err(Rule::NotForNcmec.into());
    }
    check_referred(tx, case, entry, choice).await?;
    check_reports(reports)?;
    check_host(reports, entry, choice)?;
    if let Some(scope) = choice.scope()
        && !mitigations::covers_any(tx, case.case_id, scope).await?
    {
        return Err(Rule::SiteMoved.into());
    }
    if choice.needs_owner()
        && !reports.iter().any(|report| report.is_owner_told || report.may_tell_owner(entry))
    {
        let has_moved =
            reports.iter().any(|report| report.has_moved && report.locked.state != ReportState::Withdrawn);
        return Err(if has_moved { Rule::SiteMoved } else { Rule::OwnerNeverTold }.into());
    }
    Ok(())
}

async fn check_referred(
    tx: &mut Tx<'_, Staff>,
    case: &Locked,
    entry: &CategoryPolicy,
    choice: &Choice,
) -> Result<(), CaseError> {
    for to in entry.refer.iter().filter_map(|party| Recipient::of(*party)) {
        let refers_now = *choice == Choice::Refer(to);
        if !refers_now && !store::is_referred(tx, case.case_id, to.as_str()).await? {
            return Err(DecisionRefusal::ReferralNeeded.into());
        }
    }
    Ok(())
}

/// A referral passes on every report of the case.
fn check_host(reports: &[CaseReport], entry: &CategoryPolicy, choice: &Choice) -> Result<(), Rule> {
    let counts = |report: &&CaseReport| report.locked.state != ReportState::Withdrawn;
    let may_tell = |report: &CaseReport| report.may_tell_host(entry);
    if *choice == Choice::Refer(Recipient::Host) && !reports.iter().filter(counts).all(may_tell) {
        return Err(Rule::HostNeverTold);
    }
    Ok(())
}

fn check_reports(reports: &[CaseReport]) -> Result<(), CaseError> {
    let decided = ReportEvent::Decided(DecisionKind::Forward);
    let left = reports.iter().any(|report| report.locked.state != ReportState::Withdrawn);
    match reports.first() {
        Some(report) if !left => Ok(report.locked.state.after(decided).map(drop)?),
        _ => Ok(()),
    }
}

fn kept<'a>(decision_id: Uuid, decision: &'a Decision, policy: &'a Policy) -> Kept<'a> {
    let Decision { choice, reason } = decision;
    Kept {
        decision_id,
        kind: choice.kind().as_str(),
        reason_code: choice.reason_code().map(DeclineReason::as_str),
        reason,
        scope: choice.scope().map(LimitScope::as_str),
        order_reference: choice.order(),
        policy_version: &policy.version,
    }
}

/// Puts the decision onto each report's timeline and queues its letters.
async fn tell(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    case: &Locked,
    reports: &mut [CaseReport],
    decision: &Decision,
    now: Timestamp,
) -> Result<Vec<(ReportKey, Uuid)>, CaseError> {
    let entry = policy.of(case.category);
    let mut covered = match decision.choice.scope() {
        Some(_) => mitigations::covered(tx, case.case_id).await?,
        None => HashMap::new(),
    };
    let by = by(tx.scope, now);
    let mut told = Vec::new();
    for report in reports.iter_mut().filter(|report| report.locked.state != ReportState::Withdrawn) {
        let covered = covered.remove(&report.locked.key).unwrap_or_default();
        let is_left_out = decision.choice.scope().is_some() && covered.0.is_empty();
        let shows_owner = decision.choice.shows_owner() && !is_left_out;
        if shows_owner && !report.is_owner_told && report.may_tell_owner(entry) {
            show_to_owner(tx, report, now).await?;
        }
        let decided = if is_left_out { left_out() } else { decision.as_told(covered) };
        let kind = if is_left_out { DecisionKind::Decline } else { decision.choice.kind() };
        let event = Some(ReportEvent::Decided(kind));
        let event_id = timeline::record(tx, &mut report.locked, &by, event, &decided).await?;
        if let Choice::Refer(to) = decision.choice {
            let referred = Happening::Referred { to, reason: decision.reason.clone() };
            timeline::record(tx, &mut report.locked, &by, None, &referred).await?;
        }
        letters::queue(tx, &Occasion::Decision { report: report.locked.key, event_id }).await?;
        told.push((report.locked.key, event_id));
    }
    Ok(told)
}

/// What a limit is to a report whose site is with somebody else now.
fn left_out() -> Happening {
    Happening::Decided {
        decision: DecisionKind::Decline,
        reason_code: None,
        scope: None,
        reason: String::new(),
        covered: Covered::default(),
        left_out: 0,
    }
}

/// The decision's own letter tells the owner of the report; there is no deadline any more.
async fn show_to_owner(
    tx: &mut Tx<'_, Staff>,
    report: &mut CaseReport,
    now: Timestamp,
) -> Result<(), CaseError> {
    let told = Happening::OwnerTold { until: None, held: false };
    let by = by(tx.scope, now);
    timeline::record(tx, &mut report.locked, &by, None, &told).await?;
    store::show_to_owner(tx, report.locked.key, now).await?;
    report.is_owner_told = true;
    Ok(())
}
