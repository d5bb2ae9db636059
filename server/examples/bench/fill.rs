//! Fills an empty portal in bulk, as a superuser: what comes in through the pages would take hours.

use domain::reference::Reference;
use jiff::Timestamp;
use server::database::embedded::{DATABASE, Embedded, SUPERUSER};
use server::secrets::Secrets;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection as _, Executor as _, Row as _};
use uuid::Uuid;

/// How many rows one statement takes.
const CHUNK: usize = 20_000;

/// How much there shall be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) accounts: u32,
    pub(crate) reports: u32,
}

/// How somebody connects whom no policy stops.
pub(crate) fn superuser(embedded: &Embedded) -> PgConnectOptions {
    let password = &embedded.secrets().superuser_password;
    embedded.owner().clone().username(SUPERUSER).password(password).database(DATABASE)
}

/// Fills the database and lets it gather its statistics.
pub(crate) async fn fill(
    all: &mut PgConnection,
    size: Size,
    secrets: &Secrets,
    now: Timestamp,
) -> sqlx::Result<()> {
    for (name, value) in [
        ("bench.now", now.to_string()),
        ("bench.accounts", size.accounts.to_string()),
        ("bench.reports", size.reports.to_string()),
    ] {
        sqlx::query("select set_config($1, $2, false)").bind(name).bind(value).execute(&mut *all).await?;
    }
    references(all, size.reports).await?;
    all.execute(include_str!("fill.sql")).await?;
    links(all, secrets).await?;
    all.execute("vacuum analyze").await.map(drop)
}

async fn references(all: &mut PgConnection, reports: u32) -> sqlx::Result<()> {
    all.execute(
        "create temp table made_references (n integer primary key, reference text, report_reference text)",
    )
    .await?;
    let numbers: Vec<i32> = (1..=reports).filter_map(|n| i32::try_from(n).ok()).collect();
    for numbers in numbers.chunks(CHUNK) {
        let numbered = |number: i32| Reference::numbered(u64::from(number.unsigned_abs())).to_string();
        let of_submissions: Vec<String> = numbers.iter().map(|n| numbered(2 * n)).collect();
        let of_reports: Vec<String> = numbers.iter().map(|n| numbered(2 * n + 1)).collect();
        sqlx::query(
            "insert into made_references select * from unnest($1::integer[], $2::text[], $3::text[])",
        )
        .bind(numbers)
        .bind(of_submissions)
        .bind(of_reports)
        .execute(&mut *all)
        .await?;
    }
    Ok(())
}

/// The secret link of each submission.
async fn links(all: &mut PgConnection, secrets: &Secrets) -> sqlx::Result<()> {
    let rows = sqlx::query("select submission_id from submissions").fetch_all(&mut *all).await?;
    let ids = rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<Vec<Uuid>>>()?;
    for ids in ids.chunks(CHUNK) {
        let hashes: Vec<Vec<u8>> = ids.iter().map(|id| secrets.track_token(*id, 1).hash()).collect();
        sqlx::query(
            "insert into links (link_hash, submission_id, generation, created_at, expires_at)
             select l.hash, s.submission_id, 1, s.received_at, current_setting('bench.now')::timestamptz + interval '180 days'
             from unnest($1::bytea[], $2::uuid[]) as l (hash, submission_id)
             join submissions s using (submission_id)",
        )
        .bind(hashes)
        .bind(ids)
        .execute(&mut *all)
        .await?;
    }
    Ok(())
}

/// A connection that no policy stops.
pub(crate) async fn connect(embedded: &Embedded) -> sqlx::Result<PgConnection> {
    PgConnection::connect_with(&superuser(embedded)).await
}
