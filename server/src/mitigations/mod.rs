//! Mitigations: what the provider does about an address, a site or an account, since when, and by which decision.

mod store;

use domain::case::Move;
use domain::decision::LimitScope;
use domain::report::ReportState;
use domain::timeline::Happening;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::cases::lock::{check_tier, lock};
use crate::cases::record::touch;
use crate::cases::{self, CaseError, Locked, Mark, Rule, Seen};
use crate::database::{Staff, Tx};
use crate::letters::{self, Occasion};
use crate::reports::record as timeline;

/// Something that a limit covers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The account.
    pub account_id: Uuid,
    /// The report that names it, where it is one address.
    pub report_id: Option<Uuid>,
    /// How far it reaches.
    pub scope: LimitScope,
    /// The address, the zone's host or the account's name.
    pub name: String,
}

/// Puts in force what a decision limits, and lifts what an earlier decision of the case limited and this one does not; says how many.
///
/// # Errors
/// When the database is away.
pub async fn renew(
    tx: &mut Tx<'_, Staff>,
    case: &Locked,
    decision_id: Uuid,
    scope: Option<LimitScope>,
    reason: &str,
    now: Timestamp,
) -> sqlx::Result<usize> {
    let wanted = match scope {
        Some(scope) => store::targets(tx, case.case_id, scope).await?,
        None => Vec::new(),
    };
    let active = store::active(tx, case.case_id).await?;
    let same = |one: &Target, other: &Target| {
        (one.account_id, one.scope, &one.name) == (other.account_id, other.scope, &other.name)
    };
    let lifted: Vec<_> = active
        .iter()
        .filter(|(_, old)| !wanted.iter().any(|new| same(old, new)))
        .map(|(mitigation_id, old)| (old.account_id, *mitigation_id))
        .collect();
    if !lifted.is_empty() {
        store::lift(tx, &lifted, now).await?;
    }
    let new: Vec<_> =
        wanted.into_iter().filter(|new| !active.iter().any(|(_, old)| same(old, new))).collect();
    if !new.is_empty() {
        store::put_in_force(tx, case, decision_id, &new, reason, now).await?;
    }
    let ended = lifted.iter().map(|(account_id, _)| *account_id);
    let changed: Vec<Uuid> = ended.chain(new.iter().map(|new| new.account_id)).collect();
    store::mark_addresses(tx, &changed).await?;
    Ok(lifted.len())
}

/// Parts the limits of a case after reports left it for another one: each goes with the reports that it covers, and is in force twice where
/// it covers some of both.
///
/// # Errors
/// When the database is away.
pub async fn part(tx: &mut Tx<'_, Staff>, from: Uuid, into: Uuid) -> sqlx::Result<()> {
    store::copy_shared(tx, from, into).await?;
    store::move_along(tx, from, into).await
}

/// A limit to lift, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lift {
    /// Which.
    pub mitigation_id: Uuid,
    /// Why, for both sides.
    pub reason: String,
}

/// Lifts a limit of a case. Both sides are written to.
///
/// # Errors
/// As [`lock`]; `Tier` where the case lies with another tier, `NotInForce` where the limit is not one of this case's or is lifted already.
pub async fn lift(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    lift: Lift,
    now: Timestamp,
) -> Result<(), CaseError> {
    let Lift { mitigation_id, reason } = lift;
    let mut reports = cases::lock_reports(tx, number).await?;
    let happening = Happening::Lifted { reason };
    let case = lock(tx, number, seen, Move::Lift, &Mark::report(&happening)).await?;
    check_tier(tx.scope, &case)?;
    let active = store::active(tx, case.case_id).await?;
    let Some((_, target)) = active.into_iter().find(|(id, _)| *id == mitigation_id) else {
        return Err(Rule::NotInForce.into());
    };
    store::lift(tx, &[(target.account_id, mitigation_id)], now).await?;
    store::mark_addresses(tx, &[target.account_id]).await?;
    let by = cases::by(tx.scope, now);
    let is_concerned = |key: timeline::ReportKey| {
        key.account_id == target.account_id && target.report_id.is_none_or(|report| report == key.report_id)
    };
    for report in reports.iter_mut().filter(|report| is_concerned(report.locked.key)) {
        if report.locked.state != ReportState::Withdrawn {
            let event_id = timeline::record(tx, &mut report.locked, &by, None, &happening).await?;
            let news = Occasion::News { report: report.locked.key, event_id, step: mitigation_id };
            letters::queue(tx, &news).await?;
        }
    }
    touch(tx, case.case_id, now).await?;
    cases::audited(tx, &case, "mitigations.lift", json!({ "mitigation": mitigation_id }), now).await?;
    Ok(())
}
