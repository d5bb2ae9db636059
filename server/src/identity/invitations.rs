//! Inviting people to an account or to staff, and what they do with the invitation.

use domain::account::{Actor, MemberRole, StaffRole};
use domain::category::Clearance;
use domain::password::NewPassword;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::tickets::{self, Kind, NoTicket, Offer};
use super::{IdentityError, Proven, note, sessions, store};
use crate::audit;
use crate::cases;
use crate::database::{Member, System, Tx};
use crate::ids;
use crate::letters::{self, Occasion};
use crate::portal::Portal;
use crate::secrets::{Secrets, Token};

/// How many invitations to one account may be open.
const OPEN_AT_MOST: i64 = 100;

/// How many invitations one address is sent in an hour at most, whoever sends them.
const INVITATIONS_PER_HOUR: i64 = 5;

/// How many invitations one account sends in a day, taken back or not: they go to people who did not ask for them.
const INVITATIONS_PER_DAY: i64 = 100;

/// What an invitation offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The address it was sent to, which is what the person signs in with.
    pub email: String,
    /// The account's name; `None` where it is for staff.
    pub account: Option<String>,
    /// What the person may do there.
    pub role: Option<MemberRole>,
    /// Whether the person has a password already and only has to join.
    pub has_password: bool,
}

/// Somebody who was invited and has not come yet.
#[derive(Clone, Debug)]
pub struct Invited {
    /// Their user.
    pub user_id: Uuid,
    /// Their address.
    pub email: String,
    /// What they may do once they come.
    pub role: MemberRole,
    /// Until when the link works.
    pub until: Timestamp,
}

/// Why somebody is not invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteRefusal {
    /// They belong to the account already.
    #[error("this person is a member already")]
    IsMember,
    /// Their user is disabled.
    #[error("this person cannot be invited")]
    IsDisabled,
    /// Very many invitations are open.
    #[error("too many invitations are open")]
    TooMany,
    /// The account invited very many within a day.
    #[error("the account sent too many invitations within a day")]
    TooManyToday,
    /// They were invited several times just now.
    #[error("they were invited several times within the hour")]
    TooSoon,
    /// The database is away.
    #[error("the database refuses")]
    Database(#[from] sqlx::Error),
}

/// For which account somebody is invited, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inviter {
    /// The account.
    pub account_id: Uuid,
    /// Who manages it; `None` for the provider.
    pub user_id: Option<Uuid>,
}

impl From<&Member> for Inviter {
    fn from(by: &Member) -> Self {
        Self { account_id: by.account_id, user_id: Some(by.user_id) }
    }
}

/// Invites somebody to the account of `by`; returns the token of the letter's link. An earlier invitation of theirs works no more.
///
/// # Errors
/// Says why not.
pub async fn invite(
    tx: &mut Tx<'_, System>,
    secrets: &Secrets,
    by: Inviter,
    email: &str,
    role: MemberRole,
    now: Timestamp,
) -> Result<Token, InviteRefusal> {
    let user = user_of(tx, email, email, now).await?.ok_or(InviteRefusal::IsDisabled)?;
    if store::membership(tx, user.user_id, by.account_id).await?.is_some() {
        return Err(InviteRefusal::IsMember);
    }
    store::lock(tx, user.user_id).await?;
    let (hour_ago, day_ago) = (now - SignedDuration::from_hours(1), now - SignedDuration::from_hours(24));
    store::lock_account(tx, by.account_id).await?;
    if store::invitations_since(tx, by.account_id, day_ago).await? >= INVITATIONS_PER_DAY {
        return Err(InviteRefusal::TooManyToday);
    }
    let word = Kind::Invitation.word();
    if store::sent_since(tx, user.user_id, word, hour_ago).await? >= INVITATIONS_PER_HOUR {
        return Err(InviteRefusal::TooSoon);
    }
    store::withdraw_invitations(tx, by.account_id, user.user_id, now).await?;
    if store::invited(tx, by.account_id, now, OPEN_AT_MOST).await?.len() >= OPEN_AT_MOST as usize {
        return Err(InviteRefusal::TooMany);
    }
    let offer =
        Offer { kind: Kind::Invitation, user_id: user.user_id, membership: Some((by.account_id, role)) };
    let ticket_id = tickets::issue(tx, secrets, offer, now).await?;
    letters::queue(tx, &Occasion::Invitation { ticket_id }).await?;
    note_by(tx, by, "identity.invite", user.user_id, role.as_str(), now).await?;
    Ok(secrets.ticket_token(ticket_id))
}

