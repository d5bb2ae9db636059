//! The rows that a reporter sees. Those that take a scope of `Reporter` see one submission alone.

pub(super) mod link;
pub(super) mod steps;

use domain::category::Category;
use domain::report::ReportState;
use domain::timeline::Happening;
use jiff::Timestamp;
use sqlx::types::Json;
use uuid::Uuid;

use crate::database::word::word;
use crate::database::{Reporter, Tx};

/// A submission as its reporter left it.
pub(super) struct SubmissionRow {
    pub(super) reference: String,
    pub(super) category: String,
    pub(super) received_at: jiff_sqlx::Timestamp,
    pub(super) line_count: i32,
    pub(super) is_withdrawn: bool,
    pub(super) has_name: bool,
    pub(super) email: Option<String>,
    pub(super) tell_owner: String,
    pub(super) tell_host: String,
    pub(super) tell_ncmec: String,
    pub(super) letters_stopped: bool,
}

pub(super) async fn submission(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<SubmissionRow> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        SubmissionRow,
        r#"select s.reference, s.category, s.received_at, s.line_count, s.withdrawn_at is not null as "is_withdrawn!", p.name is not null as "has_name!", p.email,
             p.tell_owner, p.tell_host, p.tell_ncmec, p.letters_stopped_at is not null as "letters_stopped!"
           from submissions s
           join reporters p on p.submission_id = s.submission_id
           where s.submission_id = $1"#,
        id,
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn reference(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<String> {
    let id = tx.scope.submission_id;
    sqlx::query_scalar!("select reference from submissions where submission_id = $1", id)
        .fetch_one(&mut **tx)
        .await
}

/// A report of the submission.
pub(super) struct ReportRow {
    pub(super) report_id: Uuid,
    pub(super) reference: String,
    pub(super) state: ReportState,
    pub(super) host: String,
    pub(super) address_count: i32,
    /// How many of them are limited.
    pub(super) limited: i32,
    /// How many of them were limited and are so no more.
    pub(super) lifted: i32,
    pub(super) owner_told: bool,
    pub(super) is_restricted: bool,
    pub(super) category: Category,
    /// The owner's deadline, while it runs.
    pub(super) due: Option<Timestamp>,
    /// Until when the answer to the last question is waited for.
    pub(super) asked_until: Option<Timestamp>,
    /// When it came to stand as it does; words and more addresses leave it there.
    pub(super) changed_at: Timestamp,
}

pub(super) async fn reports(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<Vec<ReportRow>> {
    let id = tx.scope.submission_id;
    let rows = sqlx::query!(
        r#"select r.report_id, r.reference, r.state, r.host, r.address_count, r.category, r.received_at,
             r.owner_told_at is not null as "owner_told!", r.clearance is not null as "is_restricted!",
             case when r.owner_paused_at is null then r.owner_due_at end as due, r.asked_until,
             (select count(*)
              from report_addresses a
              where a.account_id = r.account_id and a.report_id = r.report_id
                and portal.limited_since(a.account_id, a.report_id, a.address_id) is not null)::int as "limited!",
             (select count(*)
              from report_addresses a
              where r.state = 'limited' and a.account_id = r.account_id and a.report_id = r.report_id
                and portal.limited_since(a.account_id, a.report_id, a.address_id) is null
                and portal.was_limited(a.account_id, a.report_id, a.address_id))::int as "lifted!",
             (select max(e.at)
              from report_events e
              where e.account_id = r.account_id and e.report_id = r.report_id
                and e.kind not in ('reporter_wrote', 'staff_wrote', 'owner_wrote', 'addresses_added', 'reclassified', 'withdrawal_noted',
                  'referred', 'passed_on')) as changed_at
           from reports r
           where r.submission_id = $1
           order by r.received_at, r.reference"#,
        id,
    )
    .fetch_all(&mut **tx)
    .await?;
    let reports = rows.into_iter().map(|row| {
        Ok(ReportRow {
            report_id: row.report_id,
            reference: row.reference,
            state: word(&row.state)?,
            host: row.host,
            address_count: row.address_count,
            owner_told: row.owner_told,
            is_restricted: row.is_restricted,
            category: word(&row.category)?,
            due: row.due.map(jiff_sqlx::Timestamp::to_jiff),
            limited: row.limited,
            lifted: row.lifted,
            asked_until: row.asked_until.map(jiff_sqlx::Timestamp::to_jiff),
            changed_at: row.changed_at.unwrap_or(row.received_at).to_jiff(),
        })
    });
    reports.collect()
}

/// How many lines came to what.
pub(super) struct LineCount {
    pub(super) outcome: String,
    pub(super) count: i64,
}

pub(super) async fn line_counts(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<Vec<LineCount>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        LineCount,
        r#"select outcome, count(*) as "count!"
           from submission_lines
           where submission_id = $1
           group by outcome"#,
        id,
    )
    .fetch_all(&mut **tx)
    .await
}

/// A line and what became of it.
pub(super) struct LineRow {
    pub(super) line_number: i32,
    pub(super) raw: String,
    pub(super) url: Option<String>,
    pub(super) outcome: String,
    pub(super) reason: Option<String>,
    pub(super) repeat_of: Option<i32>,
    pub(super) report_id: Option<Uuid>,
    pub(super) limited_at: Option<jiff_sqlx::Timestamp>,
    /// Whether a limit covers it or has covered it.
    pub(super) was_limited: bool,
    /// When it was added; nothing where it came with the submission.
    pub(super) added_at: Option<jiff_sqlx::Timestamp>,
}

/// The lines from a number on.
pub(super) async fn lines(tx: &mut Tx<'_, Reporter>, from: i32, limit: i64) -> sqlx::Result<Vec<LineRow>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        LineRow,
        r#"select l.line_number, l.raw, l.url, l.outcome, l.reason, l.repeat_of, l.report_id, l.added_at,
             portal.limited_since(a.account_id, a.report_id, a.address_id) as limited_at,
             coalesce(portal.was_limited(a.account_id, a.report_id, a.address_id), false) as "was_limited!"
           from submission_lines l
           left join report_addresses a
             on a.account_id = l.account_id and a.report_id = l.report_id and a.url_hash = l.url_hash
           where l.submission_id = $1 and l.line_number >= $2
           order by l.line_number
           limit $3"#,
        id,
        from,
        limit,
    )
    .fetch_all(&mut **tx)
    .await
}

/// The number of the line that comes so many lines before another one.
pub(super) async fn line_before(
    tx: &mut Tx<'_, Reporter>,
    from: i32,
    count: i64,
) -> sqlx::Result<Option<i32>> {
    let id = tx.scope.submission_id;
    sqlx::query_scalar!(
        "select min(line_number)
         from (
             select line_number
             from submission_lines
             where submission_id = $1 and line_number < $2
             order by line_number desc
             limit $3
         ) as before",
        id,
        from,
        count,
    )
    .fetch_one(&mut **tx)
    .await
}

/// What happened to several reports at the same moment, as one event.
pub(super) struct EventRow {
    pub(super) at: jiff_sqlx::Timestamp,
    pub(super) actor: String,
    pub(super) detail: Json<Happening>,
    pub(super) report_ids: Vec<Uuid>,
}

/// The newest events, oldest of them first; one for all reports to which the same was done, whatever a limit covers of each or leaves out.
pub(super) async fn events(tx: &mut Tx<'_, Reporter>, limit: i64) -> sqlx::Result<Vec<EventRow>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        EventRow,
        r#"select h.at as "at!", h.actor as "actor!", h.detail as "detail!: _", h.report_ids as "report_ids!"
           from (
             select e.at, e.actor, e.detail - '{covered,left_out}'::text[] as detail, min(e.version) as version,
               array_agg(r.report_id order by r.reference) as report_ids
             from reports r
             join report_events e on e.account_id = r.account_id and e.report_id = r.report_id
             where r.submission_id = $1 and e.to_reporter and e.kind <> 'received'
             group by e.at, e.actor, e.detail - '{covered,left_out}'::text[]
             order by e.at desc, min(e.version) desc
             limit $2
           ) h
           order by h.at, h.version"#,
        id,
        limit,
    )
    .fetch_all(&mut **tx)
    .await
}

/// The hosts of a report.
pub(super) struct HostsRow {
    pub(super) report_id: Uuid,
    /// The first of them.
    pub(super) host: String,
    pub(super) count: i64,
}

/// The hosts of each report.
pub(super) async fn hosts(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<Vec<HostsRow>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        HostsRow,
        r#"select r.report_id, r.host, count(distinct a.host) as "count!"
           from reports r
           join report_addresses a on a.account_id = r.account_id and a.report_id = r.report_id
           where r.submission_id = $1
           group by r.report_id, r.host"#,
        id,
    )
    .fetch_all(&mut **tx)
    .await
}
