//! The pages behind the secret link, and the way to a new one.

use app::form::FormState;
use app::frame::Flash;
use app::links;
use app::pages::track::find::{FindPage, FindPageProps};
use app::pages::track::receipt::{Receipt, ReceiptPage, ReceiptPageProps};
use app::pages::track::withdraw::{WithdrawPage, WithdrawPageProps, Withdrawal};
use app::pages::track::{Status, StatusForms, StatusPage, StatusPageProps};
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::category::Category;
use domain::field;
use domain::list::{List, MAX_LINES};
use domain::reference::Reference;
use domain::report::ReportState;
use serde::Deserialize;
use uuid::Uuid;

use super::jobs::SendLink;
use super::link::Holder;
use super::{
    MESSAGE_LENGTH, Reading, Saying, Withdrawing, list, read, renew, reply, say, store, view, want_letters,
    withdraw,
};
use crate::database::word::word;
use crate::database::{Database, Reporter, System, Tx, once_more_after_deadlock};
use crate::http::flash::{Done, Said};
use crate::http::render::{self, visitor};
use crate::http::{Form, Problem};
use crate::intake::{self, Addition, Rules};
use crate::jobs::enqueue;
use crate::portal::Portal;
use crate::reports::RecordError;

/// The longest reason for withdrawing, in characters.
const REASON_LENGTH: usize = 2000;

/// Where in a long list to begin.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    from: i32,
}

/// Whether the receipt is for a renewed link.
#[derive(Debug, Deserialize)]
pub(crate) struct Renewed {
    #[serde(default)]
    renewed: bool,
}

/// The fields of the forms of these pages.
#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    text: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ReplyForm {
    report: String,
    text: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct More {
    addresses: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Letters {
    letters: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Lost {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    email: String,
}

/// No page behind a secret link is kept or indexed; that it is not named to other sites holds for every page.
/// A stricter referrer policy would make browsers hide the origin of its forms.
pub(crate) async fn keep_secret(request: axum::extract::Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow, noarchive"),
    );
    response
}

/// The status page.
pub(crate) async fn show(
    State(portal): State<Portal>,
    holder: Holder,
    Query(From { from }): Query<From>,
    Said(flash): Said,
) -> Result<Response, Problem> {
    page(&portal, &holder, from, StatusForms::default(), flash).await
}

async fn page(
    portal: &Portal,
    holder: &Holder,
    from: i32,
    forms: StatusForms,
    flash: Option<Flash>,
) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(&holder.scope).await?;
    let status = status(&mut tx, portal, holder, from).await?;
    drop(tx);
    let (site, reader) = (portal.site.clone(), visitor(portal));
    Ok(render::page(|| StatusPage(StatusPageProps { site, status, forms, reader, flash })))
}

async fn status(
    tx: &mut Tx<'_, Reporter>,
    portal: &Portal,
    holder: &Holder,
    from: i32,
) -> Result<Status, Problem> {
    let Reading { submission: row, reports, counts, lines, events, before, after } = read(tx, from).await?;
    let (category, tell): (Category, _) = (word(&row.category)?, view::tell(&row)?);
    let policy = portal.policy.of(category);
    let sent_at = row.received_at.to_jiff();
    let lines = lines.into_iter().map(|line| view::line(line, &reports, sent_at));
    Ok(Status {
        token: holder.token.clone(),
        category,
        word: policy.word.clone(),
        sent_at,
        tally: view::tally(&reports, &counts),
        lines: lines.collect::<sqlx::Result<_>>()?,
        pages: view::pages(&holder.token, row.line_count, before, after),
        history: view::history(events, sent_at, row.line_count.unsigned_abs())?,
        question: view::question(&reports, tell),
        knows: view::knows(&row, tell, policy),
        link_until: holder.until,
        letters_stopped: row.letters_stopped,
        is_alive: reports.is_empty() || reports.iter().any(|report| report.state != ReportState::Withdrawn),
        can_withdraw: reports.iter().any(|report| report.state.is_undecided()),
        reference: row.reference,
    })
}

/// Shown after sending, and after a link was renewed.
pub(crate) async fn receipt(
    State(portal): State<Portal>,
    holder: Holder,
    Query(Renewed { renewed }): Query<Renewed>,
) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(&holder.scope).await?;
    let row = store::submission(&mut tx).await?;
    let reports = store::reports(&mut tx).await?;
    let counts = store::line_counts(&mut tx).await?;
    drop(tx);
    let category: Category = word(&row.category)?;
    let tally = view::tally(&reports, &counts);
    let receipt = Receipt {
        link: links::track(&holder.token).under(portal.base_url.as_str()),
        token: holder.token,
        category,
        next: view::next(portal.policy.of(category), category, view::tell(&row)?, &tally, holder.until),
        tally,
        email: row.email,
        link_until: holder.until,
        is_renewed: renewed,
        reference: row.reference,
    };
    let (site, reader) = (portal.site.clone(), visitor(&portal));
    Ok(render::page(|| ReceiptPage(ReceiptPageProps { site, receipt, reader })))
}

