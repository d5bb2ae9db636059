use axum::http::StatusCode;
use domain::account::{MemberRole, StaffRole};
use jiff::SignedDuration;
use server::database::System;

use super::{COOKIE, PASSWORD, ines, is_in, sign_in};
use crate::support::{Client, TestApp};

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
    let user_id = ines(&app).await;
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
    let mut all = app.all_seeing().await;
    let failures = sqlx::query_scalar("select failed_sign_ins from users where user_id = $1").bind(user_id);
    assert_eq!(failures.fetch_one(&mut all).await.unwrap_or(0), 5_i32);
    app.stop().await;
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
    sign_in(&mut app.browser(), "ines@example.net", PASSWORD).await;
    let mut all = app.all_seeing().await;
    let renewed = sqlx::query_scalar("select password_hash from users where user_id = $1").bind(user_id);
    let renewed: String = renewed.fetch_one(&mut all).await.unwrap();
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    assert_eq!(sign_in(&mut app.browser(), "ines@example.net", PASSWORD).await.location(), "/accounts");
    app.stop().await;
}
