//! What letters are made from. Whoever restricts a report, a submission or a case meanwhile waits until the letters are kept, and restricts them too.

use crate::database::word::word;
use crate::reports::ReportKey;
use domain::category::Service;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

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

/// The host of a report's first address, and how many hosts there are.
pub(crate) async fn hosts(tx: &mut PgConnection, key: ReportKey) -> sqlx::Result<(Option<String>, i32)> {
    let row = sqlx::query!(
        r#"select (array_agg(host order by added_at, line_number))[1] as first, count(distinct host)::int as "count!"
           from report_addresses
           where account_id = $1 and report_id = $2"#,
        key.account_id,
        key.report_id,
    )
    .fetch_one(tx)
    .await?;
    Ok((row.first, row.count))
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
