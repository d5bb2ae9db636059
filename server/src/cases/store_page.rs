//! The queries of the case page.

use app::letters::Content;
use app::pages::report::form_order;
use app::pages::staff::record::Lens;
use domain::disclosure::Disclosures;
use domain::field::Field;
use domain::timeline::{CaseHappening, Happening};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use serde::Deserialize;
use serde_json::{Map, Value};
use sqlx::types::Json;
use uuid::Uuid;

use super::lock::Seen;
use super::page::{
    Address, Alike, Decided, Event, Facts, Filed, Head, Letter, Limit, Limits, Referral, Report, ReportedBy,
    SHOWN, Wanted, What,
};
use crate::database::word::{word, word_or_none};
use crate::database::{Staff, Tx};

fn shown() -> i64 {
    i64::try_from(SHOWN).unwrap_or(i64::MAX)
}

pub(super) async fn head(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Option<Head>> {
    let row = sqlx::query!(
        r#"select c.case_id, c.number, c.version, c.title, c.host, c.category, c.severity, c.state, c.tier, c.clearance,
             c.assigned_to, u.name as "assigned_name?", c.account_id, a.name as "account?", c.report_count, c.opened_at,
             c.due_at, c.paused_at, c.answered_at, c.returned_at, j.number as "joined_into?"
           from cases c
           left join users u on u.user_id = c.assigned_to
           left join accounts a on a.account_id = c.account_id
           left join cases j on j.case_id = c.joined_into
           where c.number = $1"#,
        number,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Head {
        case_id: row.case_id,
        number: row.number,
        version: row.version,
        title: row.title,
        host: row.host,
        category: word(&row.category)?,
        severity: word(&row.severity)?,
        state: word(&row.state)?,
        tier: word(&row.tier)?,
        clearance: word_or_none(row.clearance.as_deref())?,
        assigned_to: row.assigned_to.zip(row.assigned_name),
        account: row.account_id.zip(row.account),
        reports: row.report_count,
        opened_at: row.opened_at.to_jiff(),
        due_at: row.due_at.map(jiff_sqlx::Timestamp::to_jiff),
        paused_at: row.paused_at.map(jiff_sqlx::Timestamp::to_jiff),
        answered_at: row.answered_at.map(jiff_sqlx::Timestamp::to_jiff),
        returned_at: row.returned_at.map(jiff_sqlx::Timestamp::to_jiff),
        joined_into: row.joined_into,
    }))
}