/// Takes back what somebody was invited to in the account of `by`; `false` where nothing was open.
///
/// # Errors
/// When the database is away.
pub async fn withdraw(
    tx: &mut Tx<'_, System>,
    by: &Member,
    user_id: Uuid,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let withdrawn = store::withdraw_invitations(tx, by.account_id, user_id, now).await? > 0;
    if withdrawn {
        note_by(tx, by.into(), "identity.withdraw_invitation", user_id, "", now).await?;
    }
    Ok(withdrawn)
}

/// Who was invited to the member's account and has not come yet.
///
/// # Errors
/// When the database is away.
pub async fn open(tx: &mut Tx<'_, System>, of: &Member, now: Timestamp) -> sqlx::Result<Vec<Invited>> {
    let invited = store::invited(tx, of.account_id, now, OPEN_AT_MOST).await?;
    let read = |row: store::Invited| {
        let role = row.role.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(Invited { user_id: row.user_id, email: row.email, role, until: row.expires_at.to_jiff() })
    };
    invited.into_iter().map(read).collect()
}

/// What an invitation's link offers.
///
/// # Errors
/// `Gone` when the link does not work.
pub async fn look_at(portal: &Portal, token: &str) -> Result<Invitation, NoTicket> {
    let mut tx = portal.database.begin(&System).await?;
    let ticket = tickets::find(&mut tx, token, Kind::Invitation, portal.clock.now()).await?;
    let role = ticket.role.and_then(|role| role.parse().ok());
    Ok(Invitation {
        email: ticket.email,
        account: ticket.account_name,
        role,
        has_password: ticket.has_password,
    })
}

/// Accepts an invitation for somebody who has no password yet, and is signed in with their first one.
///
/// # Errors
/// `Gone` when the link does not work, or they have a password meanwhile.
pub async fn accept_new(
    portal: &Portal,
    token: &str,
    name: &str,
    password: &NewPassword,
) -> Result<Proven, NoTicket> {
    let password_hash =
        portal.passwords.hash(password.reveal().to_owned()).await.map_err(IdentityError::from)?;
    let mut tx = portal.database.begin(&System).await?;
    let ticket = tickets::find(&mut tx, token, Kind::Invitation, portal.clock.now()).await?;
    if !store::replace_password(&mut tx, ticket.user_id, None, &password_hash).await? {
        return Err(NoTicket::Gone);
    }
    store::set_name(&mut tx, ticket.user_id, name).await?;
    enter(&mut tx, &ticket, portal.clock.now()).await?;
    tx.commit().await?;
    Ok(Proven { user_id: ticket.user_id, password_hash })
}

/// Accepts an invitation for somebody who has a password. Returns the account.
///
/// # Errors
/// `Gone` when the link does not work.
pub async fn accept(portal: &Portal, token: &str) -> Result<Option<Uuid>, NoTicket> {
    let mut tx = portal.database.begin(&System).await?;
    let ticket = tickets::find(&mut tx, token, Kind::Invitation, portal.clock.now()).await?;
    if !ticket.has_password {
        return Err(NoTicket::Gone);
    }
    enter(&mut tx, &ticket, portal.clock.now()).await?;
    tx.commit().await?;
    Ok(ticket.account_id)
}

async fn enter(tx: &mut PgConnection, ticket: &store::Ticket, now: Timestamp) -> sqlx::Result<()> {
    store::use_up(tx, ticket, now).await?;
    if let (Some(account_id), Some(role)) = (ticket.account_id, &ticket.role) {
        store::join(tx, account_id, ticket.user_id, role, now).await?;
    }
    note(tx, ticket.user_id, "identity.accept_invitation", now).await
}

