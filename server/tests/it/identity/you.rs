use axum::http::StatusCode;
use server::database::System;
use server::identity::sessions;

use super::{COOKIE, PASSWORD, ines, is_in, sign_in};
use crate::support::{Client, TestApp};

const NEW: &str = "staple battery horse";

/// By what the page signs out the browser.
fn key(browser: &Client) -> String {
    let id = browser.cookie(COOKIE).unwrap().parse().unwrap();
    sessions::hash(&id).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn name_and_time_zone_can_be_changed() {
    let app = TestApp::start().await;
    let user_id = ines(&app).await;
    let mut browser = app.signed_in(user_id).await;
    let answer = browser.post("/you", &[("name", "Ines <b>M</b>"), ("time_zone", "Mars/Olympus")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Choose a time zone") && answer.text().contains("Ines &lt;b"));
    assert!(!answer.text().contains("<b>M"));
    let answer = browser.post("/you", &[("name", "Ines M"), ("time_zone", "Europe/Copenhagen")]).await;
    assert_eq!(answer.location(), "/you");
    let page = browser.get("/you").await;
    assert!(page.text().contains("Your details are saved.") && page.text().contains("value=\"Ines M\""));
    assert!(page.text().contains("2 Mar, 13:00"), "noon in London is one o'clock there: {}", page.text());
    app.stop().await;
}

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_the_present_one() {
    let app = TestApp::start().await;
    let user_id = ines(&app).await;
    let (mut here, mut there) = (app.signed_in(user_id).await, app.signed_in(user_id).await);
    let wrong = here.post("/you/password", &[("present", "wrong password"), ("password", NEW)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("This is not your present password.") && !wrong.text().contains(NEW));
    let changed = here.post("/you/password", &[("present", PASSWORD), ("password", NEW)]).await;
    assert_eq!(changed.location(), "/you");
    assert!(is_in(&mut here).await && !is_in(&mut there).await);
    assert_eq!(sign_in(&mut there, "ines@example.net", NEW).await.status, StatusCode::SEE_OTHER);
    app.stop().await;
}

/// Holds the user's row while `meanwhile` goes as far as it can, with the password changed underneath.
async fn while_the_password_changes<T>(app: &TestApp, meanwhile: impl Future<Output = T>) -> T {
    let hash = app.portal.passwords.hash(NEW.to_owned()).await.unwrap();
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let change = "update users set password_hash = $1 where email = 'ines@example.net'";
    sqlx::query(change).bind(hash).execute(&mut *tx).await.unwrap();
    let changing = async {
        app.until_somebody_waits().await;
        tx.commit().await.unwrap();
    };
    tokio::join!(meanwhile, changing).0
}

#[tokio::test]
async fn no_session_begins_with_a_password_that_was_changed_meanwhile() {
    let app = TestApp::start().await;
    ines(&app).await;
    let mut thief = app.browser();
    let answer = while_the_password_changes(&app, sign_in(&mut thief, "ines@example.net", PASSWORD)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "it was right when it was verified");
    assert!(!is_in(&mut thief).await);
    assert_eq!(sign_in(&mut thief, "ines@example.net", NEW).await.status, StatusCode::SEE_OTHER);
    assert!(is_in(&mut thief).await);
    app.stop().await;
}

#[tokio::test]
async fn a_link_from_before_a_change_sets_no_other_password() {
    let app = TestApp::start().await;
    let user_id = ines(&app).await;
    app.browser().post("/forgot", &[("email", "ines@example.net")]).await;
    app.run_jobs().await;
    let link = format!("/reset/{}", super::tokens(&app).await[0]);
    assert_eq!(app.browser().get(&link).await.status, StatusCode::OK);
    let mut here = app.signed_in(user_id).await;
    here.post("/you/password", &[("present", PASSWORD), ("password", NEW)]).await;
    assert_eq!(app.browser().get(&link).await.status, StatusCode::GONE);
    app.stop().await;
}

#[tokio::test]
async fn of_two_changes_of_a_password_the_first_counts() {
    let app = TestApp::start().await;
    let user_id = ines(&app).await;
    let mut late = app.signed_in(user_id).await;
    let change = [("present", PASSWORD), ("password", "a third password here")];
    let answer = while_the_password_changes(&app, late.post("/you/password", &change)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("This is not your present password."));
    assert_eq!(sign_in(&mut app.browser(), "ines@example.net", NEW).await.status, StatusCode::SEE_OTHER);
    app.stop().await;
}

#[tokio::test]
async fn devices_are_signed_out_one_by_one_and_only_ones_own() {
    let app = TestApp::start().await;
    let user_id = ines(&app).await;
    let stranger = app.user("stranger@example.net").await;
    let (mut here, mut there) = (app.signed_in(user_id).await, app.signed_in(user_id).await);
    let (mut third, mut theirs) = (app.signed_in(user_id).await, app.signed_in(stranger).await);
    let page = here.get("/you").await;
    assert!(page.text().contains(&key(&there)) && !page.text().contains(&key(&theirs)));
    here.post("/you/devices", &[("device", &key(&theirs))]).await;
    assert!(is_in(&mut theirs).await);
    here.post("/you/devices", &[("device", &key(&there))]).await;
    assert!(!is_in(&mut there).await && is_in(&mut third).await);
    here.post("/you/devices/others", &[]).await;
    assert!(is_in(&mut here).await && !is_in(&mut third).await && is_in(&mut theirs).await);
    assert_eq!(here.post("/you/devices", &[("device", "zz")]).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}
