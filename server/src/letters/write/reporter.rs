//! Letters to the reporter. Whoever stopped them gets none; only a link that they asked for themselves goes out all the same.

use app::letters::words::and_more;
use app::letters::{
    AnswerToReporter, Asker, Content, Counts, DecisionToReporter, Message, NewLink, Question, Receipt,
    Verdict,
};
use domain::address::ReportedUrl;
use domain::category::Category;
use domain::disclosure::Disclosure;
use domain::policy::Policy;
use domain::report::Answer;
use domain::timeline::{Covered, Happening};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, ReportFacts, SubmissionFacts};
use super::{ADDRESSES, About, Audience, Draft, Recipient, count, defanged, listed};
use crate::database::word::word;
use crate::reports::ReportKey;

pub(super) async fn receipt(tx: &mut PgConnection, policy: &Policy, id: Uuid) -> sqlx::Result<Vec<Draft>> {
    let Some(facts) = store::submission(tx, id).await? else { return Ok(Vec::new()) };
    let category: Category = word(&facts.category)?;
    let entry = policy.of(category);
    let restricted = facts.clearance.is_some();
    let urls = if restricted { Vec::new() } else { store::accepted(tx, id, ADDRESSES as i64).await? };
    let Some(link_until) = facts.link_until else { return Ok(Vec::new()) };
    let content = Content::Receipt(Receipt {
        reference: facts.reference.clone(),
        category,
        restricted,
        counts: counts(&store::lines(tx, id).await?),
        addresses: defanged(&urls),
        owner_notice: entry.owner_notice,
        to_owner: told(facts.tell_owner.as_deref())?,
        response: entry.response,
        to_ncmec: !entry.ncmec.is_empty(),
        answer_hours: entry.answer_hours,
        decide_hours: entry.decide_hours,
        link_until: link_until.to_jiff(),
    });
    Ok(about_submission(id, &facts, format!("receipt:{id}"), content)
        .into_iter()
        .filter(|_| !facts.stopped)
        .collect())
}

pub(super) async fn new_link(tx: &mut PgConnection, id: Uuid) -> sqlx::Result<Vec<Draft>> {
    let Some(facts) = store::submission(tx, id).await? else { return Ok(Vec::new()) };
    let Some(link_until) = facts.link_until else { return Ok(Vec::new()) };
    let link_until = link_until.to_jiff();
    let once = format!("new_link:{id}:{}", facts.generation.unwrap_or(0));
    let content = Content::NewLink(NewLink { reference: facts.reference.clone(), link_until });
    Ok(about_submission(id, &facts, once, content).into_iter().collect())
}

fn about_submission(id: Uuid, facts: &SubmissionFacts, once: String, content: Content) -> Option<Draft> {
    let about = About {
        thread: Some(id),
        submission_id: Some(id),
        clearance: facts.clearance.clone(),
        ..About::default()
    };
    let recipient = nobody_in_particular(facts.email.clone()?);
    Some(Draft { once, audience: Audience::Reporter, recipient, content, about })
}

pub(super) async fn question(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let (asker, text) = match store::event(tx, report, event_id).await? {
        Some(Happening::OwnerWrote { text, to_reporter: true }) => (Asker::Owner, text),
        Some(Happening::StaffAsked { text }) => (Asker::Staff, text),
        _ => return Ok(Vec::new()),
    };
    let Some(facts) = writable(tx, report).await? else { return Ok(Vec::new()) };
    let content = Content::Question(Question {
        reference: facts.submission_reference.clone(),
        host: shown_host(tx, report, &facts).await?,
        asker,
        text: shown_words(&facts, text),
        named_to_owner: told(facts.tell_owner.as_deref())? == Disclosure::Named,
        until: facts.asked_until.map(|until| until.to_jiff()),
    });
    Ok(about_report(report, &facts, event_id, content).into_iter().collect())
}

pub(super) async fn answer(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some(Happening::OwnerAnswered { answer, until }) = store::event(tx, report, event_id).await? else {
        return Ok(Vec::new());
    };
    // The question itself is a letter of its own.
    if answer == Answer::NeedsDetail {
        return Ok(Vec::new());
    }
    let Some(facts) = writable(tx, report).await? else { return Ok(Vec::new()) };
    if facts.clearance.is_some() {
        return Ok(Vec::new());
    }
    let content = Content::AnswerToReporter(AnswerToReporter {
        reference: facts.submission_reference.clone(),
        host: shown_host(tx, report, &facts).await?,
        answer,
        until,
    });
    Ok(about_report(report, &facts, event_id, content).into_iter().collect())
}

