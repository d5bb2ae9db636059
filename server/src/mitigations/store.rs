//! The rows of mitigations.

use std::collections::HashMap;

use app::pages::staff::decision::Stopped;
use domain::category::Clearance;
use domain::decision::LimitScope;
use domain::timeline::{Covered, Sites};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Limit, Target};
use crate::cases::Locked;
use crate::database::word::word;
use crate::database::{Staff, Tx};
use crate::ids;
use crate::reports::record::ReportKey;

/// What a limit of this reach covers in a case. Reports that were withdrawn count no more, and neither do sites that went to another account; in a
/// restricted case, of which no owner hears, a limit of an address or a site follows it there.
pub(super) async fn targets(
    tx: &mut Tx<'_, Staff>,
    case_id: Uuid,
    scope: LimitScope,
) -> sqlx::Result<Vec<Target>> {
    let rows = sqlx::query!(
        r#"select distinct on (t.account_id, t.name)
             t.account_id as "account_id!", t.report_id, t.name as "name!"
           from (
             select a.account_id,
               case $2 when 'address' then a.url when 'zone' then z.host else k.name end as name,
               case when $2 = 'address' then a.report_id end as report_id
             from reports r
             join report_addresses a on a.account_id = r.account_id and a.report_id = r.report_id
             join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
             join accounts k on k.account_id = a.account_id
             where r.case_id = $1 and r.state <> 'withdrawn'
               and (z.active_until is null or r.clearance is not null and $2 <> 'account'
                 and exists (select from zones n where n.host = z.host and n.active_until is null))
           ) t
           order by t.account_id, t.name, t.report_id"#,
        case_id,
        scope.as_str(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let targets = rows.into_iter().map(|row| Target {
        account_id: row.account_id,
        report_id: row.report_id,
        scope,
        name: row.name,
    });
    Ok(targets.collect())
}

/// The limits that a case, or one that was joined into it, has in force.
pub(super) async fn active(tx: &mut PgConnection, case_id: Uuid) -> sqlx::Result<Vec<Limit>> {
    let rows = sqlx::query!(
        "select account_id, mitigation_id, report_id, scope, target, category, is_hidden
         from mitigations
         where state = 'active' and case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
         order by since, mitigation_id
         for update",
        case_id,
    )
    .fetch_all(tx)
    .await?;
    let active = rows.into_iter().map(|row| {
        let target = Target {
            account_id: row.account_id,
            report_id: row.report_id,
            scope: word(&row.scope)?,
            name: row.target,
        };
        let (category, is_hidden) = (word(&row.category)?, row.is_hidden);
        Ok(Limit { mitigation_id: row.mitigation_id, target, category, is_hidden })
    });
    active.collect()
}

/// Adds limits, one for each target.
pub(super) async fn put_in_force(
    tx: &mut PgConnection,
    case: &Locked,
    decision_id: Uuid,
    targets: &[Target],
    reason: &str,
    at: Timestamp,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = targets.iter().map(|_| ids::at(at)).collect();
    let accounts: Vec<Uuid> = targets.iter().map(|target| target.account_id).collect();
    let reports: Vec<Option<Uuid>> = targets.iter().map(|target| target.report_id).collect();
    let scopes: Vec<String> = targets.iter().map(|target| target.scope.as_str().to_owned()).collect();
    let names: Vec<String> = targets.iter().map(|target| target.name.clone()).collect();
    sqlx::query!(
        "insert into mitigations
           (account_id, mitigation_id, case_id, decision_id, report_id, category, scope, target, state, reason, since, clearance)
         select t.account_id, t.mitigation_id, $1, $2, t.report_id, $3, t.scope, t.target, 'active', $4, $5, $6
         from unnest($7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::text[]) as t (account_id, mitigation_id, report_id, scope, target)",
        case.case_id,
        decision_id,
        case.category.as_str(),
        reason,
        at.to_sqlx(),
        case.clearance.map(Clearance::as_str),
        &accounts,
        &ids,
        &reports as _,
        &scopes,
        &names,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// The reports of a case that some of these limits cover, with those of the addresses that they still reach, and how many are left out.
pub(super) async fn covered(
    tx: &mut Tx<'_, Staff>,
    case_id: Uuid,
    limits: &[Uuid],
) -> sqlx::Result<HashMap<ReportKey, (Covered, u32)>> {
    let rows = sqlx::query!(
        r#"select r.account_id, r.report_id, r.address_count, count(*)::int as "count!",
             (array_agg(a.url order by a.added_at, a.line_number))[1:$3] as "urls!",
             coalesce((array_agg(distinct z.host) filter (where m.is_whole))[1:$4], '{}') as "sites!",
             (count(distinct z.host) filter (where m.is_whole))::int as "site_count!"
           from reports r
           join report_addresses a on a.account_id = r.account_id and a.report_id = r.report_id
           join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
           cross join lateral (
             select bool_or(m.scope = 'zone') as is_whole
             from mitigations m
             where m.mitigation_id = any ($2) and m.account_id = a.account_id
               and case m.scope when 'address' then m.target = a.url when 'zone' then m.target = z.host else true end
               and (z.active_until is null or m.is_hidden and m.scope <> 'account'
                 and exists (select from zones n where n.host = z.host and n.active_until is null))
           ) m
           where r.case_id = $1 and m.is_whole is not null
           group by r.account_id, r.report_id"#,
        case_id,
        limits,
        i32::try_from(Covered::KEPT).unwrap_or(i32::MAX),
        i32::try_from(Sites::KEPT).unwrap_or(i32::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    let covered = rows.into_iter().map(|row| {
        let key = ReportKey { account_id: row.account_id, report_id: row.report_id };
        let more = row.count.unsigned_abs().saturating_sub(Covered::KEPT);
        let left_out = row.address_count.saturating_sub(row.count).unsigned_abs();
        let more_sites = row.site_count.unsigned_abs().saturating_sub(Sites::KEPT);
        let sites = Sites { hosts: row.sites, more: more_sites };
        (key, (Covered { addresses: row.urls, more, sites }, left_out))
    });
    Ok(covered.collect())
}

/// The sites that the limits of a case stop as a whole, those of each account together, in the order of their names.
pub(super) async fn stopped(tx: &mut Tx<'_, Staff>, case_id: Uuid) -> sqlx::Result<Vec<Stopped>> {
    let rows = sqlx::query!(
        r#"with limits as (
             select m.account_id, m.scope, m.target, m.is_hidden
             from mitigations m
             where m.state = 'active' and m.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
           ), stopped as (
             select z.account_id, z.host, true as is_all
             from limits m
             join zones z on z.account_id = m.account_id and z.active_until is null
             where m.scope = 'account'
             union all
             select z.account_id, z.host, false
             from limits m
             join zones z on z.host = m.target and z.active_until is null and (z.account_id = m.account_id or m.is_hidden)
             where m.scope = 'zone'
           )
           select k.name, count(distinct s.host) as "count!", bool_or(s.is_all) as "is_all!",
             (array_agg(distinct s.host))[1:$2] as "sites!"
           from stopped s
           join accounts k on k.account_id = s.account_id
           group by k.account_id, k.name
           order by k.name, k.account_id"#,
        case_id,
        i32::try_from(Sites::KEPT).unwrap_or(i32::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    let stopped = rows.into_iter().map(|row| Stopped {
        account: row.name,
        is_all: row.is_all,
        sites: row.sites,
        count: u64::try_from(row.count).unwrap_or_default(),
    });
    Ok(stopped.collect())
}

/// Ends limits.
pub(super) async fn lift(tx: &mut PgConnection, limits: &[Limit], at: Timestamp) -> sqlx::Result<()> {
    let (accounts, ids): (Vec<Uuid>, Vec<Uuid>) =
        limits.iter().map(|limit| (limit.target.account_id, limit.mitigation_id)).unzip();
    sqlx::query!(
        "update mitigations m
         set state = 'removed', removed_at = $3
         from unnest($1::uuid[], $2::uuid[]) as t (account_id, mitigation_id)
         where m.account_id = t.account_id and m.mitigation_id = t.mitigation_id",
        &accounts,
        &ids,
        at.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Puts the limits of a case that cover reports of another one too in force for that one.
pub(super) async fn copy_shared(tx: &mut Tx<'_, Staff>, from: Uuid, into: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into mitigations
           (account_id, mitigation_id, case_id, decision_id, report_id, category, scope, target, state, reason, since, clearance, is_hidden)
         select m.account_id, gen_random_uuid(), $2, m.decision_id, case m.scope when 'address' then gone.report_id end, m.category, m.scope, m.target,
           m.state, m.reason, m.since, m.clearance, m.is_hidden
         from mitigations m
         cross join lateral (
           select portal.limited_report($1, m.account_id, m.scope, m.target) as kept_id,
             portal.limited_report($2, m.account_id, m.scope, m.target) as report_id
         ) gone
         where m.state = 'active'
           and m.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
           and gone.kept_id is not null
           and gone.report_id is not null",
        from,
        into,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Moves the limits of a case that cover reports of another one alone; those of single addresses name a report of their case.
pub(super) async fn move_along(tx: &mut Tx<'_, Staff>, from: Uuid, into: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update mitigations m
         set case_id = case when f.kept_id is null then $2 else m.case_id end,
             report_id = case m.scope when 'address' then coalesce(f.kept_id, f.gone_id) end
         from (
           select k.account_id, k.mitigation_id,
             portal.limited_report($1, k.account_id, k.scope, k.target) as kept_id,
             portal.limited_report($2, k.account_id, k.scope, k.target) as gone_id
           from mitigations k
           where k.state = 'active'
             and k.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
         ) f
         where m.account_id = f.account_id and m.mitigation_id = f.mitigation_id and coalesce(f.kept_id, f.gone_id) is not null",
        from,
        into,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
