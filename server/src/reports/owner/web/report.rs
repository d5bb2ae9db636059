//! One report, and the answer to it.

use app::form::FormState;
use app::frame::CustomerPlace;
use app::letters::words;
use app::links;
use app::pages::customer::Entry;
use app::pages::customer::report::{Answering, Field, Named, Report, ReportPage, ReportPageProps, Reported};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::answer::{AnswerError, OwnerAnswer, Window};
use domain::category::Group;
use domain::field;
use domain::policy::{CategoryPolicy, Policy};
use domain::report::Answer;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::access::Person;
use crate::accounts::around::{Visit, around_with};
use crate::database::{Member, Tx};
use crate::http::{Done, Form, Path, Problem, Query, Said, render};
use crate::portal::Portal;
use crate::reports::owner::answer::{self, AnswerRefusal, Answered, Sent};
use crate::reports::owner::clock::clock;
use crate::reports::owner::reading::{self, ALL, Reporter, SHOWN, Seen, SeenAddress, SeenEvent};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    addresses: Option<String>,
}

/// The form as it was typed.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    version: i32,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    done: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    plan: String,
    #[serde(default)]
    because: String,
    #[serde(default)]
    question: String,
}

/// How the page is shown: for reading, or again with what was typed.
#[derive(Default)]
struct Showing {
    form: FormState<Field>,
    meanwhile: Vec<SeenEvent>,
    wanted: Wanted,
}

/// Who looks at which report.
struct Visitor<'a> {
    portal: &'a Portal,
    person: &'a Person,
}

/// Shows a report.
pub(crate) async fn show(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Path((_, reference)): Path<(Uuid, String)>,
    Query(wanted): Query<Wanted>,
    Said(flash): Said,
) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(&member).await?;
    let seen = reading::report(&mut tx, &reference).await?.ok_or(Problem::NotFound)?;
    let visit = Visit { portal: &portal, person: &person, place: CustomerPlace::Reports, flash };
    let around = around_with(&mut tx, visit, seen.unanswered).await?;
    let showing = Showing { wanted, ..Showing::default() };
    let props = props(&mut tx, &portal, around, seen, showing).await?;
    Ok(render::page(|| ReportPage(props)))
}

