//! The list's queries. Each reads one index in its order, forwards or backwards, and stops when the page is full.

use std::collections::HashMap;

use domain::category::Category;
use domain::report::ReportState;
use jiff_sqlx::{Timestamp as Stamp, ToSqlx as _};
use uuid::Uuid;

use super::{Filter, Key, Listed, Moments};
use crate::database::word::word;
use crate::database::{Member, Tx};

/// What every query of the list is asked.
pub(super) struct Ask {
    pub(super) account_id: Uuid,
    pub(super) states: Vec<String>,
    pub(super) key: Key,
    pub(super) is_back: bool,
    pub(super) limit: i64,
}

/// A report as it stands in the database.
pub(super) struct Row {
    report_id: Uuid,
    reference: String,
    category: String,
    state: String,
    host: String,
    address_count: i32,
    received_at: Stamp,
    owner_told_at: Option<Stamp>,
    owner_due_at: Option<Stamp>,
    owner_paused_at: Option<Stamp>,
    answered_at: Option<Stamp>,
}

impl Row {
    pub(super) fn read(self, by_deadline: bool) -> sqlx::Result<Listed> {
        let moment = |stamp: Option<Stamp>| stamp.map(Stamp::to_jiff);
        let received_at = self.received_at.to_jiff();
        let sorted_at = moment(self.owner_due_at).filter(|_| by_deadline).unwrap_or(received_at);
        Ok(Listed {
            key: Key { at: sorted_at, id: self.report_id },
            reference: self.reference,
            category: word(&self.category)?,
            state: word(&self.state)?,
            host: self.host,
            addresses: self.address_count.unsigned_abs(),
            sites: 1,
            received_at,
            answered_at: moment(self.answered_at),
            is_lifted: false,
            moments: Moments {
                told_at: moment(self.owner_told_at),
                due_at: moment(self.owner_due_at),
                paused_at: moment(self.owner_paused_at),
                asked_until: None,
            },
        })
    }
}

/// The same query forwards or backwards from a key: `$1` and `$2` are the key, `$3` is how many rows at most.
macro_rules! walk {
    ($tx:expr, $ask:expr, $head:literal, $on:literal, $back:literal, $($argument:expr),+ $(,)?) => {{
        let (at, id, limit) = ($ask.key.at.to_sqlx(), $ask.key.id, $ask.limit);
        if $ask.is_back {
            sqlx::query_as!(Row, $head + $back, at, id, limit, $($argument),+).fetch_all(&mut **$tx).await
        } else {
            sqlx::query_as!(Row, $head + $on, at, id, limit, $($argument),+).fetch_all(&mut **$tx).await
        }
    }};
}

/// The newest reports in whatever state.
pub(super) async fn all(tx: &mut Tx<'_, Member>, filter: &Filter, ask: &Ask) -> sqlx::Result<Vec<Row>> {
    walk!(
        tx,
        ask,
        "select r.report_id, r.reference, r.category, r.state, r.host, r.address_count, r.received_at,
           r.owner_told_at, r.owner_due_at, r.owner_paused_at, r.answered_at
         from reports r
         where r.account_id = $4 and r.owner_told_at is not null
           and r.received_at >= $5 and r.received_at < $6 and (r.received_at, r.report_id) ",
        "< ($1, $2) order by r.received_at desc, r.report_id desc limit $3",
        "> ($1, $2) order by r.received_at, r.report_id limit $3",
        ask.account_id,
        filter.from.to_sqlx(),
        filter.until.to_sqlx(),
    )
}

