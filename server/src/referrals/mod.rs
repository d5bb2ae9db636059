//! Referrals: passing a case to somebody outside who can act. Here one is opened as pending; filing it is work of its own.

use domain::category::Clearance;
use domain::referral::Recipient;
use domain::timeline::CaseHappening;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::cases::record::record;
use crate::ids;
use crate::reports::record::By;

/// Gives a case that was split off the referrals of the one it comes from: what was filed covered its reports, what is pending is filed for each.
///
/// # Errors
/// When the database is away.
pub async fn copy(tx: &mut PgConnection, from: Uuid, into: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into referrals (referral_id, case_id, kind, state, created_at, clearance)
         select distinct on (f.kind) gen_random_uuid(), $2, f.kind, f.state, f.created_at, f.clearance
         from referrals f
         where f.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
         order by f.kind, f.state = 'filed' desc, f.created_at",
        from,
        into,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Opens a pending referral, once for each case and recipient; `false` where there is one already.
///
/// # Errors
/// When the database is away.
pub async fn open(
    tx: &mut PgConnection,
    case_id: Uuid,
    to: Recipient,
    clearance: Option<Clearance>,
    by: &By,
) -> sqlx::Result<bool> {
    let opened = sqlx::query!(
        "insert into referrals (referral_id, case_id, kind, state, created_at, clearance)
         values ($1, $2, $3, 'pending', $4, $5)
         on conflict on constraint referrals_once do nothing",
        ids::at(by.at),
        case_id,
        to.as_str(),
        by.at.to_sqlx(),
        clearance.map(Clearance::as_str),
    )
    .execute(&mut *tx)
    .await?;
    if opened.rows_affected() == 0 {
        return Ok(false);
    }
    record(tx, case_id, by, &CaseHappening::ReferralOpened { to }).await?;
    Ok(true)
}
