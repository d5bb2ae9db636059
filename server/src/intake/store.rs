//! The rows of intake. Whatever there may be many of goes in with one statement.

use std::collections::HashMap;

use domain::category::Clearance;
use domain::reference::Reference;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::filing::{About, Filed};
use super::judge::Zone;
use super::rows::{Addresses, Events, Lines, Reporter, Sent};
use crate::database::word::word;

/// The zones of these names that are active.
pub(super) async fn zones(
    tx: &mut PgConnection,
    hosts: &[String],
    now: Timestamp,
) -> sqlx::Result<HashMap<String, Zone>> {
    let rows = sqlx::query!(
        "select host, account_id, zone_id, service
         from zones
         where host = any ($1)
             and active_from <= $2
             and (active_until is null or active_until > $2)",
        hosts,
        now.to_sqlx(),
    )
    .fetch_all(tx)
    .await?;
    let zones = rows.into_iter().map(|row| {
        let service = word(&row.service)?;
        Ok((row.host, Zone { account_id: row.account_id, zone_id: row.zone_id, service }))
    });
    zones.collect()
}

/// So many new references.
pub(super) async fn references(tx: &mut PgConnection, count: usize) -> sqlx::Result<Vec<Reference>> {
    let numbers = sqlx::query_scalar!(
        r#"select nextval('reference_numbers') as "number!" from generate_series(1, $1)"#,
        i32::try_from(count).unwrap_or(i32::MAX),
    )
    .fetch_all(tx)
    .await?;
    Ok(numbers.into_iter().map(|number| Reference::numbered(number.unsigned_abs())).collect())
}

/// What was stored under the same key before.
pub(super) struct SentBefore {
    pub(super) submission_id: Uuid,
    pub(super) is_same: bool,
}

/// Stores a submission, unless one was stored under the same key before.
pub(super) async fn submission(tx: &mut PgConnection, sent: &Sent<'_>) -> sqlx::Result<Option<SentBefore>> {
    let stored = sqlx::query_scalar!(
        "insert into submissions (submission_id, reference, idempotency_hash, category, allegation, details, source,
             policy_version, reporter_key, line_count, clearance, received_at, content_hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict on constraint submissions_idempotency_unique do nothing
         returning submission_id",
        sent.submission_id,
        sent.reference.as_str(),
        sent.idempotency_hash,
        sent.category.as_str(),
        sent.allegation,
        sent.details,
        sent.source,
        sent.policy_version,
        sent.reporter_key,
        sent.line_count,
        sent.clearance.map(Clearance::as_str),
        sent.now.to_sqlx(),
        sent.content_hash,
    )
    .fetch_optional(&mut *tx)
    .await?;
    if stored.is_some() {
        return Ok(None);
    }
    sqlx::query_as!(
        SentBefore,
        r#"select submission_id, coalesce(content_hash = $2, false) as "is_same!"
         from submissions
         where idempotency_hash = $1"#,
        sent.idempotency_hash,
        sent.content_hash,
    )
    .fetch_one(tx)
    .await
    .map(Some)
}

/// How many submissions a reporter sent since then, counted up to `most`.
pub(super) async fn sent_since(
    tx: &mut PgConnection,
    reporter_key: &[u8],
    since: Timestamp,
    most: i64,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
         from (
             select
             from submissions
             where reporter_key = $1 and received_at > $2
             limit $3
         ) as sent"#,
        reporter_key,
        since.to_sqlx(),
        most,
    )
    .fetch_one(tx)
    .await
}

/// Who reported, and the link that opens the submission.
pub(super) async fn reporter_and_link(tx: &mut PgConnection, reporter: &Reporter<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "with link as (
             insert into links (link_hash, submission_id, generation, created_at, expires_at)
             values ($12, $1, 1, $13, $14)
         )
         insert into reporters (submission_id, name, email, company, telephone, country, contact, tell_owner, tell_host,
             tell_ncmec, clearance)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        reporter.submission_id,
        reporter.name,
        reporter.email,
        reporter.company,
        reporter.telephone,
        reporter.country,
        reporter.contact,
        reporter.tell.owner.as_str(),
        reporter.tell.host.as_str(),
        reporter.tell.ncmec.as_str(),
        reporter.clearance.map(Clearance::as_str),
        reporter.link_hash,
        reporter.created_at.to_sqlx(),
        reporter.expires_at.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// One report for each account.
