use axum::http::StatusCode;
use jiff::SignedDuration;
use server::database::System;
use server::identity::jobs::SendReset;
use server::jobs::enqueue;

use super::{PASSWORD, ines, is_in, sign_in, tokens};
use crate::support::TestApp;

const NEW: &str = "staple battery horse";

async fn asks(app: &TestApp, email: &str) -> (StatusCode, String) {
    let answer = app.browser().post("/forgot", &[("email", email)]).await;
    (answer.status, answer.location().to_owned())
}

#[tokio::test]
async fn every_address_is_answered_alike_and_only_users_get_a_link() {
    let app = TestApp::start().await;
    ines(&app).await;
    let known = asks(&app, "Ines@example.net").await;
    assert_eq!(known, (StatusCode::SEE_OTHER, "/forgot?sent=yes".to_owned()));
    assert_eq!(asks(&app, "nobody@example.net").await, known);
    let page = app.browser().get("/forgot?sent=yes").await;
    assert!(page.text().contains("If there is an account for that address"));
    app.run_jobs().await;
    assert_eq!(tokens(&app).await.len(), 1);
    let bad = app.browser().post("/forgot", &[("email", "not an address")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text().contains("value=\"not an address\""));
    app.stop().await;
}

#[tokio::test]
async fn nobody_is_flooded_with_links() {
    let app = TestApp::start().await;
    ines(&app).await;
    for _ in 0..6 {
        asks(&app, "ines@example.net").await;
        app.run_jobs().await;
    }
    assert_eq!(tokens(&app).await.len(), 3);
    app.wait(SignedDuration::from_mins(61));
    asks(&app, "ines@example.net").await;
    app.run_jobs().await;
    assert_eq!(tokens(&app).await.len(), 4);
    app.stop().await;
}

#[tokio::test]
async fn a_job_that_runs_twice_sends_one_link() {
    let app = TestApp::start().await;
    ines(&app).await;
    let job = SendReset { email: "ines@example.net".to_owned(), ticket_id: server::ids::at(app.now()) };
    for _ in 0..2 {
        let mut tx = app.portal.database.begin(&System).await.unwrap();
        enqueue(&mut tx, &job, None, None).await.unwrap();
        tx.commit().await.unwrap();
        app.run_jobs().await;
    }
    assert_eq!(tokens(&app).await.len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_link_sets_a_password_once_and_ends_every_session() {
    let app = TestApp::start().await;
    let user_id = ines(&app).await;
    let mut device = app.signed_in(user_id).await;
    for _ in 0..2 {
        asks(&app, "ines@example.net").await;
        app.run_jobs().await;
    }
    let links: Vec<_> = tokens(&app).await.iter().map(|token| format!("/reset/{token}")).collect();
    let mut browser = app.browser();
    assert!(browser.get(&links[0]).await.text().contains("ines@example.net"));
    let weak = browser.post(&links[0], &[("password", "password1234")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.text().contains("one of the first passwords"));
    let set = browser.post(&links[0], &[("password", NEW)]).await;
    assert_eq!(set.location(), "/sign-in");
    assert!(browser.get("/sign-in").await.text().contains("Your new password is set"));
    assert!(!is_in(&mut device).await);
    for link in &links {
        assert_eq!(browser.get(link).await.status, StatusCode::GONE, "used, or replaced by the one used");
        assert_eq!(browser.post(link, &[("password", NEW)]).await.status, StatusCode::GONE);
    }
    assert_eq!(
        sign_in(&mut browser, "ines@example.net", PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(sign_in(&mut browser, "ines@example.net", NEW).await.status, StatusCode::SEE_OTHER);
    app.stop().await;
}

#[tokio::test]
async fn a_link_works_for_an_hour_and_only_for_what_it_is_for() {
    let app = TestApp::start().await;
    ines(&app).await;
    asks(&app, "ines@example.net").await;
    app.run_jobs().await;
    let token = tokens(&app).await.remove(0);
    let mut browser = app.browser();
    assert_eq!(browser.get(&format!("/invitation/{token}")).await.status, StatusCode::GONE);
    for wrong in ["0".repeat(64), "x".to_owned(), token.to_uppercase() + "0"] {
        assert_eq!(browser.get(&format!("/reset/{wrong}")).await.status, StatusCode::GONE, "{wrong}");
    }
    app.wait(SignedDuration::from_mins(59));
    assert_eq!(browser.get(&format!("/reset/{token}")).await.status, StatusCode::OK);
    app.wait(SignedDuration::from_mins(1));
    assert_eq!(browser.get(&format!("/reset/{token}")).await.status, StatusCode::GONE);
    app.stop().await;
}