/// Takes an answer. One that lacks something comes back with what was typed, and so does one to a report that changed.
pub(crate) async fn answer(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Path((_, reference)): Path<(Uuid, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let member = member.who_answers()?;
    let mut tx = portal.database.begin(&member).await?;
    let seen = reading::report(&mut tx, &reference).await?.ok_or(Problem::NotFound)?;
    let visitor = Visitor { portal: &portal, person: &person };
    let policy = portal.policy.of(seen.category);
    let is_written_to = seen.is_reporter_written_to;
    let given = match understand(&typed, window(&seen, policy, portal.clock.now())) {
        Ok(given) => given,
        Err(form) => {
            let showing = Showing { form, ..Showing::default() };
            return again(&mut tx, visitor, seen, showing, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let sent = Sent { answer: &given, version: typed.version, answer_hours: policy.answer_hours };
    match answer::answer(&mut tx, seen.key, sent, portal.clock.now()).await {
        Ok(Answered::Recorded) => {
            tx.commit().await?;
            Ok(said(&given, is_written_to).and_to(&links::account_report(member.account_id, &seen.reference)))
        }
        Ok(Answered::Already) => {
            Ok(Redirect::to(links::account_report(member.account_id, &seen.reference).as_str())
                .into_response())
        }
        Err(AnswerRefusal::Changed(meanwhile)) => {
            let showing = Showing { form: kept(&typed), meanwhile, ..Showing::default() };
            again(&mut tx, visitor, seen, showing, StatusCode::CONFLICT).await
        }
        Err(AnswerRefusal::Closed(_)) => {
            let mut form = kept(&typed);
            form.refuse_all("This report is closed and takes no answer any more");
            let showing = Showing { form, ..Showing::default() };
            again(&mut tx, visitor, seen, showing, StatusCode::CONFLICT).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn said(given: &OwnerAnswer, is_reporter_written_to: bool) -> Done {
    match (given.asks_reporter(), is_reporter_written_to) {
        (false, _) => Done::Answered,
        (true, true) => Done::Asked,
        (true, false) => Done::AskedUnwritten,
    }
}

fn window(seen: &Seen, policy: &CategoryPolicy, now: Timestamp) -> Window {
    Window::of(seen.moments.told_at.unwrap_or(now), policy.answer_hours, now)
}

/// The page once more, as it is now.
async fn again(
    tx: &mut Tx<'_, Member>,
    visitor: Visitor<'_>,
    seen: Seen,
    showing: Showing,
    status: StatusCode,
) -> Result<Response, Problem> {
    let Visitor { portal, person } = visitor;
    let seen = reading::report(tx, &seen.reference).await?.ok_or(Problem::NotFound)?;
    let visit = Visit { portal, person, place: CustomerPlace::Reports, flash: None };
    let around = around_with(tx, visit, seen.unanswered).await?;
    let props = props(tx, portal, around, seen, showing).await?;
    Ok((status, render::page(|| ReportPage(props))).into_response())
}

fn kept(typed: &Typed) -> FormState<Field> {
    FormState::new()
        .keep(Field::Answer, typed.answer.as_str())
        .keep(Field::Done, typed.done.as_str())
        .keep(Field::Until, typed.until.as_str())
        .keep(Field::Plan, typed.plan.as_str())
        .keep(Field::Because, typed.because.as_str())
        .keep(Field::Question, typed.question.as_str())
}

/// The answer, or the form with what it lacks.
fn understand(typed: &Typed, window: Window) -> Result<OwnerAnswer, FormState<Field>> {
    let mut form = kept(typed);
    let Ok(answer) = typed.answer.parse::<Answer>() else {
        form.refuse(Field::Answer, AnswerError::NotChosen.to_string());
        return Err(form);
    };
    let message = match answer {
        Answer::Removed => &typed.done,
        Answer::Working => &typed.plan,
        Answer::Disputed => &typed.because,
        Answer::NeedsDetail => &typed.question,
    };
    OwnerAnswer::new(answer, typed.until.parse().ok(), message, window).map_err(|error| {
        let field = match error {
            AnswerError::NoTimeLeft => Field::Answer,
            error if error.is_about_end() => Field::Until,
            _ => Field::message_of(answer),
        };
        form.refuse(field, error.to_string());
        form
    })
}

async fn props(
    tx: &mut Tx<'_, Member>,
    portal: &Portal,
    around: app::pages::customer::Around,
    mut seen: Seen,
    showing: Showing,
) -> sqlx::Result<ReportPageProps> {
    let limit = if showing.wanted.addresses.as_deref() == Some("all") { ALL } else { SHOWN };
    let addresses = reading::addresses(tx, seen.key, limit).await?;
    let reporter = seen.reporter.take();
    let history = reading::history(tx, seen.key, 0).await?;
    let now = portal.clock.now();
    let answering = Answering {
        form: showing.form,
        ends: window(&seen, portal.policy.of(seen.category), now).choices(),
        answer_hours: portal.policy.of(seen.category).answer_hours,
        is_reporter_written_to: seen.is_reporter_written_to,
        is_open: seen.state.may_be_answered(),
        may_answer: tx.scope.role.may_answer(),
        meanwhile: showing.meanwhile.into_iter().map(entry).collect(),
    };
    Ok(ReportPageProps {
        around,
        account: tx.scope.account_id,
        report: report(seen, &portal.policy, now),
        addresses: addresses.into_iter().map(reported).collect(),
        reporter: reporter.map(named),
        history: history.into_iter().map(entry).collect(),
        answering,
    })
}

fn report(seen: Seen, policy: &Policy, now: Timestamp) -> Report {
    let entry = policy.of(seen.category);
    Report {
        clock: clock(seen.moments, seen.state, now),
        details: details(&seen.details, entry.group),
        reference: seen.reference,
        category: seen.category,
        word: entry.word.clone(),
        state: seen.state,
        is_lifted: seen.is_lifted,
        allegation: seen.allegation,
        host: seen.host,
        zone: seen.zone,
        service: seen.service,
        response: entry.response,
        addresses: seen.addresses,
        sites: seen.sites,
        received_at: seen.received_at,
        answered_at: seen.answered_at,
        version: seen.version,
    }
}

/// The answers about the matter, in the order of the form; intake keeps no others beside a report.
fn details(of: &Map<String, Value>, group: Group) -> Vec<(String, String)> {
    let asked = field::Field::ALL.iter().filter(|field| !field.is_identity() && !field.is_for_staff_only());
    let answered = |field: &field::Field| {
        let text = of.get(field.as_str())?.as_str().filter(|text| !text.is_empty())?;
        Some((words::field(*field, group).to_owned(), words::value(*field, text)))
    };
    asked.filter_map(answered).collect()
}

fn reported(seen: SeenAddress) -> Reported {
    Reported { url: seen.url, added_at: seen.added_at, limited_at: seen.limited_at }
}

fn named(reporter: Reporter) -> Named {
    Named { name: reporter.name, email: reporter.email, company: reporter.company }
}

fn entry(seen: SeenEvent) -> Entry {
    Entry { at: seen.at, actor: seen.actor, name: seen.name, happening: seen.happening }
}
