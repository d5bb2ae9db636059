//! The audit: one line per command, written in the command's own transaction. Nobody can change or remove a line.

use domain::account::Actor;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// Who did what to what.
#[derive(Clone, Debug)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// In which role.
    pub actor: Actor,
    /// Which user, where one was signed in.
    pub actor_id: Option<Uuid>,
    /// The command, such as `cases.decide`.
    pub action: &'static str,
    /// The account concerned, if one.
    pub account_id: Option<Uuid>,
    /// What it was done to: a reference, a case number, an id.
    pub subject: String,
    /// What else is needed to understand it; never the words of a party.
    pub detail: Value,
}

/// Writes a line.
///
/// # Errors
/// When the database is away or the scope may not write for this actor.
pub async fn write(tx: &mut PgConnection, line: Line) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit (at, actor, actor_id, action, account_id, subject, detail)
         values ($1, $2, $3, $4, $5, $6, $7)",
        line.at.to_sqlx(),
        line.actor.as_str(),
        line.actor_id,
        line.action,
        line.account_id,
        line.subject,
        line.detail,
    )
    .execute(tx)
    .await
    .map(drop)
}
