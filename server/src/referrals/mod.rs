//! Referrals: passing a case to somebody outside who can act. One is opened as pending; staff file it there and say so here.

mod store;

use domain::case::Move;
use domain::category::Clearance;
use domain::referral::{Recipient, ReferralState};
use domain::report::ReportState;
use domain::timeline::{CaseHappening, Happening};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::cases::lock::{check_tier, lock};
use crate::cases::record::record;
use crate::cases::{self, CaseError, Mark, Rule, Seen};
use crate::database::{Staff, Tx};
use crate::ids;
use crate::letters::{self, Occasion};
use crate::reports::record::{self as timeline, By};

/// Gives a case that was split off the referrals of the one it comes from: what was filed covered its reports, what is pending is filed for each.
///
/// # Errors
/// When the database is away.
pub async fn copy(tx: &mut PgConnection, from: Uuid, into: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into referrals
           (referral_id, case_id, kind, state, created_at, clearance, filed_on, filed_with, filed_reference, note, settled_by, settled_at)
         select distinct on (f.kind) gen_random_uuid(), $2, f.kind, f.state, f.created_at, f.clearance,
           f.filed_on, f.filed_with, f.filed_reference, f.note, f.settled_by, f.settled_at
         from referrals f
         where f.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
         order by f.kind, f.state = 'filed' desc, f.created_at",
        from,
        into,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Opens a pending referral, once for each case and recipient; `false` where there is one already.
///
/// # Errors
/// When the database is away.
pub async fn open(
    tx: &mut PgConnection,
    case_id: Uuid,
    to: Recipient,
    clearance: Option<Clearance>,
    by: &By,
) -> sqlx::Result<bool> {
    let opened = sqlx::query!(
        "insert into referrals (referral_id, case_id, kind, state, created_at, clearance)
         values ($1, $2, $3, 'pending', $4, $5)
         on conflict on constraint referrals_once do nothing",
        ids::at(by.at),
        case_id,
        to.as_str(),
        by.at.to_sqlx(),
        clearance.map(Clearance::as_str),
    )
    .execute(&mut *tx)
    .await?;
    if opened.rows_affected() == 0 {
        return Ok(false);
    }
    record(tx, case_id, by, &CaseHappening::ReferralOpened { to }).await?;
    Ok(true)
}

/// What staff say became of a referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Which.
    pub referral_id: Uuid,
    /// What became of it.
    pub outcome: Outcome,
    /// For staff alone.
    pub note: String,
}

/// What became of a referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was filed.
    Filed {
        /// The host, registrar or authority by its name.
        with: String,
        /// On which day.
        on: Date,
        /// What it is called there; empty where nobody said.
        reference: String,
    },
    /// It could not be filed; it can be tried again.
    Failed,
}

impl Outcome {
    fn state(&self) -> ReferralState {
        match self {
            Self::Filed { .. } => ReferralState::Filed,
            Self::Failed => ReferralState::Failed,
        }
    }
}

/// Says what became of a referral of a case. That it was filed goes onto the timeline of every report that was not withdrawn, and its
/// reporters are written to.
///
/// # Errors
/// As [`lock`]; `Tier` where the case lies with another tier, `NotToBeFiled` where it is none of the case's or is filed already.
pub async fn settle(
    tx: &mut Tx<'_, Staff>,
    number: i64,
    seen: Seen,
    settled: Settled,
    now: Timestamp,
) -> Result<(), CaseError> {
    let mut reports = cases::lock_reports(tx, number).await?;
    let to = store::recipient(tx, settled.referral_id).await?.ok_or(Rule::NotToBeFiled)?;
    let happening = happening(to, &settled);
    let case = lock(tx, number, seen, Move::Settle, &Mark::of("settle", &settled)).await?;
    check_tier(tx.scope, &case)?;
    if !store::settle(tx, case.case_id, &settled, now).await? {
        return Err(Rule::NotToBeFiled.into());
    }
    let by = cases::by(tx.scope, now);
    record(tx, case.case_id, &by, &happening).await?;
    if settled.outcome.state() == ReferralState::Filed {
        let passed_on = Happening::PassedOn { to };
        for report in reports.iter_mut().filter(|report| report.locked.state != ReportState::Withdrawn) {
            let event_id = timeline::record(tx, &mut report.locked, &by, None, &passed_on).await?;
            let news = Occasion::News { report: report.locked.key, event_id, step: settled.referral_id };
            letters::queue(tx, &news).await?;
        }
    }
    let detail = json!({ "referral": settled.referral_id, "to": to, "outcome": settled.outcome.state() });
    cases::audited(tx, &case, "referrals.settle", detail, now).await?;
    Ok(())
}

fn happening(to: Recipient, settled: &Settled) -> CaseHappening {
    let note = settled.note.clone();
    match settled.outcome.clone() {
        Outcome::Filed { with, on, reference } => {
            CaseHappening::ReferralFiled { to, with, on, reference, note }
        }
        Outcome::Failed => CaseHappening::ReferralFailed { to, note },
    }
}
