//! What is asked once more before it is done: whatever takes a case from everybody who is not cleared.

use app::pages::staff::restrict::{RestrictPage, RestrictPageProps};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::category::Category;

use super::Worker;
use super::outcome::Sent;
use super::steps::text;
use crate::cases::page;
use crate::http::{Problem, render};

/// A step that would restrict a case: the reason, and whether the asker has read what follows.
pub(super) struct Given<'a> {
    pub(super) reason: &'a str,
    pub(super) is_sure: bool,
    /// The category it gets, where it is that which restricts it.
    pub(super) category: Option<Category>,
}

/// The page that says what restricting does and asks for a reason; nothing where that is given, or the case is restricted already.
pub(super) async fn before_restricting(
    worker: &Worker,
    sent: &Sent,
    given: &Given<'_>,
) -> Result<Option<Response>, Problem> {
    let mut tx = worker.begin().await?;
    let head = page::head(&mut tx, sent.number, worker.now()).await?.ok_or(Problem::NotFound)?;
    let mut form = sent.form();
    text(&mut form, "reason", given.reason, given.is_sure);
    if head.clearance.is_some() || (given.is_sure && form.is_valid()) {
        return Ok(None);
    }
    let is_valid = form.is_valid();
    let props = RestrictPageProps {
        desk: worker.desk(&mut tx).await?,
        number: sent.number,
        title: head.title,
        seen: sent.seen,
        step: sent.step,
        is_referred: given.category.is_some_and(|category| !worker.policy().of(category).refer.is_empty()),
        form,
    };
    tx.commit().await?;
    let page = render::page(|| RestrictPage(props));
    Ok(Some(if is_valid { page } else { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() }))
}