/// The whole list as a file.
pub(crate) async fn file(State(portal): State<Portal>, holder: Holder) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(&holder.scope).await?;
    let row = store::submission(&mut tx).await?;
    let reports = store::reports(&mut tx).await?;
    let lines = store::lines(&mut tx, 0, i64::MAX).await?;
    drop(tx);
    let sent_at = row.received_at.to_jiff();
    let lines = lines.into_iter().map(|line| view::line(line, &reports, sent_at));
    let lines = lines.collect::<sqlx::Result<Vec<_>>>()?;
    let file = list::csv(&lines, visitor(&portal)).map_err(Problem::internal)?;
    let name = format!("attachment; filename=\"{}.csv\"", row.reference);
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

/// An answer to a question.
pub(crate) async fn answer(
    State(portal): State<Portal>,
    holder: Holder,
    Form(ReplyForm { report, text }): Form<ReplyForm>,
) -> Result<Response, Problem> {
    let mut forms = StatusForms::default();
    forms.reply = forms.reply.keep("text", text.clone());
    let Some(text) = words(&text, MESSAGE_LENGTH, &mut forms.reply) else {
        return refused(&portal, &holder, forms).await;
    };
    let mut tx = portal.database.begin(&holder.scope).await?;
    let saying = reply(&mut tx, &report, &text, portal.clock.now()).await.map_err(trouble)?;
    tx.commit().await?;
    match saying {
        Saying::Done | Saying::Already => {
            Ok(Done::Replied.and_to(&links::track(&holder.token).at("messages")))
        }
        Saying::Nothing => Err(Problem::NotFound),
        Saying::NotAsked => {
            let mut forms = StatusForms::default();
            forms.message = forms.message.keep("text", text);
            forms.message.refuse("text", "This question is not open any more. Your words are kept here: send them to our staff instead, if they still matter.");
            let page = page(&portal, &holder, 0, forms, None).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

/// A message to our staff.
pub(crate) async fn tell(
    State(portal): State<Portal>,
    holder: Holder,
    Form(Message { text }): Form<Message>,
) -> Result<Response, Problem> {
    let mut forms = StatusForms::default();
    forms.message = forms.message.keep("text", text.clone());
    let Some(text) = words(&text, MESSAGE_LENGTH, &mut forms.message) else {
        return refused(&portal, &holder, forms).await;
    };
    let mut tx = portal.database.begin(&holder.scope).await?;
    let saying = say(&mut tx, &text, portal.clock.now()).await.map_err(trouble)?;
    tx.commit().await?;
    match saying {
        Saying::Done | Saying::Already => Ok(Done::Told.and_to(&links::track(&holder.token).at("messages"))),
        Saying::Nothing | Saying::NotAsked => {
            let changed = "This report has ended, so nobody reads messages about it.".to_owned();
            Err(Problem::Stale { changed, see: links::track(&holder.token) })
        }
    }
}

/// More addresses of the same kind.
pub(crate) async fn add(
    State(portal): State<Portal>,
    holder: Holder,
    Form(More { addresses }): Form<More>,
) -> Result<Response, Problem> {
    let mut forms = StatusForms::default();
    forms.more = forms.more.keep("addresses", addresses.clone());
    let list = match intake::read_list(&addresses) {
        Ok(list) => list,
        Err(refusal) => {
            forms.more.refuse("addresses", refusal);
            return refused(&portal, &holder, forms).await;
        }
    };
    let submission_id = holder.scope.submission_id;
    let addition =
        once_more_after_deadlock(|| add_addresses(&portal, submission_id, &list)).await.map_err(trouble)?;
    match addition {
        Addition::Added => Ok(Done::AddressesAdded.and_to(&links::track(&holder.token).at("addresses"))),
        Addition::Known => Ok(Done::AddressesKnown.and_to(&links::track(&holder.token).at("addresses"))),
        Addition::Withdrawn => {
            forms
                .more
                .refuse("addresses", "You have withdrawn this report. Send these addresses as a new one.");
            refused(&portal, &holder, forms).await
        }
        Addition::TooMany { left } => {
            let text = format!(
                "A report holds {MAX_LINES} lines, and this one has room for {left} more. Send the rest as a new report."
            );
            forms.more.refuse("addresses", text);
            refused(&portal, &holder, forms).await
        }
    }
}

async fn add_addresses(portal: &Portal, submission_id: Uuid, list: &List) -> Result<Addition, RecordError> {
    let mut tx = portal.database.begin(&System).await?;
    let addition = intake::add(&mut tx, &Rules::of(portal), submission_id, list).await?;
    tx.commit().await?;
    Ok(addition)
}

/// What withdrawing would do.
pub(crate) async fn before_withdrawing(
    State(portal): State<Portal>,
    holder: Holder,
) -> Result<Response, Problem> {
    withdrawal_page(&portal, &holder, FormState::new()).await
}

async fn withdrawal_page(
    portal: &Portal,
    holder: &Holder,
    form: FormState<&'static str>,
) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(&holder.scope).await?;
    let row = store::submission(&mut tx).await?;
    let reports = store::reports(&mut tx).await?;
    tx.commit().await?;
    if !reports.iter().any(|report| report.state.is_undecided()) {
        return Ok(Redirect::to(links::track(&holder.token).as_str()).into_response());
    }
    let goes_on = |report: &store::ReportRow| {
        report.is_restricted || !portal.policy.of(report.category).refer.is_empty()
    };
    let withdrawal = Withdrawal {
        token: holder.token.clone(),
        reference: row.reference,
        goes_on: reports.iter().any(goes_on),
        owners_know: reports.iter().any(|report| report.owner_told),
    };
    let site = portal.site.clone();
    Ok(render::page(|| WithdrawPage(WithdrawPageProps { site, withdrawal, form })))
}

/// Takes the report back.
pub(crate) async fn take_back(
    State(portal): State<Portal>,
    holder: Holder,
    Form(Reason { reason }): Form<Reason>,
) -> Result<Response, Problem> {
    let mut form = FormState::new().keep("reason", reason.clone());
    if let Some(error) = too_long(reason.trim(), REASON_LENGTH) {
        form.refuse("reason", error);
        let page = withdrawal_page(&portal, &holder, form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&holder.scope).await?;
    let outcome = withdraw(&mut tx, &portal.policy, reason.trim(), now).await.map_err(trouble)?;
    tx.commit().await?;
    let to = links::track(&holder.token);
    Ok(match outcome {
        Withdrawing::Done => Done::Withdrawn.and_to(&to),
        Withdrawing::Noted => Done::WithdrawalNoted.and_to(&to),
        Withdrawing::Nothing => Redirect::to(to.as_str()).into_response(),
    })
}

/// A new link in place of the old one.
pub(crate) async fn renew_link(State(portal): State<Portal>, holder: Holder) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(&System).await?;
    let token = renew(&mut tx, &portal.secrets, holder.scope.submission_id, portal.clock.now()).await?;
    tx.commit().await?;
    let to = links::receipt(&token.reveal()).with("renewed", "true");
    Ok(Redirect::to(to.as_str()).into_response())
}

/// Letters, or none.
pub(crate) async fn letters(
    State(portal): State<Portal>,
    holder: Holder,
    Form(Letters { letters }): Form<Letters>,
) -> Result<Response, Problem> {
    let wanted = letters == "on";
    let mut tx = portal.database.begin(&holder.scope).await?;
    want_letters(&mut tx, wanted, portal.clock.now()).await?;
    tx.commit().await?;
    let done = if wanted { Done::LettersWanted } else { Done::LettersStopped };
    Ok(done.and_to(&links::track(&holder.token)))
}

/// Where the link is, for those who lost it.
pub(crate) async fn find(State(portal): State<Portal>) -> Response {
    find_page(&portal, FormState::new(), false)
}

fn find_page(portal: &Portal, form: FormState<&'static str>, is_asked: bool) -> Response {
    let site = portal.site.clone();
    render::page(|| FindPage(FindPageProps { site, form, is_asked }))
}

/// Asks for a link to be sent. The answer is the same whether there is one to send or not.
pub(crate) async fn ask(
    State(portal): State<Portal>,
    Form(Lost { reference, email }): Form<Lost>,
) -> Result<Response, Problem> {
    let mut form = FormState::new().keep("reference", reference.clone()).keep("email", email.clone());
    let known: Option<Reference> = reference
        .trim()
        .parse()
        .map_err(|error: domain::reference::NotAReference| {
            form.refuse("reference", sentence(&error.to_string()))
        })
        .ok();
    let email = field::email(email.trim()).map_err(|error| form.refuse("email", error.to_string())).ok();
    let (Some(reference), Some(email)) = (known, email) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, find_page(&portal, form, false)).into_response());
    };
    let wish =
        SendLink { reference: reference.to_string(), reporter_key: portal.secrets.reporter_key(&email) };
    queue(&portal.database, &wish).await?;
    Ok(find_page(&portal, FormState::new(), true))
}

async fn queue(database: &Database, wish: &SendLink) -> sqlx::Result<()> {
    let mut tx = database.begin(&System).await?;
    enqueue(&mut tx, wish, None, None).await?;
    tx.commit().await
}

/// What was typed, if it says something and not too much.
fn words(typed: &str, limit: usize, form: &mut FormState<&'static str>) -> Option<String> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.is_empty() {
        form.refuse("text", "Write something first.");
        return None;
    }
    match too_long(&text, limit) {
        Some(error) => {
            form.refuse("text", error);
            None
        }
        None => Some(text),
    }
}

fn too_long(text: &str, limit: usize) -> Option<String> {
    let length = text.chars().count();
    (length > limit).then(|| field::FieldError::TooLong { limit, length }.to_string())
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

async fn refused(portal: &Portal, holder: &Holder, forms: StatusForms) -> Result<Response, Problem> {
    let page = page(portal, holder, 0, forms, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn trouble(error: RecordError) -> Problem {
    match error {
        RecordError::Database(error) => error.into(),
        RecordError::Refused(refusal) => Problem::internal(refusal),
    }
}
