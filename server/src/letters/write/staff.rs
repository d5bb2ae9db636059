//! Letters to staff. Of a restricted case they say nothing but that it waits, and they go to cleared staff alone.

use app::letters::{AnswerToStaff, CameBack, CaseName, Content, Escalation, Overdue, Unreachable};
use domain::account::{StaffRole, Tier};
use domain::category::Clearance;
use domain::timeline::{CaseHappening, Happening};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, CaseFacts, ReportFacts, StaffMember};
use super::{About, Audience, Draft};
use crate::database::word::word;
use crate::reports::ReportKey;

pub(super) async fn answer(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some(Happening::OwnerAnswered { answer, until }) = store::event(tx, report, event_id).await? else {
        return Ok(Vec::new());
    };
    to_whoever_has_it(tx, report, event_id, |case, facts| {
        Content::AnswerToStaff(AnswerToStaff { case, reference: facts.reference.clone(), answer, until })
    })
    .await
}

pub(super) async fn came_back(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let text = match store::event(tx, report, event_id).await? {
        Some(Happening::ReporterReplied { text, .. } | Happening::ReporterWrote { text }) => text,
        Some(_) => String::new(),
        None => return Ok(Vec::new()),
    };
    to_whoever_has_it(tx, report, event_id, |case, facts| {
        let text = if case.restricted() { String::new() } else { text.clone() };
        Content::CameBack(CameBack { case, reference: facts.reference.clone(), text })
    })
    .await
}

/// A report that nobody has taken is brought before the leads.
pub(super) async fn overdue(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some(facts) = store::report(tx, report).await? else { return Ok(Vec::new()) };
    let Some(case) = store::case(tx, facts.case_id).await? else { return Ok(Vec::new()) };
    let content = Content::Overdue(Overdue {
        case: name(&case),
        reference: facts.reference.clone(),
        account: facts.account.clone(),
    });
    let readers = whoever_has_it_or_leads(tx, &case).await?;
    Ok(drafts(facts.case_id, &case, event_id, readers, &content))
}

pub(super) async fn unreachable(
    tx: &mut PgConnection,
    case_id: Uuid,
    facts: &ReportFacts,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some(case) = store::case(tx, case_id).await? else { return Ok(Vec::new()) };
    let content = Content::Unreachable(Unreachable {
        case: name(&case),
        reference: facts.reference.clone(),
        account: facts.account.clone(),
    });
    let readers = whoever_has_it_or_leads(tx, &case).await?;
    Ok(drafts(case_id, &case, event_id, readers, &content))
}

pub(super) async fn escalation(
    tx: &mut PgConnection,
    case_id: Uuid,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some((CaseHappening::Escalated { tier, reason }, by)) =
        store::case_event(tx, case_id, event_id).await?
    else {
        return Ok(Vec::new());
    };
    let Some(case) = store::case(tx, case_id).await? else { return Ok(Vec::new()) };
    let mut readers = Vec::new();
    for member in store::staff(tx, case.clearance.as_deref()).await? {
        if works_at(&member, tier)? {
            readers.push(member);
        }
    }
    let name = name(&case);
    let (by, reason) = if name.restricted() { (String::new(), String::new()) } else { (by, reason) };
    let content = Content::Escalation(Escalation { case: name, tier, by, reason });
    Ok(drafts(case_id, &case, event_id, readers, &content))
}

async fn to_whoever_has_it(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
    content: impl Fn(CaseName, &ReportFacts) -> Content,
) -> sqlx::Result<Vec<Draft>> {
    let Some(facts) = store::report(tx, report).await? else { return Ok(Vec::new()) };
    let Some(case) = store::case(tx, facts.case_id).await? else { return Ok(Vec::new()) };
    let readers = whoever_has_it(tx, &case).await?;
    let content = content(name(&case), &facts);
    Ok(drafts(facts.case_id, &case, event_id, readers, &content))
}

async fn whoever_has_it(tx: &mut PgConnection, case: &CaseFacts) -> sqlx::Result<Vec<StaffMember>> {
    let mut staff = store::staff(tx, case.clearance.as_deref()).await?;
    staff.retain(|member| Some(member.user_id) == case.assigned_to);
    Ok(staff)
}

async fn whoever_has_it_or_leads(tx: &mut PgConnection, case: &CaseFacts) -> sqlx::Result<Vec<StaffMember>> {
    let theirs = whoever_has_it(tx, case).await?;
    if !theirs.is_empty() {
        return Ok(theirs);
    }
    let mut leads = store::staff(tx, case.clearance.as_deref()).await?;
    if case.clearance.is_none() {
        leads.retain(|member| member.role == StaffRole::Lead.as_str());
    }
    Ok(leads)
}

fn works_at(member: &StaffMember, tier: Tier) -> sqlx::Result<bool> {
    let clearances: Vec<Clearance> =
        member.clearances.iter().map(|text| word(text)).collect::<sqlx::Result<_>>()?;
    Ok(tier.is_open_to(word(&member.role)?, &clearances))
}

fn name(case: &CaseFacts) -> CaseName {
    match case.clearance {
        Some(_) => CaseName::Restricted,
        None => CaseName::Plain { number: case.number, title: case.title.clone() },
    }
}

fn drafts(
    case_id: Uuid,
    case: &CaseFacts,
    event_id: Uuid,
    readers: Vec<StaffMember>,
    content: &Content,
) -> Vec<Draft> {
    let about = About {
        thread: Some(case_id),
        case_id: Some(case_id),
        clearance: case.clearance.clone(),
        ..About::default()
    };
    let draft = |member: StaffMember| Draft {
        once: format!("{}:{event_id}:{}", content.kind(), member.user_id),
        audience: Audience::Staff,
        recipient: member.into(),
        content: content.clone(),
        about: about.clone(),
    };
    readers.into_iter().map(draft).collect()
}
