//! Letters to the owner of a site: to the site's abuse contact, or else the account's, or else everybody who owns the account.

use app::letters::words::{as_contact, as_owner, field};
use app::letters::{Content, DecisionToOwner, Fact, Message, Named, Notice, Reply, Served};
use domain::category::{Category, Group};
use domain::disclosure::Disclosure;
use domain::field::Field;
use domain::policy::Policy;
use domain::timeline::Happening;
use serde_json::{Map, Value};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, ReportFacts};
use super::{
    ADDRESSES, About, Audience, Draft, Recipient, Unreachable, Written, count, defanged, only_host, reporter,
    staff,
};
use crate::database::word::word;
use crate::reports::ReportKey;

/// Somebody to write to, and why they are it.
struct Addressee {
    recipient: Recipient,
    why: String,
}

pub(super) async fn notice(
    tx: &mut PgConnection,
    policy: &Policy,
    report: ReportKey,
) -> sqlx::Result<Written> {
    let Some(facts) = told(tx, report).await? else { return Ok(Written::default()) };
    let Some(told_by) = store::owner_told(tx, report).await? else { return Ok(Written::default()) };
    let addressees = addressees(tx, report, &facts).await?;
    if addressees.is_empty() {
        let drafts = staff::unreachable(tx, facts.case_id, &facts, told_by).await?;
        let unreachable =
            Unreachable { case_id: facts.case_id, reference: facts.reference.clone(), report, told_by };
        return Ok(Written { drafts, unreachable: Some(unreachable) });
    }
    let notice = content(tx, policy, report, &facts).await?;
    let of = |to: Addressee| {
        let content = Content::Notice(Notice { why: to.why, ..notice.clone() });
        draft(report, &facts, to.recipient, told_by, content)
    };
    Ok(addressees.into_iter().map(of).collect::<Vec<_>>().into())
}

async fn content(
    tx: &mut PgConnection,
    policy: &Policy,
    report: ReportKey,
    facts: &ReportFacts,
) -> sqlx::Result<Notice> {
    let category: Category = word(&facts.category)?;
    let entry = policy.of(category);
    let urls = store::addresses(tx, report, ADDRESSES as i64).await?;
    Ok(Notice {
        reference: facts.reference.clone(),
        category,
        group: entry.group,
        host: only_host(tx, report).await?,
        addresses: defanged(&urls),
        address_count: count(facts.address_count),
        service: word(&facts.service)?,
        sites: Served::where_it_differs(store::services(tx, report).await?),
        response: entry.response,
        allegation: facts.allegation.clone(),
        facts: about_the_matter(&facts.details, entry.group),
        reporter: named(facts, category)?,
        due: facts.owner_due_at.map(|due| due.to_jiff()),
        answer_hours: entry.answer_hours,
        why: String::new(),
    })
}

pub(super) async fn reply(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some(Happening::ReporterReplied { text, to_owner: true }) =
        store::event_for_owner(tx, report, event_id).await?
    else {
        return Ok(Vec::new());
    };
    to_each(tx, report, event_id, |facts, why| {
        let due = facts.owner_due_at.map(|due| due.to_jiff());
        Content::Reply(Reply { reference: facts.reference.clone(), text: text.clone(), due, why })
    })
    .await
}

/// What staff wrote, once for all reports of an owner that it was written about.
pub(super) async fn message(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
    step: Option<Uuid>,
) -> sqlx::Result<Vec<Draft>> {
    let Some(Happening::StaffWrote { to_owner: true, text }) =
        store::event_for_owner(tx, report, event_id).await?
    else {
        return Ok(Vec::new());
    };
    let more = if step.is_some() { store::others_of_owner(tx, report, event_id).await? } else { 0 };
    let mut drafts = to_each(tx, report, step.unwrap_or(event_id), |facts, why| {
        Content::Message(Message {
            reference: facts.reference.clone(),
            text: text.clone(),
            more: count(more),
            to_reporter: false,
            why,
        })
    })
    .await?;
    for draft in &mut drafts {
        draft.once = format!("{}:{}", draft.once, report.account_id);
    }
    Ok(drafts)
}

pub(super) async fn decision(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some(decided) = store::event_for_owner(tx, report, event_id).await? else { return Ok(Vec::new()) };
    let Some(facts) = told(tx, report).await? else { return Ok(Vec::new()) };
    let Some(verdict) = reporter::verdict(tx, report, &facts, decided).await? else { return Ok(Vec::new()) };
    let host = only_host(tx, report).await?;
    to_each(tx, report, event_id, |facts, why| {
        let (reference, host, verdict) = (facts.reference.clone(), host.clone(), verdict.clone());
        Content::DecisionToOwner(DecisionToOwner { reference, host, verdict, why })
    })
    .await
}

