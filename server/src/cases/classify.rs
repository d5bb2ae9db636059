//! Saying what a case is about and how urgent it is. Another category brings its whole policy with it.

use domain::account::Tier;
use domain::case::{self, Move};
use domain::category::{Category, Clearance, Severity};
use domain::deadline;
use domain::policy::{CategoryPolicy, Policy};
use domain::referral::Recipient;
use domain::report::{ReportEvent, ReportState};
use domain::timeline::{CaseHappening, Happening};
use jiff::Timestamp;
use serde_json::json;

use super::lock::{CaseError, Locked, Mark, Rule, Seen, check_tier, lock};
use super::record::record;
use super::reports::CaseReport;
use super::store_class::Class;
use super::title::rename;
use super::{audited, by, store, store_class};
use crate::database::{Staff, Tx};
use crate::referrals;
use crate::reports::notice::{self, Telling};
use crate::reports::record::{self as timeline, ReportKey};

/// What a case is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification {
    /// What it is about.
    pub category: Category,
    /// How urgent it is.
    pub severity: Severity,
    /// Why, where other people see the case from then on.
    pub reason: String,
}

/// Sets category and severity, and returns the reports whose owners are told with it. Another category brings its clock, its clearance, its referrals and, where it tells owners at once, the
/// notice to them. One that is restricted takes the reports from their owners; afterwards the asker may not see the case any more. What was
/// escalated to child safety stays restricted until that tier passes it on.
///
/// # Errors
/// As [`lock`]; `Tier` where another category is set of a case that lies with another tier, unless it restricts it; `NoReason` where that
/// changes who sees the case, and no reason is given.
pub async fn classify(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    number: i64,
    seen: Seen,
    class: Classification,
    now: Timestamp,
) -> Result<Vec<ReportKey>, CaseError> {
    let Classification { category, severity, reason } = class;
    let entry = policy.of(category);
    let says_why = !reason.is_empty();
    let mut reports = store::lock_reports(tx, &[number]).await?;
    let happening = CaseHappening::Classified { category, severity, reason };
    let case = lock(tx, number, seen, Move::Work, &Mark::of("classify", &happening)).await?;
    // Whoever sees a child in danger says so, wherever the case lies.
    if category != case.category && entry.clearance.is_none() {
        check_tier(tx.scope, &case)?;
    }
    let tier = case::tier_after(case.tier, policy.of(case.category).clearance, entry.clearance);
    let class = Class {
        category,
        severity,
        tier,
        policy_version: &policy.version,
        due_at: due_after(&case, category, entry),
    };
    store_class::classify(tx, case.case_id, &class).await?;
    if category != case.category {
        rename(tx, entry, case.case_id).await?;
    }
    let by = by(tx.scope, now);
    record(tx, case.case_id, &by, &happening).await?;
    let is_new = category != case.category;
    if is_new {
        let to_owner = entry.clearance.is_none();
        reclassify_reports(tx, &mut reports, &Happening::Reclassified { category, to_owner }, now).await?;
        refer_as_policy_says(tx, &case, entry, now).await?;
    }
    let reach = Reach { tier, category: entry.clearance, says_why };
    restrict_or_open(tx, &case, &mut reports, reach, now).await?;
    let told = if is_new { tell_owners_at_once(tx, &mut reports, entry, now).await? } else { Vec::new() };
    if let Some(until) = Telling::begin(entry, now).until.filter(|_| !told.is_empty()) {
        store_class::wait_until(tx, case.case_id, until).await?;
    }
    let detail = json!({ "category": category, "severity": severity, "was": { "category": case.category, "severity": case.severity } });
    audited(tx, &case, "cases.classify", detail, now).await?;
    Ok(told)
}

/// Sets the severity alone.
///
/// # Errors
/// As [`lock`].
pub async fn set_severity(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    number: i64,
    seen: Seen,
    severity: Severity,
    now: Timestamp,
) -> Result<(), CaseError> {
    let category = store::category(tx, number).await?.ok_or(CaseError::NotFound)?;
    classify(tx, policy, number, seen, Classification { category, severity, reason: String::new() }, now)
        .await
        .map(drop)
}

/// The promise to the reporter counts from when the case was opened; it waits for owners who are told now.
fn due_after(case: &Locked, category: Category, entry: &CategoryPolicy) -> Option<Timestamp> {
    if category == case.category || case.due_at.is_none() {
        return case.due_at;
    }
    Some(deadline::after(case.opened_at, entry.decide_hours))
}

async fn reclassify_reports(
    tx: &mut Tx<'_, Staff>,
    reports: &mut [CaseReport],
    happening: &Happening,
    now: Timestamp,
) -> Result<(), CaseError> {
    let by = by(tx.scope, now);
    for report in reports {
        timeline::record(tx, &mut report.locked, &by, None, happening).await?;
    }
    Ok(())
}

/// Opened while the asker may still see the case; the restriction that follows covers it too.
async fn refer_as_policy_says(
    tx: &mut Tx<'_, Staff>,
    case: &Locked,
    entry: &CategoryPolicy,
    now: Timestamp,
) -> Result<(), CaseError> {
    let by = by(tx.scope, now);
    for to in entry.refer.iter().filter_map(|party| Recipient::of(*party)) {
        referrals::open(tx, case.case_id, to, case.clearance, &by).await?;
    }
    Ok(())
}

/// What decides who may see a case after a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// Where it lies then.
    pub(super) tier: Tier,
    /// What its category asks for.
    pub(super) category: Option<Clearance>,
    /// Whether the step says why.
    pub(super) says_why: bool,
}

/// Sets the clearance of the case and of all that belongs to it, where it changes.
///
/// # Errors
/// `NoReason` where it changes and the step does not say why; when the database is away.
pub(super) async fn restrict_or_open(
    tx: &mut Tx<'_, Staff>,
    case: &Locked,
    reports: &mut [CaseReport],
    reach: Reach,
    now: Timestamp,
) -> Result<(), CaseError> {
    let clearance = case::clearance(reach.tier, reach.category);
    if clearance == case.clearance {
        return Ok(());
    }
    if !reach.says_why {
        return Err(Rule::NoReason.into());
    }
    if clearance.is_some() {
        let by = by(tx.scope, now);
        for report in reports.iter_mut().filter(|report| report.locked.state != ReportState::Withdrawn) {
            let event = Some(ReportEvent::Restricted);
            timeline::record(tx, &mut report.locked, &by, event, &Happening::Restricted).await?;
            report.is_owner_told = false;
        }
    }
    store_class::set_clearance(tx, case.case_id, clearance).await?;
    reports.iter_mut().for_each(|report| report.is_restricted = clearance.is_some());
    Ok(())
}

async fn tell_owners_at_once(
    tx: &mut Tx<'_, Staff>,
    reports: &mut [CaseReport],
    entry: &CategoryPolicy,
    now: Timestamp,
) -> Result<Vec<ReportKey>, CaseError> {
    let by = by(tx.scope, now);
    let mut told = Vec::new();
    for report in reports.iter_mut().filter(|report| report.can_tell_owner(entry)) {
        if report.to_owner.is_some_and(|disclosure| notice::is_told_at_once(entry, disclosure)) {
            notice::tell_owner(tx, &mut report.locked, &by, entry).await?;
            told.push(report.locked.key);
        }
    }
    Ok(told)
}
