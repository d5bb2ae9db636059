//! The rows that a reporter sees and changes. Those that take a scope of `Reporter` see one submission alone.

use domain::category::Category;
use domain::report::ReportState;
use domain::timeline::Happening;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::ReportKey;
use super::OpenReport;
use crate::database::word::word;
use crate::database::{Database, Reporter, System, Tx, soon};
use crate::intake::LINK_LIFE;
use crate::secrets::Token;

/// The submission that a link opens now, and until when.
pub(super) async fn open(
    database: &Database,
    link_hash: &[u8],
    now: Timestamp,
) -> sqlx::Result<Option<(Uuid, Timestamp)>> {
    let row = soon(
        sqlx::query!(
            r#"select submission_id as "submission_id!", expires_at as "expires_at!"
           from portal.link($1, $2)"#,
            link_hash,
            now.to_sqlx(),
        )
        .fetch_optional(database.pool()),
    )
    .await?;
    Ok(row.map(|row| (row.submission_id, row.expires_at.to_jiff())))
}

/// A submission as its reporter left it.
pub(super) struct SubmissionRow {
    pub(super) reference: String,
    pub(super) category: String,
    pub(super) received_at: jiff_sqlx::Timestamp,
    pub(super) line_count: i32,
    pub(super) has_name: bool,
    pub(super) email: Option<String>,
    pub(super) tell_owner: String,
    pub(super) tell_host: String,
    pub(super) tell_ncmec: String,
    pub(super) letters_stopped: bool,
    pub(super) is_link_mailed: bool,
}

pub(super) async fn submission(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<SubmissionRow> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        SubmissionRow,
        r#"select s.reference, s.category, s.received_at, s.line_count, p.name is not null as "has_name!", p.email,
             p.tell_owner, p.tell_host, p.tell_ncmec, p.letters_stopped_at is not null as "letters_stopped!",
             p.is_link_mailed
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
    /// How many of them were limited and are served again.
    pub(super) lifted: i32,
    pub(super) owner_told: bool,
    pub(super) is_restricted: bool,
    pub(super) category: Category,
    /// The owner's deadline, while it runs.
    pub(super) due: Option<Timestamp>,
    /// Until when the answer to the last question is waited for.
    pub(super) asked_until: Option<Timestamp>,
    /// When the reporter could last see something happen.
    pub(super) changed_at: Timestamp,
}

pub(super) async fn reports(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<Vec<ReportRow>> {
    let id = tx.scope.submission_id;
    let rows = sqlx::query!(
        r#"select r.report_id, r.reference, r.state, r.host, r.address_count, r.category, r.received_at,
             r.owner_told_at is not null as "owner_told!", r.clearance is not null as "is_restricted!",
             case when r.owner_paused_at is null then r.owner_due_at end as due, r.asked_until,
             case when r.state = 'limited' then (
               select count(*)
               from report_addresses a
               where a.account_id = r.account_id and a.report_id = r.report_id
                 and portal.limited_since(a.account_id, a.report_id, a.address_id) is null)::int
             else 0 end as "lifted!",
             (select max(e.at)
              from report_events e
              where e.account_id = r.account_id and e.report_id = r.report_id) as changed_at
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
            lifted: row.lifted,
            asked_until: row.asked_until.map(jiff_sqlx::Timestamp::to_jiff),
            changed_at: row.changed_at.unwrap_or(row.received_at).to_jiff(),
        })
    });
    reports.collect()
}

/// How many lines came to what, repeats of earlier reports apart.
pub(super) struct LineCount {
    pub(super) outcome: String,
    pub(super) is_earlier: bool,
    pub(super) count: i64,
}

pub(super) async fn line_counts(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<Vec<LineCount>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        LineCount,
        r#"select outcome, repeat_of is null and outcome = 'repeated' as "is_earlier!", count(*) as "count!"
           from submission_lines
           where submission_id = $1
           group by 1, 2"#,
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
}

/// The lines from a number on.
pub(super) async fn lines(tx: &mut Tx<'_, Reporter>, from: i32, limit: i64) -> sqlx::Result<Vec<LineRow>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        LineRow,
        r#"select l.line_number, l.raw, l.url, l.outcome, l.reason, l.repeat_of, l.report_id,
             portal.limited_since(a.account_id, a.report_id, a.address_id) as limited_at
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
    pub(super) reports: i64,
}

