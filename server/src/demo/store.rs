//! What the demo needs to know of the database beyond what the features offer.

use std::collections::BTreeMap;

use domain::category::Category;
use jiff::Timestamp;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection as _, Executor as _};
use uuid::Uuid;

use crate::database::word::word;
use crate::reports::ReportKey;

/// How far the demo world has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Nothing is in the database at all.
    Empty,
    /// A demo world was begun and not finished.
    Half,
    /// It is there.
    Whole,
    /// The database holds something else.
    Foreign,
}

/// The audit line that says that a demo world was begun.
pub(super) const BEGUN: &str = "demo.begin";
/// The audit line that says that it is whole.
pub(super) const WHOLE: &str = "demo.seed";

pub(super) async fn progress(tx: &mut PgConnection) -> sqlx::Result<Progress> {
    let row = sqlx::query!(
        r#"select
             exists (select from audit where action = 'demo.begin') as "begun!",
             exists (select from audit where action = 'demo.seed') as "whole!",
             exists (select from accounts) or exists (select from users) or exists (select from submissions) as "filled!""#
    )
    .fetch_one(tx)
    .await?;
    Ok(match row {
        _ if row.whole => Progress::Whole,
        _ if row.begun => Progress::Half,
        _ if row.filled => Progress::Foreign,
        _ => Progress::Empty,
    })
}

/// Empties every table of ours and the queue, as their owner.
pub(super) async fn clear(owner: &PgConnectOptions) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect_with(owner).await?;
    connection
        .execute(
            "do $$
             declare
               named text;
             begin
               for named in
                 select tablename from pg_tables where schemaname = 'public' and tablename not in ('_sqlx_migrations', 'report_moves', 'case_number_key')
               loop
                 execute format('truncate public.%I restart identity cascade', named);
               end loop;
               truncate graphile_worker._private_jobs cascade;
               alter sequence reference_numbers restart;
             end
             $$",
        )
        .await?;
    connection.close().await
}

/// The accounts by the name they were imported under, which nobody can change.
pub(super) async fn accounts(tx: &mut PgConnection) -> sqlx::Result<BTreeMap<String, Uuid>> {
    let rows = sqlx::query!("select external_id, account_id from accounts").fetch_all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.account_id)).collect())
}

/// The hosts of an account's zones.
pub(super) async fn zones(tx: &mut PgConnection, account_id: Uuid) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select host from zones where account_id = $1 and active_until is null order by host",
        account_id
    )
    .fetch_all(tx)
    .await
}

pub(super) async fn set_service(tx: &mut PgConnection, host: &str, service: &str) -> sqlx::Result<()> {
    sqlx::query!("update zones set service = $2 where host = $1 and active_until is null", host, service)
        .execute(tx)
        .await
        .map(drop)
}

/// The contact that a customer set.
pub(super) async fn set_contact(tx: &mut PgConnection, account: &str, contact: &str) -> sqlx::Result<()> {
    sqlx::query!("update accounts set abuse_contact = $2 where external_id = $1", account, contact)
        .execute(tx)
        .await
        .map(drop)
}

/// A case and how often it changed.
pub(super) struct CaseVersion {
    pub(super) number: i64,
    pub(super) version: i32,
}

/// The cases in which the reports of a submission lie.
pub(super) async fn cases(tx: &mut PgConnection, submission_id: Uuid) -> sqlx::Result<Vec<CaseVersion>> {
    sqlx::query_as!(
        CaseVersion,
        "select c.number, c.version
         from cases c
         where c.case_id in (select r.case_id from reports r where r.submission_id = $1)
         order by c.opened_at, c.case_id",
        submission_id,
    )
    .fetch_all(tx)
    .await
}

/// A report of a submission as its owner finds it.
pub(super) struct ReportPlace {
    pub(super) account_id: Uuid,
    report_id: Uuid,
    pub(super) reference: String,
    pub(super) version: i32,
    category: String,
    owner_told_at: Option<jiff_sqlx::Timestamp>,
    received_at: jiff_sqlx::Timestamp,
}

impl ReportPlace {
    pub(super) fn key(&self) -> ReportKey {
        ReportKey { account_id: self.account_id, report_id: self.report_id }
    }

    pub(super) fn category(&self) -> sqlx::Result<Category> {
        word(&self.category)
    }

    pub(super) fn told_at(&self) -> Timestamp {
        self.owner_told_at.unwrap_or(self.received_at).to_jiff()
    }
}

pub(super) async fn reports(tx: &mut PgConnection, submission_id: Uuid) -> sqlx::Result<Vec<ReportPlace>> {
    sqlx::query_as!(
        ReportPlace,
        "select account_id, report_id, reference, version, category, owner_told_at, received_at
         from reports
         where submission_id = $1
         order by reference, account_id",
        submission_id,
    )
    .fetch_all(tx)
    .await
}
