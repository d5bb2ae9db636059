//! What opens behind a one-time link, and how to ask for one.

use app::form::FormState;
use app::links;
use app::pages::forgot::{Forgot, ForgotProps};
use app::pages::invitation::{Invitation, InvitationProps, Offer};
use app::pages::reset::{Reset, ResetProps};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::field;
use serde::Deserialize;
use tower_sessions::Session;

use super::entrance::begin;
use super::turn::Turn;
use super::{name, new_password};
use crate::database::System;
use crate::http::{Done, Form, Path, Problem, Query, render};
use crate::identity::jobs::SendReset;
use crate::identity::{invitations, tickets};
use crate::ids;
use crate::jobs::enqueue;
use crate::portal::Portal;
use crate::secrets::{digest, hex};

#[derive(Debug, Deserialize)]
pub(crate) struct Progress {
    sent: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Address {
    email: String,
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    password: String,
}

#[derive(Deserialize)]
pub(crate) struct Newcomer {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// Asks for the address, or says that a letter is on its way.
pub(crate) async fn forgot_form(State(portal): State<Portal>, Query(progress): Query<Progress>) -> Response {
    forgot(&portal, FormState::new(), progress.sent.is_some())
}

fn forgot(portal: &Portal, form: FormState<&'static str>, is_sent: bool) -> Response {
    render::page(|| Forgot(ForgotProps { site: portal.site.clone(), form, is_sent }))
}

/// Has a letter sent if the address is known; the answer is the same for every address.
pub(crate) async fn forgot_submit(
    State(portal): State<Portal>,
    Form(Address { email }): Form<Address>,
) -> Result<Response, Problem> {
    let read = match field::email(email.trim()) {
        Ok(read) => read.to_lowercase(),
        Err(error) => {
            let mut form = FormState::new().keep("email", email);
            form.refuse("email", error.to_string());
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, forgot(&portal, form, false)).into_response());
        }
    };
    let mut tx = portal.database.begin(&System).await?;
    let key = format!("send-reset:{}", hex(&digest(&read)));
    enqueue(&mut tx, &SendReset { email: read, ticket_id: ids::at(portal.clock.now()) }, None, Some(&key))
        .await?;
    tx.commit().await?;
    Ok(Redirect::to(links::forgot().with("sent", "yes").as_str()).into_response())
}

/// Asks for the new password.
pub(crate) async fn reset_form(
    State(portal): State<Portal>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let email = tickets::whose_password(&portal, &token).await?;
    Ok(reset(&portal, token, email, FormState::new()))
}

fn reset(portal: &Portal, token: String, email: String, form: FormState<&'static str>) -> Response {
    render::page(|| Reset(ResetProps { site: portal.site.clone(), token, email, form }))
}

/// Sets the new password.
pub(crate) async fn reset_submit(
    State(portal): State<Portal>,
    _turn: Turn,
    Path(token): Path<String>,
    Form(Chosen { password }): Form<Chosen>,
) -> Result<Response, Problem> {
    let email = tickets::whose_password(&portal, &token).await?;
    let password = match new_password(&password, &email) {
        Ok(password) => password,
        Err(weakness) => {
            let mut form = FormState::new();
            form.refuse("password", weakness.to_string());
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, reset(&portal, token, email, form)).into_response());
        }
    };
    tickets::reset_password(&portal, &token, &password).await?;
    Ok(Done::PasswordSet.and_to(&links::sign_in()))
}

/// Shows what is offered.
pub(crate) async fn invitation_form(
    State(portal): State<Portal>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let offer = invitations::look_at(&portal, &token).await?;
    Ok(invitation(&portal, token, offer, FormState::new()))
}

fn invitation(
    portal: &Portal,
    token: String,
    offer: invitations::Invitation,
    form: FormState<&'static str>,
) -> Response {
    let invitations::Invitation { email, account, role, has_password } = offer;
    let offer = Offer { email, account, role, has_password };
    render::page(|| Invitation(InvitationProps { site: portal.site.clone(), token, offer, form }))
}

/// Accepts what is offered. Whoever sets their first password is signed in with it.
pub(crate) async fn invitation_submit(
    State(portal): State<Portal>,
    _turn: Turn,
    session: Session,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(newcomer): Form<Newcomer>,
) -> Result<Response, Problem> {
    let offer = invitations::look_at(&portal, &token).await?;
    if offer.has_password {
        let account = invitations::accept(&portal, &token).await?;
        return Ok(Done::Joined.and_to(&account.map_or_else(links::accounts, links::account)));
    }
    let read = (name(&newcomer.name), new_password(&newcomer.password, &offer.email));
    let (Ok(name), Ok(password)) = &read else {
        let mut form = FormState::new().keep("name", newcomer.name);
        if let Err(error) = read.0 {
            form.refuse("name", error);
        }
        if let Err(weakness) = read.1 {
            form.refuse("password", weakness.to_string());
        }
        return Ok(
            (StatusCode::UNPROCESSABLE_ENTITY, invitation(&portal, token, offer, form)).into_response()
        );
    };
    let proven = invitations::accept_new(&portal, &token, name, password).await?;
    begin(&session, &proven, &headers).await?;
    Ok(Done::Joined.and_to(&links::accounts()))
}