/// The newest reports of some states. Each state has its own run in the index; the runs are merged.
pub(super) async fn in_states(tx: &mut Tx<'_, Member>, filter: &Filter, ask: &Ask) -> sqlx::Result<Vec<Row>> {
    walk!(
        tx,
        ask,
        "select l.report_id, l.reference, l.category, l.state, l.host, l.address_count, l.received_at,
           l.owner_told_at, l.owner_due_at, l.owner_paused_at, l.answered_at
         from unnest($4::text[]) as wanted (state)
         cross join lateral (
           select r.report_id, r.reference, r.category, r.state, r.host, r.address_count, r.received_at,
             r.owner_told_at, r.owner_due_at, r.owner_paused_at, r.answered_at
           from reports r
           where r.account_id = $5 and r.owner_told_at is not null and r.state = wanted.state
             and r.received_at >= $6 and r.received_at < $7 and (r.received_at, r.report_id) ",
        "< ($1, $2) order by r.received_at desc, r.report_id desc limit $3) as l
         order by l.received_at desc, l.report_id desc
         limit $3",
        "> ($1, $2) order by r.received_at, r.report_id limit $3) as l
         order by l.received_at, l.report_id
         limit $3",
        &ask.states,
        ask.account_id,
        filter.from.to_sqlx(),
        filter.until.to_sqlx(),
    )
}

/// The newest reports about some zones.
pub(super) async fn about_zones(
    tx: &mut Tx<'_, Member>,
    filter: &Filter,
    ask: &Ask,
    zones: &[Uuid],
) -> sqlx::Result<Vec<Row>> {
    walk!(
        tx,
        ask,
        "select l.report_id, l.reference, l.category, l.state, l.host, l.address_count, l.received_at,
           l.owner_told_at, l.owner_due_at, l.owner_paused_at, l.answered_at
         from unnest($4::uuid[]) as wanted (zone_id)
         cross join lateral (
           select r.report_id, r.reference, r.category, r.state, r.host, r.address_count, r.received_at,
             r.owner_told_at, r.owner_due_at, r.owner_paused_at, r.answered_at
           from report_zones s
           join reports r on r.account_id = s.account_id and r.report_id = s.report_id
           where s.account_id = $5 and r.owner_told_at is not null and s.zone_id = wanted.zone_id
             and r.state = any ($8) and ($9::text is null or r.category = $9)
             and s.received_at >= $6 and s.received_at < $7 and (s.received_at, s.report_id) ",
        "< ($1, $2) order by s.received_at desc, s.report_id desc limit $3) as l
         order by l.received_at desc, l.report_id desc
         limit $3",
        "> ($1, $2) order by s.received_at, s.report_id limit $3) as l
         order by l.received_at, l.report_id
         limit $3",
        zones,
        ask.account_id,
        filter.from.to_sqlx(),
        filter.until.to_sqlx(),
        &ask.states,
        filter.category.map(Category::as_str),
    )
}

/// The newest reports of a category.
pub(super) async fn of_category(
    tx: &mut Tx<'_, Member>,
    filter: &Filter,
    ask: &Ask,
    category: Category,
) -> sqlx::Result<Vec<Row>> {
    walk!(
        tx,
        ask,
        "select r.report_id, r.reference, r.category, r.state, r.host, r.address_count, r.received_at,
           r.owner_told_at, r.owner_due_at, r.owner_paused_at, r.answered_at
         from reports r
         where r.account_id = $4 and r.owner_told_at is not null and r.category = $5 and r.state = any ($6)
           and r.received_at >= $7 and r.received_at < $8 and (r.received_at, r.report_id) ",
        "< ($1, $2) order by r.received_at desc, r.report_id desc limit $3",
        "> ($1, $2) order by r.received_at, r.report_id limit $3",
        ask.account_id,
        category.as_str(),
        &ask.states,
        filter.from.to_sqlx(),
        filter.until.to_sqlx(),
    )
}

/// The newest of those that a search found.
pub(super) async fn among(
    tx: &mut Tx<'_, Member>,
    filter: &Filter,
    ask: &Ask,
    found: &[Uuid],
) -> sqlx::Result<Vec<Row>> {
    walk!(
        tx,
        ask,
        "select r.report_id, r.reference, r.category, r.state, r.host, r.address_count, r.received_at,
           r.owner_told_at, r.owner_due_at, r.owner_paused_at, r.answered_at
         from reports r
         where r.account_id = $4 and r.owner_told_at is not null and r.report_id = any ($5) and r.state = any ($6)
           and ($9::text is null or r.category = $9) and ($10::uuid[] is null
             or exists (select from report_zones s where s.account_id = r.account_id and s.report_id = r.report_id and s.zone_id = any ($10)))
           and r.received_at >= $7 and r.received_at < $8 and (r.received_at, r.report_id) ",
        "< ($1, $2) order by r.received_at desc, r.report_id desc limit $3",
        "> ($1, $2) order by r.received_at, r.report_id limit $3",
        ask.account_id,
        found,
        &ask.states,
        filter.from.to_sqlx(),
        filter.until.to_sqlx(),
        filter.category.map(Category::as_str),
        filter.zones.as_deref(),
    )
}

/// Those that wait for the owner, of a search where there is one, the nearest deadline first.
pub(super) async fn due(
    tx: &mut Tx<'_, Member>,
    filter: &Filter,
    ask: &Ask,
    found: Option<&[Uuid]>,
) -> sqlx::Result<Vec<Row>> {
    walk!(
        tx,
        ask,
        "select r.report_id, r.reference, r.category, r.state, r.host, r.address_count, r.received_at,
           r.owner_told_at, r.owner_due_at, r.owner_paused_at, r.answered_at
         from reports r
         where r.account_id = $4 and r.owner_told_at is not null and r.state in ('with_owner', 'owner_working', 'unanswered')
           and ($9::uuid[] is null or r.report_id = any ($9)) and r.received_at >= $5 and r.received_at < $6
           and ($7::text is null or r.category = $7) and ($8::uuid[] is null
             or exists (select from report_zones s where s.account_id = r.account_id and s.report_id = r.report_id and s.zone_id = any ($8)))
           and (r.owner_due_at, r.report_id) ",
        "> ($1, $2) order by r.owner_due_at, r.report_id limit $3",
        "< ($1, $2) order by r.owner_due_at desc, r.report_id desc limit $3",
        ask.account_id,
        filter.from.to_sqlx(),
        filter.until.to_sqlx(),
        filter.category.map(Category::as_str),
        filter.zones.as_deref(),
        found,
    )
}

/// How many sites these reports are about, of those that are about more than one.
pub(super) async fn sites_of(tx: &mut Tx<'_, Member>, reports: &[Uuid]) -> sqlx::Result<HashMap<Uuid, u32>> {
    let account_id = tx.scope.account_id;
    let rows = sqlx::query!(
        r#"select report_id, count(*) as "sites!"
           from report_zones
           where account_id = $1 and report_id = any ($2)
           group by report_id
           having count(*) > 1"#,
        account_id,
        reports,
    )
    .fetch_all(&mut **tx)
    .await?;
    let count = |sites: i64| u32::try_from(sites).unwrap_or(u32::MAX);
    Ok(rows.into_iter().map(|row| (row.report_id, count(row.sites))).collect())
}

/// Those of these reports of which an address is limited now.
pub(super) async fn limited_among(tx: &mut Tx<'_, Member>, reports: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(r#"select report_id as "report_id!" from portal.limited_reports($1)"#, reports)
        .fetch_all(&mut **tx)
        .await
}

/// How many reports are in each state, counted to `limit`.
pub(super) async fn counts(
    tx: &mut Tx<'_, Member>,
    states: &[String],
    limit: i64,
) -> sqlx::Result<Vec<(ReportState, u64)>> {
    let account_id = tx.scope.account_id;
    let rows = sqlx::query!(
        r#"select wanted.state as "state!",
             (select count(*) from (
                select from reports r
                where r.account_id = $1 and r.owner_told_at is not null and r.state = wanted.state
                limit $3) as counted) as "count!"
           from unnest($2::text[]) as wanted (state)"#,
        account_id,
        states,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(|row| Ok((word(&row.state)?, row.count.unsigned_abs()))).collect()
}

/// How many reports wait for the owner's answer, without those that they work on, counted to `limit`.
pub(super) async fn unanswered(tx: &mut Tx<'_, Member>, limit: i64) -> sqlx::Result<u64> {
    let account_id = tx.scope.account_id;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from (
             select from reports
             where account_id = $1 and owner_told_at is not null and state in ('with_owner', 'unanswered')
             limit $2
           ) as counted"#,
        account_id,
        limit,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(count.unsigned_abs())
}

pub(super) async fn zones_named(tx: &mut Tx<'_, Member>, host: &str) -> sqlx::Result<Vec<Uuid>> {
    let account_id = tx.scope.account_id;
    sqlx::query_scalar!(
        "select zone_id
         from zones
         where account_id = $1 and host = $2
         order by active_from desc
         limit 10",
        account_id,
        host,
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn first_zones(tx: &mut Tx<'_, Member>, limit: i64) -> sqlx::Result<Vec<String>> {
    let account_id = tx.scope.account_id;
    sqlx::query_scalar!(
        "select host
         from zones
         where account_id = $1 and active_until is null
         order by host
         limit $2",
        account_id,
        limit,
    )
    .fetch_all(&mut **tx)
    .await
}
