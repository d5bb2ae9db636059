//! The rows of secret links, and how many letters with one went out.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

use crate::database::{Database, Reporter, System, Tx, soon};
use crate::intake::LINK_LIFE;
use crate::secrets::Token;

/// The submission that a link opens now, and until when.
pub(in crate::reports::tracking) async fn open(
    database: &Database,
    link_hash: &[u8],
    now: Timestamp,
) -> sqlx::Result<Option<(Uuid, Timestamp)>> {
    let row = soon(
        sqlx::query!(
            r#"select submission_id as "submission_id!", expires_at as "expires_at!"
           from portal.link($1, $2)"#,
            link_hash,
            now.to_sqlx(),
        )
        .fetch_optional(database.pool()),
    )
    .await?;
    Ok(row.map(|row| (row.submission_id, row.expires_at.to_jiff())))
}

/// A link that is used works longer.
pub(in crate::reports::tracking) async fn keep_alive(
    tx: &mut Tx<'_, Reporter>,
    until: Timestamp,
) -> sqlx::Result<()> {
    let id = tx.scope.submission_id;
    sqlx::query!(
        "update links
         set expires_at = $2
         where submission_id = $1 and expires_at < $2",
        id,
        until.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Lets every link of a submission fail from now on.
pub(in crate::reports::tracking) async fn revoke(
    tx: &mut Tx<'_, System>,
    submission_id: Uuid,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update links
         set revoked_at = $2
         where submission_id = $1 and revoked_at is null",
        submission_id,
        now.to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Lets whoever wants to change the links of a submission at the same time wait until this is done.
pub(in crate::reports::tracking) async fn hold(
    tx: &mut Tx<'_, System>,
    submission_id: Uuid,
) -> sqlx::Result<()> {
    sqlx::query!("select from submissions where submission_id = $1 for update", submission_id)
        .fetch_one(&mut **tx)
        .await
        .map(drop)
}

/// The submission that a link opens, or opened until it was revoked.
pub(in crate::reports::tracking) async fn whose(
    tx: &mut Tx<'_, System>,
    link_hash: &[u8],
    now: Timestamp,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select submission_id from links where link_hash = $1 and expires_at > $2",
        link_hash,
        now.to_sqlx(),
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The generation of the link that a form made, while it works.
pub(in crate::reports::tracking) async fn made_with(
    tx: &mut Tx<'_, System>,
    submission_id: Uuid,
    made_with: &[u8],
) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!(
        "select generation from links where submission_id = $1 and made_with = $2 and revoked_at is null",
        submission_id,
        made_with,
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Whether a link was not revoked. Asked by those who hold its submission.
pub(in crate::reports::tracking) async fn works(
    tx: &mut Tx<'_, System>,
    link_hash: &[u8],
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from links where link_hash = $1 and revoked_at is null) as "works!""#,
        link_hash,
    )
    .fetch_one(&mut **tx)
    .await
}

/// The generation of the next link.
pub(in crate::reports::tracking) async fn next_generation(
    tx: &mut Tx<'_, System>,
    submission_id: Uuid,
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"select coalesce(max(generation), 0) + 1 as "next!"
           from links
           where submission_id = $1"#,
        submission_id,
    )
    .fetch_one(&mut **tx)
    .await
}

/// A link to be kept.
pub(in crate::reports::tracking) struct NewLink<'l> {
    pub(in crate::reports::tracking) submission_id: Uuid,
    pub(in crate::reports::tracking) generation: i32,
    pub(in crate::reports::tracking) token: &'l Token,
    /// The digest of the form that asked for it.
    pub(in crate::reports::tracking) made_with: Option<&'l [u8]>,
}

pub(in crate::reports::tracking) async fn add_link(
    tx: &mut Tx<'_, System>,
    link: NewLink<'_>,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into links (link_hash, submission_id, generation, made_with, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
        link.token.hash(),
        link.submission_id,
        link.generation,
        link.made_with,
        now.to_sqlx(),
        (now + LINK_LIFE).to_sqlx(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The submission of that reference, if that reporter sent it; and when its newest link was made.
pub(in crate::reports::tracking) async fn sent_by(
    tx: &mut Tx<'_, System>,
    reference: &str,
    reporter_key: &[u8],
) -> sqlx::Result<Option<(Uuid, Timestamp)>> {
    let row = sqlx::query!(
        r#"select s.submission_id,
             (select max(l.created_at) from links l where l.submission_id = s.submission_id) as "newest!"
           from submissions s
           where s.reference = $1 and s.reporter_key = $2"#,
        reference,
        reporter_key,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.submission_id, row.newest.to_jiff())))
}

/// How many links were made anew since then for submissions of the reporter of this one.
pub(in crate::reports::tracking) async fn links_since(
    tx: &mut Tx<'_, System>,
    submission_id: Uuid,
    since: Timestamp,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from links l
           join submissions s on s.submission_id = l.submission_id
           where l.generation > 1 and l.created_at > $2
             and s.reporter_key = (select reporter_key from submissions where submission_id = $1)"#,
        submission_id,
        since.to_sqlx(),
    )
    .fetch_one(&mut **tx)
    .await
}
