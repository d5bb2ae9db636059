//! Joining several cases into one.

use std::collections::HashMap;

use domain::case::Move;
use domain::policy::Policy;
use domain::timeline::CaseHappening;
use jiff::Timestamp;
use serde_json::json;

use super::lock::{CaseError, Locked, Rule};
use super::record::record;
use super::title::rename;
use super::{audited, by, store, store_join};
use crate::database::{Staff, Tx};

/// A case that a form names, as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number.
    pub number: i64,
    /// Its version when the page was shown.
    pub version: i32,
}

/// Joins the reports of several cases into the one that was opened first, and returns its number. The others end there; each report, event,
/// letter, limit and referral stays what it was.
///
/// # Errors
/// `NotFound` and `Stale` where one of them is gone or changed, `NothingToJoin` for fewer than two open cases, `MixedClearance` and
/// `MixedCategory` where not all of them need the same clearance or are about the same.
pub async fn join(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    named: &[Named],
    now: Timestamp,
) -> Result<i64, CaseError> {
    let versions: HashMap<i64, i32> = named.iter().map(|named| (named.number, named.version)).collect();
    let numbers: Vec<i64> = versions.keys().copied().collect();
    store::lock_reports(tx, &numbers).await?;
    let cases = lock_all(tx, &numbers, &versions).await?;
    let Some((into, others)) = cases.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Err(Rule::NothingToJoin.into());
    };
    if others.iter().any(|case| case.clearance != into.clearance) {
        return Err(Rule::MixedClearance.into());
    }
    // A case is decided by the policy of its category, which must be that of each of its reports.
    if others.iter().any(|case| case.category != into.category) {
        return Err(Rule::MixedCategory.into());
    }
    for case in others {
        merge(tx, case, into, now).await?;
    }
    store_join::gather(tx, into.case_id, now).await?;
    rename(tx, policy.of(into.category), into.case_id).await?;
    Ok(into.number)
}

/// The cases, the one that was opened first before the others.
async fn lock_all(
    tx: &mut Tx<'_, Staff>,
    numbers: &[i64],
    versions: &HashMap<i64, i32>,
) -> Result<Vec<Locked>, CaseError> {
    let mut cases = store::lock_all(tx, numbers).await?;
    if cases.len() < numbers.len() {
        return Err(CaseError::NotFound);
    }
    for case in &cases {
        case.state.after(Move::Work).map_err(|_| Rule::NothingToJoin)?;
        if versions.get(&case.number) != Some(&case.version) {
            return Err(CaseError::Stale);
        }
    }
    cases.sort_by_key(|case| (case.opened_at, case.case_id));
    Ok(cases)
}

async fn merge(
    tx: &mut Tx<'_, Staff>,
    case: &Locked,
    into: &Locked,
    now: Timestamp,
) -> Result<(), CaseError> {
    let by = by(tx.scope, now);
    let reports = store_join::move_reports(tx, case.case_id, into.case_id).await?;
    record(tx, case.case_id, &by, &CaseHappening::JoinedInto { into: into.number }).await?;
    record(tx, into.case_id, &by, &CaseHappening::Joined { from: case.number, reports }).await?;
    store_join::end_in(tx, case.case_id, into.case_id, now).await?;
    audited(tx, case, "cases.join", json!({ "into": into.number, "reports": reports }), now).await?;
    Ok(())
}
