//! What an account is called, and where its letters go.

use jiff::Timestamp;
use serde_json::json;

use super::members::note;
use super::store;
use crate::database::{Member, Tx};
use crate::ids;
use crate::letters::{self, Occasion};

/// Name and contact of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// What it is called.
    pub name: String,
    /// Where letters go; `None` sends them to its owners.
    pub abuse_contact: Option<String>,
}

/// The contact of the member's account.
///
/// # Errors
/// When the database is away.
pub async fn contact(tx: &mut Tx<'_, Member>) -> sqlx::Result<Contact> {
    store::contact(tx).await
}

/// Sets name and contact, which were checked, unless somebody changed what the page showed meanwhile; says whether it did. A form that comes
/// twice changes nothing more. Everybody whom another contact concerns is written to.
///
/// # Errors
/// When the database is away.
pub async fn change(
    tx: &mut Tx<'_, Member>,
    shown: Option<&Contact>,
    contact: &Contact,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let stored = store::lock_contact(tx).await?;
    if stored == *contact {
        return Ok(true);
    }
    if shown.is_some_and(|shown| stored != *shown) {
        return Ok(false);
    }
    store::set_contact(tx, contact).await?;
    let account_id = tx.scope.account_id;
    note(tx, "accounts.change_contact", account_id, json!({}), now).await?;
    if stored.abuse_contact != contact.abuse_contact {
        let occasion = Occasion::ContactChanged {
            account_id,
            change_id: ids::at(now),
            was: stored.abuse_contact,
            now: contact.abuse_contact.clone(),
            user_id: tx.scope.user_id,
            at: now,
        };
        letters::queue(tx, &occasion).await?;
    }
    Ok(true)
}