pub(super) async fn message(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some(Happening::StaffWrote { to_owner: false, text }) = store::event(tx, report, event_id).await?
    else {
        return Ok(Vec::new());
    };
    let Some(facts) = writable(tx, report).await? else { return Ok(Vec::new()) };
    let content = Content::Message(Message {
        reference: facts.submission_reference.clone(),
        text: shown_words(&facts, text),
        more: 0,
        to_reporter: true,
        why: "You receive this because you reported it to us.".to_owned(),
    });
    Ok(about_report(report, &facts, event_id, content).into_iter().collect())
}

pub(super) async fn decision(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some(decided) = store::event(tx, report, event_id).await? else { return Ok(Vec::new()) };
    let Some(facts) = writable(tx, report).await? else { return Ok(Vec::new()) };
    let Some(mut verdict) = verdict(tx, report, &facts, decided).await? else { return Ok(Vec::new()) };
    if let Some((to, reason)) = store::referred_to(tx, report, event_id).await? {
        verdict = Verdict { to: Some(to), reason, ..verdict };
    }
    let content = Content::DecisionToReporter(DecisionToReporter {
        reference: facts.submission_reference.clone(),
        host: shown_host(tx, report, &facts).await?,
        verdict: Some(verdict).filter(|_| facts.clearance.is_none()),
    });
    Ok(about_report(report, &facts, event_id, content).into_iter().collect())
}

/// What was decided, as both sides are told. Of a limit it names what that covers, else the addresses of the report.
pub(super) async fn verdict(
    tx: &mut PgConnection,
    report: ReportKey,
    facts: &ReportFacts,
    happening: Happening,
) -> sqlx::Result<Option<Verdict>> {
    let Happening::Decided { decision, reason_code, scope, reason, covered, left_out } = happening else {
        return Ok(None);
    };
    let sites = covered.sites;
    let addresses = match scope {
        Some(_) => listed(&covered.addresses, covered.more),
        None => {
            let first = store::addresses(tx, report, i64::from(Covered::KEPT)).await?;
            let more = count(facts.address_count).saturating_sub(Covered::KEPT);
            listed(&first, more)
        }
    };
    Ok(Some(Verdict { kind: decision, scope, reason_code, reason, to: None, addresses, left_out, sites }))
}

/// The report, if its reporter can and wants to be written to.
pub(super) async fn writable(tx: &mut PgConnection, report: ReportKey) -> sqlx::Result<Option<ReportFacts>> {
    let facts = store::report(tx, report).await?;
    Ok(facts.filter(|facts| facts.reporter_email.is_some() && !facts.letters_stopped))
}

/// The site, where it may stand in a letter; of several the first, and how many there are besides.
pub(super) async fn shown_host(
    tx: &mut PgConnection,
    report: ReportKey,
    facts: &ReportFacts,
) -> sqlx::Result<Option<String>> {
    if facts.clearance.is_some() {
        return Ok(None);
    }
    let (first, hosts) = store::hosts(tx, report).await?;
    let shown = |first: String| ReportedUrl::parse(&first).map_or(first, |url| url.defanged().host);
    Ok(first.map(|first| and_more(shown(first), count(hosts).saturating_sub(1))))
}

/// Words about the matter, which stand in no letter about a restricted report.
pub(super) fn shown_words(facts: &ReportFacts, words: String) -> String {
    if facts.clearance.is_some() { String::new() } else { words }
}

pub(super) fn about_report(
    report: ReportKey,
    facts: &ReportFacts,
    event_id: Uuid,
    content: Content,
) -> Option<Draft> {
    let about = About {
        thread: Some(facts.submission_id),
        account_id: Some(report.account_id),
        report_id: Some(report.report_id),
        submission_id: Some(facts.submission_id),
        clearance: facts.clearance.clone(),
        ..About::default()
    };
    let recipient = nobody_in_particular(facts.reporter_email.clone()?);
    let once = format!("{}:{event_id}", content.kind());
    Some(Draft { once, audience: Audience::Reporter, recipient, content, about })
}

/// Reporters have no sign-in.
fn nobody_in_particular(email: String) -> Recipient {
    Recipient { email, user_id: None, time_zone: None }
}

fn told(text: Option<&str>) -> sqlx::Result<Disclosure> {
    text.map_or(Ok(Disclosure::Nothing), word)
}

fn counts(lines: &[store::Line]) -> Counts {
    let of = |outcome: &str| {
        let line = lines.iter().find(|line| line.outcome == outcome);
        line.map_or(0, |line| u32::try_from(line.count).unwrap_or(u32::MAX))
    };
    Counts {
        accepted: of("accepted"),
        repeated: of("repeated"),
        not_ours: of("not_ours"),
        not_addresses: of("not_an_address"),
    }
}
