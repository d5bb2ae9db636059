//! The work area: its commands, its pages, and what it must never show.

mod commands;
mod decisions;
mod following;
mod given_up;
mod in_force;
mod joining;
mod limits;
mod numbers;
mod pages;
mod plans;
mod queues;
mod races;
mod reach;
mod restricted;
mod search;
mod shared;
mod told;
mod withdrawn;

use domain::account::StaffRole;
use domain::category::{Category, Clearance};
use domain::reference::Reference;
use domain::report::ReportState;
use jiff_sqlx::ToSqlx as _;
use server::cases::{CaseError, Seen};
use server::database::{Staff, System, Tx};
use server::ids;
use server::reports::ReportKey;
use server::secrets::digest;
use sqlx::Row as _;
use uuid::Uuid;

use crate::support::TestApp;

/// A report as a test wants it, with a case of its own unless one is named.
#[derive(Clone, Debug)]
pub struct Filed {
    pub account_id: Uuid,
    pub zone_id: Uuid,
    pub host: String,
    pub category: Category,
    pub state: ReportState,
    pub is_owner_told: bool,
    pub tell_owner: &'static str,
    pub email: Option<String>,
    pub allegation: String,
    pub paths: Vec<String>,
    pub into: Option<Uuid>,
}

/// A case with its first report.
#[derive(Clone, Debug)]
pub struct Case {
    pub case_id: Uuid,
    pub number: i64,
    pub report: ReportKey,
    pub reference: String,
    pub submission_reference: String,
}

/// A customer's site.
#[derive(Clone, Debug)]
pub struct Site {
    pub account_id: Uuid,
    pub zone_id: Uuid,
    pub host: String,
}

impl Site {
    pub fn filed(&self) -> Filed {
        Filed {
            account_id: self.account_id,
            zone_id: self.zone_id,
            host: self.host.clone(),
            category: Category::Phishing,
            state: ReportState::WithOwner,
            is_owner_told: true,
            tell_owner: "anonymous",
            email: Some("ann@reporter.example".to_owned()),
            allegation: "It copies my bank".to_owned(),
            paths: vec!["/login".to_owned()],
            into: None,
        }
    }
}

impl TestApp {
    /// A site of a new account of that name.
    pub async fn site(&self, name: &str, host: &str) -> Site {
        let account_id = self.account(name).await;
        let zone_id = self.zone(account_id, host).await;
        Site { account_id, zone_id, host: host.to_owned() }
    }

    pub async fn analyst(&self) -> Staff {
        self.staff(&format!("{}@desk.example", Uuid::new_v4().simple()), StaffRole::Analyst, &[]).await
    }

    pub async fn cleared(&self) -> Staff {
        let email = format!("{}@desk.example", Uuid::new_v4().simple());
        self.staff(&email, StaffRole::Senior, &[Clearance::ChildSafety]).await
    }

