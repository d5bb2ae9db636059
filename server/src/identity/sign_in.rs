//! Signing in with email address and password.

use domain::password::lock_after;
use jiff::Timestamp;
use uuid::Uuid;

use super::password::{PasswordError, Verified};
use super::{IdentityError, note, store};
use crate::database::System;
use crate::portal::Portal;

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// There is no such user, or it is not their password, or they must wait; which of them is never told.
    #[error("the address or the password is wrong")]
    Wrong,
    /// Something of ours stands in the way.
    #[error(transparent)]
    Error(#[from] IdentityError),
}

impl From<sqlx::Error> for SignInRefusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Error(error.into())
    }
}

impl From<PasswordError> for SignInRefusal {
    fn from(error: PasswordError) -> Self {
        Self::Error(error.into())
    }
}

/// Finds the user of this address and password. The attempt counts before it is judged, so that attempts side by side
/// gain nothing; after several failures in a row the next ones are refused unheard for a while that grows.
///
/// # Errors
/// `Wrong` after the same time and work whatever the reason.
pub async fn sign_in(portal: &Portal, email: &str, password: String) -> Result<Uuid, SignInRefusal> {
    let attempt = begin(portal, email).await?;
    let stored = attempt.as_ref().map(|attempt| attempt.password_hash.clone());
    let typed = password.clone();
    let verified = portal.passwords.verify(typed, stored).await?;
    let Some(attempt) = attempt.filter(|_| verified != Verified::No) else {
        return Err(SignInRefusal::Wrong);
    };
    let renewed = match verified {
        Verified::YesButOld => Some(portal.passwords.hash(password).await?),
        _ => None,
    };
    succeed(portal, attempt.user_id, renewed).await?;
    Ok(attempt.user_id)
}

/// Counts an attempt where there is a user who may try now.
async fn begin(portal: &Portal, email: &str) -> sqlx::Result<Option<store::Attempt>> {
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&System).await?;
    store::hurry_commit(&mut tx).await?;
    let Some(attempt) = store::attempt(&mut tx, &email.trim().to_lowercase(), now).await? else {
        return Ok(None);
    };
    let failures = attempt.failures.saturating_add(1);
    store::count_failure(&mut tx, attempt.user_id, failures, locked_until(failures, now)).await?;
    tx.commit().await?;
    Ok(Some(attempt))
}

fn locked_until(failures: i32, now: Timestamp) -> Option<Timestamp> {
    let lock = lock_after(u32::try_from(failures).unwrap_or(0))?;
    now.saturating_add(lock).ok()
}

async fn succeed(portal: &Portal, user_id: Uuid, renewed: Option<String>) -> sqlx::Result<()> {
    let mut tx = portal.database.begin(&System).await?;
    store::forget_failures(&mut tx, user_id).await?;
    if let Some(hash) = renewed {
        store::set_password(&mut tx, user_id, &hash).await?;
    }
    note(&mut tx, user_id, "identity.sign_in", portal.clock.now()).await?;
    tx.commit().await
}
