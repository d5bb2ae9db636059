//! The rows of referrals that staff say something about.

use domain::referral::Recipient;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

use super::{Outcome, Settled};
use crate::database::word::word_or_none;
use crate::database::{Staff, Tx};

/// To whom a referral goes, if the asker may see it.
pub(super) async fn recipient(tx: &mut Tx<'_, Staff>, referral_id: Uuid) -> sqlx::Result<Option<Recipient>> {
    let kind = sqlx::query_scalar!("select kind from referrals where referral_id = $1", referral_id)
        .fetch_optional(&mut **tx)
        .await?;
    word_or_none(kind.as_deref())
}

/// Keeps what became of a referral of a case, or of one that was joined into it; `false` where there is none that waits.
pub(super) async fn settle(
    tx: &mut Tx<'_, Staff>,
    case_id: Uuid,
    settled: &Settled,
    at: Timestamp,
) -> sqlx::Result<bool> {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let (on, with, reference) = match &settled.outcome {
        Outcome::Filed { on, with, reference } => (Some(on.to_sqlx()), said(with), said(reference)),
        Outcome::Failed => (None, None, None),
    };
    let done = sqlx::query!(
        "update referrals
         set state = $3, filed_on = $4, filed_with = $5, filed_reference = $6, note = $7, settled_by = $8, settled_at = $9
         where referral_id = $2
           and state <> 'filed'
           and case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))",
        case_id,
        settled.referral_id,
        settled.outcome.state().as_str(),
        on as _,
        with,
        reference,
        said(&settled.note),
        tx.scope.user_id,
        at.to_sqlx(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
