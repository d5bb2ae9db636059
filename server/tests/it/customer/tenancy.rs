use axum::http::StatusCode;
use domain::account::{MemberRole, StaffRole};
use uuid::Uuid;

use super::{finch, reported};
use crate::support::TestApp;

/// A path and the fields posted to it.
type Post = (String, Vec<(&'static str, &'static str)>);

/// Every page and every action of an account.
fn paths(account: Uuid, reference: &str, user: Uuid) -> (Vec<String>, Vec<Post>) {
    let at = |rest: &str| format!("/accounts/{account}{rest}");
    let pages = ["", "/reports", "/reports.csv", "/zones", "/members", "/contacts"].map(at).into_iter();
    let pages = pages.chain([at(&format!("/reports/{reference}"))]).collect();
    let posts = vec![
        (at(&format!("/reports/{reference}")), vec![("version", "2"), ("answer", "removed")]),
        (at("/members"), vec![("email", "mallory@evil.example"), ("role", "owner")]),
        (at(&format!("/members/{user}/role")), vec![("role", "reader")]),
        (at(&format!("/members/{user}/remove")), vec![]),
        (at(&format!("/invitations/{user}/withdraw")), vec![]),
        (at("/contacts"), vec![("name", "Mine"), ("abuse_contact", "mallory@evil.example")]),
    ];
    (pages, posts)
}

#[tokio::test]
async fn nobody_enters_an_account_that_is_not_theirs() {
    let app = TestApp::start().await;
    let (finch, mut owner) = finch(&app).await;
    let reference = reported(&app, finch.account, "phishing", "https://alderfinch.example/").await;
    let theirs = app.account("Evil").await;
    app.zone(theirs, "evil.example").await;
    let mallory = app.member(theirs, "mallory@evil.example", MemberRole::Owner).await;
    let staff = app.staff("jonas@desk.example", StaffRole::Lead, &[]).await;
    let (pages, posts) = paths(finch.account, &reference, finch.owner.user_id);
    for (stranger, back) in
        [(mallory.user_id, "Go back to your accounts"), (staff.user_id, "Go back to the dashboard")]
    {
        let mut browser = app.signed_in(stranger).await;
        for page in [&*pages[0], "/staff/cases/999", "/nowhere"] {
            let page = browser.get(page).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            let text = page.text();
            assert!(text.contains(back) && text.contains("Sign out"), "{text}");
            assert!(!text.contains("Sign in") && !text.contains("Start a new report"), "{text}");
        }
        for page in &pages {
            assert_eq!(browser.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        for (path, fields) in &posts {
            assert_eq!(browser.post(path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    for page in &pages {
        assert_eq!(owner.get(page).await.status, StatusCode::OK, "{page}");
        let out = app.browser().get(page).await;
        assert_eq!(
            (out.status, out.location().starts_with("/sign-in?next=")),
            (StatusCode::SEE_OTHER, true),
            "{page}"
        );
    }
    for (path, fields) in &posts {
        assert!(app.browser().post(path, fields).await.location().starts_with("/sign-in"), "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn ids_of_others_lead_nowhere_in_ones_own_account() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    let theirs = app.account("Other").await;
    app.zone(theirs, "other.example").await;
    let reference = reported(&app, theirs, "phishing", "https://other.example/secret-page").await;
    let stranger = app.member(theirs, "stranger@other.example", MemberRole::Owner).await;
    let (_, posts) = paths(finch.account, &reference, stranger.user_id);
    assert_eq!(
        browser.get(&finch.page(&format!("/reports/{reference}"))).await.status,
        StatusCode::NOT_FOUND
    );
    for (path, fields) in
        posts.iter().filter(|(path, _)| !path.ends_with("/members") && !path.ends_with("/contacts"))
    {
        assert_eq!(browser.post(path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for query in [
        "?zone=other.example",
        "?text=other.example",
        &format!("?text={reference}"),
        "?text=other.example/secret",
    ] {
        let page = browser.get(&finch.page(&format!("/reports{query}"))).await;
        assert!(!page.text().contains("secret-page") && !page.text().contains("/reports/NE-"), "{query}");
    }
    app.stop().await;
}
