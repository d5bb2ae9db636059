//! Whose turn it is to have a password hashed.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::http::Problem;
use crate::http::crowd::Guest;
use crate::http::guard::ClientAddress;
use crate::portal::Portal;

/// When to come back where many of the household have their turn.
const NEXT: Duration = Duration::from_secs(5);

/// A place among those who have passwords hashed; one household has a few of them.
pub(crate) struct Turn {
    /// Who has it.
    pub(super) from: ClientAddress,
    _guest: Guest,
}

impl FromRequestParts<Portal> for Turn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Problem> {
        let from = parts.extensions.get::<ClientAddress>().copied();
        let from = from.ok_or_else(|| Problem::internal("nobody looked where the request came from"))?;
        let guest = portal.hashing.admit(from.0).ok_or(Problem::TooMany { retry_after: NEXT })?;
        Ok(Self { from, _guest: guest })
    }
}
