//! An account's own rows, as its members may see and change them, and the account of a name.

use std::collections::HashMap;

use domain::account::MemberRole;
use jiff::Timestamp;
use jiff_sqlx::{Timestamp as Stamp, ToSqlx as _};
use uuid::Uuid;

use super::members::Colleague;
use super::overview::{Figures, Limit, LimitedFor, Waiting};
use super::zones::{COUNTED, Limited, Zone};
use crate::database::word::word;
use crate::database::{Member, System, Tx};

/// Ends a range of texts with the same beginning.
const LAST: char = '\u{10ffff}';

/// The account that the provider's own systems call so.
pub(super) async fn account_of(tx: &mut Tx<'_, System>, external_id: &str) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("select account_id from accounts where external_id = $1", external_id)
        .fetch_optional(&mut **tx)
        .await
}

pub(super) async fn name(tx: &mut Tx<'_, Member>) -> sqlx::Result<String> {
    let account_id = tx.scope.account_id;
    sqlx::query_scalar!("select name from accounts where account_id = $1", account_id)
        .fetch_one(&mut **tx)
        .await
}

/// What waits in the accounts of a user, as they see it there.
pub(super) async fn waiting(
    tx: &mut Tx<'_, System>,
    user_id: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        r#"select a.account_id, w.unanswered as "unanswered!", w.due
           from (
             select m.account_id
             from members m
             join accounts n using (account_id)
             where m.user_id = $1
             order by n.name, m.account_id
             limit $2
           ) a
           cross join lateral (
             select count(*) as unanswered, min(n.owner_due_at) filter (where n.owner_paused_at is null) as due
             from (
               select r.owner_due_at, r.owner_paused_at
               from reports r
               where r.account_id = a.account_id and r.owner_told_at is not null and r.clearance is null
                 and r.state in ('with_owner', 'unanswered')
               order by r.owner_due_at
               limit 100
             ) n
           ) w"#,
        user_id,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    let waiting = rows.into_iter().map(|row| Waiting {
        account_id: row.account_id,
        unanswered: row.unanswered,
        due: row.due.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(waiting.collect())
}

pub(super) async fn members(tx: &mut Tx<'_, Member>, limit: i64) -> sqlx::Result<Vec<Colleague>> {
    let account_id = tx.scope.account_id;
    let rows = sqlx::query!(
        "select m.user_id, u.name, u.email, m.role, m.joined_at
         from members m
         join users u using (user_id)
         where m.account_id = $1
         order by u.name, m.user_id
         limit $2",
        account_id,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Colleague {
                user_id: row.user_id,
                name: row.name,
                email: row.email,
                role: word(&row.role)?,
                joined_at: row.joined_at.to_jiff(),
            })
        })
        .collect()
}

/// Locks the memberships of every owner and of one more, always in the same order.
pub(super) async fn lock_members(tx: &mut Tx<'_, Member>, user_id: Uuid) -> sqlx::Result<()> {
    let account_id = tx.scope.account_id;
    sqlx::query!(
        "select user_id
         from members
         where account_id = $1 and (role = 'owner' or user_id = $2)
         order by user_id
         for update",
        account_id,
        user_id
    )
    .fetch_all(&mut **tx)
    .await
    .map(drop)
}

/// What a member may do as it stands now.
pub(super) async fn role(tx: &mut Tx<'_, Member>, user_id: Uuid) -> sqlx::Result<Option<MemberRole>> {
    let account_id = tx.scope.account_id;
    let role = sqlx::query_scalar!(
        "select role from members where account_id = $1 and user_id = $2",
        account_id,
        user_id
    )
    .fetch_optional(&mut **tx)
    .await?;
    role.map(|role| word(&role)).transpose()
}

pub(super) async fn has_other_owner(tx: &mut Tx<'_, Member>, but: Uuid) -> sqlx::Result<bool> {
    let account_id = tx.scope.account_id;
    sqlx::query_scalar!(
        r#"select exists (
             select from members where account_id = $1 and role = 'owner' and user_id <> $2
           ) as "has!""#,
        account_id,
        but,
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn set_role(tx: &mut Tx<'_, Member>, user_id: Uuid, role: MemberRole) -> sqlx::Result<()> {
    let account_id = tx.scope.account_id;
    sqlx::query!(
        "update members
         set role = $3
         where account_id = $1 and user_id = $2",
        account_id,
        user_id,
        role.as_str(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn remove(tx: &mut Tx<'_, Member>, user_id: Uuid) -> sqlx::Result<()> {
    let account_id = tx.scope.account_id;
    sqlx::query!("delete from members where account_id = $1 and user_id = $2", account_id, user_id)
        .execute(&mut **tx)
        .await
        .map(drop)
}

pub(super) async fn responders(tx: &mut Tx<'_, Member>) -> sqlx::Result<u64> {
    let account_id = tx.scope.account_id;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from members where account_id = $1 and role in ('owner', 'responder')"#,
        account_id
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(count.unsigned_abs())
}

/// A zone with what is known of its reports: the last one, from its own run of an index, and how many are open.
macro_rules! zones {
    ($tx:expr, $order:literal, $text:expr, $host:expr, $limit:expr) => {{
        let account_id = $tx.scope.account_id;
        let rows = sqlx::query!(
            r#"with open as materialized (
                 select s.zone_id, least(count(*), $5) as count
                 from reports r
                 join report_zones s on s.account_id = r.account_id and s.report_id = r.report_id
                 where r.account_id = $1 and r.owner_told_at is not null
                   and r.state not in ('forwarded', 'warned', 'limited', 'declined', 'referred', 'withdrawn')
                 group by s.zone_id
               )
               select z.host, z.service, z.active_from, coalesce(open.count, 0) as "open!",
                 (select max(s.received_at) from (
                    select s.received_at
                    from report_zones s
                    where s.account_id = z.account_id and s.zone_id = z.zone_id
                    order by s.received_at desc
                    limit 1) s) as reported_at
               from zones z
               left join open on open.zone_id = z.zone_id
               where z.account_id = $1 and z.active_until is null and z.host >= $2 and z.host < $3 and z.host "#
                + $order,
            account_id,
            $text,
            format!("{}{LAST}", $text),
            $host,
            COUNTED + 1,
            $limit,
        )
        .fetch_all(&mut **$tx)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Zone {
                    host: row.host,
                    service: word(&row.service)?,
                    since: row.active_from.to_jiff(),
                    reported_at: row.reported_at.map(Stamp::to_jiff),
                    open: row.open.unsigned_abs(),
                })
            })
            .collect()
    }};
}

