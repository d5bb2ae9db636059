//! Taking a case and giving it back.

use domain::account::StaffRole;
use domain::case::Move;
use domain::timeline::CaseHappening;
use jiff::Timestamp;
use serde_json::json;

use super::lock::{CaseError, Mark, Rule, Seen, lock};
use super::record::record;
use super::{audited, by, store};
use crate::database::{Staff, Tx};

/// Takes a case, from somebody else too.
///
/// # Errors
/// As [`lock`]; `Done` where the asker has it already.
pub async fn claim(tx: &mut Tx<'_, Staff>, number: i64, seen: Seen, now: Timestamp) -> Result<(), CaseError> {
    let happening = CaseHappening::Claimed;
    let case = lock(tx, number, seen, Move::Work, &Mark::case(&happening)).await?;
    let asker = tx.scope.user_id;
    if case.assigned_to == Some(asker) {
        return Err(CaseError::Done);
    }
    store::assign(tx, case.case_id, Some(asker)).await?;
    let by = by(tx.scope, now);
    record(tx, case.case_id, &by, &happening).await?;
    audited(tx, &case, "cases.claim", json!({ "from": case.assigned_to }), now).await?;
    Ok(())
}

/// Gives a case back to the queue.
///
/// # Errors
/// As [`lock`]; `NotYours` where somebody else has it and the asker does not lead.
pub async fn release(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    now: Timestamp,
) -> Result<(), CaseError> {
    let happening = CaseHappening::Released;
    let case = lock(tx, number, seen, Move::Work, &Mark::case(&happening)).await?;
    let is_theirs = case.assigned_to.is_some_and(|holder| holder == tx.scope.user_id);
    if case.assigned_to.is_none() {
        return Err(CaseError::Done);
    }
    if !is_theirs && tx.scope.role != StaffRole::Lead {
        return Err(Rule::NotYours.into());
    }
    store::assign(tx, case.case_id, None).await?;
    let by = by(tx.scope, now);
    record(tx, case.case_id, &by, &happening).await?;
    audited(tx, &case, "cases.release", json!({ "from": case.assigned_to }), now).await?;
    Ok(())
}
