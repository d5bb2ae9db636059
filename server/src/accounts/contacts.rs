//! What an account is called, and where its letters go.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::members::note;
use super::store_contact;
use crate::database::{Member, Tx};
use crate::ids;
use crate::letters::{self, Occasion};

/// What the audit calls a change of where letters go.
const REDIRECTED: &str = "accounts.change_contact";

/// How often the abuse contact may be changed in a day: each change writes to several people, strangers among them.
const CHANGES_PER_DAY: i64 = 10;

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is so now.
    Done,
    /// Somebody changed what the page showed meanwhile.
    Late,
    /// Letters were redirected so often lately that they go nowhere new for now; back to the owners they always may.
    TooOften,
}

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
    store_contact::contact(tx).await
}

/// Sets name and contact, which were checked, unless somebody changed what the page showed meanwhile. A form that comes
/// twice changes nothing more. Everybody whom another contact concerns is written to.
///
/// # Errors
/// When the database is away.
pub async fn change(
    tx: &mut Tx<'_, Member>,
    shown: Option<&Contact>,
    contact: &Contact,
    now: Timestamp,
) -> sqlx::Result<Changed> {
    let stored = store_contact::lock_contact(tx).await?;
    if stored == *contact {
        return Ok(Changed::Done);
    }
    if shown.is_some_and(|shown| stored != *shown) {
        return Ok(Changed::Late);
    }
    let is_redirected = stored.abuse_contact != contact.abuse_contact;
    let since = now - SignedDuration::from_hours(24);
    let is_limited = is_redirected && contact.abuse_contact.is_some();
    if is_limited && store_contact::contact_changes(tx, since).await? >= CHANGES_PER_DAY {
        return Ok(Changed::TooOften);
    }
    store_contact::set_contact(tx, contact).await?;
    let account_id = tx.scope.account_id;
    let action = if is_redirected { REDIRECTED } else { "accounts.rename" };
    note(tx, action, account_id, json!({}), now).await?;
    if is_redirected {
        let occasion = Occasion::ContactChanged {
            account_id,
            change_id: ids::at(now),
            was: stored.abuse_contact,
            now: contact.abuse_contact.clone(),
            user_id: tx.scope.user_id,
        };
        letters::queue(tx, &occasion).await?;
    }
    Ok(Changed::Done)
}
