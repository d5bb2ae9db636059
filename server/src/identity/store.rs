//! Users and tickets in the database.

use domain::account::MemberRole;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

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

/// A one-time link that still works.
pub(super) struct Ticket {
    pub(super) ticket_id: Uuid,
    pub(super) user_id: Uuid,
    pub(super) email: String,
    pub(super) has_password: bool,
    pub(super) account_id: Option<Uuid>,
    pub(super) account_name: Option<String>,
    pub(super) role: Option<String>,
}

/// What is kept of a one-time link.
pub(super) struct NewTicket<'a> {
    pub(super) ticket_id: Uuid,
    pub(super) hash: &'a [u8],
    pub(super) kind: &'static str,
    pub(super) user_id: Uuid,
    pub(super) membership: Option<(Uuid, MemberRole)>,
    pub(super) created_at: Timestamp,
    pub(super) expires_at: Timestamp,
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

pub(super) async fn add_ticket(tx: &mut PgConnection, new: NewTicket<'_>) -> sqlx::Result<()> {
    let (account_id, role) = new.membership.unzip();
    sqlx::query!(
        "insert into tickets (ticket_id, ticket_hash, kind, user_id, account_id, role, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.ticket_id,
        new.hash,
        new.kind,
        new.user_id,
        account_id,
        role.map(MemberRole::as_str),
        new.created_at.to_sqlx(),
        new.expires_at.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Whether there is such a ticket.
pub(super) async fn is_issued(tx: &mut PgConnection, ticket_id: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from tickets where ticket_id = $1) as "is_issued!""#,
        ticket_id
    )
    .fetch_one(tx)
    .await
}

/// The ticket of a link, locked, while it works.
pub(super) async fn ticket(
    tx: &mut PgConnection,
    hash: &[u8],
    kind: &str,
    now: Timestamp,
) -> sqlx::Result<Option<Ticket>> {
    sqlx::query_as!(
        Ticket,
        r#"select t.ticket_id, t.user_id, u.email, u.password_hash is not null as "has_password!",
             t.account_id, a.name as "account_name?", t.role
           from tickets t
           join users u using (user_id)
           left join accounts a using (account_id)
           where t.ticket_hash = $1 and t.kind = $2 and t.used_at is null and t.expires_at > $3 and u.disabled_at is null
           for update of t"#,
        hash,
        kind,
        now.to_sqlx(),
    )
    .fetch_optional(tx)
    .await
}

/// Ends a ticket, and every other one of the same kind and account that its user still has.
pub(super) async fn use_up(tx: &mut PgConnection, ticket: &Ticket, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update tickets
         set used_at = $2
         from (select kind, user_id, account_id from tickets where ticket_id = $1) as used
         where tickets.user_id = used.user_id and tickets.kind = used.kind
           and tickets.account_id is not distinct from used.account_id and tickets.used_at is null",
        ticket.ticket_id,
        now.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Ends the links by which a user could set another password.
pub(super) async fn end_resets(tx: &mut PgConnection, user_id: Uuid, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update tickets
         set used_at = $2
         where user_id = $1 and kind = 'reset' and used_at is null",
        user_id,
        now.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// How many links of a kind a user was sent since then.
pub(super) async fn sent_since(
    tx: &mut PgConnection,
    user_id: Uuid,
    kind: &str,
    since: Timestamp,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from tickets
           where user_id = $1 and kind = $2 and created_at > $3"#,
        user_id,
        kind,
        since.to_sqlx(),
    )
    .fetch_one(tx)
    .await
}

/// Makes whoever else invites to an account wait.
pub(super) async fn lock_account(tx: &mut PgConnection, account_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("select from accounts where account_id = $1 for no key update", account_id)
        .fetch_all(tx)
        .await
        .map(drop)
}

/// How many invitations to an account were sent since then.
pub(super) async fn invitations_since(
    tx: &mut PgConnection,
    account_id: Uuid,
    since: Timestamp,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from tickets
           where account_id = $1 and kind = 'invitation' and created_at > $2"#,
        account_id,
        since.to_sqlx(),
    )
    .fetch_one(tx)
    .await
}

/// Ends the invitations of a user to an account. Returns how many still worked.
pub(super) async fn withdraw_invitations(
    tx: &mut PgConnection,
    account_id: Uuid,
    user_id: Uuid,
    now: Timestamp,
) -> sqlx::Result<u64> {
    let withdrawn = sqlx::query!(
        "update tickets
         set used_at = $3
         where user_id = $2 and account_id = $1 and kind = 'invitation' and used_at is null and expires_at > $3",
        account_id,
        user_id,
        now.to_sqlx(),
    )
    .execute(tx)
    .await?;
    Ok(withdrawn.rows_affected())
}

/// Somebody who was invited to an account and has not come yet.
pub(super) struct Invited {
    pub(super) user_id: Uuid,
    pub(super) email: String,
    pub(super) role: String,
    pub(super) expires_at: jiff_sqlx::Timestamp,
}

/// The open invitations to an account, the latest first, at most `limit`.
pub(super) async fn invited(
    tx: &mut PgConnection,
    account_id: Uuid,
    now: Timestamp,
    limit: i64,
) -> sqlx::Result<Vec<Invited>> {
    sqlx::query_as!(
        Invited,
        r#"select t.user_id, u.email, t.role as "role!", t.expires_at
           from tickets t
           join users u using (user_id)
           where t.account_id = $1 and t.kind = 'invitation' and t.used_at is null and t.expires_at > $2
           order by t.created_at desc
           limit $3"#,
        account_id,
        now.to_sqlx(),
        limit,
    )
    .fetch_all(tx)
    .await
}
