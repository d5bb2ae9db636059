//! One-time links sent by mail. The token can be made again from the ticket's id; the database keeps only its hash.

use domain::account::MemberRole;
use domain::password::NewPassword;
use jiff::SignedDuration;
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{IdentityError, failures, note, sessions, store};
use crate::database::System;
use crate::ids;
use crate::portal::Portal;
use crate::secrets::{Secrets, Token};

/// How long the link to set a new password works.
const RESET: SignedDuration = SignedDuration::from_hours(1);
/// How long an invitation works.
const INVITATION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Setting a new password.
    Reset,
    /// Joining an account, or staff.
    Invitation,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Invitation => "invitation",
        }
    }

    const fn lasts(self) -> SignedDuration {
        match self {
            Self::Reset => RESET,
            Self::Invitation => INVITATION,
        }
    }
}

/// The link does not work: it never did, it was used, or its time is over.
#[derive(Debug, thiserror::Error)]
pub enum NoTicket {
    /// There is no such link any more.
    #[error("the link does not work any more")]
    Gone,
    /// Something of ours stands in the way.
    #[error(transparent)]
    Error(#[from] IdentityError),
}

impl From<sqlx::Error> for NoTicket {
    fn from(error: sqlx::Error) -> Self {
        Self::Error(error.into())
    }
}

/// What a link opens, and for whom.
pub(super) struct Offer {
    pub(super) kind: Kind,
    pub(super) user_id: Uuid,
    pub(super) membership: Option<(Uuid, MemberRole)>,
}

/// Makes a link for a user and returns its ticket.
pub(super) async fn issue(
    tx: &mut PgConnection,
    secrets: &Secrets,
    offer: Offer,
    now: Timestamp,
) -> sqlx::Result<Uuid> {
    let ticket_id = ids::at(now);
    issue_as(tx, secrets, ticket_id, offer, now).await?;
    Ok(ticket_id)
}

/// The same for a ticket that has its id already.
pub(super) async fn issue_as(
    tx: &mut PgConnection,
    secrets: &Secrets,
    ticket_id: Uuid,
    offer: Offer,
    now: Timestamp,
) -> sqlx::Result<()> {
    let Offer { kind, user_id, membership } = offer;
    let hash = secrets.ticket_token(ticket_id).hash();
    let expires_at = now.saturating_add(kind.lasts()).unwrap_or(Timestamp::MAX);
    let new = store::NewTicket {
        ticket_id,
        hash: &hash,
        kind: kind.word(),
        user_id,
        membership,
        created_at: now,
        expires_at,
    };
    store::add_ticket(tx, new).await
}

/// The ticket of a token, locked, while the link works.
pub(super) async fn find(
    tx: &mut PgConnection,
    token: &str,
    kind: Kind,
    now: Timestamp,
) -> Result<store::Ticket, NoTicket> {
    let token = Token::parse(token).ok_or(NoTicket::Gone)?;
    store::ticket(tx, &token.hash(), kind.word(), now).await?.ok_or(NoTicket::Gone)
}

/// For whom a link sets a new password.
///
/// # Errors
/// `Gone` when the link does not work.
pub(super) async fn whose_password(portal: &Portal, token: &str) -> Result<String, NoTicket> {
    let mut tx = portal.database.begin(&System).await?;
    let ticket = find(&mut tx, token, Kind::Reset, portal.clock.now()).await?;
    Ok(ticket.email)
}

/// Sets a new password with a link, which then works no more; ends every session and every pause of its user.
///
/// # Errors
/// `Gone` when the link does not work.
pub async fn reset_password(portal: &Portal, token: &str, password: &NewPassword) -> Result<(), NoTicket> {
    let hash = portal.passwords.hash(password.reveal().to_owned()).await.map_err(IdentityError::from)?;
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&System).await?;
    let ticket = find(&mut tx, token, Kind::Reset, now).await?;
    store::use_up(&mut tx, &ticket, now).await?;
    store::set_password(&mut tx, ticket.user_id, &hash).await?;
    failures::forget(&mut tx, &portal.secrets.sign_in_key(&ticket.email)).await?;
    sessions::end_all(&mut tx, ticket.user_id, None).await?;
    note(&mut tx, ticket.user_id, "identity.reset_password", now).await?;
    Ok(tx.commit().await?)
}