/// One letter for each addressee of a report that its owner was told of.
pub(super) async fn to_each(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
    content: impl Fn(&ReportFacts, String) -> Content,
) -> sqlx::Result<Vec<Draft>> {
    let Some(facts) = told(tx, report).await? else { return Ok(Vec::new()) };
    let addressees = addressees(tx, report, &facts).await?;
    let of = |to: Addressee| draft(report, &facts, to.recipient, event_id, content(&facts, to.why));
    Ok(addressees.into_iter().map(of).collect())
}

/// The report, if its owner knows of it and still may.
async fn told(tx: &mut PgConnection, report: ReportKey) -> sqlx::Result<Option<ReportFacts>> {
    Ok(store::report(tx, report).await?.filter(|facts| facts.owner_told && facts.clearance.is_none()))
}

async fn addressees(
    tx: &mut PgConnection,
    report: ReportKey,
    facts: &ReportFacts,
) -> sqlx::Result<Vec<Addressee>> {
    let site = facts.zone_contact.as_ref().map(|email| (email, &facts.zone));
    let account = facts.abuse_contact.as_ref().map(|email| (email, &facts.account));
    if let Some((email, of)) = site.or(account) {
        let person = store::person(tx, email).await?;
        let stranger = Recipient { email: email.clone(), user_id: None, time_zone: None };
        let recipient = person.map_or(stranger, Recipient::from);
        return Ok(vec![Addressee { recipient, why: as_contact(email, of) }]);
    }
    let owners = store::owners(tx, report.account_id).await?;
    let of = |person| Addressee { recipient: Recipient::from(person), why: as_owner(&facts.account) };
    Ok(owners.into_iter().map(of).collect())
}

fn draft(
    report: ReportKey,
    facts: &ReportFacts,
    recipient: Recipient,
    event_id: Uuid,
    content: Content,
) -> Draft {
    let once = format!("{}:{event_id}:{}", content.kind(), recipient.email);
    let about = About {
        thread: Some(report.report_id),
        account_id: Some(report.account_id),
        report_id: Some(report.report_id),
        clearance: facts.clearance.clone(),
        ..About::default()
    };
    Draft { once, audience: Audience::Owner, recipient, content, about }
}

/// What the form asked about the matter, and neither about the reporter nor for staff alone.
pub(crate) fn about_the_matter(details: &Map<String, Value>, group: Group) -> Vec<Fact> {
    let shown = |wanted: &&Field| {
        !wanted.is_identity()
            && !wanted.is_for_staff_only()
            && **wanted != Field::Justification
            && **wanted != Field::Title
    };
    facts(details, Field::ALL.iter().filter(shown).copied(), group)
}

/// The reporter, where they chose to be named. A copyright notice names them in full, as the law wants (17 USC 512(c)(3)(A)).
fn named(facts: &ReportFacts, category: Category) -> sqlx::Result<Option<Named>> {
    let told: Disclosure = facts.tell_owner.as_deref().map_or(Ok(Disclosure::Nothing), word)?;
    let (Disclosure::Named, Some(name)) = (told, &facts.reporter_name) else { return Ok(None) };
    let more = if category == Category::Copyright { contact(facts) } else { Vec::new() };
    Ok(Some(Named {
        name: name.clone(),
        email: facts.reporter_email.clone(),
        company: facts.reporter_company.clone(),
        more,
    }))
}

fn contact(of: &ReportFacts) -> Vec<Fact> {
    let empty = Map::new();
    let contact = of.reporter_contact.as_deref().unwrap_or(&empty);
    in_full(contact, of.reporter_country.as_deref(), of.reporter_telephone.as_deref())
}

/// What a copyright notice says of its sender beyond name and email.
pub(crate) fn in_full(
    contact: &Map<String, Value>,
    country: Option<&str>,
    telephone: Option<&str>,
) -> Vec<Fact> {
    let wanted =
        [Field::AgentName, Field::Address1, Field::City, Field::State, Field::Country, Field::Signature];
    let mut all = facts(contact, wanted.into_iter(), Group::Rights);
    for (asked, answered) in [(Field::Country, country), (Field::Telephone, telephone)] {
        let name = field(asked, Group::Rights).to_owned();
        if let Some(value) = answered.filter(|_| all.iter().all(|fact| fact.name != name)) {
            all.push(Fact { name, value: app::letters::words::value(asked, value) });
        }
    }
    all
}

fn facts(answers: &Map<String, Value>, wanted: impl Iterator<Item = Field>, group: Group) -> Vec<Fact> {
    let fact = |asked: Field| {
        let value = answers.get(asked.as_str())?.as_str().filter(|text| !text.is_empty())?;
        Some(Fact { name: field(asked, group).to_owned(), value: app::letters::words::value(asked, value) })
    };
    wanted.filter_map(fact).collect()
}
