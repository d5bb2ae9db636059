//! The queries of the search. Each begins at an index and stops after one page.

use std::net::IpAddr;

use app::pages::staff::listing::Key;
use jiff_sqlx::{Timestamp, ToSqlx as _};
use uuid::Uuid;

use super::search::{Found, FoundAccount, SHOWN};
use crate::database::word::word;
use crate::database::{Staff, Tx};

/// How many reports or addresses are followed to their cases.
const FOLLOWED: i64 = 1000;

/// One more than a page shows.
fn wanted() -> i64 {
    i64::try_from(SHOWN + 1).unwrap_or(i64::MAX)
}

fn moment(from: Option<Key>) -> Option<Timestamp> {
    from.map(|key| key.at.to_sqlx())
}

struct Row {
    case_id: Uuid,
    number: i64,
    title: String,
    host: String,
    state: String,
    account: Option<String>,
    changed_at: Timestamp,
}

fn found(rows: Vec<Row>) -> sqlx::Result<Vec<Found>> {
    let found = rows.into_iter().map(|row| {
        Ok(Found {
            case_id: row.case_id,
            number: row.number,
            title: row.title,
            host: row.host,
            state: word(&row.state)?,
            account: row.account,
            changed_at: row.changed_at.to_jiff(),
        })
    });
    found.collect()
}

pub(super) async fn by_number(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Vec<Found>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.case_id, c.number, c.title, c.host, c.state, a.name as "account?", c.changed_at
           from cases c
           left join accounts a on a.account_id = c.account_id
           where c.number = $1"#,
        number,
    )
    .fetch_all(&mut **tx)
    .await?;
    found(rows)
}

/// A reference is a report's or a submission's.
pub(super) async fn by_reference(
    tx: &mut Tx<'_, Staff>,
    reference: &str,
    from: Option<Key>,
) -> sqlx::Result<Vec<Found>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.case_id, c.number, c.title, c.host, c.state, a.name as "account?", c.changed_at
           from cases c
           left join accounts a on a.account_id = c.account_id
           where c.case_id in (
             select r.case_id from reports r where r.reference = $1
             union
             select r.case_id from submissions s join reports r on r.submission_id = s.submission_id where s.reference = $1
           ) and ($3::timestamptz is null or (c.changed_at, c.case_id) < ($3, $4::uuid))
           order by c.changed_at desc, c.case_id desc
           limit $2"#,
        reference,
        wanted(),
        moment(from) as _,
        from.map(|key| key.case_id),
    )
    .fetch_all(&mut **tx)
    .await?;
    found(rows)
}

/// By the key of a reporter's email address, or by words of a name.
pub(super) async fn by_reporter(
    tx: &mut Tx<'_, Staff>,
    key: Option<&[u8]>,
    words: &[String],
    from: Option<Key>,
) -> sqlx::Result<Vec<Found>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.case_id, c.number, c.title, c.host, c.state, a.name as "account?", c.changed_at
           from cases c
           left join accounts a on a.account_id = c.account_id
           where c.case_id in (
             select r.case_id
             from (
               (select s.submission_id
               from submissions s
               where s.reporter_key = $1
               order by s.received_at desc
               limit $3)
               union all
               select n.submission_id from portal.submissions_of($6, $3) n
             ) s
             join reports r on r.submission_id = s.submission_id
           ) and ($4::timestamptz is null or (c.changed_at, c.case_id) < ($4, $5::uuid))
           order by c.changed_at desc, c.case_id desc
           limit $2"#,
        key,
        wanted(),
        FOLLOWED,
        moment(from) as _,
        from.map(|key| key.case_id),
        words,
    )
    .fetch_all(&mut **tx)
    .await?;
    found(rows)
}

