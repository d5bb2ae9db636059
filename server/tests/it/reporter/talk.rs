//! What a reporter says after sending a report: answers, messages, that it is taken back, that letters shall stop.

use axum::http::StatusCode;
use domain::account::{Actor, MemberRole};
use domain::timeline::Happening;
use jiff::SignedDuration;
use server::database::System;
use server::reports::{By, lock, record};
use sqlx::Row as _;

use super::tracking::{one_site, only_report, owner_asks};
use super::{by_nobody, by_robin, sent};
use crate::support::TestApp;

#[tokio::test]
async fn a_question_is_answered_once_and_the_owners_clock_goes_on() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let key = only_report(&app).await;
    app.wait(SignedDuration::from_hours(2));
    owner_asks(&app, key, "Which page do you mean?").await;
    let page = app.browser().get(&format!("/track/{token}")).await;
    assert!(
        page.text().contains("Which page do you mean?") && page.text().contains("is not told who you are")
    );
    app.wait(SignedDuration::from_hours(5));
    let mut rows = app.all_seeing().await;
    let reference: String =
        sqlx::query_scalar("select reference from reports").fetch_one(&mut rows).await.unwrap();
    let reply = [("report", reference.as_str()), ("text", "The sign-in page.")];
    for _ in 0..2 {
        let answer = app.browser().post(&format!("/track/{token}/reply"), &reply).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let report = sqlx::query("select state, owner_due_at - received_at = interval '29 hours', owner_paused_at is null, version from reports")
        .fetch_one(&mut rows).await.unwrap();
    assert_eq!(
        (report.get::<&str, _>(0), report.get::<bool, _>(1), report.get::<bool, _>(2)),
        ("with_owner", true, true)
    );
    assert_eq!(report.get::<i32, _>(3), 5, "the second posting added nothing");
    let late = [("report", reference.as_str()), ("text", "And another thing.")];
    let stale = app.browser().post(&format!("/track/{token}/reply"), &late).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text().contains("And another thing."), "the words are kept");
    app.stop().await;
}

#[tokio::test]
async fn messages_reach_our_staff_alone_and_bring_the_case_forward() {
    let app = TestApp::start().await;
    let account = one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let empty = app.browser().post(&format!("/track/{token}/message"), &[("text", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let answer = app
            .browser()
            .post(&format!("/track/{token}/message"), &[("text", "My name is on that page.")])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let mut rows = app.all_seeing().await;
    let event =
        sqlx::query("select to_owner, count(*) over () from report_events where kind = 'reporter_wrote'")
            .fetch_one(&mut rows)
            .await
            .unwrap();
    assert_eq!((event.get::<bool, _>(0), event.get::<i64, _>(1)), (false, 1));
    let returned: bool =
        sqlx::query_scalar("select returned_at is not null from cases").fetch_one(&mut rows).await.unwrap();
    assert!(returned);
    let member = app.member(account, "owner@finch.example", MemberRole::Owner).await;
    let mut tx = app.portal.database.begin(&member).await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from report_events where kind = 'reporter_wrote'")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(seen, 0);
    tx.commit().await.unwrap();
    app.stop().await;
}

#[tokio::test]
async fn the_same_words_are_a_new_message_once_staff_wrote() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let says = async || {
        let message = [("text", "Still there.")];
        app.browser().post(&format!("/track/{token}/message"), &message).await;
        let mut rows = app.all_seeing().await;
        let query = "select count(*) from report_events where kind = 'reporter_wrote'";
        sqlx::query_scalar::<_, i64>(query).fetch_one(&mut rows).await.unwrap()
    };
    assert_eq!((says().await, says().await), (1, 1));
    let key = only_report(&app).await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let mut report = lock(&mut tx, key).await.unwrap().unwrap();
    let by = By { actor: Actor::Staff, user_id: None, name: None, at: app.now() };
    let answer = Happening::StaffWrote { to_owner: false, text: "Tell us if it comes back.".to_owned() };
    record(&mut tx, &mut report, &by, None, &answer).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((says().await, says().await), (2, 2));
    app.stop().await;
}

#[tokio::test]
async fn a_report_can_be_taken_back_once_and_links_live_on() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let asked = app.browser().get(&format!("/track/{token}/withdraw")).await;
    assert!(asked.text().contains("It cannot be undone"));
    let reason = [("reason", "I was wrong: it is my own page")];
    let done = app.browser().post(&format!("/track/{token}/withdraw"), &reason).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    app.browser().post(&format!("/track/{token}/withdraw"), &reason).await;
    let mut rows = app.all_seeing().await;
    let report =
        sqlx::query("select state, owner_due_at is null, closed_at is not null, version from reports")
            .fetch_one(&mut rows)
            .await
            .unwrap();
    assert_eq!(
        (report.get::<&str, _>(0), report.get::<bool, _>(1), report.get::<bool, _>(2)),
        ("withdrawn", true, true)
    );
    assert_eq!(report.get::<i32, _>(3), 4);
    let to_owner: String =
        sqlx::query_scalar("select string_agg(detail::text, '') from report_events where to_owner")
            .fetch_one(&mut rows)
            .await
            .unwrap();
    assert!(!to_owner.contains("my own page"), "the reason is for our staff alone");
    let page = app.browser().get(&format!("/track/{token}")).await;
    assert!(page.text().contains("You withdrew this report"));
    let more = [("addresses", "https://alderfinch.example/b")];
    let late = app.browser().post(&format!("/track/{token}/addresses"), &more).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let addresses: i64 =
        sqlx::query_scalar("select count(*) from report_addresses").fetch_one(&mut rows).await.unwrap();
    assert_eq!(addresses, 1, "what was taken back grows no more");
    app.stop().await;
}

#[tokio::test]
async fn what_must_be_referred_goes_on_whatever_the_reporter_wishes() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "child-abuse", &by_nobody("https://alderfinch.example/a")).await;
    let asked = app.browser().get(&format!("/track/{token}/withdraw")).await;
    assert!(asked.text().contains("We have to go on with reports of this kind"));
    for _ in 0..2 {
        app.browser().post(&format!("/track/{token}/withdraw"), &[("reason", "")]).await;
    }
    let mut rows = app.all_seeing().await;
    let report = sqlx::query(
        "select r.state, s.withdrawn_at is null from reports r join submissions s using (submission_id)",
    )
    .fetch_one(&mut rows)
    .await
    .unwrap();
    assert_eq!((report.get::<&str, _>(0), report.get::<bool, _>(1)), ("received", true));
    let noted: i64 = sqlx::query_scalar("select count(*) from report_events where kind = 'withdrawal_noted'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(noted, 1);
    app.stop().await;
}

#[tokio::test]
async fn letters_stop_and_come_again() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let mut browser = app.browser();
    browser.post(&format!("/track/{token}/letters"), &[("letters", "off")]).await;
    assert!(browser.get(&format!("/track/{token}")).await.text().contains("Send me emails again"));
    for unknown in ["banana", "", "ON"] {
        let refused = browser.post(&format!("/track/{token}/letters"), &[("letters", unknown)]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{unknown}");
    }
    browser.post(&format!("/track/{token}/letters"), &[("letters", "on")]).await;
    browser.post(&format!("/track/{token}/letters"), &[("letters", "banana")]).await;
    assert!(browser.get(&format!("/track/{token}")).await.text().contains("Stop emails about this report"));
    app.stop().await;
}
