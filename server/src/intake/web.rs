//! The pages of reporting: choose, fill in, check, send. Nothing is stored before it is sent.

use app::form::FormState;
use app::links;
use app::pages::report::Entry;
use app::pages::report::choose::{ChoosePage, ChoosePageProps};
use app::pages::report::form::{FormPage, FormPageProps};
use app::pages::report::review::{ReviewPage, ReviewPageProps};
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::category::Category;
use domain::policy::CategoryPolicy;

use super::body::Posted;
use super::draft::{Draft, Step, fresh_key, is_key};
use super::{Accepted, NotAccepted, Rules, Submission, accept, judge, preview};
use crate::database::{Anybody, System, once_more_after_deadlock};
use crate::http::{Problem, render};
use crate::portal::Portal;

/// Choose what is wrong.
pub async fn choose(State(portal): State<Portal>) -> Response {
    show_choices(&portal, None)
}

/// Choose again, with what was typed already.
pub async fn change(State(portal): State<Portal>, posted: Posted) -> Result<Response, Problem> {
    Ok(show_choices(&portal, Some(Draft::kept(posted)?)))
}

fn show_choices(portal: &Portal, kept: Option<FormState<Entry>>) -> Response {
    let (site, policy) = (portal.site.clone(), portal.policy.clone());
    render::page(|| ChoosePage(ChoosePageProps { site, policy, kept }))
}

/// The form of a category, empty.
pub async fn form(State(portal): State<Portal>, Path(category): Path<String>) -> Result<Response, Problem> {
    let category = known(&category)?;
    let blank = || {
        let form = Draft::blank(portal.policy.of(category));
        FormPage(FormPageProps { site: portal.site.clone(), policy: portal.policy.clone(), category, form })
    };
    Ok(match portal.blank_forms.get(&category) {
        Some(page) => render::fixed(page, blank),
        None => render::page(blank),
    })
}

/// What was filled in: shown for a last look, or sent, or shown again with what is wrong.
pub async fn submit(
    State(portal): State<Portal>,
    Path(category): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let category = known(&category)?;
    let policy = portal.policy.of(category);
    let mut draft = Draft::read(category, policy, posted)?;
    if draft.step == Step::Edit {
        return Ok(for_back(show_form(&portal, category, draft.form), category, policy));
    }
    let Some(submission) = draft.check(policy) else {
        return Ok(for_back(wrong(show_form(&portal, category, draft.form)), category, policy));
    };
    if draft.step == Step::Send {
        return send(&portal, submission, draft).await;
    }
    let page = review(&portal, &submission, draft.form, fresh_key()).await?;
    Ok(for_back(page, category, policy))
}

fn known(category: &str) -> Result<Category, Problem> {
    category.parse().map_err(|_| Problem::NotFound)
}

fn show_form(portal: &Portal, category: Category, form: FormState<Entry>) -> Response {
    let (site, policy) = (portal.site.clone(), portal.policy.clone());
    render::page(|| FormPage(FormPageProps { site, policy, category, form }))
}

/// Lets the visitor's browser, and nobody else, keep the answer to what was posted: without it, its way back leads to an error.
/// What is most delicate is not kept, even so: whoever uses the computer next could read it.
fn for_back(mut answer: Response, category: Category, policy: &CategoryPolicy) -> Response {
    if policy.clearance.is_none() && category != Category::IntimateImages {
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    answer
}

fn wrong(page: Response) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// Shows everything before it is sent.
async fn review(
    portal: &Portal,
    submission: &Submission,
    form: FormState<Entry>,
    key: String,
) -> Result<Response, Problem> {
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&Anybody).await?;
    let lines = judge(&mut tx, now, &submission.list).await?;
    tx.commit().await?;
    let review = preview::review(portal, submission, &lines, form, key);
    let site = portal.site.clone();
    Ok(render::page(|| ReviewPage(ReviewPageProps { site, review })))
}

async fn send(portal: &Portal, submission: Submission, draft: Draft) -> Result<Response, Problem> {
    let Draft { mut form, key, .. } = draft;
    let Some(key) = key.filter(|key| is_key(key)) else {
        return Err(Problem::BadRequest(
            "The form does not have the fields of this page. Load the page again.".to_owned(),
        ));
    };
    if form.value(Entry::Statement).is_empty() {
        form.refuse(Entry::Statement, "Tick the box to confirm that what you have written is correct.");
        return review(portal, &submission, form, key).await.map(wrong);
    }
    let rules = Rules::of(portal);
    match once_more_after_deadlock(|| store(portal, &rules, &submission)).await {
        Ok(Accepted { token, .. }) => {
            Ok(Redirect::to(links::receipt(&token.reveal()).as_str()).into_response())
        }
        Err(NotAccepted::KeyUsed) => {
            form.refuse_all(SENT_ALREADY);
            let page = review(portal, &submission, form, fresh_key()).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(NotAccepted::Database(error)) => Err(error.into()),
    }
}

const SENT_ALREADY: &str = "A report was sent from this page already, and it is not this one. You can send this one as a new report.";

async fn store(portal: &Portal, rules: &Rules, submission: &Submission) -> Result<Accepted, NotAccepted> {
    let mut tx = portal.database.begin(&System).await?;
    let accepted = accept(&mut tx, rules, submission).await?;
    tx.commit().await?;
    Ok(accepted)
}

impl Rules {
    /// The rules of this portal at this moment.
    #[must_use]
    pub fn of(portal: &Portal) -> Self {
        Self { policy: portal.policy.clone(), secrets: portal.secrets.clone(), now: portal.clock.now() }
    }
}

/// How much the form accepts, in bytes: a list of the largest size, encoded as forms are.
pub const FORM_BYTES: usize = 4 * domain::list::MAX_BYTES;