/// The host itself and whatever lies below it.
pub(super) async fn by_host(
    tx: &mut Tx<'_, Staff>,
    host: &str,
    from: Option<Key>,
) -> sqlx::Result<Vec<Found>> {
    let below: String = format!(".{host}").chars().rev().collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select c.case_id, c.number, c.title, c.host, c.state, a.name as "account?", c.changed_at
           from cases c
           left join accounts a on a.account_id = c.account_id
           where c.case_id in (
             select r.case_id
             from (
               (select d.account_id, d.report_id from report_addresses d where d.host = $1 limit $5)
               union all
               (select d.account_id, d.report_id from report_addresses d where d.host_reversed >= $2 and d.host_reversed < $3 limit $5)
             ) d
             join reports r on r.account_id = d.account_id and r.report_id = d.report_id
           ) and ($6::timestamptz is null or (c.changed_at, c.case_id) < ($6, $7::uuid))
           order by c.changed_at desc, c.case_id desc
           limit $4"#,
        host,
        below,
        after(&below),
        wanted(),
        FOLLOWED,
        moment(from) as _,
        from.map(|key| key.case_id),
    )
    .fetch_all(&mut **tx)
    .await?;
    found(rows)
}

/// Cases about sites whose content is at an IP address, and those whose reporters named it.
pub(super) async fn by_ip(tx: &mut Tx<'_, Staff>, ip: IpAddr, from: Option<Key>) -> sqlx::Result<Vec<Found>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.case_id, c.number, c.title, c.host, c.state, a.name as "account?", c.changed_at
           from cases c
           left join accounts a on a.account_id = c.account_id
           where c.case_id in (
             select r.case_id
             from (
               select o.account_id, o.report_id
               from zones z
               join report_zones o on o.account_id = z.account_id and o.zone_id = z.zone_id
               where z.origin_ip = $1::text::inet
               limit $3
             ) d
             join reports r on r.account_id = d.account_id and r.report_id = d.report_id
             union
             select r.case_id
             from portal.submissions_naming($1, $3) n
             join reports r on r.submission_id = n.submission_id
           ) and ($4::timestamptz is null or (c.changed_at, c.case_id) < ($4, $5::uuid))
           order by c.changed_at desc, c.case_id desc
           limit $2"#,
        ip.to_string(),
        wanted(),
        FOLLOWED,
        moment(from) as _,
        from.map(|key| key.case_id),
    )
    .fetch_all(&mut **tx)
    .await?;
    found(rows)
}

/// Accounts with a site whose content is at an IP address.
pub(super) async fn accounts_at(tx: &mut Tx<'_, Staff>, ip: IpAddr) -> sqlx::Result<Vec<FoundAccount>> {
    sqlx::query_as!(
        FoundAccount,
        r#"select a.account_id, a.name, z.host as "zone?"
           from zones z
           join accounts a on a.account_id = z.account_id
           where z.origin_ip = $1::text::inet and z.active_until is null
           order by z.host
           limit 10"#,
        ip.to_string(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// The first text behind all that begin with a prefix, where bytes are compared.
fn after(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// Accounts whose zone is the host or holds it.
pub(super) async fn accounts_of_host(tx: &mut Tx<'_, Staff>, host: &str) -> sqlx::Result<Vec<FoundAccount>> {
    let suffixes: Vec<String> =
        std::iter::successors(Some(host), |host| host.split_once('.').map(|(_, rest)| rest))
            .map(str::to_owned)
            .collect();
    sqlx::query_as!(
        FoundAccount,
        r#"select a.account_id, a.name, z.host as "zone?"
           from zones z
           join accounts a on a.account_id = z.account_id
           where z.host = any ($1)
           order by length(z.host) desc, z.active_from desc
           limit 5"#,
        &suffixes,
    )
    .fetch_all(&mut **tx)
    .await
}

/// Accounts whose name begins like this.
pub(super) async fn accounts_named(tx: &mut Tx<'_, Staff>, name: &str) -> sqlx::Result<Vec<FoundAccount>> {
    sqlx::query_as!(
        FoundAccount,
        r#"select a.account_id, a.name, null as "zone?"
           from accounts a
           where lower(a.name) collate "C" >= $1 and lower(a.name) collate "C" < $2
           order by lower(a.name) collate "C", a.account_id
           limit 10"#,
        name,
        after(name),
    )
    .fetch_all(&mut **tx)
    .await
}
