//! What letters are made from. Whoever restricts a report, a submission or a case meanwhile waits until the letters are kept, and restricts them too.

use domain::category::Service;
use domain::referral::Recipient;
use domain::timeline::{CaseHappening, Covered, Happening};
use jiff::Timestamp;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::database::word::word;
use crate::letters::write::Unreachable;
use crate::reports::ReportKey;

/// A submission with its reporter.
pub(crate) struct SubmissionFacts {
    pub(crate) reference: String,
    pub(crate) category: String,
    pub(crate) clearance: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) tell_owner: Option<String>,
    pub(crate) stopped: bool,
    pub(crate) link_until: Option<jiff_sqlx::Timestamp>,
    pub(crate) generation: Option<i32>,
}

/// A submission, as restricted as the most restricted of its reports: letters about it name them all.
pub(crate) async fn submission(tx: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<SubmissionFacts>> {
    // A statement of its own: only the next one sees what was waited for.
    sqlx::query!("select from submissions where submission_id = $1 for share", id).execute(&mut *tx).await?;
    sqlx::query_as!(
        SubmissionFacts,
        r#"select s.reference, s.category, p.email, p.tell_owner as "tell_owner?",
             coalesce((select max(r.clearance) from reports r where r.submission_id = s.submission_id), s.clearance) as clearance,
             p.letters_stopped_at is not null as "stopped!",
             (select max(l.expires_at) from links l where l.submission_id = s.submission_id and l.revoked_at is null) as link_until,
             (select max(l.generation) from links l where l.submission_id = s.submission_id and l.revoked_at is null) as generation
           from submissions s
           left join reporters p on p.submission_id = s.submission_id
           where s.submission_id = $1"#,
        id,
    )
    .fetch_optional(tx)
    .await
}

/// How many lines came to what.
pub(crate) struct Line {
    pub(crate) outcome: String,
    pub(crate) count: i64,
}

pub(crate) async fn lines(tx: &mut PgConnection, submission_id: Uuid) -> sqlx::Result<Vec<Line>> {
    sqlx::query_as!(
        Line,
        r#"select outcome, count(*) as "count!"
           from submission_lines
           where submission_id = $1
           group by outcome"#,
        submission_id,
    )
    .fetch_all(tx)
    .await
}

/// The first accepted addresses of a submission.
pub(crate) async fn accepted(
    tx: &mut PgConnection,
    submission_id: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select url as "url!"
           from submission_lines
           where submission_id = $1 and outcome = 'accepted' and url is not null
           order by line_number
           limit $2"#,
        submission_id,
        limit,
    )
    .fetch_all(tx)
    .await
}

/// A report with its account, its zone, its submission and its case.
pub(crate) struct ReportFacts {
    pub(crate) reference: String,
    pub(crate) submission_id: Uuid,
    pub(crate) submission_reference: String,
    pub(crate) case_id: Uuid,
    pub(crate) category: String,
    pub(crate) state: String,
    pub(crate) allegation: String,
    pub(crate) details: Json<serde_json::Map<String, serde_json::Value>>,
    pub(crate) address_count: i32,
    pub(crate) owner_told: bool,
    pub(crate) owner_due_at: Option<jiff_sqlx::Timestamp>,
    pub(crate) asked_until: Option<jiff_sqlx::Timestamp>,
    pub(crate) clearance: Option<String>,
    pub(crate) account: String,
    /// The account's, as its people set it.
    pub(crate) abuse_contact: Option<String>,
    pub(crate) zone: String,
    /// The zone's own, as the provider named it.
    pub(crate) zone_contact: Option<String>,
    pub(crate) service: String,
    pub(crate) reporter_name: Option<String>,
    pub(crate) reporter_email: Option<String>,
    pub(crate) reporter_company: Option<String>,
    pub(crate) reporter_telephone: Option<String>,
    pub(crate) reporter_country: Option<String>,
    pub(crate) reporter_contact: Option<Json<serde_json::Map<String, serde_json::Value>>>,
    pub(crate) tell_owner: Option<String>,
    pub(crate) letters_stopped: bool,
}

