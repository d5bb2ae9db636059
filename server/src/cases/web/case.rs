//! The page of a case and of its letters.

use app::links;
use app::pages::staff::case::{CaseForms, CasePage, CasePageProps, CaseView, Me};
use app::pages::staff::letter::{LetterPage, LetterPageProps};
use app::pages::staff::record::{Head, Lens, Report, Seen};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::account::StaffRole;
use domain::disclosure::Disclosure;
use domain::policy::CategoryPolicy;
use domain::referral::Recipient;
use domain::report::ReportEvent;
use serde::Deserialize;
use uuid::Uuid;

use super::Worker;
use crate::cases::page::{self, Wanted};
use crate::database::{Staff, Tx};
use crate::http::render;
use crate::http::{Path, Problem, Query};
use crate::reports::notice;

/// What of the past is shown.
#[derive(Debug, Deserialize)]
pub(crate) struct Shown {
    show: Option<String>,
    #[serde(default)]
    limits: u32,
}

/// A case; one that was joined into another leads there.
pub(crate) async fn show(
    worker: Worker,
    Path(number): Path<i64>,
    Query(Shown { show, limits }): Query<Shown>,
) -> Result<Response, Problem> {
    let mut tx = worker.begin().await?;
    let head = page::head(&mut tx, number, worker.now()).await?.ok_or(Problem::NotFound)?;
    if let Some(into) = head.joined_into {
        return Ok(Redirect::to(links::case(into).as_str()).into_response());
    }
    let wanted = Wanted { first: Vec::new(), from: limits };
    let lens = Lens::read(show.as_deref());
    let view = view(&worker, &mut tx, head, (lens, wanted), CaseForms::default()).await?;
    tx.commit().await?;
    Ok(render::page(|| CasePage(CasePageProps { view })))
}

/// The page of a case again, with what was typed and what is wrong with it.
pub(super) async fn show_again(worker: &Worker, number: i64, forms: CaseForms) -> Result<Response, Problem> {
    let mut tx = worker.begin().await?;
    let head = page::head(&mut tx, number, worker.now()).await?.ok_or(Problem::NotFound)?;
    let is_valid = forms.problems().is_empty();
    let ticked = forms.lift.values_of("limit").filter_map(|limit| limit.parse().ok());
    let wanted = Wanted { first: ticked.collect(), from: 0 };
    let view = view(worker, &mut tx, head, (Lens::Everything, wanted), forms).await?;
    tx.commit().await?;
    let page = render::page(|| CasePage(CasePageProps { view }));
    Ok(if is_valid { page } else { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() })
}

async fn view(
    worker: &Worker,
    tx: &mut Tx<'_, Staff>,
    head: Head,
    (lens, wanted): (Lens, Wanted),
    forms: CaseForms,
) -> Result<CaseView, Problem> {
    let desk = worker.desk(tx).await?;
    let page::Record { reports, addresses, past, facts } = page::record(tx, &head, lens, wanted).await?;
    let entry = worker.policy().of(head.category);
    Ok(CaseView {
        seen: Seen { version: head.version, at: worker.now() },
        me: me(worker, &head),
        response: entry.response,
        group: entry.group,
        restricts: entry.clearance,
        recipients: Recipient::ALL.iter().copied().filter(|to| entry.may_refer_to(*to)).collect(),
        answer_hours: entry.answer_hours,
        may_tell_owner: reports.iter().any(|report| may_tell(report, entry)),
        can_tell_owner: reports.iter().any(|report| can_tell(report, entry)),
        categories: worker.categories(),
        desk,
        head,
        reports,
        addresses,
        lens,
        past,
        facts,
        forms,
    })
}

fn me(worker: &Worker, head: &Head) -> Me {
    Me {
        user_id: worker.staff.user_id,
        is_lead: worker.staff.role == StaffRole::Lead,
        may_decide: head.tier.is_open_to(worker.staff.role, &worker.staff.clearances),
    }
}

fn may_tell(report: &Report, entry: &CategoryPolicy) -> bool {
    let to_owner = report.reporter.as_ref().map_or(Disclosure::Nothing, |by| by.tell.owner);
    report.owner_told_at.is_some() || notice::may_be_told(entry, to_owner)
}

fn can_tell(report: &Report, entry: &CategoryPolicy) -> bool {
    report.owner_told_at.is_none()
        && may_tell(report, entry)
        && report.state.after(ReportEvent::OwnerTold { held: false }).is_ok()
}

/// One letter about a case.
pub(crate) async fn letter(
    worker: Worker,
    Path((number, letter_id)): Path<(i64, Uuid)>,
) -> Result<Response, Problem> {
    let mut tx = worker.begin().await?;
    let head = page::head(&mut tx, number, worker.now()).await?.ok_or(Problem::NotFound)?;
    let found = page::letter(&mut tx, head.case_id, letter_id).await?.ok_or(Problem::NotFound)?;
    let (letter, content) = found;
    let desk = worker.desk(&mut tx).await?;
    tx.commit().await?;
    let words = content.letter(worker.reader);
    let props = LetterPageProps { desk, number, letter, words };
    Ok(render::page(|| LetterPage(props)))
}
