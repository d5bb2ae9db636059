//! One report, as the policies let its owner see it.

use domain::account::Actor;
use domain::timeline::Happening;
use jiff::Timestamp;
use jiff_sqlx::{Timestamp as Stamp, ToSqlx as _};
use serde_json::{Map, Value};
use sqlx::types::Json;

use super::clock::Moments;
use super::listing::ANSWERS_COUNTED;
use super::reading::{Reporter, Seen, SeenAddress, SeenEvent};
use crate::database::word::word;
use crate::database::{Member, Tx};
use crate::reports::ReportKey;

pub(super) async fn report(tx: &mut Tx<'_, Member>, reference: &str) -> sqlx::Result<Option<Seen>> {
    let account_id = tx.scope.account_id;
    let row = sqlx::query!(
        r#"select r.report_id, r.reference, r.category, r.state, r.allegation, r.details as "details: Json<Map<String, Value>>",
             r.host, z.host as zone, z.service, r.address_count, r.received_at, r.owner_told_at, r.owner_due_at,
             r.owner_paused_at, r.asked_until, r.answered_at, r.version, p.name as "reporter?", p.email as "email?", p.company as "company?",
             r.state = 'limited' and not exists (select from portal.limited_reports(array[r.report_id])) as "is_lifted!",
             portal.reporter_is_written_to(r.report_id) as "is_reporter_written_to!",
             (select count(*) from report_zones s where s.account_id = r.account_id and s.report_id = r.report_id) as "sites!",
             (select count(*) from (
                select from reports w
                where w.account_id = $1 and w.owner_told_at is not null and w.state in ('with_owner', 'unanswered')
                limit $3) as waiting) as "unanswered!"
           from reports r
           join zones z on z.account_id = r.account_id and z.zone_id = r.zone_id
           left join reporters p on p.submission_id = r.submission_id
           where r.account_id = $1 and r.reference = $2"#,
        account_id,
        reference,
        ANSWERS_COUNTED,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let moment = |stamp: Option<Stamp>| stamp.map(Stamp::to_jiff);
    row.map(|row| {
        Ok(Seen {
            key: ReportKey { account_id, report_id: row.report_id },
            reference: row.reference,
            category: word(&row.category)?,
            state: word(&row.state)?,
            is_lifted: row.is_lifted,
            allegation: row.allegation,
            details: row.details.0,
            host: row.host,
            zone: row.zone,
            service: word(&row.service)?,
            addresses: row.address_count.unsigned_abs(),
            sites: u32::try_from(row.sites).unwrap_or(u32::MAX),
            received_at: row.received_at.to_jiff(),
            answered_at: moment(row.answered_at),
            version: row.version,
            reporter: row.reporter.map(|name| Reporter { name, email: row.email, company: row.company }),
            is_reporter_written_to: row.is_reporter_written_to,
            unanswered: row.unanswered.unsigned_abs(),
            moments: Moments {
                told_at: moment(row.owner_told_at),
                due_at: moment(row.owner_due_at),
                paused_at: moment(row.owner_paused_at),
                asked_until: moment(row.asked_until),
            },
        })
    })
    .transpose()
}

pub(super) async fn addresses(
    tx: &mut Tx<'_, Member>,
    report: ReportKey,
    limit: i64,
) -> sqlx::Result<Vec<SeenAddress>> {
    let rows = sqlx::query!(
        "select url, added_at, portal.limited_since(account_id, report_id, address_id) as limited_at
         from report_addresses
         where account_id = $1 and report_id = $2
         order by added_at, line_number
         limit $3",
        report.account_id,
        report.report_id,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    let seen = rows.into_iter().map(|row| SeenAddress {
        url: row.url,
        added_at: row.added_at.to_jiff(),
        limited_at: row.limited_at.map(Stamp::to_jiff),
    });
    Ok(seen.collect())
}

pub(super) async fn history(
    tx: &mut Tx<'_, Member>,
    report: ReportKey,
    after: i32,
) -> sqlx::Result<Vec<SeenEvent>> {
    let rows = sqlx::query!(
        r#"select version, at, detail as "detail: Json<Happening>", actor, actor_name
           from report_events
           where account_id = $1 and report_id = $2 and version > $3 and to_owner
           order by version"#,
        report.account_id,
        report.report_id,
        after,
    )
    .fetch_all(&mut **tx)
    .await?;
    let seen = rows.into_iter().map(|row| {
        let actor = word(&row.actor)?;
        let name = row.actor_name.filter(|_| actor == Actor::Owner);
        Ok(SeenEvent { version: row.version, at: row.at.to_jiff(), actor, name, happening: row.detail.0 })
    });
    seen.collect()
}

/// Lets the owner's clock run until then, or ends it.
pub(super) async fn set_clock(
    tx: &mut Tx<'_, Member>,
    report: ReportKey,
    until: Option<Timestamp>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set owner_due_at = $3, owner_paused_at = null
         where account_id = $1 and report_id = $2",
        report.account_id,
        report.report_id,
        until.map(|until| until.to_sqlx()) as _,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Stops the owner's clock at `at` until the reporter replies, or lets it run. One that had stopped for good has its time again.
pub(super) async fn pause_clock(
    tx: &mut Tx<'_, Member>,
    report: ReportKey,
    at: Option<Timestamp>,
    anew: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set owner_due_at = coalesce(owner_due_at, $4), owner_paused_at = coalesce(owner_paused_at, $3)
         where account_id = $1 and report_id = $2",
        report.account_id,
        report.report_id,
        at.map(|at| at.to_sqlx()) as _,
        anew.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Whether the reporter left the owner's last question without a reply.
pub(super) async fn was_reporter_silent(tx: &mut Tx<'_, Member>, report: ReportKey) -> sqlx::Result<bool> {
    let last = sqlx::query_scalar!(
        "select kind
         from report_events
         where account_id = $1 and report_id = $2 and to_owner and kind in ('reporter_replied', 'reporter_silent')
         order by version desc
         limit 1",
        report.account_id,
        report.report_id,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(last.as_deref() == Some("reporter_silent"))
}

/// Notes when the owner answered.
pub(super) async fn note_answer(
    tx: &mut Tx<'_, Member>,
    report: ReportKey,
    at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set answered_at = $3
         where account_id = $1 and report_id = $2",
        report.account_id,
        report.report_id,
        at.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
