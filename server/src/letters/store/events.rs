//! What happened to a report or a case, and whom it concerns.

use crate::letters::write::Unreachable;
use crate::reports::ReportKey;
use domain::referral::Recipient;
use domain::timeline::{CaseHappening, Happening};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// Addresses that were added to a report.
pub(crate) struct Added {
    /// The first of them.
    pub(crate) urls: Vec<String>,
    /// How many there are.
    pub(crate) total: i64,
    /// The version of the last event that they come with.
    pub(crate) upto: i32,
}

/// The addresses that were added to a report with an event and after it. None where they are no news to its owner any more: a letter named
/// them, the owner was first told after they had come, or the report is at its end.
pub(crate) async fn added(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
    limit: i64,
) -> sqlx::Result<Option<Added>> {
    let rows = sqlx::query!(
        r#"with since as (
             select e.version
             from report_events e
             join reports r on r.account_id = e.account_id and r.report_id = e.report_id
             where e.account_id = $1 and e.report_id = $2 and e.event_id = $3
               and r.state not in ('forwarded', 'warned', 'limited', 'declined', 'referred', 'withdrawn')
               and not exists (
                 select from report_events t
                 where t.account_id = $1 and t.report_id = $2 and t.kind = 'owner_told' and t.version > e.version)
               and not exists (
                 select from letters l
                 where l.account_id = $1 and l.report_id = $2 and l.kind = 'news' and l.audience = 'owner'
                   and (l.content #>> '{what,upto}')::int >= e.version)
           ), additions as (
             select n.at, n.version
             from report_events n, since
             where n.account_id = $1 and n.report_id = $2 and n.kind = 'addresses_added' and n.version >= since.version
           )
           select a.url, count(*) over () as "total!", (select max(version) from additions) as "upto!"
           from report_addresses a
           where a.account_id = $1 and a.report_id = $2 and a.added_at in (select at from additions)
           order by a.line_number
           limit $4"#,
        key.account_id,
        key.report_id,
        event_id,
        limit,
    )
    .fetch_all(tx)
    .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (total, upto) = (first.total, first.upto);
    Ok(Some(Added { urls: rows.into_iter().map(|row| row.url).collect(), total, upto }))
}

/// What happened and who did it.
pub(crate) async fn event(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Option<Happening>> {
    happening(tx, key, event_id, false).await
}

/// What happened, if the owner may know of it for good; what happened while a report was restricted never is.
pub(crate) async fn event_for_owner(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Option<Happening>> {
    happening(tx, key, event_id, true).await
}

async fn happening(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
    is_for_owner: bool,
) -> sqlx::Result<Option<Happening>> {
    let row = sqlx::query!(
        r#"select detail as "detail: Json<Happening>"
           from report_events
           where account_id = $1 and report_id = $2 and event_id = $3 and (to_owner or not $4)"#,
        key.account_id,
        key.report_id,
        event_id,
        is_for_owner,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| row.detail.0))
}

/// To whom a report is referred by the decision that an event tells of, and why. The owner is never told.
pub(crate) async fn referred_to(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Option<(Recipient, String)>> {
    let referred = sqlx::query_scalar!(
        r#"select s.detail as "detail: Json<Happening>"
           from report_events e
           join report_events s on s.account_id = e.account_id and s.report_id = e.report_id and s.at = e.at and s.kind = 'referred'
           where e.account_id = $1 and e.report_id = $2 and e.event_id = $3 and e.kind = 'decided'"#,
        key.account_id,
        key.report_id,
        event_id,
    )
    .fetch_optional(tx)
    .await?;
    Ok(match referred {
        Some(Json(Happening::Referred { to, reason })) => Some((to, reason)),
        _ => None,
    })
}

/// To how many other reports that the owner sees, of the same case or submission, the same was done in the same step.
pub(crate) async fn others_of_owner(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"select count(distinct o.report_id)::int as "count!"
           from report_events e
           join reports r on r.account_id = e.account_id and r.report_id = e.report_id
           join reports o on o.account_id = r.account_id and o.report_id <> r.report_id
             and (o.case_id = r.case_id or o.submission_id = r.submission_id)
           join report_events s on s.account_id = o.account_id and s.report_id = o.report_id
             and s.at = e.at and s.kind = e.kind and s.actor = e.actor and s.to_owner
           where e.account_id = $1 and e.report_id = $2 and e.event_id = $3
             and o.owner_told_at is not null and o.clearance is null"#,
        key.account_id,
        key.report_id,
        event_id,
    )
    .fetch_one(tx)
    .await
}

/// To how many other reports of the same submission the same was done in the same step, as its reporter sees.
pub(crate) async fn others_of_reporter(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"select count(distinct (o.account_id, o.report_id))::int as "count!"
           from report_events e
           join reports r on r.account_id = e.account_id and r.report_id = e.report_id
           join reports o on o.submission_id = r.submission_id and (o.account_id, o.report_id) <> (r.account_id, r.report_id)
           join report_events s on s.account_id = o.account_id and s.report_id = o.report_id
             and s.at = e.at and s.kind = e.kind and s.actor = e.actor and s.to_reporter
           where e.account_id = $1 and e.report_id = $2 and e.event_id = $3"#,
        key.account_id,
        key.report_id,
        event_id,
    )
    .fetch_one(tx)
    .await
}

/// The other reports of the account to which the same was done in the same step, each with its event. They may lie in other cases by now.
pub(crate) async fn same_step(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<(ReportKey, Uuid)>> {
    let rows = sqlx::query!(
        "select s.report_id, s.event_id
         from report_events e
         join report_events s on s.account_id = e.account_id and s.report_id <> e.report_id
           and s.at = e.at and s.kind = e.kind and s.actor = e.actor
         where e.account_id = $1 and e.report_id = $2 and e.event_id = $3
         order by s.report_id",
        key.account_id,
        key.report_id,
        event_id,
    )
    .fetch_all(tx)
    .await?;
    let other = |report_id| ReportKey { account_id: key.account_id, report_id };
    Ok(rows.into_iter().map(|row| (other(row.report_id), row.event_id)).collect())
}

/// For whom something is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The reporter of a report.
    Reporter,
    /// Its owner.
    Owner,
}

/// Limits that were lifted in one step.
pub(crate) struct Lifted {
    /// How many there were.
    pub(crate) limits: i32,
    /// The first of the addresses they covered.
    pub(crate) urls: Vec<String>,
    /// How many addresses they covered, each counted once.
    pub(crate) addresses: i32,
    /// Whether one was on the whole account.
    pub(crate) is_account: bool,
    /// The first of the sites that they covered as a whole and nothing else does.
    pub(crate) back: Vec<String>,
    pub(crate) back_count: i32,
    /// The first of the sites that others still cover as a whole.
    pub(crate) kept: Vec<String>,
    pub(crate) kept_count: i32,
}

/// The limits that were lifted in one step, as far as they covered reports of the case that the reader sees. Of restricted reports no address
/// stands in a letter.
pub(crate) async fn lifted(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
    whose: Whose,
    limit: i64,
) -> sqlx::Result<Lifted> {
    sqlx::query_as!(
        Lifted,
        r#"with told as (
             select o.account_id, o.report_id, o.clearance, o.received_at, e.at
             from report_events e
             join reports r on r.account_id = e.account_id and r.report_id = e.report_id
             join reports o on o.case_id = r.case_id
               and case when $4 then o.account_id = r.account_id and o.owner_told_at is not null else o.submission_id = r.submission_id end
             join report_events s on s.account_id = o.account_id and s.report_id = o.report_id and s.at = e.at and s.kind = 'lifted'
               and case when $4 then s.to_owner else s.to_reporter end
             where e.account_id = $1 and e.report_id = $2 and e.event_id = $3
           ), lifted as (
             select m.mitigation_id, m.scope, t.clearance, t.received_at, a.url, a.added_at, a.line_number, z.host as site
             from told t
             join report_addresses a on a.account_id = t.account_id and a.report_id = t.report_id and a.added_at <= t.at
             join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
             join mitigations m on m.account_id = a.account_id and m.removed_at = t.at
               and (z.active_until is null or z.active_until > t.at or m.is_hidden and m.scope <> 'account' and not $4)
               and case m.scope when 'address' then m.target = a.url when 'zone' then m.target = z.host else true end
           ), kept as (
             select distinct z.host as site
             from told t
             join report_addresses a on a.account_id = t.account_id and a.report_id = t.report_id
             join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id and z.active_until is null
             join mitigations m on m.account_id = z.account_id and m.state = 'active' and m.clearance is null and not m.is_hidden
               and (m.scope = 'account' or m.scope = 'zone' and m.target = z.host)
             where t.clearance is null
           ), back as (
             select distinct site
             from lifted
             where clearance is null and scope = 'zone' and site not in (select site from kept)
           ), named as (
             select url, min(received_at) as received_at, min(added_at) as added_at, min(line_number) as line_number
             from lifted
             where clearance is null
             group by url
           )
           select (select count(distinct mitigation_id)::int from lifted) as "limits!",
             (select count(*)::int from named) as "addresses!",
             array(select url from named order by received_at, added_at, line_number, url limit $5) as "urls!",
             exists (select from lifted where scope = 'account') as "is_account!",
             array(select site from back order by site limit $5) as "back!",
             (select count(*)::int from back) as "back_count!",
             array(select site from kept order by site limit $5) as "kept!",
             (select count(*)::int from kept) as "kept_count!""#,
        key.account_id,
        key.report_id,
        event_id,
        whose == Whose::Owner,
        limit,
    )
    .fetch_one(tx)
    .await
}

