//! The rows of what a case is about, and of who may see it.

use domain::account::Tier;
use domain::category::{Category, Clearance, Severity};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// What a case is after it was classified.
#[derive(Clone, Debug)]
pub(super) struct Class<'a> {
    pub(super) category: Category,
    pub(super) severity: Severity,
    pub(super) tier: Tier,
    pub(super) policy_version: &'a str,
    pub(super) due_at: Option<Timestamp>,
}

/// Sets what a case is about, and the same on its reports and on the submissions that are about nothing else.
pub(super) async fn classify(tx: &mut PgConnection, case_id: Uuid, class: &Class<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases
         set category = $2, severity = $3, tier = $4, policy_version = $5, due_at = $6
         where case_id = $1",
        case_id,
        class.category.as_str(),
        class.severity.as_str(),
        class.tier.as_str(),
        class.policy_version,
        class.due_at.map(|at| at.to_sqlx()) as _,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update reports
         set category = $2, severity = $3, policy_version = $4
         where case_id = $1",
        case_id,
        class.category.as_str(),
        class.severity.as_str(),
        class.policy_version,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update submissions s
         set category = $2
         where s.submission_id in (select r.submission_id from reports r where r.case_id = $1)
           and not exists (select from reports r where r.submission_id = s.submission_id and r.category <> $2)",
        case_id,
        class.category.as_str(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Lets a case wait until owners must have answered.
pub(super) async fn wait_until(tx: &mut PgConnection, case_id: Uuid, until: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases set due_at = greatest(due_at, $2) where case_id = $1 and due_at is not null",
        case_id,
        until.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Sets what is needed to see a case and all that belongs to it; takes restricted reports from their owner.
pub(super) async fn set_clearance(
    tx: &mut PgConnection,
    case_id: Uuid,
    clearance: Option<Clearance>,
) -> sqlx::Result<()> {
    sqlx::query!("select portal.set_clearance($1, $2)", case_id, clearance.map(Clearance::as_str))
        .execute(tx)
        .await
        .map(drop)
}
