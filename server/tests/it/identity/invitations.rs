use axum::http::StatusCode;
use domain::account::{MemberRole, StaffRole};
use domain::category::Clearance;
use jiff::SignedDuration;
use server::database::{Member, System};
use server::identity::invitations::{InviteRefusal, NewStaff, add_staff, invite, withdraw};

use super::{PASSWORD, is_in, sign_in, tokens};
use crate::support::TestApp;

async fn invites(app: &TestApp, by: &Member, email: &str, role: MemberRole) -> Result<(), InviteRefusal> {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    invite(&mut tx, &app.portal.secrets, by.into(), email, role, app.now()).await?;
    tx.commit().await.unwrap();
    Ok(())
}

#[tokio::test]
async fn whoever_is_new_chooses_name_and_password_and_is_in() {
    let app = TestApp::start().await;
    let account = app.account("Alderfinch").await;
    let owner = app.member(account, "owner@example.net", MemberRole::Owner).await;
    invites(&app, &owner, "New@Example.net", MemberRole::Responder).await.unwrap();
    let link = format!("/invitation/{}", tokens(&app).await[0]);
    let mut browser = app.browser();
    let page = browser.get(&link).await;
    assert!(page.text().contains("Alderfinch") && page.text().contains("new@example.net"));
    let answer = browser.post(&link, &[("name", " "), ("password", "short")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Enter your name.") && answer.text().contains("at least 12 characters"));
    let answer = browser.post(&link, &[("name", "Nora  New"), ("password", PASSWORD)]).await;
    assert_eq!(answer.location(), "/accounts");
    assert!(is_in(&mut browser).await);
    assert_eq!(browser.get("/accounts").await.location(), format!("/accounts/{account}"));
    for answer in
        [browser.get(&link).await, browser.post(&link, &[("name", "x"), ("password", PASSWORD)]).await]
    {
        assert_eq!(answer.status, StatusCode::GONE);
    }
    assert_eq!(sign_in(&mut app.browser(), "new@example.net", PASSWORD).await.status, StatusCode::SEE_OTHER);
    app.stop().await;
}

#[tokio::test]
async fn whoever_has_a_password_joins_with_it() {
    let app = TestApp::start().await;
    let account = app.account("Alderfinch").await;
    let owner = app.member(account, "owner@example.net", MemberRole::Owner).await;
    let ines = super::ines(&app).await;
    invites(&app, &owner, "ines@example.net", MemberRole::Reader).await.unwrap();
    let link = format!("/invitation/{}", tokens(&app).await[0]);
    let mut browser = app.browser();
    assert!(browser.get(&link).await.text().contains("You have a password with us already"));
    let answer = browser.post(&link, &[("name", "Mallory"), ("password", "another password")]).await;
    assert_eq!(answer.location(), format!("/accounts/{account}"));
    assert!(!is_in(&mut browser).await, "the link joins, it does not sign in");
    assert!(app.signed_in(ines).await.get("/you").await.text().contains("value=\"ines\""), "the name stays");
    assert_eq!(sign_in(&mut browser, "ines@example.net", PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert!(matches!(
        invites(&app, &owner, "ines@example.net", MemberRole::Owner).await,
        Err(InviteRefusal::IsMember)
    ));
    app.stop().await;
}

#[tokio::test]
async fn an_invitation_ends_by_time_by_a_newer_one_and_by_being_withdrawn() {
    let app = TestApp::start().await;
    let account = app.account("Alderfinch").await;
    let owner = app.member(account, "owner@example.net", MemberRole::Owner).await;
    for role in [MemberRole::Owner, MemberRole::Reader] {
        invites(&app, &owner, "new@example.net", role).await.unwrap();
        app.wait(SignedDuration::from_secs(1));
    }
    let links: Vec<_> = tokens(&app).await.iter().map(|token| format!("/invitation/{token}")).collect();
    let mut browser = app.browser();
    assert_eq!(browser.get(&links[0]).await.status, StatusCode::GONE);
    assert!(browser.get(&links[1]).await.text().contains("you see the reports"));
    app.wait(SignedDuration::from_hours(7 * 24));
    assert_eq!(browser.get(&links[1]).await.status, StatusCode::GONE);
    invites(&app, &owner, "new@example.net", MemberRole::Reader).await.unwrap();
    let link = format!("/invitation/{}", tokens(&app).await[2]);
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    let elsewhere = app.member(app.account("Other").await, "else@example.net", MemberRole::Owner).await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let invited = sqlx::query_scalar("select user_id from users where email = 'new@example.net'");
    let invited = invited.fetch_one(&mut *tx).await.unwrap();
    assert!(
        !withdraw(&mut tx, &elsewhere, invited, app.now()).await.unwrap(),
        "not an owner of this account"
    );
    assert!(withdraw(&mut tx, &owner, invited, app.now()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
    app.stop().await;
}

#[tokio::test]
async fn an_account_invites_so_many_strangers_a_day_withdrawn_or_not() {
    let app = TestApp::start().await;
    let account = app.account("Alderfinch").await;
    let owner = app.member(account, "owner@example.net", MemberRole::Owner).await;
    for number in 0..100 {
        invites(&app, &owner, &format!("p{number}@example.net"), MemberRole::Reader).await.unwrap();
        let mut tx = app.portal.database.begin(&System).await.unwrap();
        let newest = "select user_id from users order by user_id desc limit 1";
        let invited = sqlx::query_scalar(newest).fetch_one(&mut *tx).await.unwrap();
        assert!(withdraw(&mut tx, &owner, invited, app.now()).await.unwrap());
        tx.commit().await.unwrap();
    }
    let refused = invites(&app, &owner, "more@example.net", MemberRole::Reader).await;
    assert!(matches!(refused, Err(InviteRefusal::TooManyToday)), "{refused:?}");
    app.wait(SignedDuration::from_hours(24));
    invites(&app, &owner, "more@example.net", MemberRole::Reader).await.unwrap();
    app.stop().await;
}

#[tokio::test]
async fn staff_come_in_by_a_link_as_well() {
    let app = TestApp::start().await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let cleared = [Clearance::ChildSafety];
    let new =
        NewStaff { email: "jonas@desk.example", name: "Jonas", role: StaffRole::Lead, clearances: &cleared };
    let token = add_staff(&mut tx, &app.portal.secrets, new, app.now()).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let link = format!("/invitation/{}", token.reveal());
    let mut browser = app.browser();
    assert!(browser.get(&link).await.text().contains("the abuse desk"));
    browser.post(&link, &[("name", "Jonas"), ("password", PASSWORD)]).await;
    assert_eq!(browser.get("/accounts").await.location(), "/staff");
    app.stop().await;
}