pub(crate) async fn report(tx: &mut PgConnection, key: ReportKey) -> sqlx::Result<Option<ReportFacts>> {
    sqlx::query_as!(
        ReportFacts,
        r#"select r.reference, r.submission_id, s.reference as submission_reference, r.case_id, r.category, r.state, r.allegation,
             r.details as "details: _", r.address_count, r.owner_told_at is not null as "owner_told!", r.owner_due_at, r.asked_until, r.clearance,
             a.name as account, a.abuse_contact, z.host as zone, z.abuse_contact as zone_contact, z.service,
             p.name as reporter_name, p.email as reporter_email, p.company as reporter_company, p.telephone as reporter_telephone,
             p.country as reporter_country, p.contact as "reporter_contact?: _", p.tell_owner as "tell_owner?",
             p.letters_stopped_at is not null as "letters_stopped!"
           from reports r
           join accounts a on a.account_id = r.account_id
           join zones z on z.account_id = r.account_id and z.zone_id = r.zone_id
           join submissions s on s.submission_id = r.submission_id
           left join reporters p on p.submission_id = r.submission_id
           where r.account_id = $1 and r.report_id = $2
           for share of r"#,
        key.account_id,
        key.report_id,
    )
    .fetch_optional(tx)
    .await
}

/// The first addresses of a report.
pub(crate) async fn addresses(
    tx: &mut PgConnection,
    key: ReportKey,
    limit: i64,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select url
         from report_addresses
         where account_id = $1 and report_id = $2
         order by added_at, line_number
         limit $3",
        key.account_id,
        key.report_id,
        limit,
    )
    .fetch_all(tx)
    .await
}

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

/// The hosts of a report's addresses, at most two: more than one is "several".
pub(crate) async fn hosts(tx: &mut PgConnection, key: ReportKey) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select distinct host
         from report_addresses
         where account_id = $1 and report_id = $2
         limit 2",
        key.account_id,
        key.report_id,
    )
    .fetch_all(tx)
    .await
}

