//! Signing in and out.

use app::form::FormState;
use app::frame::{AccountName, Flash};
use app::links;
use app::pages::accounts::{Accounts, AccountsProps, Choice};
use app::pages::sign_in::{SignIn, SignInProps};
use axum::extract::State;
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::turn::Turn;
use crate::access::{Membership, Person, Visitor, unreadable};
use crate::accounts::overview;
use crate::http::typed::texts;
use crate::http::{Done, Form, Problem, Query, Said, render};
use crate::identity::sessions::{BROWSER, KNOWN_ACCOUNTS, PROOF, USER};
use crate::identity::{Proven, SignInRefusal, profile, sign_in};
use crate::portal::Portal;
use crate::secrets::{digest, hex};

const WRONG: &str = "The address or the password is wrong";

#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    next: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Credentials {
    email: String,
    password: String,
    next: Option<String>,
}

/// The form, or onwards for whoever is signed in.
pub(crate) async fn sign_in_form(
    State(portal): State<Portal>,
    Visitor(person): Visitor,
    Query(Wanted { next }): Query<Wanted>,
    Said(flash): Said,
) -> Response {
    if person.is_some() {
        return onwards(next.as_deref());
    }
    page(&portal, flash, FormState::new(), next)
}

/// Takes a form that arrived after its sender had been signed out, and gives back what they typed. Nothing of it is stored.
pub(crate) async fn came_late(
    State(portal): State<Portal>,
    Query(Wanted { next }): Query<Wanted>,
    form: Result<Form<Vec<(String, String)>>, Problem>,
) -> Response {
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let typed = texts(fields);
    let next = next.filter(|next| links::next(next).is_some());
    let page = render::page(|| {
        SignIn(SignInProps {
            site: portal.site.clone(),
            flash: None,
            form: FormState::new(),
            next,
            late: Some(typed),
        })
    });
    (StatusCode::UNAUTHORIZED, page).into_response()
}

fn page(
    portal: &Portal,
    flash: Option<Flash>,
    form: FormState<&'static str>,
    next: Option<String>,
) -> Response {
    let next = next.filter(|next| links::next(next).is_some());
    render::page(|| SignIn(SignInProps { site: portal.site.clone(), flash, form, next, late: None }))
}

/// Signs in; the session's id is a new one then, whatever the browser came with.
pub(crate) async fn sign_in_submit(
    State(portal): State<Portal>,
    turn: Turn,
    session: Session,
    headers: HeaderMap,
    Form(Credentials { email, password, next }): Form<Credentials>,
) -> Result<Response, Problem> {
    match sign_in(&portal, turn.from, &email, password).await {
        Ok(proven) => {
            begin(&session, &proven, &headers).await?;
            Ok(onwards(next.as_deref()))
        }
        Err(SignInRefusal::Wrong) => {
            let mut form = FormState::new().keep("email", email);
            form.refuse_all(WRONG);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&portal, None, form, next)).into_response())
        }
        Err(SignInRefusal::TooMany { retry_after }) => Err(Problem::TooMany { retry_after }),
        Err(SignInRefusal::Error(error)) => Err(error.into()),
    }
}

/// Begins a session of a user in this browser.
pub(super) async fn begin(session: &Session, proven: &Proven, headers: &HeaderMap) -> Result<(), Problem> {
    if session.id().is_some() {
        session.cycle_id().await.map_err(unreadable)?;
        session.clear().await;
    }
    let browser = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let browser: String = browser.chars().take(300).collect();
    session.insert(USER, proven.user_id).await.map_err(unreadable)?;
    session.insert(PROOF, hex(&digest(&proven.password_hash))).await.map_err(unreadable)?;
    session.insert(BROWSER, browser).await.map_err(unreadable)?;
    session.save().await.map_err(unreadable)
}

fn onwards(next: Option<&str>) -> Response {
    let next = next.and_then(links::next).unwrap_or_else(links::accounts);
    Redirect::to(next.as_str()).into_response()
}

/// Signs out this browser.
pub(crate) async fn sign_out(session: Session) -> Result<Response, Problem> {
    session.flush().await.map_err(unreadable)?;
    Ok(Done::SignedOut.and_to(&links::sign_in()))
}

/// Signs out every browser of this person.
pub(crate) async fn sign_out_everywhere(
    State(portal): State<Portal>,
    session: Session,
    person: Person,
) -> Result<Response, Problem> {
    profile::end_sessions(&portal, &person, None).await?;
    session.flush().await.map_err(unreadable)?;
    Ok(Done::SignedOutEverywhere.and_to(&links::sign_in()))
}

/// Where a person can go; straight there if it is one place only.
pub(crate) async fn accounts(
    State(portal): State<Portal>,
    person: Person,
    Said(flash): Said,
) -> Result<Response, Problem> {
    let is_staff = person.staff.is_some();
    Ok(match (person.accounts.as_slice(), is_staff) {
        ([only], false) => Redirect::to(links::account(only.account_id).as_str()).into_response(),
        ([], true) => Redirect::to(links::staff().as_str()).into_response(),
        _ => {
            let (site, reader) = (portal.site.clone(), portal.reader(Some(person.zone)));
            let accounts = choices(&portal, &person).await?;
            let name = person.name;
            render::page(|| Accounts(AccountsProps { site, flash, name, accounts, is_staff, reader }))
        }
    })
}

/// The person's accounts with what waits in each.
async fn choices(portal: &Portal, person: &Person) -> Result<Vec<Choice>, Problem> {
    let waiting = overview::waiting(&portal.database, person.user_id, KNOWN_ACCOUNTS).await?;
    let choice = |membership: &Membership| {
        let found = waiting.iter().find(|found| found.account_id == membership.account_id);
        Choice {
            account: AccountName { id: membership.account_id, name: membership.name.clone() },
            unanswered: found.map_or(0, |found| found.unanswered.unsigned_abs()),
            due: found.and_then(|found| found.due),
        }
    };
    Ok(person.accounts.iter().map(choice).collect())
}
