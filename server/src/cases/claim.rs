//! Taking a case and giving it back.

use domain::account::{Actor, StaffRole};
use domain::case::Move;
use domain::timeline::CaseHappening;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::lock::{CaseError, Mark, Rule, Seen, check_tier, lock};
use super::record::record;
use super::{audited, by, store};
use crate::database::{Staff, System, Tx};
use crate::reports::record::By;

/// Takes a case, from somebody else too.
///
/// # Errors
/// As [`lock`]; `Tier` where it lies with another tier, `Done` where the asker has it already.
pub async fn claim(tx: &mut Tx<'_, Staff>, number: i64, seen: Seen, now: Timestamp) -> Result<(), CaseError> {
    let happening = CaseHappening::Claimed;
    let case = lock(tx, number, seen, Move::Work, &Mark::of("claim", &())).await?;
    check_tier(tx.scope, &case)?;
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
    let case = lock(tx, number, seen, Move::Work, &Mark::of("release", &())).await?;
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

/// Gives back every case of somebody who leaves the staff; returns how many of them were open.
///
/// # Errors
/// When the database is away.
pub async fn give_back_all(tx: &mut Tx<'_, System>, user_id: Uuid, now: Timestamp) -> sqlx::Result<u64> {
    let by = By { actor: Actor::Portal, user_id: None, name: None, at: now };
    let mut count = 0;
    for case_id in store::unassign_all(tx, user_id).await? {
        record(tx, case_id, &by, &CaseHappening::Released).await?;
        count += 1;
    }
    Ok(count)
}
