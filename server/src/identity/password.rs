//! Hashes passwords, a few at a time: each takes 19 MiB and tens of milliseconds, so a flood must not start them all.

use std::sync::Arc;
use std::thread::available_parallelism;

use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use domain::password::LONGEST;
use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};

/// How many may wait for their turn beyond those that are being hashed.
const WAITING: usize = 32;

/// Compared with when there is no such user, so that the answer takes as long. It is the hash of nothing anybody knows.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$VGhlcmUgaXMgbm9ib2R5$qQ8c1vX0jI2Fv8mM8y1m2jS0gk9S2tYJ3X7f6uG4hTk";

/// Argon2id with the parameters OWASP asks for (m = 19 MiB, t = 2, p = 1), in bounded numbers.
#[derive(Clone, Debug)]
pub struct Passwords {
    seats: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

/// What came of comparing a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// It is another one, or there is no such user.
    No,
    /// It is the one.
    Yes,
    /// It is the one, and its hash was made with other parameters than today's.
    YesButOld,
}

/// Why nothing was compared or hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many wait already.
    #[error("too many passwords are being checked")]
    Busy,
    /// The hashing itself failed.
    #[error("a password could not be hashed")]
    Hash(#[from] password_hash::Error),
    /// The hashing was cut short.
    #[error("hashing was cut short")]
    Cut(#[from] JoinError),
}

impl Default for Passwords {
    fn default() -> Self {
        Self::with_seats(available_parallelism().map_or(2, std::num::NonZero::get))
    }
}

impl Passwords {
    /// Hashes at most `seats` at once.
    #[must_use]
    pub fn with_seats(seats: usize) -> Self {
        Self { seats: Arc::new(Semaphore::new(seats)), queue: Arc::new(Semaphore::new(seats + WAITING)) }
    }

    /// Compares a typed password with a stored hash; without one it takes as long and says no.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub async fn verify(&self, typed: String, stored: Option<String>) -> Result<Verified, PasswordError> {
        self.in_turn(move || compare(&typed, stored.as_deref())).await
    }

    /// The hash to store for a password.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let hash =
            move || hasher().hash_password(password.as_bytes()).map(|hash: PasswordHash| hash.to_string());
        Ok(self.in_turn(hash).await??)
    }

    /// The seat is given back when the work is done, even if nobody waits for it any more.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let place = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let seat = Arc::clone(&self.seats).acquire_owned().await.map_err(|_| PasswordError::Busy)?;
        let done = spawn_blocking(move || {
            let done = work();
            drop((place, seat));
            done
        });
        Ok(done.await?)
    }
}

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn compare(typed: &str, stored: Option<&str>) -> Verified {
    let Ok(hash) = PasswordHash::new(stored.unwrap_or(NOBODY)) else {
        tracing::error!("a stored password hash cannot be read");
        return Verified::No;
    };
    let is_right = typed.len() <= LONGEST && hasher().verify_password(typed.as_bytes(), &hash).is_ok();
    match (is_right && stored.is_some(), is_current(&hash)) {
        (false, _) => Verified::No,
        (true, true) => Verified::Yes,
        (true, false) => Verified::YesButOld,
    }
}

fn is_current(hash: &PasswordHash) -> bool {
    let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    let is_argon2id = hash.algorithm.as_str() == Algorithm::Argon2id.as_str();
    is_argon2id && Params::try_from(hash).is_ok_and(|params| cost(&params) == cost(&Params::DEFAULT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_the_one_or_it_is_not() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(
            passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap(),
            Verified::Yes
        );
        assert_eq!(passwords.verify("correct house".into(), Some(hash)).await.unwrap(), Verified::No);
        assert_eq!(passwords.verify("correct horse".into(), None).await.unwrap(), Verified::No);
        assert_eq!(passwords.verify("x".into(), Some("md5".into())).await.unwrap(), Verified::No);
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_is_noticed() {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(1024, 1, 1, None).unwrap());
        let hash: PasswordHash = weak.hash_password(b"correct horse").unwrap();
        let verified =
            Passwords::default().verify("correct horse".into(), Some(hash.to_string())).await.unwrap();
        assert_eq!(verified, Verified::YesButOld);
    }

    #[test]
    fn nobody_takes_as_long_as_somebody() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        assert!(is_current(&nobody) && nobody.hash.is_some_and(|hash| hash.as_bytes().len() == 32));
    }

    #[tokio::test]
    async fn a_flood_is_turned_away_and_passes() {
        let passwords = Passwords::with_seats(1);
        let work = || std::thread::sleep(std::time::Duration::from_millis(5));
        let flood: Vec<_> = (0..60)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.in_turn(work).await })
            })
            .collect();
        let mut turned_away = 0;
        for one in flood {
            turned_away += usize::from(matches!(one.await.unwrap(), Err(PasswordError::Busy)));
        }
        assert_eq!(turned_away, 60 - 33);
        assert!(passwords.in_turn(work).await.is_ok());
    }
}
