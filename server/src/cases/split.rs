//! Splitting reports off into a case of their own.

use domain::case::Move;
use domain::deadline;
use domain::policy::Policy;
use domain::timeline::CaseHappening;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::jobs::watch_pause;
use super::lock::{CaseError, Mark, Rule, Seen, lock};
use super::record::record;
use super::reports::chosen;
use super::title::rename;
use super::{audited, by, store, store_join};
use crate::database::{Staff, Tx};
use crate::ids;
use crate::mitigations;
use crate::referrals;

/// Moves the reports with these references into a new case, and returns its number. It has the category, severity, tier, clock and referrals of the
/// old one; limits go along with what they cover.
///
/// # Errors
/// As [`lock`]; `NoSuchReport` where none is named or one is not of this case, `KeepsNone` where the old case would be left empty.
pub async fn split(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    number: i64,
    seen: Seen,
    references: &[String],
    now: Timestamp,
) -> Result<i64, CaseError> {
    let mut reports = store::lock_reports(tx, &[number]).await?;
    let case = lock(tx, number, seen, Move::Work, &Mark::of("split", &references)).await?;
    if references.is_empty() {
        return Err(Rule::NoSuchReport.into());
    }
    let all = reports.len();
    let leaving: Vec<Uuid> =
        chosen(&mut reports, references)?.iter().map(|report| report.locked.key.report_id).collect();
    if leaving.len() == all {
        return Err(Rule::KeepsNone.into());
    }
    let (case_id, into) = store_join::open_beside(tx, &case, ids::at(now), now).await?;
    store_join::move_some_reports(tx, case.case_id, case_id, &leaving).await?;
    mitigations::part(tx, case.case_id, case_id).await?;
    referrals::copy(tx, case.case_id, case_id).await?;
    if let Some(paused_at) = case.paused_at {
        let until = deadline::after(paused_at, policy.of(case.category).answer_hours);
        watch_pause(tx, case_id, until).await?;
    }
    for case_id in [case.case_id, case_id] {
        store_join::gather(tx, case_id, now).await?;
        rename(tx, policy.of(case.category), case_id).await?;
    }
    let by = by(tx.scope, now);
    let count = u32::try_from(leaving.len()).unwrap_or(u32::MAX);
    record(tx, case.case_id, &by, &CaseHappening::Split { into, reports: count }).await?;
    record(tx, case_id, &by, &CaseHappening::SplitFrom { from: number }).await?;
    audited(tx, &case, "cases.split", json!({ "into": into, "reports": references }), now).await?;
    Ok(into)
}
