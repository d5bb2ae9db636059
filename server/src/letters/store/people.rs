//! Whom letters go to.

use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody who can be written to.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) user_id: Uuid,
    pub(crate) email: String,
    pub(crate) time_zone: String,
}

/// The user with this address, if there is one.
pub(crate) async fn person(tx: &mut PgConnection, email: &str) -> sqlx::Result<Option<Person>> {
    sqlx::query_as!(
        Person,
        "select user_id, email, time_zone
         from users
         where email = lower($1) and disabled_at is null",
        email,
    )
    .fetch_optional(tx)
    .await
}

/// The owners of an account.
pub(crate) async fn owners(tx: &mut PgConnection, account_id: Uuid) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as!(
        Person,
        "select u.user_id, u.email, u.time_zone
         from members m
         join users u on u.user_id = m.user_id
         where m.account_id = $1 and m.role = 'owner' and u.disabled_at is null
         order by m.joined_at, u.user_id",
        account_id,
    )
    .fetch_all(tx)
    .await
}

/// The name of an account, and that of one of its members.
pub(crate) async fn account_and_member(
    tx: &mut PgConnection,
    account_id: Uuid,
    user_id: Uuid,
) -> sqlx::Result<Option<(String, String)>> {
    let row = sqlx::query!(
        "select a.name as account, u.name
         from accounts a
         join users u on u.user_id = $2
         where a.account_id = $1",
        account_id,
        user_id,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| (row.account, row.name)))
}

/// Somebody on staff.
#[derive(Clone, Debug)]
pub(crate) struct StaffMember {
    pub(crate) user_id: Uuid,
    pub(crate) email: String,
    pub(crate) time_zone: String,
    pub(crate) role: String,
    pub(crate) clearances: Vec<String>,
}

/// Everybody on staff who is cleared for something that needs `clearance`.
pub(crate) async fn staff(tx: &mut PgConnection, clearance: Option<&str>) -> sqlx::Result<Vec<StaffMember>> {
    sqlx::query_as!(
        StaffMember,
        "select s.user_id, u.email, u.time_zone, s.role, s.clearances
         from staff s
         join users u on u.user_id = s.user_id
         where u.disabled_at is null and ($1::text is null or $1 = any (s.clearances))
         order by s.joined_at, s.user_id",
        clearance,
    )
    .fetch_all(tx)
    .await
}

/// A one-time link and whom it is for.
pub(crate) struct TicketFacts {
    pub(crate) kind: String,
    pub(crate) email: String,
    pub(crate) user_id: Uuid,
    pub(crate) time_zone: String,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) account: Option<String>,
    pub(crate) role: Option<String>,
    expires_at: jiff_sqlx::Timestamp,
}

impl TicketFacts {
    pub(crate) fn until(&self) -> Timestamp {
        self.expires_at.to_jiff()
    }
}

pub(crate) async fn ticket(tx: &mut PgConnection, ticket_id: Uuid) -> sqlx::Result<Option<TicketFacts>> {
    sqlx::query_as!(
        TicketFacts,
        r#"select t.kind, u.email, u.user_id, u.time_zone, t.account_id, a.name as "account?", t.role, t.expires_at
           from tickets t
           join users u on u.user_id = t.user_id
           left join accounts a on a.account_id = t.account_id
           where t.ticket_id = $1"#,
        ticket_id,
    )
    .fetch_optional(tx)
    .await
}
