use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use domain::account::{MemberRole, StaffRole};
use jiff::SignedDuration;
use server::database::System;

use super::{COOKIE, PASSWORD, ines, is_in, sign_in};
use crate::support::{Answer, Client, TestApp};

#[tokio::test]
async fn the_cookie_is_bound_to_the_host_and_no_script_reads_it() {
    let app = TestApp::start().await;
    ines(&app).await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/sign-in").await.header("set-cookie"), "");
    let answer = sign_in(&mut browser, " Ines@Example.net ", PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/accounts"));
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(attribute), "{attribute} in {cookie}");
    }
    let id = browser.cookie(COOKIE).unwrap().to_owned();
    let mut all = app.all_seeing().await;
    let kept: String =
        sqlx::query_scalar("select sessions::text from sessions").fetch_one(&mut all).await.unwrap();
    assert!(!kept.contains(&id), "the id itself is kept: {kept}");
    app.stop().await;
}

#[tokio::test]
async fn every_refusal_looks_the_same() {
    let app = TestApp::start().await;
    ines(&app).await;
    app.user("invited@example.net").await;
    let gone = app.user("gone@example.net").await;
    app.password(gone, PASSWORD).await;
    set(&app, "update users set disabled_at = created_at where email = 'gone@example.net'").await;
    let mut pages = Vec::new();
    for email in ["ines@example.net", "nobody@example.net", "invited@example.net"] {
        pages.push(refusal(&app, email, "wrong password").await.replace(email, "…"));
    }
    pages.push(refusal(&app, "gone@example.net", PASSWORD).await.replace("gone@example.net", "…"));
    for _ in 0..4 {
        refusal(&app, "ines@example.net", "wrong password").await;
    }
    pages.push(refusal(&app, "ines@example.net", PASSWORD).await.replace("ines@example.net", "…"));
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:#?}");
    assert!(pages[0].contains("The address or the password is wrong"));
    let counted = failures_of(&app, "ines@example.net").await;
    assert_eq!(
        (counted, failures_of(&app, "nobody@example.net").await),
        (5, 1),
        "known or not, they are counted"
    );
    app.stop().await;
}

async fn failures_of(app: &TestApp, email: &str) -> i32 {
    let mut all = app.all_seeing().await;
    let query = sqlx::query_scalar("select failures from sign_in_failures where address_hash = $1");
    query.bind(app.portal.secrets.sign_in_key(email)).fetch_one(&mut all).await.unwrap()
}

async fn refusal(app: &TestApp, email: &str, password: &str) -> String {
    let mut browser = app.browser();
    let answer = sign_in(&mut browser, email, password).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.cookie(COOKIE), None);
    answer.text().to_owned()
}

async fn set(app: &TestApp, statement: &'static str) {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    sqlx::query(statement).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn guessing_has_to_wait_longer_each_time_and_a_success_forgets_it() {
    let app = TestApp::start().await;
    ines(&app).await;
    let mut browser = app.browser();
    let tries = async |browser: &mut Client, password: &str| {
        sign_in(browser, "ines@example.net", password).await.status == StatusCode::SEE_OTHER
    };
    for _ in 0..5 {
        assert!(!tries(&mut browser, "wrong password").await);
    }
    app.wait(SignedDuration::from_secs(29));
    assert!(!tries(&mut browser, PASSWORD).await, "locked for 30 seconds");
    app.wait(SignedDuration::from_secs(1));
    assert!(!tries(&mut browser, "wrong password").await);
    app.wait(SignedDuration::from_secs(59));
    assert!(!tries(&mut browser, PASSWORD).await, "locked for 60 seconds");
    app.wait(SignedDuration::from_secs(1));
    assert!(tries(&mut browser, PASSWORD).await);
    for _ in 0..4 {
        assert!(!tries(&mut browser, "wrong password").await);
    }
    assert!(tries(&mut browser, PASSWORD).await);
    app.stop().await;
}

/// A portal behind a proxy that says where its visitors come from.
async fn behind_a_proxy() -> TestApp {
    TestApp::start_with(|config| config.trusted_proxies = vec!["0.0.0.0/32".parse().unwrap()]).await
}