/// Who becomes staff.
#[derive(Clone, Copy, Debug)]
pub struct NewStaff<'a> {
    /// The address they sign in with.
    pub email: &'a str,
    /// Their name, unless they have a user already.
    pub name: &'a str,
    /// What they do.
    pub role: StaffRole,
    /// What they are cleared for.
    pub clearances: &'a [Clearance],
}

/// Makes somebody staff. Returns the token with which they set a password, unless they have one.
///
/// # Errors
/// When the database is away, or the user is disabled.
pub async fn add_staff(
    tx: &mut Tx<'_, System>,
    secrets: &Secrets,
    new: NewStaff<'_>,
    now: Timestamp,
) -> Result<Option<Token>, InviteRefusal> {
    let NewStaff { email, name, role, clearances } = new;
    let user = user_of(tx, email, name, now).await?.ok_or(InviteRefusal::IsDisabled)?;
    let words: Vec<String> = clearances.iter().map(|clearance| clearance.as_str().to_owned()).collect();
    store::set_staff(tx, user.user_id, role.as_str(), &words, now).await?;
    let detail = json!({ "role": role, "clearances": words });
    note_portal(tx, "identity.add_staff", user.user_id, detail, now).await?;
    if user.has_password {
        return Ok(None);
    }
    let offer = Offer { kind: Kind::Invitation, user_id: user.user_id, membership: None };
    let ticket_id = tickets::issue(tx, secrets, offer, now).await?;
    Ok(Some(secrets.ticket_token(ticket_id)))
}

/// Everybody on staff, by name.
///
/// # Errors
/// When the database is away.
pub(crate) async fn staff(tx: &mut Tx<'_, System>) -> sqlx::Result<Vec<store::OnStaff>> {
    store::staff(tx).await
}

/// Of which accounts somebody is a member, and as what.
///
/// # Errors
/// When the database is away.
pub(crate) async fn memberships(tx: &mut Tx<'_, System>, email: &str) -> sqlx::Result<Vec<(String, String)>> {
    store::memberships(tx, &email.to_lowercase()).await
}

/// Takes somebody off the staff, ends their sessions and gives their cases back; what they did stays under their name. Returns how many
/// open cases were theirs; nothing where they are not on staff.
///
/// # Errors
/// When the database is away.
pub async fn remove_staff(tx: &mut Tx<'_, System>, email: &str, now: Timestamp) -> sqlx::Result<Option<u64>> {
    let Some(user) = store::find(tx, &email.to_lowercase()).await? else { return Ok(None) };
    if !store::end_staff(tx, user.user_id).await? {
        return Ok(None);
    }
    sessions::end_all(tx, user.user_id, None).await?;
    let cases = cases::claim::give_back_all(tx, user.user_id, now).await?;
    note_portal(tx, "identity.remove_staff", user.user_id, json!({ "cases": cases }), now).await?;
    Ok(Some(cases))
}

/// The user of an address, who is made if there is none; `None` if they are disabled.
async fn user_of(
    tx: &mut PgConnection,
    email: &str,
    name: &str,
    now: Timestamp,
) -> sqlx::Result<Option<store::User>> {
    let email = email.to_lowercase();
    store::add(tx, ids::at(now), &email, name, now).await?;
    store::find(tx, &email).await
}

/// Notes what somebody did from the command line.
async fn note_portal(
    tx: &mut PgConnection,
    action: &'static str,
    user_id: Uuid,
    detail: Value,
    at: Timestamp,
) -> sqlx::Result<()> {
    let line = audit::Line {
        at,
        actor: Actor::Portal,
        actor_id: None,
        action,
        account_id: None,
        subject: user_id.to_string(),
        detail,
    };
    audit::write(tx, line).await
}

async fn note_by(
    tx: &mut PgConnection,
    by: Inviter,
    action: &'static str,
    user_id: Uuid,
    role: &str,
    at: Timestamp,
) -> sqlx::Result<()> {
    let line = audit::Line {
        at,
        actor: if by.user_id.is_some() { Actor::Owner } else { Actor::Portal },
        actor_id: by.user_id,
        action,
        account_id: Some(by.account_id),
        subject: user_id.to_string(),
        detail: json!({ "role": role }),
    };
    audit::write(tx, line).await
}