/// When a report was last made visible to its owner, as the event that says so.
pub(crate) async fn owner_told(tx: &mut PgConnection, key: ReportKey) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select event_id
         from report_events
         where account_id = $1 and report_id = $2 and kind = 'owner_told'
         order by version desc
         limit 1",
        key.account_id,
        key.report_id,
    )
    .fetch_optional(tx)
    .await
}

/// Whether a case says already that nobody could be written to, since the owner of the report was to be told.
pub(crate) async fn is_noted(tx: &mut PgConnection, of: &Unreachable) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
             select from case_events c
             join report_events e on e.account_id = $3 and e.report_id = $4 and e.event_id = $5
             where c.case_id = $1 and c.kind = 'owner_unreachable' and c.detail ->> 'reference' = $2 and c.at >= e.at
           ) as "is_noted!""#,
        of.case_id,
        of.reference,
        of.report.account_id,
        of.report.report_id,
        of.told_by,
    )
    .fetch_one(tx)
    .await
}

/// What staff did with a case, and who.
pub(crate) async fn case_event(
    tx: &mut PgConnection,
    case_id: Uuid,
    event_id: Uuid,
) -> sqlx::Result<Option<(CaseHappening, String)>> {
    let row = sqlx::query!(
        r#"select detail as "detail: Json<CaseHappening>", actor_name
           from case_events
           where case_id = $1 and event_id = $2"#,
        case_id,
        event_id,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (row.detail.0, row.actor_name)))
}
