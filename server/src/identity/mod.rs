//! Who signs in: passwords, sessions, invitations and resets.

pub mod sessions;
mod store;

use domain::account::MemberRole;
use uuid::Uuid;

use crate::database::{Database, System};

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
