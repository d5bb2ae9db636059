//! What an account is called and where its letters go, in SQL.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

use super::contacts::Contact;
use crate::database::{Member, Tx};

pub(super) async fn contact(tx: &mut Tx<'_, Member>) -> sqlx::Result<Contact> {
    let account_id = tx.scope.account_id;
    sqlx::query_as!(Contact, "select name, abuse_contact from accounts where account_id = $1", account_id)
        .fetch_one(&mut **tx)
        .await
}

/// How often the abuse contact of an account was changed since then.
pub(super) async fn contact_changes(tx: &mut Tx<'_, Member>, since: Timestamp) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select portal.contact_changes($1) as "count!""#, since.to_sqlx())
        .fetch_one(&mut **tx)
        .await
}

/// The contact, which nobody else changes until this is done.
pub(super) async fn lock_contact(tx: &mut Tx<'_, Member>) -> sqlx::Result<Contact> {
    let account_id = tx.scope.account_id;
    sqlx::query_as!(
        Contact,
        "select name, abuse_contact from accounts where account_id = $1 for no key update",
        account_id
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn set_contact(tx: &mut Tx<'_, Member>, contact: &Contact) -> sqlx::Result<()> {
    let account_id = tx.scope.account_id;
    sqlx::query!(
        "update accounts
         set name = $2, abuse_contact = $3
         where account_id = $1",
        account_id,
        contact.name,
        contact.abuse_contact,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