/// What we do for each host of a report, in the order of its addresses.
pub(crate) async fn services(tx: &mut PgConnection, key: ReportKey) -> sqlx::Result<Vec<(Service, String)>> {
    let rows = sqlx::query!(
        "select z.service, a.host
         from report_addresses a
         join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
         where a.account_id = $1 and a.report_id = $2
         group by z.service, a.host
         order by min(a.added_at), min(a.line_number)",
        key.account_id,
        key.report_id,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| Ok((word(&row.service)?, row.host))).collect()
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

/// To whom a report is referred by the decision that an event tells of. The owner is never told.
pub(crate) async fn referred_to(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Option<Recipient>> {
    let to = sqlx::query_scalar!(
        r#"select s.detail ->> 'to' as "to!"
           from report_events e
           join report_events s on s.account_id = e.account_id and s.report_id = e.report_id and s.at = e.at and s.kind = 'referred'
           where e.account_id = $1 and e.report_id = $2 and e.event_id = $3 and e.kind = 'decided'"#,
        key.account_id,
        key.report_id,
        event_id,
    )
    .fetch_optional(tx)
    .await?;
    to.map(|to| word(&to)).transpose()
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

/// For whom something is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The reporter of a report.
    Reporter,
    /// Its owner.
    Owner,
}

/// What the limits covered that were lifted in one step, report by report of the case, as far as the reader sees these. Of restricted
/// reports no address stands in a letter.
pub(crate) async fn lifted(
    tx: &mut PgConnection,
    key: ReportKey,
    event_id: Uuid,
    whose: Whose,
) -> sqlx::Result<Vec<Covered>> {
    let rows = sqlx::query_scalar!(
        r#"select s.detail as "detail: Json<Happening>"
           from report_events e
           join reports r on r.account_id = e.account_id and r.report_id = e.report_id
           join reports o on o.case_id = r.case_id and o.clearance is null
             and case when $4 then o.account_id = r.account_id and o.owner_told_at is not null else o.submission_id = r.submission_id end
           join report_events s on s.account_id = o.account_id and s.report_id = o.report_id and s.at = e.at and s.kind = 'lifted'
             and case when $4 then s.to_owner else s.to_reporter end
           where e.account_id = $1 and e.report_id = $2 and e.event_id = $3
           order by o.received_at, o.report_id"#,
        key.account_id,
        key.report_id,
        event_id,
        whose == Whose::Owner,
    )
    .fetch_all(tx)
    .await?;
    let covered = |happening| match happening {
        Json(Happening::Lifted { covered, .. }) => Some(covered),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(covered).collect())
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

/// A case, and who has it.
pub(crate) struct CaseFacts {
    pub(crate) number: i64,
    pub(crate) title: String,
    pub(crate) clearance: Option<String>,
    pub(crate) assigned_to: Option<Uuid>,
}

pub(crate) async fn case(tx: &mut PgConnection, case_id: Uuid) -> sqlx::Result<Option<CaseFacts>> {
    sqlx::query_as!(
        CaseFacts,
        "select number, title, clearance, assigned_to
         from cases
         where case_id = $1
         for no key update",
        case_id,
    )
    .fetch_optional(tx)
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

/// Somebody who can be written to.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) user_id: Uuid,
    pub(crate) email: String,
    pub(crate) time_zone: String,
}

/// The user with this address, if there is one.
pub(crate) async fn person(tx: &mut PgConnection, email: &str) -> sqlx::Result<Option<Person>> {
    sqlx::query_as!(
        Person,
        "select user_id, email, time_zone
         from users
         where email = lower($1) and disabled_at is null",
        email,
    )
    .fetch_optional(tx)
    .await
}

/// The owners of an account.
pub(crate) async fn owners(tx: &mut PgConnection, account_id: Uuid) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        "select u.user_id, u.email, u.time_zone
         from members m
         join users u on u.user_id = m.user_id
         where m.account_id = $1 and m.role = 'owner' and u.disabled_at is null
         order by m.joined_at, u.user_id",
        account_id,
    )
    .fetch_all(tx)
    .await
}

/// Somebody on staff.
#[derive(Clone, Debug)]
pub(crate) struct StaffMember {
    pub(crate) user_id: Uuid,
    pub(crate) email: String,
    pub(crate) time_zone: String,
    pub(crate) role: String,
    pub(crate) clearances: Vec<String>,
}

/// Everybody on staff who is cleared for something that needs `clearance`.
pub(crate) async fn staff(tx: &mut PgConnection, clearance: Option<&str>) -> sqlx::Result<Vec<StaffMember>> {
    sqlx::query_as!(
        StaffMember,
        "select s.user_id, u.email, u.time_zone, s.role, s.clearances
         from staff s
         join users u on u.user_id = s.user_id
         where u.disabled_at is null and ($1::text is null or $1 = any (s.clearances))
         order by s.joined_at, s.user_id",
        clearance,
    )
    .fetch_all(tx)
    .await
}

/// A one-time link and whom it is for.
pub(crate) struct TicketFacts {
    pub(crate) kind: String,
    pub(crate) email: String,
    pub(crate) user_id: Uuid,
    pub(crate) time_zone: String,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) account: Option<String>,
    pub(crate) role: Option<String>,
    expires_at: jiff_sqlx::Timestamp,
}

impl TicketFacts {
    pub(crate) fn until(&self) -> Timestamp {
        self.expires_at.to_jiff()
    }
}

pub(crate) async fn ticket(tx: &mut PgConnection, ticket_id: Uuid) -> sqlx::Result<Option<TicketFacts>> {
    sqlx::query_as!(
        TicketFacts,
        r#"select t.kind, u.email, u.user_id, u.time_zone, t.account_id, a.name as "account?", t.role, t.expires_at
           from tickets t
           join users u on u.user_id = t.user_id
           left join accounts a on a.account_id = t.account_id
           where t.ticket_id = $1"#,
        ticket_id,
    )
    .fetch_optional(tx)
    .await
}