/// The reports of a case, oldest first.
pub(crate) async fn reports(tx: &mut Tx<'_, Staff>, case_id: Uuid) -> sqlx::Result<Vec<Report>> {
    let rows = sqlx::query!(
        r#"select r.reference, r.state, r.host, r.address_count, r.allegation, r.received_at, r.owner_told_at,
             r.owner_due_at, r.owner_paused_at, r.asked_until, a.name as account, z.host as zone, z.service, host(z.origin_ip) as origin,
             p.name as "reporter_name?", p.email as "email?", p.company as "company?", p.telephone as "telephone?", p.country as "country?",
             p.contact as "contact?: Json<Map<String, Value>>", p.tell_owner as "tell_owner?", p.tell_host as "tell_host?",
             p.tell_ncmec as "tell_ncmec?", s.details as "details?: Json<Map<String, Value>>",
             p.email is not null and p.letters_stopped_at is null as "is_written_to!"
           from reports r
           join accounts a on a.account_id = r.account_id
           join zones z on z.account_id = r.account_id and z.zone_id = r.zone_id
           left join submissions s on s.submission_id = r.submission_id
           left join reporters p on p.submission_id = r.submission_id
           where r.case_id = $1
           order by r.received_at, r.report_id
           limit $2"#,
        case_id,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let reports = rows.into_iter().map(|row| {
        let answers = Answered {
            given: [row.details, row.contact].into_iter().flatten().flat_map(|Json(given)| given).collect(),
            columns: [
                (Field::Name, row.reporter_name.clone()),
                (Field::Email, row.email.clone()),
                (Field::Company, row.company.clone()),
                (Field::Telephone, row.telephone),
                (Field::Country, row.country),
            ],
        };
        let tell =
            disclosures(row.tell_owner.as_deref(), row.tell_host.as_deref(), row.tell_ncmec.as_deref())?;
        let reporter = tell.map(|tell| ReportedBy {
            name: row.reporter_name,
            email: row.email,
            company: row.company,
            tell,
            is_written_to: row.is_written_to,
        });
        Ok(Report {
            reference: row.reference,
            state: word(&row.state)?,
            host: row.host,
            account: row.account,
            zone: row.zone,
            service: word(&row.service)?,
            origin: row.origin,
            addresses: row.address_count,
            allegation: row.allegation,
            received_at: row.received_at.to_jiff(),
            owner_told_at: row.owner_told_at.map(jiff_sqlx::Timestamp::to_jiff),
            owner_due_at: row.owner_due_at.map(jiff_sqlx::Timestamp::to_jiff),
            owner_paused_at: row.owner_paused_at.map(jiff_sqlx::Timestamp::to_jiff),
            asked_until: row.asked_until.map(jiff_sqlx::Timestamp::to_jiff),
            reporter,
            answers: answers.in_order(),
        })
    });
    reports.collect()
}

/// What was answered on the form: by the names of its fields, and what has a column of its own.
struct Answered {
    given: Map<String, Value>,
    columns: [(Field, Option<String>); 5],
}

impl Answered {
    fn in_order(mut self) -> Vec<(Field, String)> {
        for (field, answer) in self.columns {
            self.given.extend(answer.map(|answer| (field.as_str().to_owned(), Value::String(answer))));
        }
        let answer = |field: Field| Some((field, self.given.get(field.as_str())?.as_str()?.to_owned()));
        form_order().filter_map(answer).filter(|(_, answer)| !answer.is_empty()).collect()
    }
}

/// What each party may know of a reporter; nothing where the asker does not see who reported.
fn disclosures(
    owner: Option<&str>,
    host: Option<&str>,
    ncmec: Option<&str>,
) -> sqlx::Result<Option<Disclosures>> {
    let (Some(owner), Some(host), Some(ncmec)) = (owner, host, ncmec) else { return Ok(None) };
    Ok(Some(Disclosures { owner: word(owner)?, host: word(host)?, ncmec: word(ncmec)? }))
}

/// The addresses of a case, each once, those that most reports name first.
pub(crate) async fn addresses(tx: &mut Tx<'_, Staff>, case_id: Uuid) -> sqlx::Result<Vec<Address>> {
    let rows = sqlx::query!(
        r#"select f.url, f.zone, f.service, f.account, f.reports as "reports!", portal.limited_since(f.account_id, f.one[1], f.one[2]) as limited_at
           from (
             select a.account_id, a.url, z.host as zone, z.service, k.name as account, count(*) as reports,
               min(array[a.report_id, a.address_id]) as one
             from reports r
             join report_addresses a on a.account_id = r.account_id and a.report_id = r.report_id
             join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
             join accounts k on k.account_id = a.account_id
             where r.case_id = $1
             group by a.account_id, a.url, z.host, z.service, k.name
             order by count(*) desc, a.url
             limit $2
           ) f
           order by f.reports desc, f.url"#,
        case_id,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let addresses = rows.into_iter().map(|row| {
        Ok(Address {
            url: row.url,
            zone: row.zone,
            service: word(&row.service)?,
            account: row.account,
            reports: row.reports,
            limited_at: row.limited_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    });
    addresses.collect()
}

struct Happened {
    at: jiff_sqlx::Timestamp,
    actor: String,
    name: Option<String>,
    reference: Option<String>,
    detail: serde_json::Value,
    to_reporter: bool,
    to_owner: bool,
}

impl Happened {
    fn event(self) -> sqlx::Result<Event> {
        let row = self;
        let what = match row.reference {
            Some(reference) => What::Report {
                reference,
                happening: read::<Happening>(row.detail)?,
                to_reporter: row.to_reporter,
                to_owner: row.to_owner,
            },
            None => What::Case(read::<CaseHappening>(row.detail)?),
        };
        Ok(Event { at: row.at.to_jiff(), actor: word(&row.actor)?, name: row.name, what })
    }
}

fn read<T: for<'a> Deserialize<'a>>(detail: serde_json::Value) -> sqlx::Result<T> {
    serde_json::from_value(detail).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// The last events of a case, of cases joined into it and of its reports, oldest first.
pub(crate) async fn events(tx: &mut Tx<'_, Staff>, case_id: Uuid, lens: Lens) -> sqlx::Result<Vec<Event>> {
    let rows = sqlx::query_as!(
        Happened,
        r#"select e.at as "at!", e.actor as "actor!", e.actor_name as name, e.reference, e.detail as "detail!",
             e.to_reporter as "to_reporter!", e.to_owner as "to_owner!"
           from (
             select e.at, e.event_id, e.actor, e.actor_name, r.reference, e.detail, e.to_reporter, e.to_owner
             from reports r
             join report_events e on e.account_id = r.account_id and e.report_id = r.report_id
             where r.case_id = $1 and $2 and (not $3 or e.to_reporter) and (not $4 or e.to_owner)
             union all
             select e.at, e.event_id, case when e.actor_id is null then 'portal' else 'staff' end, e.actor_name, null, e.detail, false, false
             from case_events e
             where e.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
               and not $3 and not $4 and ($2 or e.kind = 'noted')
           ) e
           order by e.at desc, e.event_id desc
           limit $5"#,
        case_id,
        lens != Lens::Notes,
        lens == Lens::Reporter,
        lens == Lens::Owner,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().rev().map(Happened::event).collect()
}

/// What has happened since a page was shown.
pub(crate) async fn changes(tx: &mut Tx<'_, Staff>, case_id: Uuid, seen: Seen) -> sqlx::Result<Vec<Event>> {
    let rows = sqlx::query_as!(
        Happened,
        r#"select e.at as "at!", e.actor as "actor!", e.actor_name as name, e.reference, e.detail as "detail!",
             e.to_reporter as "to_reporter!", e.to_owner as "to_owner!"
           from (
             select e.at, e.event_id, e.actor, e.actor_name, r.reference, e.detail, e.to_reporter, e.to_owner
             from reports r
             join report_events e on e.account_id = r.account_id and e.report_id = r.report_id
             where r.case_id = $1 and e.at >= $2
             union all
             select e.at, e.event_id, case when e.actor_id is null then 'portal' else 'staff' end, e.actor_name, null, e.detail, false, false
             from case_events e
             where e.case_id = $1 and e.version > $3
           ) e
           order by e.at, e.event_id
           limit $4"#,
        case_id,
        seen.at.to_sqlx(),
        seen.version,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(Happened::event).collect()
}

/// The letters of a case, of its reports and of their submissions, newest first.
pub(crate) async fn letters(tx: &mut Tx<'_, Staff>, case_id: Uuid) -> sqlx::Result<Vec<Letter>> {
    let rows = sqlx::query!(
        r#"select l.letter_id as "letter_id!", l.kind as "kind!", l.audience as "audience!", l.recipient as "recipient!",
             l.subject as "subject!", l.state as "state!", l.last_error, l.created_at as "created_at!", l.sent_at
           from (
             select l.letter_id, l.kind, l.audience, l.recipient, l.subject, l.state, l.last_error, l.created_at, l.sent_at
             from reports r
             join letters l on l.account_id = r.account_id and l.report_id = r.report_id
             where r.case_id = $1
             union
             select l.letter_id, l.kind, l.audience, l.recipient, l.subject, l.state, l.last_error, l.created_at, l.sent_at
             from reports r
             join letters l on l.submission_id = r.submission_id and l.report_id is null
             where r.case_id = $1
             union
             select l.letter_id, l.kind, l.audience, l.recipient, l.subject, l.state, l.last_error, l.created_at, l.sent_at
             from letters l
             where l.report_id is null
               and l.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
           ) l
           order by l.created_at desc, l.letter_id desc
           limit $2"#,
        case_id,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let letters = rows.into_iter().map(|row| Letter {
        letter_id: row.letter_id,
        kind: row.kind,
        audience: row.audience,
        recipient: row.recipient,
        subject: row.subject,
        state: row.state,
        last_error: row.last_error,
        created_at: row.created_at.to_jiff(),
        sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(letters.collect())
}

/// One letter of a case with what it is made from, which holds no secret.
pub(crate) async fn letter(
    tx: &mut Tx<'_, Staff>,
    case_id: Uuid,
    letter_id: Uuid,
) -> sqlx::Result<Option<(Letter, Content)>> {
    let row = sqlx::query!(
        r#"select l.letter_id, l.kind, l.audience, l.recipient, l.subject, l.state, l.last_error, l.created_at, l.sent_at,
             l.content as "content: Json<Content>"
           from letters l
           where l.letter_id = $2 and (
             l.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
             or exists (select from reports r where r.account_id = l.account_id and r.report_id = l.report_id and r.case_id = $1)
             or (l.report_id is null and exists (select from reports r where r.submission_id = l.submission_id and r.case_id = $1))
           )"#,
        case_id,
        letter_id,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        let letter = Letter {
            letter_id: row.letter_id,
            kind: row.kind,
            audience: row.audience,
            recipient: row.recipient,
            subject: row.subject,
            state: row.state,
            last_error: row.last_error,
            created_at: row.created_at.to_jiff(),
            sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
        };
        (letter, row.content.0)
    }))
}

#[derive(Debug, Deserialize)]
struct ReadLimit {
    mitigation_id: Uuid,
    scope: String,
    target: String,
    since: Timestamp,
    number: i64,
}

impl ReadLimit {
    fn limit(self) -> sqlx::Result<Limit> {
        let Self { mitigation_id, scope, target, since, number } = self;
        Ok(Limit { mitigation_id, scope: word(&scope)?, target, since, case: number })
    }
}

#[derive(Debug, Deserialize)]
struct ReadDecision {
    kind: String,
    reason_code: Option<String>,
    scope: Option<String>,
    order_reference: Option<String>,
    policy_version: String,
    decided_at: Timestamp,
    name: String,
}

impl ReadDecision {
    fn decided(self) -> sqlx::Result<Decided> {
        Ok(Decided {
            kind: word(&self.kind)?,
            code: word_or_none(self.reason_code.as_deref())?,
            scope: word_or_none(self.scope.as_deref())?,
            order: self.order_reference,
            policy: self.policy_version,
            at: self.decided_at,
            by: self.name,
        })
    }
}

#[derive(Debug, Deserialize)]
struct ReadAlike {
    number: i64,
    title: String,
    is_same_host: bool,
}

#[derive(Debug, Deserialize)]
struct ReadReferral {
    referral_id: Uuid,
    kind: String,
    state: String,
    created_at: Timestamp,
    filed_on: Option<Date>,
    filed_with: Option<String>,
    filed_reference: Option<String>,
    note: Option<String>,
}

impl ReadReferral {
    fn referral(self) -> sqlx::Result<Referral> {
        let filed = self.filed_on.zip(self.filed_with);
        Ok(Referral {
            referral_id: self.referral_id,
            to: word(&self.kind)?,
            state: word(&self.state)?,
            since: self.created_at,
            filed: filed.map(|(on, with)| Filed { on, with, reference: self.filed_reference }),
            note: self.note,
        })
    }
}

/// What is known beyond the case itself, in one statement.
pub(crate) async fn facts(tx: &mut Tx<'_, Staff>, head: &Head, limits: Wanted) -> sqlx::Result<Facts> {
    let account_id = head.account.as_ref().map(|(account_id, _)| *account_id);
    let row = sqlx::query!(
        r#"select
             (select count(*) from (select from reports where account_id = $2 and state in ('warned', 'limited') limit 100) n) as "confirmed!",
             (select count(*) from (select from reports where account_id = $2 and state = 'declined' limit 100) n) as "unfounded!",
             coalesce((select json_agg(m order by m.is_wanted desc, m.since desc, m.mitigation_id) from (
               select m.mitigation_id, m.scope, m.target, m.since, $6::bigint as number,
                 coalesce(m.mitigation_id = $4, false) as is_wanted
               from mitigations m
               where m.state = 'active' and m.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
               order by is_wanted desc, m.since desc, m.mitigation_id
               limit $7
               offset $5
             ) m), '[]') as "limits!: Json<Vec<ReadLimit>>",
             (select count(*)
               from mitigations m
               where m.state = 'active' and m.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
             ) as "limit_count!",
             coalesce((select json_agg(m order by m.since desc, m.mitigation_id) from (
               select m.mitigation_id, m.scope, m.target, m.since, coalesce(i.number, c.number) as number
               from (
                 select m.mitigation_id, m.scope, m.target, m.since, m.case_id
                 from mitigations m
                 where m.state = 'active' and m.account_id = $2
                   and m.case_id <> all (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
                 order by m.since desc
                 limit $7
               ) m
               join cases c on c.case_id = m.case_id
               left join cases i on i.case_id = c.joined_into
             ) m), '[]') as "others!: Json<Vec<ReadLimit>>",
             coalesce((select json_agg(d order by d.decided_at desc, d.decision_id desc) from (
               select d.decision_id, d.kind, d.reason_code, d.scope, d.order_reference, d.policy_version, d.decided_at, u.name
               from decisions d
               join users u on u.user_id = d.decided_by
               where d.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
               order by d.decided_at desc, d.decision_id desc
               limit 50
             ) d), '[]') as "decisions!: Json<Vec<ReadDecision>>",
             coalesce((select json_agg(o order by o.is_same_host desc, o.opened_at desc, o.case_id desc) from (
               (select o.number, o.title, true as is_same_host, o.opened_at, o.case_id
               from cases o
               where o.state = 'open' and o.host = $3 and o.case_id <> $1 and $3 <> ''
               order by o.due_at, o.case_id
               limit 5)
               union all
               (select o.number, o.title, false, o.opened_at, o.case_id
               from (
                 select o.number, o.title, o.host, o.opened_at, o.case_id
                 from cases o
                 where o.state = 'open' and o.account_id = $2 and o.case_id <> $1
                 order by o.due_at, o.case_id
                 limit 20
               ) o
               where o.host <> $3
               limit 5)
             ) o), '[]') as "alike!: Json<Vec<ReadAlike>>",
             coalesce((select json_agg(f order by f.created_at) from (
               select f.referral_id, f.kind, f.state, f.created_at, f.filed_on, f.filed_with, f.filed_reference, f.note
               from referrals f
               where f.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
             ) f), '[]') as "referrals!: Json<Vec<ReadReferral>>""#,
        head.case_id,
        account_id,
        head.host,
        limits.first,
        i64::from(limits.from),
        head.number,
        i64::from(Limits::SHOWN),
    )
    .fetch_one(&mut **tx)
    .await?;
    let alike = |ReadAlike { number, title, is_same_host }| Alike { number, title, is_same_host };
    Ok(Facts {
        confirmed: row.confirmed,
        unfounded: row.unfounded,
        limits: Limits {
            shown: row.limits.0.into_iter().map(ReadLimit::limit).collect::<sqlx::Result<_>>()?,
            from: limits.from,
            count: u32::try_from(row.limit_count).unwrap_or(u32::MAX),
        },
        others: row.others.0.into_iter().map(ReadLimit::limit).collect::<sqlx::Result<_>>()?,
        decisions: row.decisions.0.into_iter().map(ReadDecision::decided).collect::<sqlx::Result<_>>()?,
        alike: row.alike.0.into_iter().map(alike).collect(),
        referrals: row.referrals.0.into_iter().map(ReadReferral::referral).collect::<sqlx::Result<_>>()?,
    })
}

/// A site that left the account it was reported with.
pub(crate) struct MovedSite {
    pub(crate) host: String,
    pub(crate) from: String,
    /// The account that has it now.
    pub(crate) now_with: Option<String>,
}

/// The sites of a case's reports that left their accounts since.
pub(crate) async fn moved_sites(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Vec<MovedSite>> {
    sqlx::query_as!(
        MovedSite,
        r#"select distinct z.host, a.name as "from", k.name as "now_with?"
           from cases c
           join reports r on r.case_id = c.case_id
           join zones z on z.account_id = r.account_id and z.zone_id = r.zone_id
           join accounts a on a.account_id = r.account_id
           left join zones n on n.host = z.host and n.active_until is null
           left join accounts k on k.account_id = n.account_id
           where c.number = $1 and z.active_until is not null and r.state <> 'withdrawn'
           order by z.host
           limit 10"#,
        number,
    )
    .fetch_all(&mut **tx)
    .await
}

/// Whether the asker may still see a case.
pub(crate) async fn is_seen(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<bool> {
    Ok(version(tx, number).await?.is_some())
}

/// How often a case changed, if the asker may see it.
pub(crate) async fn version(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!("select version from cases where number = $1", number).fetch_optional(&mut **tx).await
}
