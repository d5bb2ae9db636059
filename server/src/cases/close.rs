//! Closing a case and opening it again.

use domain::case::{CaseState, Move};
use domain::deadline;
use domain::policy::Policy;
use domain::report::ReportEvent;
use domain::timeline::{CaseHappening, Happening};
use jiff::Timestamp;
use serde_json::json;

use super::lock::{CaseError, Mark, Rule, Seen, check_tier, lock};
use super::record::record;
use super::{audited, by, store};
use crate::database::{Staff, Tx};
use crate::ids;
use crate::letters::{self, Occasion};
use crate::reports::record as timeline;

/// Closes a case whose reports are all decided or withdrawn.
///
/// # Errors
/// As [`lock`]; `Tier` where it lies with another tier, `Undecided` where a report would be left behind.
pub async fn close(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    reason: String,
    now: Timestamp,
) -> Result<(), CaseError> {
    let reports = store::lock_reports(tx, &[number]).await?;
    let happening = CaseHappening::Closed { reason };
    let case = lock(tx, number, seen, Move::Close, &Mark::of("close", &happening)).await?;
    check_tier(tx.scope, &case)?;
    if reports.iter().any(|report| report.locked.state.is_undecided()) {
        return Err(Rule::Undecided.into());
    }
    store::move_to(tx, case.case_id, CaseState::Closed, None, now).await?;
    let by = by(tx.scope, now);
    record(tx, case.case_id, &by, &happening).await?;
    audited(tx, &case, "cases.close", json!({}), now).await?;
    Ok(())
}

/// Opens a decided or closed case again, and with it its decided reports. Limits stay in force until they are lifted or decided anew.
/// Both sides are written to.
///
/// # Errors
/// As [`lock`]; `Tier` where it lies with another tier.
pub async fn reopen(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    number: i64,
    seen: Seen,
    reason: String,
    now: Timestamp,
) -> Result<(), CaseError> {
    let mut reports = store::lock_reports(tx, &[number]).await?;
    let happening = CaseHappening::Reopened { reason: reason.clone() };
    let case = lock(tx, number, seen, Move::Reopen, &Mark::of("reopen", &happening)).await?;
    check_tier(tx.scope, &case)?;
    let by = by(tx.scope, now);
    let step = ids::at(now);
    for report in reports.iter_mut().filter(|report| report.locked.state.is_decided()) {
        let told = Happening::Reopened { reason: reason.clone() };
        let event_id =
            timeline::record(tx, &mut report.locked, &by, Some(ReportEvent::Reopened), &told).await?;
        letters::queue(tx, &Occasion::News { report: report.locked.key, event_id, step }).await?;
    }
    store::end_reports(tx, case.case_id, None).await?;
    let due_at = deadline::after(now, policy.of(case.category).decide_hours);
    store::move_to(tx, case.case_id, CaseState::Open, Some(due_at), now).await?;
    record(tx, case.case_id, &by, &happening).await?;
    audited(tx, &case, "cases.reopen", json!({}), now).await?;
    Ok(())
}
