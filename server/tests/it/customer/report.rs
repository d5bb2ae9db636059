use axum::http::StatusCode;
use domain::account::MemberRole;

use super::{assert_says, finch, reported, version};
use crate::reporter::{by_robin, sent};
use crate::support::TestApp;

#[tokio::test]
async fn a_report_shows_what_was_said_and_until_when_to_answer() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    let reference =
        reported(&app, finch.account, "phishing", "https://login.alderfinch.example/verify?id=1").await;
    let page = browser.get(&finch.page(&format!("/reports/{reference}"))).await;
    let text = page.text();
    assert_says(
        text,
        &[
            "A page on login.alderfinch[.]example was reported as phishing",
            "It copies the sign-in page of my bank.",
            "hxxps://",
            "Needs your answer",
            "24 h left",
            "Tue 3 Mar, 12:00",
            "sent this to us, with 1 address",
            "Otherwise we decide without your side.",
        ],
    );
    assert!(!text.contains("https://login.alderfinch"), "no address is a link");
    assert_eq!(version(text), "2");
    assert_eq!(page.header("cache-control"), "no-store");
    app.stop().await;
}

#[tokio::test]
async fn the_reporter_is_named_only_where_they_chose_to_be() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    for (choice, is_named) in [("named", true), ("anonymous", false)] {
        let address = format!("https://alderfinch.example/{choice}");
        let mut fields = by_robin(&address);
        fields.push(("tell_owner", choice));
        app.wait(jiff::SignedDuration::from_secs(1));
        sent(&app, "malware", &fields).await;
        let list = browser.get(&finch.page("/reports?category=malware")).await;
        let (_, after) = list.text().split_once("class=\"id\">").unwrap();
        let reference = after.split_once('<').unwrap().0.to_owned();
        let page = browser.get(&finch.page(&format!("/reports/{reference}"))).await;
        for secret in ["Robin Reed", "robin@mailbox.example"] {
            assert_eq!(page.text().contains(secret), is_named, "{choice}");
        }
        assert_eq!(page.text().contains("They chose not to be named to you."), !is_named);
    }
    app.stop().await;
}

#[tokio::test]
async fn what_the_owner_may_not_know_is_not_there() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    let hidden = reported(&app, finch.account, "child-abuse", "https://alderfinch.example/pictures").await;
    assert_eq!(browser.get(&finch.page(&format!("/reports/{hidden}"))).await.status, StatusCode::NOT_FOUND);
    for path in ["", "/reports", "/reports?view=open", "/reports.csv", "/zones", "/reports?text=alderfinch"] {
        let page = browser.get(&finch.page(path)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains(&hidden) && !page.text().contains("pictures"), "{path}");
    }
    let overview = browser.get(&finch.page("")).await;
    assert!(overview.text().contains("Nothing needs your answer") && overview.text().contains("0 of 1"));
    app.stop().await;
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    let hostile = "</textarea></title><img src=x onerror=alert(1)><script>alert(1)</script>";
    let address = "https://alderfinch.example/%22%3E%3Cscript%3Ealert(1)%3C/script%3E?javascript:alert(1)";
    let mut fields = by_robin(address);
    fields.retain(|(name, _)| !["justification", "name"].contains(name));
    fields.extend([("justification", hostile), ("name", hostile), ("tell_owner", "named")]);
    sent(&app, "malware", &fields).await;
    let list = browser.get(&finch.page("/reports")).await;
    let (_, after) = list.text().split_once("class=\"id\">").unwrap();
    let reference = after.split_once('<').unwrap().0.to_owned();
    let form =
        [("version", "1"), ("answer", "disputed"), ("because", ""), ("done", hostile), ("plan", hostile)];
    let path = finch.page(&format!("/reports/{reference}"));
    for page in [browser.get(&path).await, browser.post(&path, &form).await] {
        assert!(page.text().contains("&lt;img src=x"));
        for markup in ["<img", "<script>alert", "href=\"javascript", "href=\"http"] {
            assert!(!page.text().contains(markup), "{markup}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_reader_reads_and_does_not_answer() {
    let app = TestApp::start().await;
    let (finch, _) = finch(&app).await;
    let reference = reported(&app, finch.account, "phishing", "https://alderfinch.example/").await;
    let reader = app.member(finch.account, "reader@alderfinch.example", MemberRole::Reader).await;
    let mut browser = app.signed_in(reader.user_id).await;
    let path = finch.page(&format!("/reports/{reference}"));
    let page = browser.get(&path).await;
    assert!(
        page.text().contains("Ask one of the account’s owners") && !page.text().contains("name=\"version\"")
    );
    let refused = browser.post(&path, &[("version", "2"), ("answer", "removed")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    app.stop().await;
}
