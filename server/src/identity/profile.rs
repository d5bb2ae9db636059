//! What people change about themselves.

use domain::password::NewPassword;
use tower_sessions::session::Id;

use super::password::Verified;
use super::sessions::{self, ListedSession};
use super::{IdentityError, note, store};
use crate::access::Person;
use crate::database::System;
use crate::portal::Portal;

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordRefusal {
    /// The present password is another one.
    #[error("the present password is wrong")]
    Wrong,
    /// Something of ours stands in the way.
    #[error(transparent)]
    Error(#[from] IdentityError),
}

/// Sets name and time zone; both were checked.
///
/// # Errors
/// When the database is away.
pub async fn change(portal: &Portal, person: &Person, name: &str, time_zone: &str) -> sqlx::Result<()> {
    let mut tx = portal.database.begin(&System).await?;
    store::set_profile(&mut tx, person.user_id, name, time_zone).await?;
    note(&mut tx, person.user_id, "identity.change_profile", portal.clock.now()).await?;
    tx.commit().await
}

/// Changes a password and ends the user's other sessions, and the links by which another could be set.
///
/// # Errors
/// `Wrong` when the present one is another.
pub async fn change_password(
    portal: &Portal,
    person: &Person,
    present: String,
    new: &NewPassword,
    session: Option<Id>,
) -> Result<(), PasswordRefusal> {
    let stored = stored_hash(portal, person).await.map_err(IdentityError::from)?;
    if portal.passwords.verify(present, stored.clone()).await.map_err(IdentityError::from)? == Verified::No {
        return Err(PasswordRefusal::Wrong);
    }
    let hash = portal.passwords.hash(new.reveal().to_owned()).await.map_err(IdentityError::from)?;
    let is_replaced = replace(portal, person, stored.as_deref(), &hash, session).await;
    is_replaced.map_err(IdentityError::from)?.then_some(()).ok_or(PasswordRefusal::Wrong)
}

async fn stored_hash(portal: &Portal, person: &Person) -> sqlx::Result<Option<String>> {
    let mut tx = portal.database.begin(&System).await?;
    store::password_hash(&mut tx, person.user_id).await
}

/// Sets the password, unless somebody else did since the present one was verified.
async fn replace(
    portal: &Portal,
    person: &Person,
    present: Option<&str>,
    hash: &str,
    session: Option<Id>,
) -> sqlx::Result<bool> {
    let mut tx = portal.database.begin(&System).await?;
    if !store::replace_password(&mut tx, person.user_id, present, hash).await? {
        return Ok(false);
    }
    let now = portal.clock.now();
    sessions::end_all(&mut tx, person.user_id, session).await?;
    store::end_resets(&mut tx, person.user_id, now).await?;
    note(&mut tx, person.user_id, "identity.change_password", now).await?;
    tx.commit().await?;
    Ok(true)
}

/// The sessions of a person, the latest used first.
///
/// # Errors
/// When the database is away.
pub async fn sessions_of(portal: &Portal, person: &Person) -> sqlx::Result<Vec<ListedSession>> {
    let mut tx = portal.database.begin(&System).await?;
    sessions::list(&mut tx, person.user_id).await
}

/// Ends one session of a person, by its hash; one that is none of theirs stays.
///
/// # Errors
/// When the database is away.
pub async fn end_session(portal: &Portal, person: &Person, hash: &[u8]) -> sqlx::Result<()> {
    let mut tx = portal.database.begin(&System).await?;
    if sessions::end(&mut tx, person.user_id, hash).await? {
        note(&mut tx, person.user_id, "identity.end_session", portal.clock.now()).await?;
    }
    tx.commit().await
}

/// Ends every session of a person but the one they use; all of them without that.
///
/// # Errors
/// When the database is away.
pub async fn end_sessions(portal: &Portal, person: &Person, but: Option<Id>) -> sqlx::Result<()> {
    let mut tx = portal.database.begin(&System).await?;
    sessions::end_all(&mut tx, person.user_id, but).await?;
    note(&mut tx, person.user_id, "identity.end_sessions", portal.clock.now()).await?;
    tx.commit().await
}
