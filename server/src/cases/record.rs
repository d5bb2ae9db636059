//! The one way in which a case gets an event: numbered by the case's version, so that a stale page is noticed.

use domain::timeline::CaseHappening;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ids;
use crate::reports::record::By;

/// Adds an event to a case and raises its version. Returns the event's id.
///
/// # Errors
/// When the database is away or the scope may not see the case.
pub async fn record(
    tx: &mut PgConnection,
    case_id: Uuid,
    by: &By,
    happening: &CaseHappening,
) -> sqlx::Result<Uuid> {
    sqlx::query_scalar!(
        "with changed as (
           update cases
           set version = version + 1, changed_at = $3
           where case_id = $1
           returning case_id, version, clearance
         )
         insert into case_events (case_id, event_id, version, at, kind, detail, actor_id, actor_name, clearance)
         select case_id, $2, version, $3, $4, $5, $6, $7, clearance
         from changed
         returning event_id",
        case_id,
        ids::at(by.at),
        by.at.to_sqlx(),
        happening.kind(),
        Json(happening) as _,
        by.user_id,
        by.name.as_deref().unwrap_or(PORTAL),
    )
    .fetch_one(tx)
    .await
}

/// Raises a case's version because something about it changed that has its event elsewhere.
///
/// # Errors
/// When the database is away.
pub async fn touch(tx: &mut PgConnection, case_id: Uuid, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases
         set version = version + 1, changed_at = $2
         where case_id = $1",
        case_id,
        at.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Who did what nobody did by hand.
pub(super) const PORTAL: &str = "The portal";
