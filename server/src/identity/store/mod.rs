//! Users, members and staff in the database.

mod tickets;

use domain::account::MemberRole;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) use tickets::{
    Invited, NewTicket, Ticket, add_ticket, end_resets, invitations_since, invited, is_issued, lock_account,
    sent_since, ticket, use_up, withdraw_invitations,
};

/// A user who may sign in by a password.
pub(super) struct Candidate {
    pub(super) user_id: Uuid,
    pub(super) password_hash: String,
}

/// A user as others invite them.
pub(super) struct User {
    pub(super) user_id: Uuid,
    pub(super) has_password: bool,
}

pub(super) async fn membership(
    tx: &mut PgConnection,
    user_id: Uuid,
    account_id: Uuid,
) -> sqlx::Result<Option<MemberRole>> {
    let role = sqlx::query_scalar!(
        "select role
         from members
         where account_id = $1 and user_id = $2",
        account_id,
        user_id
    )
    .fetch_optional(tx)
    .await?;
    role.map(|role| role.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))).transpose()
}

pub(super) async fn is_staff(tx: &mut PgConnection, user_id: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from staff where user_id = $1) as "is_staff!""#, user_id)
        .fetch_one(tx)
        .await
}

/// Lets the commit return before the disk has it: a count of failures that a power cut takes back does no harm.
pub(super) async fn hurry_commit(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("set local synchronous_commit = off").execute(tx).await.map(drop)
}

/// The user of an address who may sign in by a password.
pub(super) async fn candidate(tx: &mut PgConnection, email: &str) -> sqlx::Result<Option<Candidate>> {
    sqlx::query_as!(
        Candidate,
        r#"select user_id, password_hash as "password_hash!"
           from users
           where email = $1 and password_hash is not null and disabled_at is null"#,
        email,
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn password_hash(tx: &mut PgConnection, user_id: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select password_hash from users where user_id = $1", user_id)
        .fetch_optional(tx)
        .await
        .map(Option::flatten)
}

pub(super) async fn set_password(tx: &mut PgConnection, user_id: Uuid, hash: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update users
         set password_hash = $2
         where user_id = $1",
        user_id,
        hash
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Sets a password in place of the present one; `false` where that is another one by now.
pub(super) async fn replace_password(
    tx: &mut PgConnection,
    user_id: Uuid,
    present: Option<&str>,
    hash: &str,
) -> sqlx::Result<bool> {
    let replaced = sqlx::query!(
        "update users
         set password_hash = $3
         where user_id = $1 and password_hash is not distinct from $2",
        user_id,
        present,
        hash
    )
    .execute(tx)
    .await?;
    Ok(replaced.rows_affected() > 0)
}

pub(super) async fn set_profile(
    tx: &mut PgConnection,
    user_id: Uuid,
    name: &str,
    time_zone: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update users
         set name = $2, time_zone = $3
         where user_id = $1",
        user_id,
        name,
        time_zone
    )
    .execute(tx)
    .await
    .map(drop)
}

pub(super) async fn set_name(tx: &mut PgConnection, user_id: Uuid, name: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update users
         set name = $2
         where user_id = $1",
        user_id,
        name
    )
    .execute(tx)
    .await
    .map(drop)
}

/// The user of an address who may sign in, once they have a password.
pub(super) async fn find(tx: &mut PgConnection, email: &str) -> sqlx::Result<Option<User>> {
    sqlx::query_as!(
        User,
        r#"select user_id, password_hash is not null as "has_password!"
           from users
           where email = $1 and disabled_at is null"#,
        email,
    )
    .fetch_optional(tx)
    .await
}

/// Makes a user unless there is one of that address.
pub(super) async fn add(
    tx: &mut PgConnection,
    user_id: Uuid,
    email: &str,
    name: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into users (user_id, email, name, created_at)
         values ($1, $2, $3, $4)
         on conflict (email) do nothing",
        user_id,
        email,
        name,
        now.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Makes somebody staff, or changes what they do there.
pub(super) async fn set_staff(
    tx: &mut PgConnection,
    user_id: Uuid,
    role: &str,
    clearances: &[String],
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into staff (user_id, role, clearances, joined_at)
         values ($1, $2, $3, $4)
         on conflict (user_id) do update
         set role = excluded.role, clearances = excluded.clearances",
        user_id,
        role,
        clearances,
        now.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Makes whoever else works on a user wait.
pub(super) async fn lock(tx: &mut PgConnection, user_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("select user_id from users where user_id = $1 for update", user_id)
        .fetch_all(tx)
        .await
        .map(drop)
}

/// Somebody on staff.
pub(crate) struct OnStaff {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) clearances: Vec<String>,
    pub(crate) has_password: bool,
}

/// Everybody on staff, by name.
pub(super) async fn staff(tx: &mut PgConnection) -> sqlx::Result<Vec<OnStaff>> {
    sqlx::query_as!(
        OnStaff,
        r#"select u.email, u.name, s.role, s.clearances, u.password_hash is not null as "has_password!"
           from staff s
           join users u using (user_id)
           order by u.name, u.email"#,
    )
    .fetch_all(tx)
    .await
}

/// The accounts that somebody belongs to, by name, and as what.
pub(super) async fn memberships(tx: &mut PgConnection, email: &str) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select a.name, m.role
         from users u
         join members m on m.user_id = u.user_id
         join accounts a on a.account_id = m.account_id
         where u.email = $1
         order by a.name, a.account_id",
        email,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.role)).collect())
}

/// Takes somebody off the staff; `false` where they were not.
pub(super) async fn end_staff(tx: &mut PgConnection, user_id: Uuid) -> sqlx::Result<bool> {
    let gone = sqlx::query!("delete from staff where user_id = $1", user_id).execute(tx).await?;
    Ok(gone.rows_affected() > 0)
}

/// Makes somebody a member; whoever is one already keeps their role.
pub(super) async fn join(
    tx: &mut PgConnection,
    account_id: Uuid,
    user_id: Uuid,
    role: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into members (account_id, user_id, role, joined_at)
         values ($1, $2, $3, $4)
         on conflict (account_id, user_id) do nothing",
        account_id,
        user_id,
        role,
        now.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}
