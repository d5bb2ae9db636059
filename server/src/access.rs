//! Who is asking: the extractors that read the session or the secret link. They are the only way to obtain a scope.

use app::components::Zone;
use app::links;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::REFERER;
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::{MemberRole, StaffRole};
use domain::category::Clearance;
use serde::Deserialize;
use tower_sessions::Session;
use uuid::Uuid;

use crate::database::{Member, Staff};
use crate::http::Problem;
use crate::identity;
use crate::identity::sessions::{self, KNOWN_ACCOUNTS, PERSON};
use crate::portal::Portal;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// The user.
    pub user_id: Uuid,
    /// Their email address, with which they sign in.
    pub email: String,
    /// Their name.
    pub name: String,
    /// The zone in which times are shown to them.
    pub zone: Zone,
    /// The name of that zone.
    pub time_zone: String,
    /// What they do on staff, if they do.
    pub staff: Option<StaffMember>,
    /// The accounts they belong to, by name; see [`Person::knows_all_accounts`].
    pub accounts: Vec<Membership>,
}

/// What a member of staff does.
#[derive(Clone, Debug, Deserialize)]
pub struct StaffMember {
    /// Their role.
    pub role: StaffRole,
    /// What they are cleared for.
    pub clearances: Vec<Clearance>,
}

/// That a person belongs to an account.
#[derive(Clone, Debug, Deserialize)]
pub struct Membership {
    /// The account.
    pub account_id: Uuid,
    /// Its name.
    pub name: String,
    /// What the person may do there.
    pub role: MemberRole,
}

/// Whoever sent the request, signed in or not.
#[derive(Clone, Debug)]
pub struct Visitor(pub Option<Person>);

/// Why nobody may pass: sign in first, or a problem.
#[derive(Debug)]
pub enum Barrier {
    /// Nobody is signed in; afterwards they come back here.
    SignIn {
        /// The page they wanted.
        next: String,
        /// Whether they sent a form, of which they are shown what they typed.
        sent: bool,
    },
    /// Anything else; mostly that there is no such page for this person.
    Problem(Problem),
}

impl IntoResponse for Barrier {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn { next, sent: true } => {
                Redirect::temporary(links::late().with("next", &next).as_str()).into_response()
            }
            Self::SignIn { next, sent: false } => {
                Redirect::to(links::sign_in().with("next", &next).as_str()).into_response()
            }
            Self::Problem(problem) => problem.into_response(),
        }
    }
}

impl<P: Into<Problem>> From<P> for Barrier {
    fn from(problem: P) -> Self {
        Self::Problem(problem.into())
    }
}

impl Person {
    /// Whether `accounts` holds all of them; there are people with very many.
    #[must_use]
    pub fn knows_all_accounts(&self) -> bool {
        i64::try_from(self.accounts.len()).is_ok_and(|known| known < KNOWN_ACCOUNTS)
    }

    /// What they may do in an account; `None` where it is not theirs.
    async fn role_in(&self, portal: &Portal, account_id: Uuid) -> Result<Option<MemberRole>, Problem> {
        let known = self.accounts.iter().find(|membership| membership.account_id == account_id);
        match known {
            Some(membership) => Ok(Some(membership.role)),
            None if self.knows_all_accounts() => Ok(None),
            None => Ok(identity::membership(&portal.database, self.user_id, account_id).await?),
        }
    }
}

impl Member {
    /// Goes on for those who may answer reports.
    ///
    /// # Errors
    /// `Forbidden` for readers.
    pub fn who_answers(self) -> Result<Self, Problem> {
        if self.role.may_answer() {
            return Ok(self);
        }
        Err(Problem::Forbidden(
            "You can read this account’s reports. Ask one of its owners to let you answer them.",
        ))
    }

    /// Goes on for those who may manage members and contacts.
    ///
    /// # Errors
    /// `Forbidden` for everybody but owners.
    pub fn who_manages(self) -> Result<Self, Problem> {
        if self.role.may_manage() {
            return Ok(self);
        }
        Err(Problem::Forbidden("Only an owner of this account can change this."))
    }
}

/// A person as the session's query tells it.
#[derive(Deserialize)]
struct Told {
    user_id: Uuid,
    email: String,
    name: String,
    time_zone: String,
    staff: Option<StaffMember>,
    accounts: Vec<Membership>,
}

impl From<Told> for Person {
    fn from(told: Told) -> Self {
        let Told { user_id, email, name, time_zone, staff, accounts } = told;
        let zone = Zone::named(&time_zone).unwrap_or(Zone::UTC);
        Self { user_id, email, name, zone, time_zone, staff, accounts }
    }
}

impl Visitor {
    /// Whoever this session is of.
    ///
    /// # Errors
    /// When the database is away.
    pub(crate) async fn of(session: Option<&Session>) -> Result<Self, Problem> {
        let Some(session) = session.filter(|session| session.id().is_some()) else { return Ok(Self(None)) };
        let told = session.get::<Told>(PERSON).await.map_err(unreadable)?;
        Ok(Self(told.map(Person::from)))
    }
}

impl FromRequestParts<Portal> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Portal) -> Result<Self, Problem> {
        Self::of(parts.extensions.get::<Session>()).await
    }
}

pub(crate) fn unreadable(error: tower_sessions::session::Error) -> Problem {
    if sessions::is_away(&error) { Problem::Unavailable } else { Problem::internal(error) }
}

impl FromRequestParts<Portal> for Person {
    type Rejection = Barrier;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Barrier> {
        let Visitor(person) = Visitor::from_request_parts(parts, portal).await?;
        person.ok_or_else(|| Barrier::SignIn { next: wanted(parts), sent: parts.method == Method::POST })
    }
}

/// The page to come back to after signing in. What was posted is gone by then, so it is the page with the form.
fn wanted(parts: &Parts) -> String {
    let whole = parts.uri.path_and_query().filter(|_| parts.method == Method::GET);
    let here = || page_with_form(parts).unwrap_or_else(|| parts.uri.path().to_owned());
    whole.map_or_else(here, ToString::to_string)
}

/// Where the browser says that a form stands; only the path counts, so that it leads to no other site.
fn page_with_form(parts: &Parts) -> Option<String> {
    let from = parts.headers.get(REFERER)?.to_str().ok()?.parse::<Uri>().ok()?;
    from.path_and_query().map(ToString::to_string)
}

/// The account that the path names as `account_id`, for those who belong to it; there is no such page for anybody else.
impl FromRequestParts<Portal> for Member {
    type Rejection = Barrier;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Barrier> {
        let person = Person::from_request_parts(parts, portal).await?;
        let account_id = account_in_path(parts).await.ok_or(Problem::NotFound)?;
        let role = person.role_in(portal, account_id).await?.ok_or(Problem::NotFound)?;
        Ok(Self { user_id: person.user_id, account_id, role, name: person.name })
    }
}

async fn account_in_path(parts: &mut Parts) -> Option<Uuid> {
    let path = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    let (_, text) = path.iter().find(|(name, _)| *name == "account_id")?;
    text.parse().ok()
}

/// Staff; the work area does not exist for anybody else.
impl FromRequestParts<Portal> for Staff {
    type Rejection = Barrier;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Barrier> {
        let person = Person::from_request_parts(parts, portal).await?;
        let StaffMember { role, clearances } = person.staff.ok_or(Problem::NotFound)?;
        Ok(Self { user_id: person.user_id, role, clearances, name: person.name })
    }
}
