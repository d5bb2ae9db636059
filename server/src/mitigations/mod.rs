//! Mitigations: what the provider does about an address, a site or an account, since when, and by which decision.

mod store;

use std::collections::{BTreeSet, HashMap};

use app::pages::staff::decision::Stopped;
use domain::address::ReportedUrl;
use domain::case::Move;
use domain::category::Category;
use domain::decision::LimitScope;
use domain::report::ReportState;
use domain::timeline::{Covered, Happening};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::cases::lock::{check_tier, lock};
use crate::cases::record::touch;
use crate::cases::{self, CaseError, Locked, Mark, Rule, Seen};
use crate::database::{Staff, Tx};
use crate::ids;
use crate::letters::{self, Occasion};
use crate::reports::ReportKey;
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

impl Target {
    /// The site that it is or lies on; nothing where it is every site of an account.
    fn site(&self) -> Option<String> {
        match self.scope {
            LimitScope::Address => Some(ReportedUrl::parse(&self.name).ok()?.host().to_string()),
            LimitScope::Zone => Some(self.name.clone()),
            LimitScope::Account => None,
        }
    }

    /// Whether both are the same thing; an account may have changed its name.
    fn is(&self, other: &Self) -> bool {
        let is_named_alike = self.scope == LimitScope::Account || self.name == other.name;
        is_named_alike && (self.account_id, self.scope) == (other.account_id, other.scope)
    }
}

/// A limit in force.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Limit {
    mitigation_id: Uuid,
    target: Target,
    category: Category,
    is_hidden: bool,
}

impl Limit {
    /// Whether what it says and to whom is still true of its case: not once another category was found, or once the case was opened to the owner.
    fn still_holds(&self, case: &Locked) -> bool {
        self.category == case.category && self.is_hidden == case.clearance.is_some()
    }
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
    let (kept, ended): (Vec<_>, Vec<_>) = store::active(tx, case.case_id)
        .await?
        .into_iter()
        .partition(|old| old.still_holds(case) && wanted.iter().any(|new| new.is(&old.target)));
    if !ended.is_empty() {
        store::lift(tx, &ended, now).await?;
    }
    let lifted = ended.iter().filter(|old| !wanted.iter().any(|new| new.is(&old.target))).count();
    let new: Vec<_> = wanted.into_iter().filter(|new| !kept.iter().any(|old| new.is(&old.target))).collect();
    if !new.is_empty() {
        store::put_in_force(tx, case, decision_id, &new, reason, now).await?;
    }
    Ok(lifted)
}

/// Whether a limit of this reach would cover anything that is still with the accounts of the case.
///
/// # Errors
/// When the database is away.
pub async fn covers_any(tx: &mut Tx<'_, Staff>, case_id: Uuid, scope: LimitScope) -> sqlx::Result<bool> {
    Ok(!store::targets(tx, case_id, scope).await?.is_empty())
}

/// What of each report of a case its limits cover, and how many addresses they leave out.
///
/// # Errors
/// When the database is away.
pub async fn covered(
    tx: &mut Tx<'_, Staff>,
    case_id: Uuid,
) -> sqlx::Result<HashMap<ReportKey, (Covered, u32)>> {
    let active = store::active(tx, case_id).await?;
    let ids: Vec<Uuid> = active.iter().map(|limit| limit.mitigation_id).collect();
    store::covered(tx, case_id, &ids).await
}

/// The sites that the limits of a case stop as a whole, account by account.
///
/// # Errors
/// When the database is away.
pub async fn stopped(tx: &mut Tx<'_, Staff>, case_id: Uuid) -> sqlx::Result<Vec<Stopped>> {
    store::stopped(tx, case_id).await
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

/// Limits to lift in one step, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lift {
    /// Which.
    pub limits: Which,
    /// Why, for both sides.
    pub reason: String,
}

/// Some limits of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Everything that is in force by this case.
    All,
    /// These.
    These(Vec<Uuid>),
}

impl Which {
    /// Those of the limits in force that are meant.
    fn of(&self, active: Vec<Limit>) -> Result<Vec<Limit>, Rule> {
        let wanted = match self {
            Self::All => active,
            Self::These(named)
                if !named.iter().all(|id| active.iter().any(|limit| limit.mitigation_id == *id)) =>
            {
                return Err(Rule::NotInForce);
            }
            Self::These(named) => {
                active.into_iter().filter(|limit| named.contains(&limit.mitigation_id)).collect()
            }
        };
        if wanted.is_empty() { Err(Rule::NotInForce) } else { Ok(wanted) }
    }
}

/// What lifting did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lifted {
    /// The sites that the limits were about; every site of an account is not named.
    pub sites: Vec<String>,
    /// Whether any reporter or owner is written to.
    pub is_written: bool,
}

/// Lifts limits of a case. Each side is written to once, whatever number of limits there are.
///
/// # Errors
/// As [`lock`]; `Tier` where the case lies with another tier, `NotInForce` where one of them is not the case's or is lifted already.
pub async fn lift(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    lift: Lift,
    now: Timestamp,
) -> Result<Lifted, CaseError> {
    let mut reports = cases::lock_reports(tx, number).await?;
    let case = lock(tx, number, seen, Move::Lift, &Mark::of("lift", &lift)).await?;
    check_tier(tx.scope, &case)?;
    let limits = lift.limits.of(store::active(tx, case.case_id).await?)?;
    let lifted: Vec<Uuid> = limits.iter().map(|limit| limit.mitigation_id).collect();
    let mut covered = store::covered(tx, case.case_id, &lifted).await?;
    store::lift(tx, &limits, now).await?;
    let (by, step) = (cases::by(tx.scope, now), ids::at(now));
    let mut is_written = false;
    for report in reports.iter_mut().filter(|report| report.locked.state != ReportState::Withdrawn) {
        let Some((covered, _)) = covered.remove(&report.locked.key) else { continue };
        if covered.is_empty() {
            continue;
        }
        let happening = Happening::Lifted { reason: lift.reason.clone(), covered };
        let event_id = timeline::record(tx, &mut report.locked, &by, None, &happening).await?;
        letters::queue(tx, &Occasion::News { report: report.locked.key, event_id, step }).await?;
        is_written |= report.is_heard_of();
    }
    touch(tx, case.case_id, now).await?;
    cases::audited(tx, &case, "mitigations.lift", json!({ "mitigations": lifted }), now).await?;
    let sites: BTreeSet<String> = limits.iter().filter_map(|limit| limit.target.site()).collect();
    Ok(Lifted { sites: sites.into_iter().collect(), is_written })
}
