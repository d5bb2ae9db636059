//! The queries of the dashboard and of the two lists behind it.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

use super::board::{Pending, SHOWN, Stuck, StuckCounts};
use super::lock::Seen;
use super::queue::COUNT_LIMIT;
use crate::database::word::word;
use crate::database::{Staff, Tx};

fn shown() -> i64 {
    i64::try_from(SHOWN).unwrap_or(i64::MAX)
}

pub(super) async fn stuck_counts(tx: &mut Tx<'_, Staff>) -> sqlx::Result<StuckCounts> {
    let row = sqlx::query!(
        r#"select
             (select count(*) from (select from letters where state = 'failed' limit $1) n) as "letters!",
             (select count(*) from (select from referrals where state = 'pending' limit $1) n) as "referrals!""#,
        i64::try_from(COUNT_LIMIT).unwrap_or(i64::MAX),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(StuckCounts {
        letters: u64::try_from(row.letters).unwrap_or(0),
        referrals: u64::try_from(row.referrals).unwrap_or(0),
    })
}

pub(super) async fn came_in(tx: &mut Tx<'_, Staff>, midnights: &[Timestamp]) -> sqlx::Result<Vec<u64>> {
    let midnights: Vec<_> = midnights.iter().map(|at| at.to_sqlx()).collect();
    let rows = sqlx::query!(
        r#"select width_bucket(received_at, $1::timestamptz[]) as "day!", count(*) as "reports!"
           from reports
           where received_at >= ($1::timestamptz[])[1]
           group by 1"#,
        &midnights as _,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut days = vec![0; midnights.len()];
    for row in rows {
        let day = usize::try_from(row.day).unwrap_or(0);
        if let Some(count) = day.checked_sub(1).and_then(|day| days.get_mut(day)) {
            *count = u64::try_from(row.reports).unwrap_or(0);
        }
    }
    Ok(days)
}

pub(super) async fn stuck_letters(tx: &mut Tx<'_, Staff>) -> sqlx::Result<Vec<Stuck>> {
    let rows = sqlx::query!(
        r#"select l.letter_id, l.audience, l.recipient, l.subject, l.last_error, l.created_at, c.number as "case_number?"
           from (
             select letter_id, audience, recipient, subject, last_error, created_at, account_id, report_id, case_id
             from letters
             where state = 'failed'
             order by created_at desc
             limit $1
           ) l
           left join reports r on r.account_id = l.account_id and r.report_id = l.report_id
           left join cases c on c.case_id = coalesce(r.case_id, l.case_id)
           order by l.created_at desc, l.letter_id"#,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let stuck = rows.into_iter().map(|row| Stuck {
        letter_id: row.letter_id,
        case_number: row.case_number,
        audience: row.audience,
        recipient: row.recipient,
        subject: row.subject,
        last_error: row.last_error,
        created_at: row.created_at.to_jiff(),
    });
    Ok(stuck.collect())
}

pub(super) async fn pending_referrals(tx: &mut Tx<'_, Staff>, now: Timestamp) -> sqlx::Result<Vec<Pending>> {
    let rows = sqlx::query!(
        r#"select f.referral_id, f.kind, f.created_at, coalesce(i.number, c.number) as "number!",
           coalesce(i.title, c.title) as "title!", coalesce(i.version, c.version) as "version!"
         from (
           select referral_id, kind, created_at, case_id
           from referrals
           where state = 'pending'
           order by created_at
           limit $1
         ) f
         join cases c on c.case_id = f.case_id
         left join cases i on i.case_id = c.joined_into
         order by f.created_at, f.referral_id"#,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let pending = rows.into_iter().map(|row| {
        Ok(Pending {
            referral_id: row.referral_id,
            seen: Seen { version: row.version, at: now },
            case_number: row.number,
            title: row.title,
            to: word(&row.kind)?,
            since: row.created_at.to_jiff(),
        })
    });
    pending.collect()
}