    /// Puts a report into the database as intake would.
    pub async fn file(&self, filed: Filed) -> Case {
        let mut tx = self.portal.database.begin(&System).await.unwrap();
        let entry = self.portal.policy.of(filed.category);
        let clearance = entry.clearance.map(Clearance::as_str);
        let (submission_id, report_id) = (ids::at(self.now()), ids::at(self.now()));
        let case_id = match filed.into {
            Some(case_id) => case_id,
            None => self.open_case(&mut tx, &filed).await,
        };
        let submission_reference = next_reference(&mut tx).await;
        let reference = next_reference(&mut tx).await;
        sqlx::query(
            "insert into submissions (submission_id, reference, idempotency_hash, category, allegation, source, policy_version,
               reporter_key, line_count, clearance, received_at)
             values ($1, $2, $3, $4, $5, 'form', 'test', $6, 1, $7, $8)",
        )
        .bind(submission_id)
        .bind(&submission_reference)
        .bind(submission_id.as_bytes().to_vec())
        .bind(filed.category.as_str())
        .bind(&filed.allegation)
        .bind(filed.email.as_deref().map(|email| self.portal.secrets.reporter_key(email)))
        .bind(clearance)
        .bind(self.now().to_sqlx())
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query(
            "insert into reporters (submission_id, name, email, tell_owner, tell_host, tell_ncmec, clearance)
             values ($1, 'Ann', $2, $3, 'anonymous', 'anonymous', $4)",
        )
        .bind(submission_id)
        .bind(&filed.email)
        .bind(filed.tell_owner)
        .bind(clearance)
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query(
            "insert into reports (account_id, report_id, reference, submission_id, case_id, category, severity, state, allegation, host,
               zone_id, address_count, received_at, owner_told_at, owner_due_at, policy_version, clearance)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'test', $16)",
        )
        .bind(filed.account_id)
        .bind(report_id)
        .bind(&reference)
        .bind(submission_id)
        .bind(case_id)
        .bind(filed.category.as_str())
        .bind(entry.severity.as_str())
        .bind(filed.state.as_str())
        .bind(&filed.allegation)
        .bind(&filed.host)
        .bind(filed.zone_id)
        .bind(i32::try_from(filed.paths.len()).unwrap())
        .bind(self.now().to_sqlx())
        .bind(filed.is_owner_told.then(|| self.now().to_sqlx()))
        .bind(filed.is_owner_told.then(|| (self.now() + jiff::SignedDuration::from_hours(24)).to_sqlx()))
        .bind(clearance)
        .execute(&mut *tx)
        .await
        .unwrap();
        for (line, path) in filed.paths.iter().enumerate() {
            let url = format!("https://{}{path}", filed.host);
            sqlx::query(
                "insert into report_addresses (account_id, report_id, address_id, zone_id, url, url_hash, host, line_number, added_at, clearance)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(filed.account_id)
            .bind(report_id)
            .bind(ids::at(self.now()))
            .bind(filed.zone_id)
            .bind(&url)
            .bind(digest(&url))
            .bind(&filed.host)
            .bind(i32::try_from(line).unwrap())
            .bind(self.now().to_sqlx())
            .bind(clearance)
            .execute(&mut *tx)
            .await
            .unwrap();
        }
        sqlx::query(
            "insert into report_events (account_id, report_id, event_id, version, at, kind, detail, actor, to_reporter, to_owner)
             values ($1, $2, $3, 1, $4, 'received', $5, 'reporter', true, true)",
        )
        .bind(filed.account_id)
        .bind(report_id)
        .bind(ids::at(self.now()))
        .bind(self.now().to_sqlx())
        .bind(serde_json::json!({ "kind": "received", "addresses": filed.paths.len() }))
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query("update reports set version = 1 where report_id = $1")
            .bind(report_id)
            .execute(&mut *tx)
            .await
            .unwrap();
        let row = sqlx::query(
            "update cases set report_count = report_count + 1 where case_id = $1 returning number",
        )
        .bind(case_id)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let report = ReportKey { account_id: filed.account_id, report_id };
        Case { case_id, number: row.get(0), report, reference, submission_reference }
    }

    async fn open_case(&self, tx: &mut Tx<'_, System>, filed: &Filed) -> Uuid {
        let entry = self.portal.policy.of(filed.category);
        let case_id = ids::at(self.now());
        let tier = if entry.clearance.is_some() { "child_safety" } else { "first" };
        sqlx::query(
            "insert into cases (case_id, title, category, severity, tier, account_id, host, opened_at, due_at, changed_at, policy_version, clearance)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, 'test', $10)",
        )
        .bind(case_id)
        .bind(format!("{} on {}", entry.word, filed.host))
        .bind(filed.category.as_str())
        .bind(entry.severity.as_str())
        .bind(tier)
        .bind(filed.account_id)
        .bind(&filed.host)
        .bind(self.now().to_sqlx())
        .bind((self.now() + jiff::SignedDuration::from_hours(entry.decide_hours.into())).to_sqlx())
        .bind(entry.clearance.map(Clearance::as_str))
        .execute(&mut **tx)
        .await
        .unwrap();
        case_id
    }

    /// What a page that is opened now would know of a case.
    pub async fn seen(&self, case: &Case) -> Seen {
        let version: i32 = self.one("select version from cases where case_id = $1", case.case_id).await;
        Seen { version, at: self.now() }
    }

    /// The addresses that staff cleared for everything see as limited, each with its report.
    pub async fn limited(&self) -> Vec<(Uuid, String)> {
        let clearances = vec![Clearance::ChildSafety];
        let staff = Staff { user_id: Uuid::nil(), role: StaffRole::Analyst, clearances, name: String::new() };
        let mut tx = self.portal.database.begin(&staff).await.unwrap();
        sqlx::query_as(
            "select report_id, url from report_addresses
             where portal.limited_since(account_id, report_id, address_id) is not null
             order by url, report_id",
        )
        .fetch_all(&mut *tx)
        .await
        .unwrap()
    }

    /// One value past all policies.
    pub async fn one<T>(&self, sql: &'static str, id: Uuid) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        let mut connection = self.all_seeing().await;
        sqlx::query_scalar(sql).bind(id).fetch_one(&mut connection).await.unwrap()
    }
}

async fn next_reference(tx: &mut Tx<'_, System>) -> String {
    let number: i64 =
        sqlx::query_scalar("select nextval('reference_numbers')").fetch_one(&mut **tx).await.unwrap();
    Reference::numbered(u64::try_from(number).unwrap()).as_str().to_owned()
}

/// Runs a command as a member of staff, and keeps what it did.
macro_rules! acting {
    ($app:expr, $staff:expr, |$tx:ident| $command:expr) => {{
        let mut transaction = $app.portal.database.begin($staff).await.unwrap();
        let $tx = &mut transaction;
        let outcome = $command.await;
        if outcome.is_ok() {
            transaction.commit().await.unwrap();
        }
        outcome
    }};
}
pub(crate) use acting;

/// The word for an outcome, for tables of commands by state.
pub fn word<T>(outcome: &Result<T, CaseError>) -> &'static str {
    match outcome {
        Ok(_) => "ok",
        Err(CaseError::NotFound) => "not found",
        Err(CaseError::Stale) => "stale",
        Err(CaseError::Done) => "done",
        Err(CaseError::State(_)) => "state",
        Err(CaseError::Report(_)) => "report",
        Err(CaseError::Decision(_)) => "policy",
        Err(CaseError::Tier(_)) => "tier",
        Err(CaseError::Rule(_)) => "rule",
        Err(CaseError::Database(_)) => "database",
    }
}
