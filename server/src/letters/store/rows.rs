//! The letters themselves.

use app::letters::Content;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::letters::write::Draft;

/// Keeps a letter to be sent, unless the same one was kept before. Says whether it is new.
pub(crate) async fn insert(
    tx: &mut PgConnection,
    letter_id: Uuid,
    message_id: &str,
    draft: &Draft,
    subject: &str,
    at: Timestamp,
) -> sqlx::Result<bool> {
    let about = &draft.about;
    let inserted = sqlx::query!(
        "insert into letters
           (letter_id, once_key, kind, audience, recipient, content, subject, message_id, thread_id,
            account_id, report_id, submission_id, case_id, user_id, ticket_id, created_at, clearance)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict (once_key) do nothing",
        letter_id,
        draft.once,
        draft.content.kind(),
        draft.audience.as_str(),
        draft.recipient.email,
        Json(&draft.content) as _,
        subject,
        message_id,
        about.thread.map(|thread| thread.to_string()),
        about.account_id,
        about.report_id,
        about.submission_id,
        about.case_id,
        draft.recipient.user_id,
        about.ticket_id,
        at.to_sqlx(),
        about.clearance,
    )
    .execute(tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// A letter that is about to be sent, with what decides whether it still may be and where its link leads.
pub(crate) struct Row {
    pub(crate) state: String,
    /// Whether whoever restricted its case withheld it, and nothing was written in its place yet.
    pub(crate) is_withheld: bool,
    pub(crate) audience: String,
    pub(crate) recipient: String,
    pub(crate) content: Json<Content>,
    pub(crate) message_id: String,
    pub(crate) thread_id: Option<String>,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) submission_id: Option<Uuid>,
    pub(crate) ticket_id: Option<Uuid>,
    pub(crate) created_at: jiff_sqlx::Timestamp,
    pub(crate) time_zone: Option<String>,
    pub(crate) report_reference: Option<String>,
    pub(crate) case_number: Option<i64>,
    pub(crate) generation: Option<i32>,
    pub(crate) stopped: bool,
    pub(crate) restricted: bool,
    pub(crate) cleared: bool,
}

pub(crate) async fn load(tx: &mut PgConnection, letter_id: Uuid) -> sqlx::Result<Option<Row>> {
    sqlx::query_as!(
        Row,
        r#"select l.state, l.audience, l.recipient, l.content as "content: _", l.message_id, l.thread_id, l.account_id, l.submission_id,
             coalesce(l.state = 'failed' and l.last_error like 'withheld: %' and l.once_key not like '%:withheld:%', false) as "is_withheld!",
             l.ticket_id, l.created_at, u.time_zone as "time_zone?", r.reference as "report_reference?", c.number as "case_number?",
             (select k.generation from links k where k.submission_id = l.submission_id and k.revoked_at is null
              order by k.generation desc limit 1) as generation,
             p.letters_stopped_at is not null as "stopped!",
             coalesce(r.clearance, c.clearance, case when l.report_id is null then
               coalesce((select max(o.clearance) from reports o where o.submission_id = s.submission_id), s.clearance)
             end) is not null as "restricted!",
             coalesce(c.clearance is null or (f.user_id is not null and c.clearance = any (f.clearances)), false) as "cleared!"
           from letters l
           left join users u on u.user_id = l.user_id
           left join staff f on f.user_id = l.user_id and u.disabled_at is null
           left join reports r on r.account_id = l.account_id and r.report_id = l.report_id
           left join cases c on c.case_id = l.case_id
           left join submissions s on s.submission_id = l.submission_id and l.audience = 'reporter'
           left join reporters p on p.submission_id = l.submission_id and l.audience = 'reporter'
           where l.letter_id = $1"#,
        letter_id,
    )
    .fetch_optional(tx)
    .await
}

/// Notes that a letter left.
pub(crate) async fn sent(tx: &mut PgConnection, letter_id: Uuid, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update letters
         set state = 'sent', sent_at = $2, attempts = attempts + 1, last_error = null
         where letter_id = $1 and state <> 'sent'",
        letter_id,
        at.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Notes why a letter did not leave this time.
pub(crate) async fn stumbled(tx: &mut PgConnection, letter_id: Uuid, reason: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update letters
         set attempts = attempts + 1, last_error = $2
         where letter_id = $1",
        letter_id,
        reason,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Notes that a letter will not leave any more, after a last attempt.
pub(crate) async fn failed(tx: &mut PgConnection, letter_id: Uuid, reason: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update letters
         set state = 'failed', attempts = attempts + 1, last_error = $2
         where letter_id = $1 and state = 'queued'",
        letter_id,
        reason,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Notes that a letter may not leave any more. Another one may be written in its place.
pub(crate) async fn withheld(tx: &mut PgConnection, letter_id: Uuid, reason: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update letters
         set state = 'failed', last_error = 'withheld: ' || $2::text, once_key = once_key || ':withheld:' || letter_id
         where letter_id = $1 and state <> 'sent'",
        letter_id,
        reason,
    )
    .execute(tx)
    .await
    .map(drop)
}
