//! One-time links: invitations and password resets.

use domain::account::MemberRole;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// A one-time link that still works.
pub(in crate::identity) struct Ticket {
    pub(in crate::identity) ticket_id: Uuid,
    pub(in crate::identity) user_id: Uuid,
    pub(in crate::identity) email: String,
    pub(in crate::identity) has_password: bool,
    pub(in crate::identity) account_id: Option<Uuid>,
    pub(in crate::identity) account_name: Option<String>,
    pub(in crate::identity) role: Option<String>,
}

/// What is kept of a one-time link.
pub(in crate::identity) struct NewTicket<'a> {
    pub(in crate::identity) ticket_id: Uuid,
    pub(in crate::identity) hash: &'a [u8],
    pub(in crate::identity) kind: &'static str,
    pub(in crate::identity) user_id: Uuid,
    pub(in crate::identity) membership: Option<(Uuid, MemberRole)>,
    pub(in crate::identity) created_at: Timestamp,
    pub(in crate::identity) expires_at: Timestamp,
}

pub(in crate::identity) async fn add_ticket(tx: &mut PgConnection, new: NewTicket<'_>) -> sqlx::Result<()> {
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
pub(in crate::identity) async fn is_issued(tx: &mut PgConnection, ticket_id: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from tickets where ticket_id = $1) as "is_issued!""#,
        ticket_id
    )
    .fetch_one(tx)
    .await
}

/// The ticket of a link, locked, while it works.
pub(in crate::identity) async fn ticket(
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
pub(in crate::identity) async fn use_up(
    tx: &mut PgConnection,
    ticket: &Ticket,
    now: Timestamp,
) -> sqlx::Result<()> {
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
pub(in crate::identity) async fn end_resets(
    tx: &mut PgConnection,
    user_id: Uuid,
    now: Timestamp,
) -> sqlx::Result<()> {
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
pub(in crate::identity) async fn sent_since(
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
pub(in crate::identity) async fn lock_account(tx: &mut PgConnection, account_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("select from accounts where account_id = $1 for no key update", account_id)
        .fetch_all(tx)
        .await
        .map(drop)
}

/// How many invitations to an account were sent since then.
pub(in crate::identity) async fn invitations_since(
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
pub(in crate::identity) async fn withdraw_invitations(
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
pub(in crate::identity) struct Invited {
    pub(in crate::identity) user_id: Uuid,
    pub(in crate::identity) email: String,
    pub(in crate::identity) role: String,
    pub(in crate::identity) expires_at: jiff_sqlx::Timestamp,
}

/// The open invitations to an account, the latest first, at most `limit`.
pub(in crate::identity) async fn invited(
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
