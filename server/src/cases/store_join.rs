//! The rows of cases that are joined and split.

use domain::category::Clearance;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::lock::Locked;

/// Moves every report of a case into another one; says how many.
pub(super) async fn move_reports(tx: &mut PgConnection, from: Uuid, into: Uuid) -> sqlx::Result<u32> {
    let moved = sqlx::query!(
        "update reports
         set case_id = $2
         where case_id = $1",
        from,
        into,
    )
    .execute(tx)
    .await?;
    Ok(u32::try_from(moved.rows_affected()).unwrap_or(u32::MAX))
}

/// Moves some reports of a case into another one.
pub(super) async fn move_some_reports(
    tx: &mut PgConnection,
    from: Uuid,
    into: Uuid,
    reports: &[Uuid],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set case_id = $2
         where case_id = $1 and report_id = any ($3)",
        from,
        into,
        reports,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Ends a case in another one, which takes over what waits: the earlier deadline, an answer, a reporter who came back.
pub(super) async fn end_in(
    tx: &mut PgConnection,
    case_id: Uuid,
    into: Uuid,
    at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases c
         set due_at = least(c.due_at, o.due_at),
             answered_at = greatest(c.answered_at, o.answered_at),
             returned_at = greatest(c.returned_at, o.returned_at),
             opened_at = least(c.opened_at, o.opened_at),
             state = case when o.state = 'open' then 'open' else c.state end
         from cases o
         where c.case_id = $2 and o.case_id = $1",
        case_id,
        into,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update cases
         set state = 'merged', joined_into = $2, assigned_to = null, due_at = null, paused_at = null,
           answered_at = null, returned_at = null, closed_at = $3
         where case_id = $1",
        case_id,
        into,
        at.to_sqlx(),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update cases
         set joined_into = $2
         where joined_into = $1",
        case_id,
        into,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Counts the reports of a case anew, names what they have in common, and ends it where all of them were taken back.
pub(super) async fn gather(tx: &mut PgConnection, case_id: Uuid, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases c
         set report_count = n.reports,
             account_id = case when n.accounts = 1 then n.account_id end,
             host = case when n.has_host then c.host else n.host end
         from (
           select count(*)::integer as reports,
             count(distinct r.account_id) as accounts,
             (array_agg(r.account_id))[1] as account_id,
             (array_agg(r.host order by r.received_at, r.report_id))[1] as host,
             bool_or(r.host = k.host) as has_host
           from reports r
           join cases k on k.case_id = r.case_id
           where r.case_id = $1
         ) n
         where c.case_id = $1 and n.reports > 0",
        case_id,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("select portal.end_withdrawn($1, $2)", case_id, at.to_sqlx()).execute(tx).await.map(drop)
}

/// Opens a case like another one, without reports yet. Returns its id and number.
pub(super) async fn open_beside(
    tx: &mut PgConnection,
    case: &Locked,
    case_id: Uuid,
    at: Timestamp,
) -> sqlx::Result<(Uuid, i64)> {
    let number = sqlx::query_scalar!(
        "insert into cases
           (case_id, title, category, severity, state, tier, assigned_to, account_id, host, opened_at, due_at, paused_at,
            answered_at, changed_at, policy_version, clearance)
         select $2, title, category, severity, state, tier, assigned_to, account_id, host, opened_at, due_at, paused_at,
           answered_at, $3, policy_version, $4
         from cases
         where case_id = $1
         returning number",
        case.case_id,
        case_id,
        at.to_sqlx(),
        case.clearance.map(Clearance::as_str),
    )
    .fetch_one(tx)
    .await?;
    Ok((case_id, number))
}