/// The newest events, oldest of them first.
pub(super) async fn events(tx: &mut Tx<'_, Reporter>, limit: i64) -> sqlx::Result<Vec<EventRow>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        EventRow,
        r#"select h.at as "at!", h.actor as "actor!", h.detail as "detail!: _", h.reports as "reports!"
           from (
             select e.at, e.actor, e.detail, count(*) as reports, min(e.version) as version
             from reports r
             join report_events e on e.account_id = r.account_id and e.report_id = r.report_id
             where r.submission_id = $1 and e.to_reporter and e.kind <> 'received'
             group by e.at, e.actor, e.detail
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

/// The report of the submission that bears a reference.
pub(super) async fn report(tx: &mut Tx<'_, Reporter>, reference: &str) -> sqlx::Result<Option<ReportKey>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        ReportKey,
        "select account_id, report_id from reports where submission_id = $1 and reference = $2",
        id,
        reference,
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The reports that were not taken back.
pub(super) async fn reports_to_write_to(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<Vec<ReportKey>> {
    let id = tx.scope.submission_id;
    sqlx::query_as!(
        ReportKey,
        "select account_id, report_id
         from reports
         where submission_id = $1 and state <> 'withdrawn'
         order by account_id, report_id",
        id,
    )
    .fetch_all(&mut **tx)
    .await
}

/// The reports about which nothing was decided.
pub(super) async fn open_reports(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<Vec<OpenReport>> {
    let id = tx.scope.submission_id;
    let rows = sqlx::query!(
        r#"select account_id, report_id, category, clearance is not null as "is_restricted!"
           from reports
           where submission_id = $1
             and state not in ('forwarded', 'warned', 'limited', 'declined', 'referred', 'withdrawn')
           order by account_id, report_id"#,
        id,
    )
    .fetch_all(&mut **tx)
    .await?;
    let reports = rows.into_iter().map(|row| {
        let key = ReportKey { account_id: row.account_id, report_id: row.report_id };
        Ok(OpenReport { key, category: word(&row.category)?, is_restricted: row.is_restricted })
    });
    reports.collect()
}

/// What the reporter said last about a report.
pub(super) async fn last_words(tx: &mut Tx<'_, Reporter>, key: ReportKey) -> sqlx::Result<Option<String>> {
    let text = sqlx::query_scalar!(
        "select detail ->> 'text'
         from report_events
         where account_id = $1 and report_id = $2 and kind in ('reporter_replied', 'reporter_wrote')
         order by version desc
         limit 1",
        key.account_id,
        key.report_id,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(text.flatten())
}

pub(super) async fn is_withdrawal_noted(tx: &mut Tx<'_, Reporter>, key: ReportKey) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
             select from report_events
             where account_id = $1 and report_id = $2 and kind = 'withdrawal_noted'
           ) as "noted!""#,
        key.account_id,
        key.report_id,
    )
    .fetch_one(&mut **tx)
    .await
}

/// Lets whoever adds to the submission at the same time wait until this is done. Reports come before their submission, as everywhere.
pub(super) async fn hold_own(tx: &mut Tx<'_, Reporter>) -> sqlx::Result<()> {
    let id = tx.scope.submission_id;
    sqlx::query!(
        "select from reports where submission_id = $1 order by account_id, report_id for update",
        id
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!("select from submissions where submission_id = $1 for update", id)
        .fetch_one(&mut **tx)
        .await
        .map(drop)
}

/// Ends a report that was taken back.
pub(super) async fn close(tx: &mut Tx<'_, Reporter>, key: ReportKey, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update reports
         set closed_at = $3, owner_due_at = null, owner_paused_at = null
         where account_id = $1 and report_id = $2",
        key.account_id,
        key.report_id,
        now.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn withdrawn(tx: &mut Tx<'_, Reporter>, now: Timestamp) -> sqlx::Result<()> {
    let id = tx.scope.submission_id;
    sqlx::query!(
        "update submissions
         set withdrawn_at = coalesce(withdrawn_at, $2)
         where submission_id = $1",
        id,
        now.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn stop_letters(tx: &mut Tx<'_, Reporter>, at: Option<Timestamp>) -> sqlx::Result<()> {
    let id = tx.scope.submission_id;
    sqlx::query!(
        "update reporters
         set letters_stopped_at = $2
         where submission_id = $1",
        id,
        at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A link that is used works longer.
pub(super) async fn keep_alive(tx: &mut Tx<'_, Reporter>, until: Timestamp) -> sqlx::Result<()> {
    let id = tx.scope.submission_id;
    sqlx::query!(
        "update links
         set expires_at = $2
         where submission_id = $1 and expires_at < $2",
        id,
        until.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Lets every link of a submission fail from now on.
pub(super) async fn revoke(tx: &mut Tx<'_, System>, submission_id: Uuid, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update links
         set revoked_at = $2
         where submission_id = $1 and revoked_at is null",
        submission_id,
        now.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Lets whoever wants to change the links of a submission at the same time wait until this is done.
pub(super) async fn hold(tx: &mut Tx<'_, System>, submission_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("select from submissions where submission_id = $1 for update", submission_id)
        .fetch_one(&mut **tx)
        .await
        .map(drop)
}

/// The generation of the next link.
pub(super) async fn next_generation(tx: &mut Tx<'_, System>, submission_id: Uuid) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"select coalesce(max(generation), 0) + 1 as "next!"
           from links
           where submission_id = $1"#,
        submission_id,
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn add_link(
    tx: &mut Tx<'_, System>,
    submission_id: Uuid,
    generation: i32,
    token: &Token,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into links (link_hash, submission_id, generation, created_at, expires_at)
         values ($1, $2, $3, $4, $5)",
        token.hash(),
        submission_id,
        generation,
        now.to_sqlx(),
        (now + LINK_LIFE).to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The submission of that reference, if that reporter sent it; and when its newest link was made.
pub(super) async fn sent_by(
    tx: &mut Tx<'_, System>,
    reference: &str,
    reporter_key: &[u8],
) -> sqlx::Result<Option<(Uuid, Timestamp)>> {
    let row = sqlx::query!(
        r#"select s.submission_id,
             (select max(l.created_at) from links l where l.submission_id = s.submission_id) as "newest!"
           from submissions s
           where s.reference = $1 and s.reporter_key = $2"#,
        reference,
        reporter_key,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.submission_id, row.newest.to_jiff())))
}

/// How many links were made anew since then for submissions of the reporter of this one.
pub(super) async fn links_since(
    tx: &mut Tx<'_, System>,
    submission_id: Uuid,
    since: Timestamp,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from links l
           join submissions s on s.submission_id = l.submission_id
           where l.generation > 1 and l.created_at > $2
             and s.reporter_key = (select reporter_key from submissions where submission_id = $1)"#,
        submission_id,
        since.to_sqlx(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// Notes whether the newest link goes by mail.
pub(super) async fn set_link_mailed(
    tx: &mut Tx<'_, System>,
    submission_id: Uuid,
    is_mailed: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update reporters
         set is_link_mailed = $2
         where submission_id = $1",
        submission_id,
        is_mailed,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
