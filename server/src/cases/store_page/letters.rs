//! The letters of a case.

use app::letters::Content;
use sqlx::types::Json;
use uuid::Uuid;

use super::shown;
use crate::cases::page::Letter;
use crate::database::{Staff, Tx};

/// The letters of a case, of its reports and of their submissions, newest first.
pub(crate) async fn letters(tx: &mut Tx<'_, Staff>, case_id: Uuid) -> sqlx::Result<Vec<Letter>> {
    let rows = sqlx::query!(
        r#"select l.letter_id as "letter_id!", l.kind as "kind!", l.audience as "audience!", l.recipient as "recipient!",
             l.subject as "subject!", l.state as "state!", l.last_error, l.created_at as "created_at!", l.sent_at
           from (
             select l.letter_id, l.kind, l.audience, l.recipient, l.subject, l.state, l.last_error, l.created_at, l.sent_at
             from reports r
             join letters l on l.account_id = r.account_id and l.report_id = r.report_id
             where r.case_id = $1
             union
             select l.letter_id, l.kind, l.audience, l.recipient, l.subject, l.state, l.last_error, l.created_at, l.sent_at
             from reports r
             join letters l on l.submission_id = r.submission_id and l.report_id is null
             where r.case_id = $1
             union
             select l.letter_id, l.kind, l.audience, l.recipient, l.subject, l.state, l.last_error, l.created_at, l.sent_at
             from letters l
             where l.report_id is null
               and l.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
           ) l
           order by l.created_at desc, l.letter_id desc
           limit $2"#,
        case_id,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let letters = rows.into_iter().map(|row| Letter {
        letter_id: row.letter_id,
        kind: row.kind,
        audience: row.audience,
        recipient: row.recipient,
        subject: row.subject,
        state: row.state,
        last_error: row.last_error,
        created_at: row.created_at.to_jiff(),
        sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(letters.collect())
}

/// One letter of a case with what it is made from, which holds no secret.
pub(crate) async fn letter(
    tx: &mut Tx<'_, Staff>,
    case_id: Uuid,
    letter_id: Uuid,
) -> sqlx::Result<Option<(Letter, Content)>> {
    let row = sqlx::query!(
        r#"select l.letter_id, l.kind, l.audience, l.recipient, l.subject, l.state, l.last_error, l.created_at, l.sent_at,
             l.content as "content: Json<Content>"
           from letters l
           where l.letter_id = $2 and (
             l.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
             or exists (select from reports r where r.account_id = l.account_id and r.report_id = l.report_id and r.case_id = $1)
             or (l.report_id is null and exists (select from reports r where r.submission_id = l.submission_id and r.case_id = $1))
           )"#,
        case_id,
        letter_id,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        let letter = Letter {
            letter_id: row.letter_id,
            kind: row.kind,
            audience: row.audience,
            recipient: row.recipient,
            subject: row.subject,
            state: row.state,
            last_error: row.last_error,
            created_at: row.created_at.to_jiff(),
            sent_at: row.sent_at.map(jiff_sqlx::Timestamp::to_jiff),
        };
        (letter, row.content.0)
    }))
}
