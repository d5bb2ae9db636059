//! The members.

use app::form::FormState;
use app::frame::{CustomerPlace, Flash};
use app::links;
use app::pages::customer::members::{self as page, Members, MembersProps};
use app::words;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::account::MemberRole;
use domain::field;
use serde::Deserialize;
use uuid::Uuid;

use crate::access::Person;
use crate::accounts::around::{Visit, around};
use crate::accounts::members::{self, Colleague, MemberRefusal};
use crate::database::{Member, System};
use crate::http::{Done, Form, Path, Problem, Said, render};
use crate::identity::invitations::{self, InviteRefusal, Invited};
use crate::portal::Portal;

#[derive(Debug, Deserialize)]
pub(crate) struct Invitation {
    email: String,
    #[serde(default)]
    role: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Role {
    role: String,
    /// The role that the page showed.
    was: Option<MemberRole>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Removal {
    was: Option<MemberRole>,
}

fn refused(refusal: MemberRefusal, account_id: Uuid) -> Problem {
    match refusal {
        MemberRefusal::NoMember => Problem::NotFound,
        MemberRefusal::Stale(now) => Problem::Stale {
            changed: format!("Meanwhile their role was set to {}.", words::member_role(now)),
            see: links::account_members(account_id),
        },
        MemberRefusal::LastOwner => {
            Problem::Forbidden("The account’s last owner stays an owner. Make somebody else an owner first.")
        }
        MemberRefusal::Database(error) => error.into(),
    }
}

/// Shows the members.
pub(crate) async fn show(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Said(flash): Said,
) -> Result<Response, Problem> {
    page(&portal, &member, &person, FormState::new(), flash).await
}

async fn page(
    portal: &Portal,
    member: &Member,
    person: &Person,
    form: FormState<&'static str>,
    flash: Option<Flash>,
) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(member).await?;
    let around = around(&mut tx, Visit { portal, person, place: CustomerPlace::Members, flash }).await?;
    let members = members::list(&mut tx).await?;
    drop(tx);
    let may_manage = member.role.may_manage();
    let invited = if may_manage { open(portal, member).await? } else { Vec::new() };
    let props = MembersProps {
        around,
        account: member.account_id,
        members: members.into_iter().map(|one| shown(one, member)).collect(),
        invited: invited.into_iter().map(waiting).collect(),
        may_manage,
        form,
    };
    Ok(render::page(|| Members(props)))
}

async fn open(portal: &Portal, member: &Member) -> sqlx::Result<Vec<Invited>> {
    let mut tx = portal.database.begin(&System).await?;
    invitations::open(&mut tx, member, portal.clock.now()).await
}

fn shown(colleague: Colleague, reader: &Member) -> page::Member {
    let Colleague { user_id, name, email, role, joined_at } = colleague;
    page::Member { user: user_id, name, email, role, since: joined_at, is_you: user_id == reader.user_id }
}

fn waiting(invited: Invited) -> page::Invited {
    let Invited { user_id, email, role, until } = invited;
    page::Invited { user: user_id, email, role, until }
}

/// Invites somebody.
pub(crate) async fn invite(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Form(invitation): Form<Invitation>,
) -> Result<Response, Problem> {
    let member = member.who_manages()?;
    match send(&portal, &member, &invitation).await? {
        Ok(()) => Ok(Done::Invited.and_to(&links::account_members(member.account_id))),
        Err(form) => {
            let page = page(&portal, &member, &person, form, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn send(
    portal: &Portal,
    member: &Member,
    invitation: &Invitation,
) -> Result<Result<(), FormState<&'static str>>, Problem> {
    let mut form =
        FormState::new().keep("email", invitation.email.as_str()).keep("role", invitation.role.as_str());
    let email = field::email(invitation.email.trim());
    let role = invitation.role.parse::<MemberRole>();
    let (Ok(email), Ok(role)) = (&email, role) else {
        if let Err(error) = email {
            form.refuse("email", error.to_string());
        }
        if role.is_err() {
            form.refuse("role", "Choose what they may do.");
        }
        return Ok(Err(form));
    };
    let mut tx = portal.database.begin(&System).await?;
    let (by, now) = (member.into(), portal.clock.now());
    let refusal = match invitations::invite(&mut tx, &portal.secrets, by, email, role, now).await {
        Ok(_) => {
            tx.commit().await?;
            return Ok(Ok(()));
        }
        Err(InviteRefusal::IsMember) => "This person belongs to the account already.",
        Err(InviteRefusal::IsDisabled) => "This person cannot be invited. Ask us why.",
        Err(InviteRefusal::TooSoon) => "They were invited several times just now. Try again in an hour.",
        Err(InviteRefusal::TooMany) => "Very many invitations are open. Withdraw some first.",
        Err(InviteRefusal::TooManyToday) => {
            "Very many invitations were sent since yesterday. Invite more people tomorrow."
        }
        Err(InviteRefusal::Database(error)) => return Err(error.into()),
    };
    form.refuse("email", refusal);
    Ok(Err(form))
}

/// Takes back an invitation.
pub(crate) async fn withdraw(
    State(portal): State<Portal>,
    member: Member,
    Path((_, user_id)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let member = member.who_manages()?;
    let mut tx = portal.database.begin(&System).await?;
    if !invitations::withdraw(&mut tx, &member, user_id, portal.clock.now()).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(Done::InvitationWithdrawn.and_to(&links::account_members(member.account_id)))
}

/// Changes what a member may do.
pub(crate) async fn change_role(
    State(portal): State<Portal>,
    member: Member,
    Path((_, user_id)): Path<(Uuid, Uuid)>,
    Form(Role { role, was }): Form<Role>,
) -> Result<Response, Problem> {
    let member = member.who_manages()?;
    let role = role.parse().map_err(|_| Problem::BadRequest("There is no such role.".to_owned()))?;
    let mut tx = portal.database.begin(&member).await?;
    let changed = members::change_role(&mut tx, user_id, was, role, portal.clock.now()).await;
    changed.map_err(|refusal| refused(refusal, member.account_id))?;
    tx.commit().await?;
    Ok(Done::RoleChanged.and_to(&links::account_members(member.account_id)))
}

/// Removes a member; an owner who is not the last may leave.
pub(crate) async fn remove(
    State(portal): State<Portal>,
    member: Member,
    Path((_, user_id)): Path<(Uuid, Uuid)>,
    Form(Removal { was }): Form<Removal>,
) -> Result<Response, Problem> {
    let member = member.who_manages()?;
    let mut tx = portal.database.begin(&member).await?;
    let removed = members::remove(&mut tx, user_id, was, portal.clock.now()).await;
    removed.map_err(|refusal| refused(refusal, member.account_id))?;
    tx.commit().await?;
    let is_gone = user_id == member.user_id;
    let to = if is_gone { links::accounts() } else { links::account_members(member.account_id) };
    Ok(Done::MemberRemoved.and_to(&to))
}
