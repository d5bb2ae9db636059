//! The queries of the case page.

mod facts;
mod letters;
mod reports;
mod sites;
mod timeline;

pub(crate) use facts::{accounts, facts};
pub(crate) use letters::{letter, letters};
pub(crate) use reports::{addresses, reports};
pub(crate) use timeline::{changes, events};

use super::page::{Head, SHOWN};
use crate::database::word::{word, word_or_none};
use crate::database::{Staff, Tx};

pub(super) fn shown() -> i64 {
    i64::try_from(SHOWN).unwrap_or(i64::MAX)
}

pub(super) async fn head(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Option<Head>> {
    let row = sqlx::query!(
        r#"select c.case_id, c.number, c.version, c.title, c.host, c.category, c.severity, c.state, c.tier, c.clearance,
             c.assigned_to, u.name as "assigned_name?", c.account_id, a.name as "account?", c.report_count, c.opened_at,
             c.due_at, c.paused_at, c.answered_at, c.returned_at, c.withdrawn_at, j.number as "joined_into?"
           from cases c
           left join users u on u.user_id = c.assigned_to
           left join accounts a on a.account_id = c.account_id
           left join cases j on j.case_id = c.joined_into
           where c.number = $1"#,
        number,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Head {
        case_id: row.case_id,
        number: row.number,
        version: row.version,
        title: row.title,
        host: row.host,
        category: word(&row.category)?,
        severity: word(&row.severity)?,
        state: word(&row.state)?,
        tier: word(&row.tier)?,
        clearance: word_or_none(row.clearance.as_deref())?,
        assigned_to: row.assigned_to.zip(row.assigned_name),
        account: row.account_id.zip(row.account),
        reports: row.report_count,
        opened_at: row.opened_at.to_jiff(),
        due_at: row.due_at.map(jiff_sqlx::Timestamp::to_jiff),
        paused_at: row.paused_at.map(jiff_sqlx::Timestamp::to_jiff),
        answered_at: row.answered_at.map(jiff_sqlx::Timestamp::to_jiff),
        returned_at: row.returned_at.map(jiff_sqlx::Timestamp::to_jiff),
        withdrawn_at: row.withdrawn_at.map(jiff_sqlx::Timestamp::to_jiff),
        joined_into: row.joined_into,
    }))
}

/// A site that left the account it was reported with.
pub(crate) struct MovedSite {
    pub(crate) host: String,
    pub(crate) from: String,
    /// The account that has it now.
    pub(crate) now_with: Option<String>,
}

/// The sites of a case's reports that left their accounts since.
pub(crate) async fn moved_sites(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Vec<MovedSite>> {
    sqlx::query_as!(
        MovedSite,
        r#"select distinct z.host, a.name as "from", k.name as "now_with?"
           from cases c
           join reports r on r.case_id = c.case_id
           join zones z on z.account_id = r.account_id and z.zone_id = r.zone_id
           join accounts a on a.account_id = r.account_id
           left join zones n on n.host = z.host and n.active_until is null
           left join accounts k on k.account_id = n.account_id
           where c.number = $1 and z.active_until is not null and r.state <> 'withdrawn'
           order by z.host
           limit 10"#,
        number,
    )
    .fetch_all(&mut **tx)
    .await
}

/// Whether the asker may still see a case.
pub(crate) async fn is_seen(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<bool> {
    Ok(version(tx, number).await?.is_some())
}

/// How often a case changed, if the asker may see it.
pub(crate) async fn version(tx: &mut Tx<'_, Staff>, number: i64) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!("select version from cases where number = $1", number).fetch_optional(&mut **tx).await
}