pub(super) async fn reports(tx: &mut PgConnection, about: &About<'_>, filed: &Filed) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into reports (account_id, report_id, reference, submission_id, case_id, category, severity, state, allegation,
             details, host, zone_id, address_count, received_at, owner_told_at, owner_due_at, version, policy_version, clearance)
         select r.account_id, r.report_id, r.reference, $1, r.case_id, $2, $3, $4, $5, $6, r.host, r.zone_id, r.address_count,
             $7, $8, $9, $10, $11, $12
         from unnest($13::uuid[], $14::uuid[], $15::text[], $16::uuid[], $17::text[], $18::uuid[], $19::integer[])
             as r (account_id, report_id, reference, case_id, host, zone_id, address_count)",
        about.submission_id,
        about.category.as_str(),
        about.policy.severity.as_str(),
        filed.state.as_str(),
        about.allegation,
        about.details,
        about.now.to_sqlx(),
        filed.told_at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        filed.due_at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        filed.version,
        about.policy_version,
        about.clearance.map(Clearance::as_str),
        &filed.account_ids,
        &filed.report_ids,
        &filed.references,
        &filed.case_ids,
        &filed.hosts,
        &filed.zone_ids,
        &filed.address_counts,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// The addresses of the reports, as restricted as these. An address that a report has already is left as it is.
pub(super) async fn addresses(
    tx: &mut PgConnection,
    addresses: &Addresses,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into report_addresses (account_id, report_id, address_id, zone_id, url, url_hash, host, line_number, added_at,
             clearance)
         select a.account_id, a.report_id, a.address_id, a.zone_id, a.url, a.url_hash, a.host, a.line_number, $1, r.clearance
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bytea[], $8::text[], $9::integer[])
             as a (account_id, report_id, address_id, zone_id, url, url_hash, host, line_number)
         join reports r on r.account_id = a.account_id and r.report_id = a.report_id
         on conflict on constraint report_addresses_once do nothing",
        now.to_sqlx(),
        &addresses.account_ids,
        &addresses.report_ids,
        &addresses.address_ids,
        &addresses.zone_ids,
        &addresses.urls,
        &addresses.url_hashes,
        &addresses.hosts,
        &addresses.line_numbers,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// The first events of the reports.
pub(super) async fn events(
    tx: &mut PgConnection,
    events: &Events,
    clearance: Option<Clearance>,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into report_events (account_id, report_id, event_id, version, at, kind, detail, actor, to_reporter, to_owner,
             clearance)
         select e.account_id, e.report_id, e.event_id, e.version, $1, e.kind, e.detail, e.actor, e.to_reporter, e.to_owner, $2
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::integer[], $7::text[], $8::jsonb[], $9::text[], $10::boolean[],
             $11::boolean[])
             as e (account_id, report_id, event_id, version, kind, detail, actor, to_reporter, to_owner)",
        now.to_sqlx(),
        clearance.map(Clearance::as_str),
        &events.account_ids,
        &events.report_ids,
        &events.event_ids,
        &events.versions,
        &events.kinds,
        &events.details,
        &events.actors,
        &events.to_reporter,
        &events.to_owner,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Each line with what became of it.
pub(super) async fn lines(
    tx: &mut PgConnection,
    submission_id: Uuid,
    lines: &Lines,
    clearance: Option<Clearance>,
    added: Option<Timestamp>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into submission_lines (submission_id, line_number, raw, url, url_hash, outcome, reason, repeat_of, account_id,
             report_id, clearance, added_at)
         select $1, l.line_number, l.raw, l.url, l.url_hash, l.outcome, l.reason, l.repeat_of, l.account_id, l.report_id, $2, $12
         from unnest($3::integer[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::text[], $9::integer[], $10::uuid[],
             $11::uuid[])
             as l (line_number, raw, url, url_hash, outcome, reason, repeat_of, account_id, report_id)",
        submission_id,
        clearance.map(Clearance::as_str),
        &lines.numbers,
        &lines.raws,
        &lines.urls as &[Option<String>],
        &lines.url_hashes as &[Option<Vec<u8>>],
        &lines.outcomes,
        &lines.reasons as &[Option<String>],
        &lines.repeats as &[Option<i32>],
        &lines.account_ids as &[Option<Uuid>],
        &lines.report_ids as &[Option<Uuid>],
        added.map(|at| at.to_sqlx()) as _,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Which of these zones are active and served by us.
pub(super) async fn served(
    tx: &mut PgConnection,
    hosts: &[String],
    now: Timestamp,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select host
         from zones
         where host = any ($1)
             and service in ('proxied', 'hosted')
             and active_from <= $2
             and (active_until is null or active_until > $2)",
        hosts,
        now.to_sqlx(),
    )
    .fetch_all(tx)
    .await
}
