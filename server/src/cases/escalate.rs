//! Passing a case to another tier.

use domain::account::Tier;
use domain::case::{Move, may_escalate, may_lie_with};
use domain::policy::Policy;
use domain::timeline::CaseHappening;
use jiff::Timestamp;
use serde_json::json;

use super::classify::{Reach, restrict_or_open};
use super::lock::{CaseError, Mark, Rule, Seen, lock};
use super::record::record;
use super::{audited, by, store};
use crate::database::{Staff, Tx};
use crate::letters::{self, Occasion};

/// Where a case goes, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// The tier.
    pub tier: Tier,
    /// Why, for its staff.
    pub reason: String,
}

/// Passes a case to another tier and writes to its staff. What goes to child safety is restricted, and the asker may not see it afterwards.
///
/// # Errors
/// As [`lock`]; `SameTier` where it lies there, `StaysRestricted` where its category keeps it from that tier, `Tier` where the asker may not
/// pass it on, `NoReason` where that changes who sees it and no reason is given.
pub async fn escalate(
    tx: &mut Tx<'_, Staff>,
    policy: &Policy,
    number: i64,
    seen: Seen,
    to: Escalation,
    now: Timestamp,
) -> Result<(), CaseError> {
    let Escalation { tier, reason } = to;
    let says_why = !reason.is_empty();
    let mut reports = store::lock_reports(tx, &[number]).await?;
    let happening = CaseHappening::Escalated { tier, reason };
    let case = lock(tx, number, seen, Move::Work, &Mark::of("escalate", &happening)).await?;
    if case.tier == tier {
        return Err(Rule::SameTier.into());
    }
    let category = policy.of(case.category).clearance;
    if !may_lie_with(tier, category) {
        return Err(Rule::StaysRestricted.into());
    }
    if !may_escalate(case.tier, tier, tx.scope.role, &tx.scope.clearances) {
        return Err(CaseError::Tier(case.tier));
    }
    store::move_to_tier(tx, case.case_id, tier).await?;
    let by = by(tx.scope, now);
    let event_id = record(tx, case.case_id, &by, &happening).await?;
    letters::queue(tx, &Occasion::Escalation { case_id: case.case_id, event_id }).await?;
    let reach = Reach { tier, category, says_why };
    restrict_or_open(tx, &case, &mut reports, reach, now).await?;
    audited(tx, &case, "cases.escalate", json!({ "from": case.tier, "to": tier }), now).await?;
    Ok(())
}
