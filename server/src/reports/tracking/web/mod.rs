//! The pages behind the secret link, and the way to a new one.

mod link;
mod messages;
mod more;
mod withdrawal;

use app::frame::Flash;
use app::links;
use app::pages::track::receipt::{Receipt, ReceiptPage, ReceiptPageProps};
use app::pages::track::{Status, StatusForms, StatusPage, StatusPageProps};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use domain::category::Category;
use domain::field;
use domain::report::ReportState;
use serde::Deserialize;
use uuid::Uuid;

pub(crate) use link::{ask, end_link, find, renew_link};
pub(crate) use messages::{answer, letters, tell};
pub(crate) use more::add;
pub(crate) use withdrawal::{before_withdrawing, take_back};

use super::link::Holder;
use super::{Reading, list, read, store, view};
use crate::database::word::word;
use crate::database::{Reporter, Tx};
use crate::http::Problem;
use crate::http::flash::Said;
use crate::http::render::{self, visitor};
use crate::portal::Portal;
use crate::reports::RecordError;

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
    let Reading { submission: row, reports, counts, lines, events, hosts, is_cut, before, after } =
        read(tx, from).await?;
    let (category, tell): (Category, _) = (word(&row.category)?, view::tell(&row)?);
    let policy = portal.policy.of(category);
    let sent_at = row.received_at.to_jiff();
    let lines = lines.into_iter().map(|line| view::line(line, &reports, sent_at, policy));
    Ok(Status {
        token: holder.token.clone(),
        category,
        word: policy.word.clone(),
        sent_at,
        tally: view::tally(&reports, &counts),
        lines: lines.collect::<sqlx::Result<_>>()?,
        pages: view::pages(&holder.token, row.line_count, before, after),
        history: view::history(events, &hosts, sent_at, row.line_count.unsigned_abs())?,
        is_cut,
        question: view::question(&reports, &hosts, tell),
        knows: view::knows(&row, tell, policy),
        link_until: holder.until,
        renewal_key: Uuid::new_v4().simple().to_string(),
        letters_stopped: row.letters_stopped,
        is_alive: reports.is_empty() || reports.iter().any(|report| report.state != ReportState::Withdrawn),
        is_withdrawn: row.is_withdrawn,
        answer_hours: policy.answer_hours,
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
        next: view::next(portal.policy.of(category), category, &row, &tally, holder.until)?,
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
    let policy = portal.policy.of(word(&row.category)?);
    let lines = lines.into_iter().map(|line| view::line(line, &reports, sent_at, policy));
    let lines = lines.collect::<sqlx::Result<Vec<_>>>()?;
    let file = list::csv(&lines, visitor(&portal)).map_err(Problem::internal)?;
    let name = format!("attachment; filename=\"{}.csv\"", row.reference);
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, file).into_response())
}

fn too_long(text: &str, limit: usize) -> Option<String> {
    let length = text.chars().count();
    (length > limit).then(|| field::FieldError::TooLong { limit, length }.to_string())
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
