//! A new link in place of the old one, and a link for those who lost it.

use app::form::FormState;
use app::frame::Flash;
use app::links;
use app::pages::track::find::{FindPage, FindPageProps};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::field;
use domain::reference::Reference;
use serde::Deserialize;

use crate::database::{Database, System};
use crate::http::render;
use crate::http::{Done, Form, Path, Problem, Said};
use crate::jobs::enqueue;
use crate::portal::Portal;
use crate::reports::tracking::jobs::SendLink;
use crate::reports::tracking::link::{Holder, NoLink};
use crate::reports::tracking::{Renewal, end, renew};
use crate::secrets::Token;

#[derive(Debug, Deserialize)]
pub(crate) struct Lost {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    email: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    key: String,
}

/// A new link in place of the old one.
pub(crate) async fn renew_link(
    State(portal): State<Portal>,
    Path(token): Path<String>,
    Form(Asked { key }): Form<Asked>,
) -> Result<Response, NoLink> {
    let gone = || NoLink::Gone(portal.site.clone());
    let renewal = Renewal { used: Token::parse(&token).ok_or_else(gone)?, key };
    let mut tx = portal.database.begin(&System).await?;
    let token = renew(&mut tx, &portal.secrets, &renewal, portal.clock.now()).await?.ok_or_else(gone)?;
    tx.commit().await?;
    let to = links::receipt(&token.reveal()).with("renewed", "true");
    Ok(Redirect::to(to.as_str()).into_response())
}

/// Ends every link of the submission.
pub(crate) async fn end_link(State(portal): State<Portal>, holder: Holder) -> Result<Response, NoLink> {
    let gone = || NoLink::Gone(portal.site.clone());
    let used = Token::parse(&holder.token).ok_or_else(gone)?;
    let mut tx = portal.database.begin(&System).await?;
    let is_ended = end(&mut tx, holder.scope.submission_id, &used, portal.clock.now()).await?;
    if !is_ended {
        return Err(gone());
    }
    tx.commit().await?;
    Ok(Done::LinkEnded.and_to(&links::find()))
}

/// Where the link is, for those who lost it.
pub(crate) async fn find(State(portal): State<Portal>, Said(flash): Said) -> Response {
    find_page(&portal, FormState::new(), false, flash)
}

fn find_page(
    portal: &Portal,
    form: FormState<&'static str>,
    is_asked: bool,
    flash: Option<Flash>,
) -> Response {
    let site = portal.site.clone();
    render::page(|| FindPage(FindPageProps { site, form, is_asked, flash }))
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
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, find_page(&portal, form, false, None)).into_response());
    };
    let wish =
        SendLink { reference: reference.to_string(), reporter_key: portal.secrets.reporter_key(&email) };
    queue(&portal.database, &wish).await?;
    Ok(find_page(&portal, FormState::new(), true, None))
}

async fn queue(database: &Database, wish: &SendLink) -> sqlx::Result<()> {
    let mut tx = database.begin(&System).await?;
    enqueue(&mut tx, wish, None, None).await?;
    tx.commit().await
}

fn sentence(text: &str) -> String {
    format!("{}.", app::words::capital(text))
}
