//! Cases whose reporters took back what they said.

use domain::case::View;
use domain::decision::LimitScope;
use server::cases::close::reopen;
use server::cases::decide::{Choice, Decision, decide};
use server::cases::queue::counts;
use server::cases::split::split;
use sqlx::Row as _;
use uuid::Uuid;

use super::shared::against;
use super::{Filed, acting};
use crate::reporter::{by_nobody, by_robin, sent};
use crate::support::TestApp;

const A: &str = "https://alderfinch.example/a";

/// Where a case stands, whether its clock runs, and whether it is said to be taken back.
async fn standing(app: &TestApp, case_id: Uuid) -> (String, bool, bool) {
    let mut rows = app.all_seeing().await;
    let row = sqlx::query(
        "select state, due_at is not null, withdrawn_at is not null from cases where case_id = $1",
    )
    .bind(case_id)
    .fetch_one(&mut rows)
    .await
    .unwrap();
    (row.get(0), row.get(1), row.get(2))
}

async fn withdraw(app: &TestApp, token: &str) {
    let reason = [("reason", "I was wrong.")];
    assert_eq!(app.browser().post(&format!("/track/{token}/withdraw"), &reason).await.status, 303);
}

fn state(word: &str, is_due: bool, is_withdrawn: bool) -> (String, bool, bool) {
    (word.to_owned(), is_due, is_withdrawn)
}

#[tokio::test]
async fn a_case_ends_when_its_last_report_is_taken_back_and_says_so() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let staff = app.analyst().await;
    let first = sent(&app, "phishing", &by_robin(A)).await;
    let case = against(&app, site.account_id).await;
    app.wait(jiff::SignedDuration::from_hours(1));
    let second = sent(&app, "phishing", &by_robin(A)).await;
    withdraw(&app, &first).await;
    assert_eq!(standing(&app, case.case_id).await, state("open", true, false), "one report still stands");
    withdraw(&app, &second).await;
    assert_eq!(standing(&app, case.case_id).await, state("closed", false, true));
    app.wait(jiff::SignedDuration::from_hours(100));
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    let counted = counts(&mut tx, app.now()).await.unwrap();
    drop(tx);
    for view in [View::New, View::DueSoon, View::Overdue, View::Returned] {
        assert_eq!(counted.of(view), 0, "{view}");
    }
    let mut browser = app.signed_in(staff.user_id).await;
    browser.open("/staff/cases?view=all").await.shows("withdrawn by the reporter");
    browser.open(&format!("/staff/cases/{}", case.number)).await.shows("Every report was taken back");
    sent(&app, "phishing", &by_robin(A)).await;
    let mut rows = app.all_seeing().await;
    let open: Vec<(i64, jiff_sqlx::Timestamp)> =
        sqlx::query_as("select number, due_at from cases where state = 'open'")
            .fetch_all(&mut rows)
            .await
            .unwrap();
    assert_eq!(open.len(), 1);
    assert!(
        open[0].0 != case.number && open[0].1.to_jiff() > app.now(),
        "a fresh report has a clock of its own"
    );
    app.stop().await;
}

#[tokio::test]
async fn what_has_to_go_on_stays_open_and_says_that_it_was_taken_back() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let cleared = app.cleared().await;
    let token = sent(&app, "child-abuse", &by_nobody(A)).await;
    let case = against(&app, site.account_id).await;
    withdraw(&app, &token).await;
    assert_eq!(standing(&app, case.case_id).await, state("open", true, true));
    let mut browser = app.signed_in(cleared.user_id).await;
    let page = browser.open(&format!("/staff/cases/{}", case.number)).await;
    page.shows("Withdrawn by the reporter");
    page.shows("Reports of this kind go on all the same");
    sent(&app, "child-abuse", &by_nobody(A)).await;
    assert_eq!(standing(&app, case.case_id).await, state("open", true, false), "a fresh report joined");
    app.stop().await;
}

#[tokio::test]
async fn a_limit_keeps_a_case_open_that_was_taken_back_until_somebody_looks() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (staff, policy) = (app.analyst().await, app.portal.policy.clone());
    let token = sent(&app, "phishing", &by_robin(A)).await;
    let case = against(&app, site.account_id).await;
    let choice = Choice::Limit { scope: LimitScope::Zone, order: None };
    let what = Decision { choice, reason: "It asks for card numbers.".to_owned() };
    let seen = app.seen(&case).await;
    acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &what, app.now())).unwrap();
    let (seen, reason) = (app.seen(&case).await, "Looked again.".to_owned());
    acting!(app, &staff, |tx| reopen(tx, &policy, case.number, seen, reason, app.now())).unwrap();
    withdraw(&app, &token).await;
    assert_eq!(standing(&app, case.case_id).await, state("open", true, true));
    let mut browser = app.signed_in(staff.user_id).await;
    browser.open(&format!("/staff/cases/{}", case.number)).await.shows("Lift what should not stay in force");
    app.stop().await;
}

#[tokio::test]
async fn what_is_split_off_ends_where_all_of_it_was_taken_back() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (staff, policy) = (app.analyst().await, app.portal.policy.clone());
    let token = sent(&app, "phishing", &by_robin(A)).await;
    let case = against(&app, site.account_id).await;
    app.file(Filed { into: Some(case.case_id), ..site.filed() }).await;
    withdraw(&app, &token).await;
    let (seen, leaving) = (app.seen(&case).await, [case.reference.clone()]);
    let into = acting!(app, &staff, |tx| split(tx, &policy, case.number, seen, &leaving, app.now())).unwrap();
    let id: Uuid = sqlx::query_scalar("select case_id from cases where number = $1")
        .bind(into)
        .fetch_one(&mut app.all_seeing().await)
        .await
        .unwrap();
    assert_eq!(standing(&app, id).await, state("closed", false, true));
    assert_eq!(standing(&app, case.case_id).await, state("open", true, false));
    app.stop().await;
}
