//! Who signs in: passwords, sessions, invitations and resets.

pub(crate) mod cli;
mod failures;
pub mod invitations;
pub mod jobs;
pub mod password;
pub mod profile;
pub mod sessions;
mod sign_in;
mod store;
mod tickets;
pub mod web;

use domain::account::{Actor, MemberRole};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit;
use crate::database::{Database, System};

pub use sign_in::{Proven, SignInRefusal, sign_in};
pub use tickets::{NoTicket, reset_password};

/// Why a command about somebody's sign-in was not done.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Too many passwords are being hashed, or hashing failed.
    #[error(transparent)]
    Password(#[from] password::PasswordError),
    /// The database is away.
    #[error("the database refuses")]
    Database(#[from] sqlx::Error),
}

/// What a user may do in an account; `None` where they do not belong to it.
///
/// # Errors
/// When the database is away.
pub async fn membership(
    database: &Database,
    user_id: Uuid,
    account_id: Uuid,
) -> sqlx::Result<Option<MemberRole>> {
    let mut tx = database.begin(&System).await?;
    store::membership(&mut tx, user_id, account_id).await
}

/// An audit line of somebody about their own sign-in.
async fn note(tx: &mut PgConnection, user_id: Uuid, action: &'static str, at: Timestamp) -> sqlx::Result<()> {
    let actor = if store::is_staff(tx, user_id).await? { Actor::Staff } else { Actor::Owner };
    let subject = user_id.to_string();
    let line = audit::Line {
        at,
        actor,
        actor_id: Some(user_id),
        action,
        account_id: None,
        subject,
        detail: json!({}),
    };
    audit::write(tx, line).await
}
