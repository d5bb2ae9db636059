//! The rows of cases, as the commands change them.

use domain::account::Tier;
use domain::case::CaseState;
use domain::category::{Category, Clearance};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::lock::Locked;
use super::reports::CaseReport;
use crate::database::word::{word, word_or_none};
use crate::database::{Staff, System, Tx};
use crate::reports::record::{self, ReportKey};

/// Locks a case. Its reports, where they change too, are locked before it, as answers from outside do it.
pub(super) async fn lock(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Option<Locked>> {
    Ok(lock_all(tx, &[number]).await?.pop())
}

/// Locks cases, in one order for everybody.
pub(super) async fn lock_all(tx: &mut Tx<'_, Staff>, numbers: &[i64]) -> sqlx::Result<Vec<Locked>> {
    let rows = sqlx::query!(
        "select case_id, number, state, version, category, severity, tier, assigned_to, clearance,
           opened_at, due_at, paused_at, account_id, policy_version, last_step
         from cases
         where number = any ($1)
         order by case_id
         for update",
        numbers,
    )
    .fetch_all(&mut **tx)
    .await?;
    let cases = rows.into_iter().map(|row| {
        Ok(Locked {
            case_id: row.case_id,
            number: row.number,
            state: word(&row.state)?,
            version: row.version,
            category: word(&row.category)?,
            severity: word(&row.severity)?,
            tier: word(&row.tier)?,
            assigned_to: row.assigned_to,
            clearance: word_or_none(row.clearance.as_deref())?,
            opened_at: row.opened_at.to_jiff(),
            due_at: row.due_at.map(jiff_sqlx::Timestamp::to_jiff),
            paused_at: row.paused_at.map(jiff_sqlx::Timestamp::to_jiff),
            account_id: row.account_id,
            policy_version: row.policy_version,
            last_step: row.last_step,
        })
    });
    cases.collect()
}

/// Locks the reports of the cases with these numbers, in one order for everybody.
pub(super) async fn lock_reports(tx: &mut Tx<'_, Staff>, numbers: &[i64]) -> sqlx::Result<Vec<CaseReport>> {
    let rows = sqlx::query!(
        r#"select r.account_id, r.report_id, r.case_id, r.reference, r.state, r.asked_in, r.version, r.owner_told_at, r.clearance,
           p.tell_owner as "tell_owner?", p.tell_host as "tell_host?", z.active_until is not null as "has_moved!",
           p.email is not null and p.letters_stopped_at is null as "is_written_to!"
         from reports r
         join zones z on z.account_id = r.account_id and z.zone_id = r.zone_id
         left join reporters p on p.submission_id = r.submission_id
         where r.case_id in (select c.case_id from cases c where c.number = any ($1))
         order by r.account_id, r.report_id
         for update of r"#,
        numbers,
    )
    .fetch_all(&mut **tx)
    .await?;
    let reports = rows.into_iter().map(|row| {
        let key = ReportKey { account_id: row.account_id, report_id: row.report_id };
        Ok(CaseReport {
            locked: record::Locked {
                key,
                state: word(&row.state)?,
                asked_in: word_or_none(row.asked_in.as_deref())?,
                version: row.version,
            },
            case_id: row.case_id,
            reference: row.reference,
            to_owner: word_or_none(row.tell_owner.as_deref())?,
            to_host: word_or_none(row.tell_host.as_deref())?,
            is_owner_told: row.owner_told_at.is_some(),
            is_restricted: row.clearance.is_some(),
            has_moved: row.has_moved,
            is_written_to: row.is_written_to,
        })
    });
    reports.collect()
}

/// Keeps the mark of a step, by which the same form is known when it comes again.
pub(super) async fn mark(tx: &mut Tx<'_, Staff>, case_id: Uuid, mark: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("update cases set last_step = $2 where case_id = $1", case_id, mark)
        .execute(&mut **tx)
        .await
        .map(drop)
}

/// Gives a case to somebody, or to nobody.
pub(super) async fn assign(tx: &mut PgConnection, case_id: Uuid, to: Option<Uuid>) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases
         set assigned_to = $2
         where case_id = $1",
        case_id,
        to,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Moves a case to a tier, where somebody of that tier takes it.
pub(super) async fn move_to_tier(tx: &mut PgConnection, case_id: Uuid, tier: Tier) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases
         set tier = $2, assigned_to = null
         where case_id = $1",
        case_id,
        tier.as_str(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Lets the clock of a case stand still until the reporter answers.
pub(super) async fn pause(tx: &mut PgConnection, case_id: Uuid, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases
         set paused_at = coalesce(paused_at, $2), returned_at = null
         where case_id = $1",
        case_id,
        at.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Lets the clock of a case go on where it stood; `false` where it did not stand still.
pub(super) async fn resume(tx: &mut PgConnection, case_id: Uuid, at: Timestamp) -> sqlx::Result<bool> {
    let resumed = sqlx::query!(
        "update cases
         set due_at = due_at + greatest($2 - paused_at, interval '0'), paused_at = null
         where case_id = $1 and state = 'open' and paused_at is not null",
        case_id,
        at.to_sqlx(),
    )
    .execute(tx)
    .await?;
    Ok(resumed.rows_affected() > 0)
}

/// Notes that staff turned to the reporter, who thereby no longer waits for them.
pub(super) async fn heard(tx: &mut PgConnection, case_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases
         set returned_at = null
         where case_id = $1",
        case_id,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Shows a report to its owner without a notice of its own, because a decision tells of it.
pub(super) async fn show_to_owner(tx: &mut PgConnection, key: ReportKey, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set owner_told_at = coalesce(owner_told_at, $3)
         where account_id = $1 and report_id = $2",
        key.account_id,
        key.report_id,
        at.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Sets the state of a case that is decided, closed or opened again. Only an open case is due.
pub(super) async fn move_to(
    tx: &mut PgConnection,
    case_id: Uuid,
    state: CaseState,
    due_at: Option<Timestamp>,
    at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases
         set state = $2, due_at = $3, paused_at = null, answered_at = null, returned_at = null,
           closed_at = case when $2 = 'closed' then $4::timestamptz end
         where case_id = $1",
        case_id,
        state.as_str(),
        due_at.map(|at| at.to_sqlx()) as _,
        at.to_sqlx() as _,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Ends the clocks of a case's decided reports, or opens them again.
pub(super) async fn end_reports(
    tx: &mut PgConnection,
    case_id: Uuid,
    closed_at: Option<Timestamp>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set closed_at = $2, owner_due_at = null, owner_paused_at = null
         where case_id = $1 and state <> 'withdrawn'",
        case_id,
        closed_at.map(|at| at.to_sqlx()) as _,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// A decision as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept<'a> {
    pub(super) decision_id: Uuid,
    pub(super) kind: &'static str,
    pub(super) reason_code: Option<&'static str>,
    pub(super) reason: &'a str,
    pub(super) scope: Option<&'static str>,
    pub(super) order_reference: Option<&'a str>,
    pub(super) policy_version: &'a str,
}

/// Keeps a decision.
pub(super) async fn keep_decision(
    tx: &mut Tx<'_, Staff>,
    case: &Locked,
    kept: &Kept<'_>,
    at: Timestamp,
) -> sqlx::Result<()> {
    let decided_by = tx.scope.user_id;
    sqlx::query!(
        "insert into decisions
           (decision_id, case_id, kind, reason_code, reason, scope, order_reference, policy_version, decided_by, decided_at, clearance)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        kept.decision_id,
        case.case_id,
        kept.kind,
        kept.reason_code,
        kept.reason,
        kept.scope,
        kept.order_reference,
        kept.policy_version,
        decided_by,
        at.to_sqlx(),
        case.clearance.map(Clearance::as_str),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Whether a referral of this kind was opened for the case.
pub(super) async fn is_referred(tx: &mut PgConnection, case_id: Uuid, kind: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
             select from referrals
             where kind = $2 and case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
           ) as "is_referred!""#,
        case_id,
        kind,
    )
    .fetch_one(tx)
    .await
}

/// What a case is about.
pub(super) async fn category(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Option<Category>> {
    let found = sqlx::query_scalar!("select category from cases where number = $1", number);
    word_or_none(found.fetch_optional(&mut **tx).await?.as_deref())
}

/// Takes every case from somebody; returns those of them that are open.
pub(super) async fn unassign_all(tx: &mut Tx<'_, System>, user_id: Uuid) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"with theirs as (
             select case_id
             from cases
             where assigned_to = $1
             order by case_id
             for no key update
           ), changed as (
             update cases c
             set assigned_to = null
             from theirs
             where c.case_id = theirs.case_id
             returning c.case_id, c.state
           )
           select case_id as "case_id!" from changed where state = 'open' order by case_id"#,
        user_id,
    )
    .fetch_all(&mut **tx)
    .await
}

/// Locks the submissions that the reports of a case came with, so that no link is made anew meanwhile.
pub(super) async fn lock_submissions(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "select
         from submissions s
         where s.submission_id in (select r.submission_id from reports r join cases c using (case_id) where c.number = $1)
         order by s.submission_id
         for update",
        number,
    )
    .fetch_all(&mut **tx)
    .await
    .map(drop)
}

/// Ends the links of the submissions that the reports of a case came with; returns how many.
pub(super) async fn end_links(tx: &mut Tx<'_, Staff>, case_id: Uuid, at: Timestamp) -> sqlx::Result<u64> {
    let ended = sqlx::query!(
        "update links
         set revoked_at = $2
         where revoked_at is null and submission_id in (select r.submission_id from reports r where r.case_id = $1)",
        case_id,
        at.to_sqlx(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(ended.rows_affected())
}