async fn sign_in_from(app: &TestApp, address: &str, email: &str, password: &str) -> Answer {
    let mut browser = app.browser();
    let request = browser
        .request(Method::POST, "/sign-in")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("x-forwarded-for", address);
    let fields = serde_html_form::to_string([("email", email), ("password", password)]).unwrap();
    browser.send(request, Body::from(fields)).await
}

#[tokio::test]
async fn whoever_guesses_from_elsewhere_keeps_nobody_out() {
    let app = behind_a_proxy().await;
    ines(&app).await;
    for _ in 0..6 {
        sign_in_from(&app, "198.51.100.7", "ines@example.net", "wrong password").await;
    }
    let guessed = sign_in_from(&app, "198.51.100.7", "ines@example.net", PASSWORD).await;
    assert_eq!(guessed.status, StatusCode::UNPROCESSABLE_ENTITY, "the guesser has to wait");
    let owner = sign_in_from(&app, "203.0.113.9", "ines@example.net", PASSWORD).await;
    assert_eq!(owner.status, StatusCode::SEE_OTHER);
    app.stop().await;
}

#[tokio::test]
async fn a_network_that_guesses_at_many_addresses_has_to_wait() {
    let app = behind_a_proxy().await;
    ines(&app).await;
    for number in 0..50 {
        let email = format!("user{number}@example.net");
        let wrong = sign_in_from(&app, "198.51.100.7", &email, "wrong password").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
    }
    for email in ["ines@example.net", "nobody@example.net"] {
        let waits = sign_in_from(&app, "198.51.100.7", email, PASSWORD).await;
        assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(waits.header("retry-after"), "30");
        assert!(waits.text().contains("Wait 30 s"), "{}", waits.text());
    }
    let owner = sign_in_from(&app, "203.0.113.9", "ines@example.net", PASSWORD).await;
    assert_eq!(owner.status, StatusCode::SEE_OTHER);
    app.wait(SignedDuration::from_secs(30));
    let after = sign_in_from(&app, "198.51.100.7", "ines@example.net", PASSWORD).await;
    assert_eq!(after.status, StatusCode::SEE_OTHER);
    app.stop().await;
}

