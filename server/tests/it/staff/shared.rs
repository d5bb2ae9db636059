//! Reports of one submission against several accounts, of which one becomes restricted: the others go on as if it were not there.

use axum::http::StatusCode;
use domain::account::Tier;
use domain::report::ReportState;
use server::cases::decide::{Choice, Decision, decide};
use server::cases::escalate::{Escalation, escalate};
use server::database::Staff;
use server::reports::ReportKey;
use sqlx::Row as _;
use uuid::Uuid;

use super::{Case, Site, acting};
use crate::reporter::{by_robin, sent};
use crate::support::TestApp;

const LIST: &str = "https://alderfinch.example/a\nhttps://quillwater.example/b\nhttps://alderfinch.example/a";

/// The case and report of the one submission against an account.
pub(super) async fn against(app: &TestApp, account_id: Uuid) -> Case {
    let mut connection = app.all_seeing().await;
    let row = sqlx::query(
        "select c.case_id, c.number, r.report_id, r.reference, s.reference
         from reports r join cases c using (case_id) join submissions s using (submission_id)
         where r.account_id = $1",
    )
    .bind(account_id)
    .fetch_one(&mut connection)
    .await
    .unwrap();
    let report = ReportKey { account_id, report_id: row.get(2) };
    Case {
        case_id: row.get(0),
        number: row.get(1),
        report,
        reference: row.get(3),
        submission_reference: row.get(4),
    }
}

async fn restrict(app: &TestApp, by: &Staff, case: &Case) {
    let policy = app.portal.policy.clone();
    let seen = app.seen(case).await;
    let to = Escalation { tier: Tier::ChildSafety, reason: "There is a child".to_owned() };
    acting!(app, by, |tx| escalate(tx, &policy, case.number, seen, to, app.now())).unwrap();
}

async fn sites(app: &TestApp) -> (Site, Site) {
    (app.site("Alderfinch", "alderfinch.example").await, app.site("Quillwater", "quillwater.example").await)
}

/// What somebody must be cleared for, row by row.
async fn clearances(app: &TestApp, sql: &'static str) -> Vec<Option<String>> {
    let mut connection = app.all_seeing().await;
    sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
}

const LINES: &str = "select clearance from submission_lines order by line_number";
const SHARED: &str = "select clearance from submissions union all select clearance from reporters";
const RECEIPTS: &str = "select clearance from letters where kind = 'receipt'";

fn restricted() -> Option<String> {
    Some("child_safety".to_owned())
}

#[tokio::test]
async fn a_restricted_report_hides_its_own_lines_and_what_names_all_of_them() {
    let app = TestApp::start().await;
    let (staff, (alder, quill)) = (app.analyst().await, sites(&app).await);
    sent(&app, "threats", &by_robin(LIST)).await;
    app.run_jobs().await;
    restrict(&app, &staff, &against(&app, alder.account_id).await).await;
    assert_eq!(clearances(&app, LINES).await, [restricted(), None, restricted()], "a repeat too");
    assert_eq!(clearances(&app, SHARED).await, [None, None]);
    assert_eq!(clearances(&app, RECEIPTS).await, [restricted()], "it names every address");
    restrict(&app, &staff, &against(&app, quill.account_id).await).await;
    assert_eq!(clearances(&app, SHARED).await, vec![restricted(); 2]);
    assert_eq!(clearances(&app, LINES).await, vec![restricted(); 3]);
    app.stop().await;
}

#[tokio::test]
async fn the_reporter_of_a_restricted_report_stays_known_in_the_others() {
    let app = TestApp::start().await;
    let (staff, (alder, quill)) = (app.analyst().await, sites(&app).await);
    sent(&app, "threats", &by_robin(LIST)).await;
    restrict(&app, &staff, &against(&app, alder.account_id).await).await;
    let open = against(&app, quill.account_id).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let found = browser.post("/staff/search", &[("q", "robin@mailbox.example")]).await;
    let page = format!("/staff/cases/{}", open.number);
    assert!(found.location() == page || found.text().contains(&page), "{}", found.text());
    assert!(browser.get(&page).await.text().contains("Robin Reed"));
    let seen = app.seen(&open).await;
    let (version, read_at) = (seen.version.to_string(), seen.at.as_microsecond().to_string());
    let fields = [
        ("version", version.as_str()),
        ("read_at", read_at.as_str()),
        ("kind", "warn"),
        ("reason", "It threatens."),
    ];
    let preview = browser.post(&format!("{page}/preview"), &fields).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.text().contains("robin@mailbox.example"), "the letter is previewed");
    let policy = app.portal.policy.clone();
    let warn = Decision { choice: Choice::Warn, reason: "It threatens.".to_owned() };
    acting!(app, &staff, |tx| decide(tx, &policy, open.number, seen, &warn, app.now())).unwrap();
    let told: bool = app
        .one("select owner_told_at is not null from reports where report_id = $1", open.report.report_id)
        .await;
    assert!(told, "the reporter's choice is known");
    app.stop().await;
}

#[tokio::test]
async fn addresses_added_later_are_as_restricted_as_the_report_they_join() {
    let app = TestApp::start().await;
    let (staff, (alder, quill)) = (app.analyst().await, sites(&app).await);
    let third = app.site("Third", "third.example").await;
    let token = sent(&app, "threats", &by_robin(LIST)).await;
    restrict(&app, &staff, &against(&app, alder.account_id).await).await;
    let more = "https://alderfinch.example/c\nhttps://quillwater.example/d\nhttps://third.example/";
    let added = app.browser().post(&format!("/track/{token}/addresses"), &[("addresses", more)]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let addresses = "select clearance from report_addresses order by url";
    let (hidden, open) = (restricted(), None);
    assert_eq!(
        clearances(&app, addresses).await,
        [hidden.clone(), hidden.clone(), open.clone(), open.clone(), open.clone()]
    );
    let added = "select clearance from submission_lines where line_number > 3 order by line_number";
    assert_eq!(clearances(&app, added).await, [hidden, open.clone(), open.clone()]);
    let new = against(&app, third.account_id).await;
    let state: String = app.one("select tier from cases where case_id = $1", new.case_id).await;
    assert_eq!(state, "first", "a new report is restricted by its category alone");
    let quill = against(&app, quill.account_id).await;
    let count: i32 =
        app.one("select address_count from reports where report_id = $1", quill.report.report_id).await;
    assert_eq!(count, 2);
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from report_addresses where report_id = $1")
        .bind(quill.report.report_id)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(seen, 2, "what is counted is seen");
    drop(tx);
    app.stop().await;
}

#[tokio::test]
async fn what_is_added_to_a_wholly_restricted_submission_is_restricted() {
    let app = TestApp::start().await;
    let (staff, (alder, quill)) = (app.analyst().await, sites(&app).await);
    let token = sent(&app, "threats", &by_robin("https://alderfinch.example/a")).await;
    restrict(&app, &staff, &against(&app, alder.account_id).await).await;
    let more = [("addresses", "https://quillwater.example/b")];
    app.browser().post(&format!("/track/{token}/addresses"), &more).await;
    let new = against(&app, quill.account_id).await;
    let row: Option<String> =
        app.one("select clearance from reports where report_id = $1", new.report.report_id).await;
    assert_eq!(row, restricted());
    let state: String = app.one("select state from reports where report_id = $1", new.report.report_id).await;
    assert_eq!(state, ReportState::Received.as_str());
    app.stop().await;
}
