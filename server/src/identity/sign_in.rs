//! Signing in with email address and password.

use std::time::Duration;

use uuid::Uuid;

use super::failures::{Pause, Place};
use super::password::{PasswordError, Verified};
use super::store::Candidate;
use super::{IdentityError, failures, note, store};
use crate::database::System;
use crate::http::guard::ClientAddress;
use crate::portal::Portal;

/// Somebody who proved who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Their user.
    pub user_id: Uuid,
    /// The password hash that proved it; no session begins once it is another one.
    pub password_hash: String,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// There is no such user, or it is not their password, or they must wait; which of them is never told.
    #[error("the address or the password is wrong")]
    Wrong,
    /// Very many have failed from this network, at whatever addresses.
    #[error("this network has to wait")]
    TooMany {
        /// When it may try again.
        retry_after: Duration,
    },
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
/// gain nothing; after several failures in a row the next ones are refused unheard for a while that grows: those from the same
/// network at the same address, whether anybody has it or not.
///
/// # Errors
/// `Wrong` after the same time and work whatever the reason; `TooMany` for a network that guesses at many addresses.
pub async fn sign_in(
    portal: &Portal,
    from: ClientAddress,
    email: &str,
    password: String,
) -> Result<Proven, SignInRefusal> {
    let email = email.trim().to_lowercase();
    let key = |text: &str| portal.secrets.sign_in_key(text);
    let place = Place { address: key(&email), network: key(&from.network()) };
    let candidate = begin(portal, &place, &email).await?;
    if let Some(proven) = prove(portal, &place, candidate, password.clone()).await? {
        return Ok(proven);
    }
    let mut tx = portal.database.begin(&System).await?;
    let changed = store::candidate(&mut tx, &email).await?;
    drop(tx);
    prove(portal, &place, changed, password).await?.ok_or(SignInRefusal::Wrong)
}

/// Holds the password against what is kept of it. Nothing where that is another hash by now: a new password, or the same one hashed anew
/// by another sign-in.
async fn prove(
    portal: &Portal,
    place: &Place,
    candidate: Option<Candidate>,
    password: String,
) -> Result<Option<Proven>, SignInRefusal> {
    let stored = candidate.as_ref().map(|candidate| candidate.password_hash.clone());
    let verified = portal.passwords.verify(password.clone(), stored).await?;
    let Some(Candidate { user_id, password_hash }) = candidate.filter(|_| verified != Verified::No) else {
        return Err(SignInRefusal::Wrong);
    };
    let renewed = match verified {
        Verified::YesButOld => portal.passwords.hash(password).await?,
        _ => password_hash.clone(),
    };
    let proven = Proven { user_id, password_hash: renewed };
    let is_kept = succeed(portal, place, &password_hash, &proven).await?;
    Ok(is_kept.then_some(proven))
}

/// Counts an attempt. Returns the user where there is one who may try now.
async fn begin(portal: &Portal, place: &Place, email: &str) -> Result<Option<Candidate>, SignInRefusal> {
    let mut tx = portal.database.begin(&System).await?;
    store::hurry_commit(&mut tx).await?;
    let pause = failures::count(&mut tx, place, portal.clock.now()).await?;
    let candidate = store::candidate(&mut tx, email).await?;
    tx.commit().await?;
    match pause {
        Pause::None => Ok(candidate),
        Pause::Address => Ok(None),
        Pause::Network(wait) => Err(SignInRefusal::TooMany { retry_after: wait.unsigned_abs() }),
    }
}

/// Keeps the hash that was made anew with today's costs, and takes the attempt back. Neither where another hash is kept by now.
async fn succeed(portal: &Portal, place: &Place, verified: &str, proven: &Proven) -> sqlx::Result<bool> {
    let mut tx = portal.database.begin(&System).await?;
    let is_renewed = proven.password_hash != verified;
    if is_renewed
        && !store::replace_password(&mut tx, proven.user_id, Some(verified), &proven.password_hash).await?
    {
        return Ok(false);
    }
    failures::take_back(&mut tx, place).await?;
    note(&mut tx, proven.user_id, "identity.sign_in", portal.clock.now()).await?;
    tx.commit().await?;
    Ok(true)
}
