//! A report, put into the database as intake leaves it.

use domain::account::Actor;
use domain::category::Category;
use domain::policy::Policy;
use domain::timeline::Happening;
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use server::database::System;
use server::letters::{self, Occasion};
use server::reports::notice::tell_owner;
use server::reports::{By, Locked, ReportKey, lock, record};
use server::{ids, secrets};
use uuid::Uuid;

use crate::support::TestApp;

/// What is reported, and by whom.
pub(super) struct Reported {
    pub(super) key: ReportKey,
    pub(super) submission_id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) category: Category,
}

/// How a report differs from the usual one.
pub(super) struct Of<'a> {
    pub(super) category: Category,
    pub(super) tell_owner: &'a str,
    pub(super) hosts: &'a [&'a str],
    /// The submission, where it comes with another report.
    pub(super) submission_id: Option<Uuid>,
}

pub(super) const ALLEGATION: &str =
    "It copies the sign-in page of my bank, see http://login.alderfinch.example/a.";

impl Default for Of<'_> {
    fn default() -> Self {
        let hosts = &["login.alderfinch.example"];
        Self { category: Category::Phishing, tell_owner: "anonymous", hosts, submission_id: None }
    }
}

/// A report from Robin about an account with one zone.
pub(super) async fn report(app: &TestApp, account_id: Uuid, zone_id: Uuid, of: Of<'_>) -> Reported {
    let id = || ids::at(app.now());
    let (submission_id, case_id, report_id) = (of.submission_id.unwrap_or_else(id), id(), id());
    let policy = Policy::compiled_in();
    let entry = policy.of(of.category);
    let clearance = entry.clearance.map(|clearance| clearance.as_str());
    let reference = format!("NE-{}", &report_id.to_string()[28..]);
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    sqlx::query(
        "insert into submissions (submission_id, reference, idempotency_hash, category, allegation, source, policy_version, line_count, received_at, clearance)
         values ($1, $2, $3, $4, $5, 'form', 'x', 1, $6, $7)
         on conflict do nothing",
    )
    .bind(submission_id).bind(&reference).bind(submission_id.as_bytes().as_slice()).bind(of.category.as_str()).bind(ALLEGATION)
    .bind(app.now().to_sqlx()).bind(clearance)
    .execute(&mut *tx).await.unwrap();
    sqlx::query(
        "insert into reporters (submission_id, name, email, tell_owner, tell_host, tell_ncmec, clearance)
         values ($1, 'Robin Vale', 'robin@mailbox.example', $2, 'nothing', 'nothing', $3)
         on conflict do nothing",
    )
    .bind(submission_id)
    .bind(of.tell_owner)
    .bind(clearance)
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "insert into links (link_hash, submission_id, generation, created_at, expires_at) values ($1, $2, 1, $3, $4)
         on conflict do nothing",
    )
    .bind(app.portal.secrets.track_token(submission_id, 1).hash()).bind(submission_id).bind(app.now().to_sqlx())
    .bind((app.now() + SignedDuration::from_hours(24 * 180)).to_sqlx())
    .execute(&mut *tx).await.unwrap();
    sqlx::query(
        "insert into cases (case_id, title, category, severity, account_id, opened_at, changed_at, policy_version, clearance)
         values ($1, 'Bank sign-in copied on login.alderfinch.example', $2, 'high', $3, $4, $4, 'x', $5)",
    )
    .bind(case_id).bind(of.category.as_str()).bind(account_id).bind(app.now().to_sqlx()).bind(clearance)
    .execute(&mut *tx).await.unwrap();
    sqlx::query(
        "insert into reports (account_id, report_id, reference, submission_id, case_id, category, severity, state, allegation, host, zone_id, address_count, received_at, policy_version, clearance)
         values ($1, $2, $3, $4, $5, $6, 'high', 'received', $7, $8, $9, $10, $11, 'x', $12)",
    )
    .bind(account_id).bind(report_id).bind(&reference).bind(submission_id).bind(case_id).bind(of.category.as_str())
    .bind(ALLEGATION).bind(of.hosts[0]).bind(zone_id).bind(i32::try_from(of.hosts.len()).unwrap())
    .bind(app.now().to_sqlx()).bind(clearance)
    .execute(&mut *tx).await.unwrap();
    for (line, host) in of.hosts.iter().enumerate() {
        let (line, url) = (i32::try_from(line).unwrap() + 1, format!("https://{host}/aurora/verify?id=8841"));
        sqlx::query(
            "insert into report_addresses (account_id, report_id, address_id, zone_id, url, url_hash, host, line_number, added_at, clearance)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(account_id).bind(report_id).bind(id()).bind(zone_id).bind(&url).bind(secrets::digest(&url)).bind(host)
        .bind(line).bind(app.now().to_sqlx()).bind(clearance)
        .execute(&mut *tx).await.unwrap();
        sqlx::query(
            "insert into submission_lines (submission_id, line_number, raw, url, outcome, account_id, report_id, clearance)
             values ($1, $2, $3, $3, 'accepted', $4, $5, $6)
             on conflict do nothing",
        )
        .bind(submission_id).bind(line).bind(&url).bind(account_id).bind(report_id).bind(clearance)
        .execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    Reported { key: ReportKey { account_id, report_id }, submission_id, case_id, category: of.category }
}

/// Somebody who does something now.
pub(super) fn by(app: &TestApp, actor: Actor) -> By {
    By { actor, user_id: None, name: None, at: app.now() }
}

/// Tells the owner, as staff or intake do.
pub(super) async fn told(app: &TestApp, reported: &Reported) {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let mut report = lock(&mut tx, reported.key).await.unwrap().unwrap();
    let policy = app.portal.policy.of(reported.category);
    tell_owner(&mut tx, &mut report, &by(app, Actor::Portal), policy).await.unwrap();
    tx.commit().await.unwrap();
}

/// Puts something onto the timeline and queues what is written about it.
pub(super) async fn happens(
    app: &TestApp,
    reported: &Reported,
    actor: Actor,
    happening: &Happening,
    occasion: impl FnOnce(ReportKey, Uuid) -> Occasion,
) {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let mut report = lock(&mut tx, reported.key).await.unwrap().unwrap();
    let event_id = record(&mut tx, &mut report, &by(app, actor), None, happening).await.unwrap();
    letters::queue(&mut tx, &occasion(reported.key, event_id)).await.unwrap();
    tx.commit().await.unwrap();
}

/// Queues the letters of an occasion.
pub(super) async fn queue(app: &TestApp, occasion: &Occasion) {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    letters::queue(&mut tx, occasion).await.unwrap();
    tx.commit().await.unwrap();
}

/// The report as it stands, locked for nobody.
pub(super) async fn state(app: &TestApp, reported: &Reported) -> Locked {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    lock(&mut tx, reported.key).await.unwrap().unwrap()
}

/// Whoever has the case from now on.
pub(super) async fn assign(app: &TestApp, reported: &Reported, user_id: Uuid) {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    sqlx::query("update cases set assigned_to = $2 where case_id = $1")
        .bind(reported.case_id)
        .bind(user_id)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}