pub(super) async fn zones_after(
    tx: &mut Tx<'_, Member>,
    text: &str,
    host: &str,
    limit: i64,
) -> sqlx::Result<Vec<Zone>> {
    zones!(tx, "> $4 order by z.host limit $6", text, host, limit)
}

pub(super) async fn zones_before(
    tx: &mut Tx<'_, Member>,
    text: &str,
    host: &str,
    limit: i64,
) -> sqlx::Result<Vec<Zone>> {
    zones!(tx, "< $4 order by z.host desc limit $6", text, host, limit)
}

pub(super) async fn count_zones(tx: &mut Tx<'_, Member>, limit: i64) -> sqlx::Result<u64> {
    let account_id = tx.scope.account_id;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from (select from zones where account_id = $1 and active_until is null limit $2) as counted"#,
        account_id,
        limit,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(count.unsigned_abs())
}

pub(super) async fn limits(tx: &mut Tx<'_, Member>, limit: i64) -> sqlx::Result<Vec<Limit>> {
    let rows = sqlx::query!(
        r#"select scope as "scope!", target as "target!", since as "since!", category, reason, reference
           from portal.limits_of_account($1)"#,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Limit {
                scope: word(&row.scope)?,
                target: row.target,
                since: row.since.to_jiff(),
                report: told(row.category, row.reference, row.reason)?,
            })
        })
        .collect()
}

/// Since when these sites are limited, as a whole or in part; nothing of those that are not.
pub(super) async fn limited_sites(
    tx: &mut Tx<'_, Member>,
    hosts: &[String],
) -> sqlx::Result<HashMap<String, Limited>> {
    let rows = sqlx::query!(
        r#"select host as "host!", whole_since, part_since
           from portal.limits_of_sites($1)"#,
        hosts,
    )
    .fetch_all(&mut **tx)
    .await?;
    let limited = rows.into_iter().filter_map(|row| {
        let whole = row.whole_since.map(|since| Limited { since: since.to_jiff(), is_whole: true });
        let part = row.part_since.map(|since| Limited { since: since.to_jiff(), is_whole: false });
        Some((row.host, whole.or(part)?))
    });
    Ok(limited.collect())
}

fn told(
    category: Option<String>,
    reference: Option<String>,
    reason: Option<String>,
) -> sqlx::Result<Option<LimitedFor>> {
    let (Some(category), Some(reference), Some(reason)) = (category, reference, reason) else {
        return Ok(None);
    };
    Ok(Some(LimitedFor { category: word(&category)?, reference, reason }))
}

pub(super) async fn figures(tx: &mut Tx<'_, Member>, since: Timestamp, limit: i64) -> sqlx::Result<Figures> {
    let account_id = tx.scope.account_id;
    sqlx::query_as!(
        Figures,
        r#"select
             percentile_cont(0.5) within group (order by extract(epoch from lately.answered_at - lately.owner_told_at) / 60)
               as "answer_minutes: f64",
             (select count(distinct s.zone_id)
              from report_zones s
              join zones z on z.account_id = s.account_id and z.zone_id = s.zone_id and z.active_until is null
              where s.account_id = $1 and s.report_id = any (array_agg(lately.report_id))) as "zones_reported!",
             (select count(*) from (
                select from reports
                where account_id = $1 and owner_told_at is not null and closed_at is not null and closed_at >= $2
                limit $3) c) as "closed!",
             (select count(*) from (
                select from reports
                where account_id = $1 and owner_told_at is not null and closed_at is not null and closed_at >= $2
                  and state in ('forwarded', 'referred', 'declined', 'withdrawn')
                limit $3) c) as "without_action!"
           from (
             select report_id, answered_at, owner_told_at
             from reports
             where account_id = $1 and owner_told_at is not null and received_at >= $2
             order by received_at desc
             limit $3
           ) as lately"#,
        account_id,
        since.to_sqlx(),
        limit,
    )
    .fetch_one(&mut **tx)
    .await
}

/// How many reports came in so many weeks ago, for each week that had some.
pub(super) async fn weeks(
    tx: &mut Tx<'_, Member>,
    since: Timestamp,
    now: Timestamp,
    limit: i64,
) -> sqlx::Result<Vec<(i32, u64)>> {
    let account_id = tx.scope.account_id;
    let rows = sqlx::query!(
        r#"select floor(extract(epoch from $3::timestamptz - lately.received_at) / 604800)::integer as "ago!", count(*) as "count!"
           from (
             select received_at
             from reports
             where account_id = $1 and owner_told_at is not null and received_at > $2 and received_at <= $3
             order by received_at desc
             limit $4
           ) as lately
           group by 1"#,
        account_id,
        since.to_sqlx(),
        now.to_sqlx(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.ago, row.count.unsigned_abs())).collect())
}
