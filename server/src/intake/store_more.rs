//! The rows of what is added to a submission later.

use std::collections::HashMap;

use domain::category::Category;
use domain::disclosure::Disclosures;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::{Map, Value};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::more::{Earlier, KnownLine};
use super::rows::number;
use crate::database::word::{word, word_or_none};
use crate::reports::ReportKey;

/// Locks the reports of a submission, which whoever changes them locks before anything else, and then itself. What follows sees
/// all that was added while it waited.
pub(super) async fn hold(tx: &mut PgConnection, submission_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "select from reports where submission_id = $1 order by account_id, report_id for update",
        submission_id,
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query!("select from submissions where submission_id = $1 for update", submission_id)
        .fetch_all(tx)
        .await
        .map(drop)
}

/// A submission that was sent already, for those who hold it.
pub(super) async fn earlier_submission(tx: &mut PgConnection, submission_id: Uuid) -> sqlx::Result<Earlier> {
    let row = sqlx::query!(
        r#"select s.reference, s.category, s.allegation, s.details as "details: Json<Map<String, Value>>", s.clearance, s.line_count,
             s.withdrawn_at is not null as "is_withdrawn!", p.tell_owner, p.tell_host, p.tell_ncmec,
             (select max(l.line_number) from submission_lines l where l.submission_id = s.submission_id) as "last_line!"
           from submissions s
           join reporters p on p.submission_id = s.submission_id
           where s.submission_id = $1"#,
        submission_id,
    )
    .fetch_one(tx)
    .await?;
    Ok(Earlier {
        category: word(&row.category)?,
        allegation: row.allegation,
        details: row.details.0,
        tell: Disclosures {
            owner: word(&row.tell_owner)?,
            host: word(&row.tell_host)?,
            ncmec: word(&row.tell_ncmec)?,
        },
        clearance: word_or_none(row.clearance.as_deref())?,
        reference: row.reference,
        line_count: row.line_count,
        is_withdrawn: row.is_withdrawn,
        last_line: row.last_line,
    })
}

/// The lines of a submission that name these addresses already.
pub(super) async fn known_lines(
    tx: &mut PgConnection,
    submission_id: Uuid,
    hashes: &[Vec<u8>],
) -> sqlx::Result<HashMap<Vec<u8>, KnownLine>> {
    let rows = sqlx::query!(
        r#"select url_hash as "url_hash!", line_number, account_id
           from submission_lines
           where submission_id = $1 and url_hash = any ($2) and outcome in ('accepted', 'not_ours')
           order by line_number"#,
        submission_id,
        hashes,
    )
    .fetch_all(tx)
    .await?;
    let known = rows.into_iter().map(|row| {
        let number = usize::try_from(row.line_number).unwrap_or(0);
        (row.url_hash, KnownLine { number, account_id: row.account_id })
    });
    Ok(known.collect())
}

/// The undecided reports of a submission, by account, locked in the one order for everybody.
pub(super) async fn open_reports(
    tx: &mut PgConnection,
    submission_id: Uuid,
    category: Category,
) -> sqlx::Result<HashMap<Uuid, Uuid>> {
    let rows = sqlx::query!(
        "select account_id, report_id
         from reports
         where submission_id = $1
             and category = $2
             and state not in ('forwarded', 'warned', 'limited', 'declined', 'referred', 'withdrawn')
         order by account_id, report_id
         for update",
        submission_id,
        category.as_str(),
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.report_id)).collect())
}

/// Counts the addresses of a report anew.
pub(super) async fn count_addresses(tx: &mut PgConnection, report: ReportKey) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set address_count = (
             select count(*)
             from report_addresses a
             where a.account_id = $1 and a.report_id = $2
         )
         where account_id = $1 and report_id = $2",
        report.account_id,
        report.report_id,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Whether addresses that a report got just now are on a host that it did not name before.
pub(super) async fn has_new_site(
    tx: &mut PgConnection,
    report: ReportKey,
    now: Timestamp,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
             select from report_addresses a
             where a.account_id = $1 and a.report_id = $2 and a.added_at = $3
               and not exists (
                 select from report_addresses b
                 where b.account_id = a.account_id and b.report_id = a.report_id and b.host = a.host and b.added_at < a.added_at
               )
           ) as "has!""#,
        report.account_id,
        report.report_id,
        now.to_sqlx(),
    )
    .fetch_one(tx)
    .await
}

/// The case that a report is in.
pub(super) async fn case_of(tx: &mut PgConnection, report: ReportKey) -> sqlx::Result<Uuid> {
    sqlx::query_scalar!(
        "select case_id from reports where account_id = $1 and report_id = $2",
        report.account_id,
        report.report_id,
    )
    .fetch_one(tx)
    .await
}

/// Restricts what the reports of a submission share as these are restricted.
pub(super) async fn share(tx: &mut PgConnection, submission_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("select portal.set_submission_clearance(array[$1::uuid])", submission_id)
        .execute(tx)
        .await
        .map(drop)
}

/// Notes that a submission has more lines.
pub(super) async fn count_lines(tx: &mut PgConnection, submission_id: Uuid, more: usize) -> sqlx::Result<()> {
    sqlx::query!(
        "update submissions
         set line_count = line_count + $2
         where submission_id = $1",
        submission_id,
        number(more),
    )
    .execute(tx)
    .await
    .map(drop)
}
