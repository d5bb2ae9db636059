//! Who passes the extractors, and with which scope they come out.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use domain::account::{MemberRole, StaffRole};
use domain::category::Clearance;
use jiff::SignedDuration;
use server::access::{Person, Visitor};
use server::database::{Member, Staff, System};
use server::identity::sessions::Sessions;

use crate::support::{Client, TestApp};

/// The extractors alone, each behind a path of its own.
fn doors(app: &TestApp) -> Router {
    let portal = app.portal.clone();
    let sessions = Sessions::new(portal.database.clone(), portal.clock.clone(), &portal.config.sessions);
    Router::new()
        .route(
            "/",
            get(async |Visitor(person): Visitor| person.map_or("nobody".to_owned(), |person| person.name)),
        )
        .route("/you", get(async |person: Person| person.accounts.len().to_string()))
        .route(
            "/accounts/{account_id}",
            get(async |member: Member| format!("{} {}", member.name, member.role)),
        )
        .route("/staff", get(async |staff: Staff| format!("{:?}", staff.clearances)))
        .layer(sessions.layer(&portal.base_url))
        .with_state(portal)
}

async fn at_the_doors(app: &TestApp, user_id: uuid::Uuid) -> Client {
    app.signed_in(user_id).await.at(doors(app))
}

#[tokio::test]
async fn a_visitor_has_no_cookie_and_is_led_to_the_sign_in() {
    let app = TestApp::start().await;
    let mut browser = Client::new(doors(&app));
    let answer = browser.get("/").await;
    assert_eq!((answer.text(), answer.header("set-cookie")), ("nobody", ""));
    let answer = browser.get("/accounts/x?view=open&text=a%26b").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/sign-in?next=%2Faccounts%2Fx%3Fview%3Dopen%26text%3Da%2526b");
    browser.carry("__Host-session", "AAAAAAAAAAAAAAAAAAAAAA");
    let answer = browser.get("/").await;
    assert_eq!(answer.text(), "nobody");
    assert_eq!(browser.cookie("__Host-session"), None);
    app.stop().await;
}

#[tokio::test]
async fn a_member_enters_their_accounts_and_nothing_else() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.account("Ours").await, app.account("Theirs").await);
    let ines = app.member(ours, "ines@ours.example", MemberRole::Responder).await;
    let mut browser = at_the_doors(&app, ines.user_id).await;
    assert_eq!(browser.get(&format!("/accounts/{ours}")).await.text(), "ines responder");
    for path in [format!("/accounts/{theirs}"), "/accounts/none".to_owned(), "/staff".to_owned()] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    app.join(theirs, ines.user_id, MemberRole::Reader).await;
    assert_eq!(browser.get(&format!("/accounts/{theirs}")).await.text(), "ines reader");
    app.stop().await;
}

#[tokio::test]
async fn staff_are_no_members_and_members_no_staff() {
    let app = TestApp::start().await;
    let account = app.account("Ours").await;
    let jonas = app.staff("jonas@desk.example", StaffRole::Senior, &[Clearance::ChildSafety]).await;
    let mut browser = at_the_doors(&app, jonas.user_id).await;
    assert_eq!(browser.get("/staff").await.text(), "[ChildSafety]");
    assert_eq!(browser.get(&format!("/accounts/{account}")).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn whoever_belongs_to_very_many_accounts_enters_each() {
    let app = TestApp::start().await;
    let user = app.user("agency@example.net").await;
    let mut last = app.account("zzz").await;
    for number in 0..51 {
        last = app.account(&format!("account {number}")).await;
        app.join(last, user, MemberRole::Owner).await;
    }
    let beyond = app.account("zz, beyond those a session knows").await;
    app.join(beyond, user, MemberRole::Reader).await;
    let foreign = app.account("foreign").await;
    let mut browser = at_the_doors(&app, user).await;
    assert_eq!(browser.get("/you").await.text(), "50");
    assert_eq!(browser.get(&format!("/accounts/{last}")).await.text(), "agency owner");
    assert_eq!(browser.get(&format!("/accounts/{beyond}")).await.text(), "agency reader");
    assert_eq!(browser.get(&format!("/accounts/{foreign}")).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn disabling_somebody_ends_their_session_at_once() {
    let app = TestApp::start().await;
    let user = app.user("gone@example.net").await;
    let mut browser = at_the_doors(&app, user).await;
    assert_eq!(browser.get("/").await.text(), "gone");
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let disable = sqlx::query("update users set disabled_at = created_at where user_id = $1").bind(user);
    disable.execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(browser.get("/").await.text(), "nobody");
    app.stop().await;
}

#[tokio::test]
async fn a_session_ends_when_unused_and_at_the_latest_after_its_time() {
    let app = TestApp::start().await;
    let user = app.user("late@example.net").await;
    let mut idle = at_the_doors(&app, user).await;
    app.wait(SignedDuration::from_hours(13));
    assert_eq!(idle.get("/").await.text(), "nobody");
    let mut busy = at_the_doors(&app, user).await;
    for _ in 0..65 {
        assert_eq!(busy.get("/").await.text(), "late");
        app.wait(SignedDuration::from_hours(11));
    }
    assert_eq!(busy.get("/").await.text(), "late");
    app.wait(SignedDuration::from_hours(6));
    assert_eq!(busy.get("/").await.text(), "nobody", "720 hours after it began");
    app.stop().await;
}

#[tokio::test]
async fn reading_a_session_writes_only_now_and_then() {
    let app = TestApp::start().await;
    let user = app.user("reader@example.net").await;
    let mut browser = at_the_doors(&app, user).await;
    let mut writes = Vec::new();
    for minutes in [0, 4, 2] {
        app.wait(SignedDuration::from_mins(minutes));
        browser.get("/").await;
        writes.push(seen_at(&app).await);
    }
    assert_eq!(writes[0], writes[1]);
    assert_eq!(writes[2], app.now().to_string());
    app.stop().await;
}

async fn seen_at(app: &TestApp) -> String {
    let mut all = app.all_seeing().await;
    let seen: jiff_sqlx::Timestamp =
        sqlx::query_scalar("select seen_at from sessions").fetch_one(&mut all).await.unwrap();
    seen.to_jiff().to_string()
}

#[tokio::test]
async fn a_form_that_comes_after_the_session_ended_is_given_back() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    let owner = app.member(account, "ines@alderfinch.example", MemberRole::Owner).await;
    let mut browser = app.signed_in(owner.user_id).await;
    let path = format!("/accounts/{account}/contacts");
    app.wait(SignedDuration::from_hours(13));
    let fields = [("name", "Finch and Sons"), ("abuse_contact", "desk@finch.example"), ("version", "12")];
    let sent = browser.post(&path, &fields).await;
    assert_eq!(sent.status, StatusCode::TEMPORARY_REDIRECT, "the browser sends the form there again");
    assert!(sent.location().starts_with("/sign-in/late?next="), "{}", sent.location());
    let lost = browser.post(sent.location(), &fields).await;
    assert!(
        lost.text().contains("Nothing of it was stored") && lost.text().contains("Finch and Sons"),
        "{}",
        lost.text()
    );
    assert!(lost.text().contains("desk@finch.example") && !lost.text().contains(">12<"), "{}", lost.text());
    let password = [("present", "correct horse battery"), ("password", "staple battery horse")];
    let lost = browser.post("/you/password", &password).await;
    let lost = browser.post(lost.location(), &password).await;
    assert_eq!(lost.status, StatusCode::UNAUTHORIZED);
    assert!(!lost.text().contains("battery"), "passwords are not shown");
    app.stop().await;
}
