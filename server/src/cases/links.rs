//! Ending the secret links of a case's reporters, where one is in wrong hands.

use domain::account::StaffRole;
use domain::case::Move;
use domain::timeline::CaseHappening;
use jiff::Timestamp;
use serde_json::json;

use super::lock::{CaseError, Mark, Rule, Seen, lock};
use super::record::record;
use super::{audited, by, store};
use crate::database::{Staff, Tx};

/// Ends every link of the submissions that a case's reports came with. Whoever left an address can ask for a new one by it.
///
/// # Errors
/// As [`lock`]; `LeadsOnly` for everybody else.
pub async fn end(tx: &mut Tx<'_, Staff>, number: i64, seen: Seen, now: Timestamp) -> Result<(), CaseError> {
    let happening = CaseHappening::LinksEnded;
    store::lock_reports(tx, &[number]).await?;
    store::lock_submissions(tx, number).await?;
    let case = lock(tx, number, seen, Move::Settle, &Mark::of("end_links", &())).await?;
    if tx.scope.role != StaffRole::Lead {
        return Err(Rule::LeadsOnly.into());
    }
    let count = store::end_links(tx, case.case_id, now).await?;
    let by = by(tx.scope, now);
    record(tx, case.case_id, &by, &happening).await?;
    audited(tx, &case, "cases.end_links", json!({ "links": count }), now).await?;
    Ok(())
}
