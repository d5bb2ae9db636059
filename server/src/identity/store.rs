//! Users and tickets in the database.

use domain::account::MemberRole;
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) async fn membership(
    tx: &mut PgConnection,
    user_id: Uuid,
    account_id: Uuid,
) -> sqlx::Result<Option<MemberRole>> {
    let role = sqlx::query_scalar!(
        "select role from members where account_id = $1 and user_id = $2",
        account_id,
        user_id
    )
    .fetch_optional(tx)
    .await?;
    role.map(|role| role.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))).transpose()
}
