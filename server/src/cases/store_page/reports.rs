//! The reports of a case and their addresses.

use app::pages::report::form_order;
use domain::disclosure::Disclosures;
use domain::field::Field;
use serde_json::{Map, Value};
use sqlx::types::Json;
use uuid::Uuid;

use super::shown;
use crate::cases::page::{Address, Report, ReportedBy};
use crate::database::word::word;
use crate::database::{Staff, Tx};

/// The reports of a case, oldest first.
pub(crate) async fn reports(tx: &mut Tx<'_, Staff>, case_id: Uuid) -> sqlx::Result<Vec<Report>> {
    let rows = sqlx::query!(
        r#"select r.reference, s.reference as "submission_reference?", r.state, r.host, r.address_count, r.allegation, r.received_at, r.owner_told_at,
             r.owner_due_at, r.owner_paused_at, r.asked_until, a.name as account,
             p.name as "reporter_name?", p.email as "email?", p.company as "company?", p.telephone as "telephone?", p.country as "country?",
             p.contact as "contact?: Json<Map<String, Value>>", p.tell_owner as "tell_owner?", p.tell_host as "tell_host?",
             p.tell_ncmec as "tell_ncmec?", s.details as "details?: Json<Map<String, Value>>",
             p.email is not null and p.letters_stopped_at is null as "is_written_to!"
           from reports r
           join accounts a on a.account_id = r.account_id
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
            submission_reference: row.submission_reference,
            state: word(&row.state)?,
            host: row.host,
            account: row.account,
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

/// The addresses of a case, each once, those that most reports name first; all of them where no number is given.
pub(crate) async fn addresses(
    tx: &mut Tx<'_, Staff>,
    case_id: Uuid,
    at_most: Option<i64>,
) -> sqlx::Result<Vec<Address>> {
    let rows = sqlx::query!(
        r#"select f.url, f.zone, f.service, f.account, f.reports as "reports!", f.is_withdrawn as "is_withdrawn!", f.has_moved as "has_moved!",
             f.is_followed as "is_followed!", portal.limited_since(f.account_id, f.one[1], f.one[2]) as limited_at
           from (
             select a.account_id, a.url, z.host as zone, z.service, k.name as account, count(*) as reports,
               bool_and(r.state = 'withdrawn') as is_withdrawn, bool_and(n.zone_id is null) as has_moved,
               bool_and(n.zone_id <> z.zone_id) is true as is_followed, min(array[a.report_id, a.address_id]) as one
             from reports r
             join report_addresses a on a.account_id = r.account_id and a.report_id = r.report_id
             join zones z on z.account_id = a.account_id and z.zone_id = a.zone_id
             left join zones n on n.host = z.host and n.active_until is null and (n.zone_id = z.zone_id or r.clearance is not null)
             join accounts k on k.account_id = coalesce(n.account_id, a.account_id)
             where r.case_id = $1
             group by a.account_id, a.url, z.host, z.service, k.name
             order by count(*) desc, a.url
             limit $2
           ) f
           order by f.reports desc, f.url"#,
        case_id,
        at_most,
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
            is_withdrawn: row.is_withdrawn,
            has_moved: row.has_moved,
            is_followed: row.is_followed,
            limited_at: row.limited_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    });
    addresses.collect()
}