#[tokio::test]
async fn one_network_cannot_keep_every_hand_busy() {
    let app = behind_a_proxy().await;
    ines(&app).await;
    let crowd: Vec<_> =
        std::iter::from_fn(|| app.portal.hashing.admit("2001:db8:1:2::7".parse().unwrap())).collect();
    assert_eq!(crowd.len(), 8);
    let turned_away = sign_in_from(&app, "2001:db8:1:2::9", "ines@example.net", PASSWORD).await;
    assert_eq!(turned_away.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(turned_away.header("retry-after"), "5");
    let other = sign_in_from(&app, "203.0.113.9", "ines@example.net", PASSWORD).await;
    assert_eq!(other.status, StatusCode::SEE_OTHER);
    drop(crowd);
    let after = sign_in_from(&app, "2001:db8:1:2::9", "ines@example.net", PASSWORD).await;
    assert_eq!(after.status, StatusCode::SEE_OTHER);
    app.stop().await;
}

#[tokio::test]
async fn signing_in_changes_the_id_whatever_the_browser_came_with() {
    let app = TestApp::start().await;
    ines(&app).await;
    let attacker = app.user("attacker@example.net").await;
    let mut planted = app.signed_in(attacker).await;
    let before = planted.cookie(COOKIE).unwrap().to_owned();
    sign_in(&mut planted, "ines@example.net", PASSWORD).await;
    assert_ne!(planted.cookie(COOKIE).unwrap(), before);
    let mut old = app.browser();
    old.carry(COOKIE, &before);
    assert!(!is_in(&mut old).await, "the planted id does not work any more");
    assert!(planted.get("/you").await.text().contains("ines@example.net"));
    let mut forged = app.browser();
    forged.carry(COOKIE, "AAAAAAAAAAAAAAAAAAAAAA");
    sign_in(&mut forged, "ines@example.net", PASSWORD).await;
    assert_ne!(forged.cookie(COOKIE), Some("AAAAAAAAAAAAAAAAAAAAAA"));
    app.stop().await;
}

#[tokio::test]
async fn signing_in_leads_to_where_one_wanted_to_go_but_never_away() {
    let app = TestApp::start().await;
    ines(&app).await;
    for (next, location) in [
        ("/accounts/x/reports?view=open", "/accounts/x/reports?view=open"),
        ("https://evil.example/", "/accounts"),
        ("//evil.example", "/accounts"),
    ] {
        let fields = [("email", "ines@example.net"), ("password", PASSWORD), ("next", next)];
        assert_eq!(app.browser().post("/sign-in", &fields).await.location(), location);
    }
    let mut browser = app.browser();
    let page = browser.get("/sign-in?next=%2Fyou").await;
    assert!(page.text().contains("name=\"next\" value=\"/you\""), "{}", page.text());
    app.stop().await;
}

#[tokio::test]
async fn everybody_comes_to_their_own_place() {
    let app = TestApp::start().await;
    let (one, other) = (app.account("One").await, app.account("Other").await);
    let member = app.member(one, "member@example.net", MemberRole::Reader).await;
    let agency = app.member(one, "agency@example.net", MemberRole::Owner).await;
    app.join(other, agency.user_id, MemberRole::Reader).await;
    let staff = app.staff("jonas@desk.example", StaffRole::Analyst, &[]).await;
    let nobody = app.user("nobody@example.net").await;
    let mut browser = app.signed_in(member.user_id).await;
    assert_eq!(browser.get("/accounts").await.location(), format!("/accounts/{one}"));
    assert_eq!(app.signed_in(staff.user_id).await.get("/accounts").await.location(), "/staff");
    let choice = app.signed_in(agency.user_id).await.get("/accounts").await;
    assert!(choice.text().contains("One") && choice.text().contains(&format!("/accounts/{other}")));
    assert_eq!(choice.text().matches("Nothing needs your answer").count(), 2);
    let empty = app.signed_in(nobody).await.get("/accounts").await;
    assert!(empty.text().contains("You belong to no account"));
    app.stop().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_and_everywhere_ends_them_all() {
    let app = TestApp::start().await;
    let user_id = ines(&app).await;
    let (mut one, mut other) = (app.signed_in(user_id).await, app.signed_in(user_id).await);
    let id = one.cookie(COOKIE).unwrap().to_owned();
    let answer = one.post("/sign-out", &[]).await;
    assert_eq!(answer.location(), "/sign-in");
    assert!(one.get("/sign-in").await.text().contains("You are signed out."));
    assert!(!one.get("/sign-in").await.text().contains("You are signed out."), "said once");
    one.carry(COOKIE, &id);
    assert!(!is_in(&mut one).await, "the old cookie is worth nothing");
    assert!(is_in(&mut other).await);
    let mut third = app.signed_in(user_id).await;
    other.post("/sign-out/everywhere", &[]).await;
    assert!(!is_in(&mut other).await && !is_in(&mut third).await);
    app.stop().await;
}

#[tokio::test]
async fn an_old_hash_is_renewed_at_the_next_sign_in() {
    let app = TestApp::start().await;
    let user_id = app.user("ines@example.net").await;
    let old = "$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$";
    let weak = argon2::Argon2::new(
        argon2::Algorithm::Argon2id,
        argon2::Version::V0x13,
        argon2::Params::new(1024, 1, 1, None).unwrap(),
    );
    use argon2::PasswordHasher as _;
    let hash: argon2::PasswordHash = weak.hash_password(PASSWORD.as_bytes()).unwrap();
    assert!(hash.to_string().starts_with(&old[..30]));
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let set = sqlx::query("update users set password_hash = $1").bind(hash.to_string());
    set.execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let (mut one, mut other) = (app.browser(), app.browser());
    let (one, other) = tokio::join!(
        sign_in(&mut one, "ines@example.net", PASSWORD),
        sign_in(&mut other, "ines@example.net", PASSWORD),
    );
    assert_eq!((one.location(), other.location()), ("/accounts", "/accounts"), "both know the password");
    let mut all = app.all_seeing().await;
    let renewed = sqlx::query_scalar("select password_hash from users where user_id = $1").bind(user_id);
    let renewed: String = renewed.fetch_one(&mut all).await.unwrap();
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    assert_eq!(sign_in(&mut app.browser(), "ines@example.net", PASSWORD).await.location(), "/accounts");
    app.stop().await;
}
