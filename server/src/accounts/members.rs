//! Who belongs to an account. There is always an owner.

use domain::account::{Actor, MemberRole};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::store;
use crate::audit;
use crate::database::{Member, Tx};

/// How many members are listed.
const LISTED: i64 = 500;

/// Somebody who belongs to the account.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// Their user.
    pub user_id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they may do.
    pub role: MemberRole,
    /// Since when.
    pub joined_at: Timestamp,
}

/// Why a member was not changed.
#[derive(Debug, thiserror::Error)]
pub enum MemberRefusal {
    /// They do not belong to this account.
    #[error("there is no such member")]
    NoMember,
    /// Somebody changed their role since the page was shown; this is it now.
    #[error("the role has changed since")]
    Stale(MemberRole),
    /// Without them nobody could manage the account.
    #[error("the last owner stays an owner")]
    LastOwner,
    /// The database is away.
    #[error("the database refuses")]
    Database(#[from] sqlx::Error),
}

/// The members by name.
///
/// # Errors
/// When the database is away.
pub async fn list(tx: &mut Tx<'_, Member>) -> sqlx::Result<Vec<Colleague>> {
    store::members(tx, LISTED).await
}

/// Changes what a member may do, from the role that the page showed. A form that comes twice changes nothing more.
///
/// # Errors
/// Says why not.
pub async fn change_role(
    tx: &mut Tx<'_, Member>,
    user_id: Uuid,
    shown: Option<MemberRole>,
    role: MemberRole,
    now: Timestamp,
) -> Result<(), MemberRefusal> {
    let present = lock(tx, user_id).await?;
    if present == role {
        return Ok(());
    }
    not_stale(shown, present)?;
    if present == MemberRole::Owner && role != MemberRole::Owner {
        keep_an_owner(tx, user_id).await?;
    }
    store::set_role(tx, user_id, role).await?;
    note(tx, "accounts.change_role", user_id, json!({ "role": role }), now).await?;
    Ok(())
}

/// Removes a member, who can see the account no longer.
///
/// # Errors
/// Says why not.
pub async fn remove(
    tx: &mut Tx<'_, Member>,
    user_id: Uuid,
    shown: Option<MemberRole>,
    now: Timestamp,
) -> Result<(), MemberRefusal> {
    let present = lock(tx, user_id).await?;
    not_stale(shown, present)?;
    if present == MemberRole::Owner {
        keep_an_owner(tx, user_id).await?;
    }
    store::remove(tx, user_id).await?;
    note(tx, "accounts.remove_member", user_id, json!({}), now).await?;
    Ok(())
}

/// Refuses where the page showed another role than the present one.
fn not_stale(shown: Option<MemberRole>, present: MemberRole) -> Result<(), MemberRefusal> {
    if shown.is_some_and(|shown| shown != present) { Err(MemberRefusal::Stale(present)) } else { Ok(()) }
}

/// Locks the owners too, so that two of them cannot remove each other at once, and looks whether the asker still is one.
async fn lock(tx: &mut Tx<'_, Member>, user_id: Uuid) -> Result<MemberRole, MemberRefusal> {
    let asker = tx.scope.user_id;
    store::lock_members(tx, user_id).await?;
    let may_manage = store::role(tx, asker).await?.is_some_and(MemberRole::may_manage);
    let role = store::role(tx, user_id).await?;
    role.filter(|_| may_manage).ok_or(MemberRefusal::NoMember)
}

async fn keep_an_owner(tx: &mut Tx<'_, Member>, but: Uuid) -> Result<(), MemberRefusal> {
    if store::has_other_owner(tx, but).await? { Ok(()) } else { Err(MemberRefusal::LastOwner) }
}

/// An audit line of the member about their own account.
pub(super) async fn note(
    tx: &mut Tx<'_, Member>,
    action: &'static str,
    subject: Uuid,
    detail: Value,
    at: Timestamp,
) -> sqlx::Result<()> {
    let line = audit::Line {
        at,
        actor: Actor::Owner,
        actor_id: Some(tx.scope.user_id),
        action,
        account_id: Some(tx.scope.account_id),
        subject: subject.to_string(),
        detail,
    };
    audit::write(tx, line).await
}
