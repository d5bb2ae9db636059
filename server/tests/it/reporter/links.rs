//! The secret links to a report: which work, how they are renewed and sent again, and what they open.

use axum::http::StatusCode;
use jiff::SignedDuration;
use server::database::System;
use server::reports::tracking::{Renewal, renew};
use server::secrets::Token;

use super::tracking::one_site;
use super::{by_robin, sent};
use crate::support::TestApp;

#[tokio::test]
async fn links_that_do_not_work_all_look_alike() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let unknown = app.browser().get(&format!("/track/{}", "a".repeat(64))).await;
    let broken = app.browser().get("/track/x").await;
    app.wait(SignedDuration::from_hours(181 * 24));
    let expired = app.browser().get(&format!("/track/{token}")).await;
    for answer in [&unknown, &broken, &expired] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text().contains("Have a new link sent"));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(unknown.body.len(), expired.body.len());
    app.stop().await;
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_the_old_one() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let old = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    app.run_jobs().await;
    let answer = app.browser().post(&format!("/track/{old}/link"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let new = answer.location().split('/').nth(2).unwrap().to_owned();
    assert_ne!(new, old);
    assert_eq!(app.browser().get(&format!("/track/{old}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.browser().get(answer.location()).await.status, StatusCode::OK);
    app.run_jobs().await;
    let mut rows = app.all_seeing().await;
    let letters: i64 = sqlx::query_scalar("select count(*) from letters where kind = 'new_link'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(letters, 1);
    app.stop().await;
}

#[tokio::test]
async fn strangers_can_have_only_so_many_letters_sent_to_one_address() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let mut rows = app.all_seeing().await;
    let mut letters = async |kind: &'static str| -> i64 {
        let query = sqlx::query_scalar("select count(*) from letters where kind = $1").bind(kind);
        query.fetch_one(&mut rows).await.unwrap()
    };
    let mut token = String::new();
    for number in 0..31 {
        token = sent(&app, "phishing", &by_robin(&format!("https://alderfinch.example/{number}"))).await;
        let page = app.browser().get(&format!("/track/{token}/receipt")).await;
        assert!(page.text().contains("It also goes to"), "how many went before is not told: {number}");
    }
    app.run_jobs().await;
    assert_eq!(letters("receipt").await, 30);
    for number in 1..=6 {
        let answer = app.browser().post(&format!("/track/{token}/link"), &[]).await;
        let page = app.browser().get(answer.location()).await;
        assert!(page.text().contains("It also goes to"), "{number}");
        token = answer.location().split('/').nth(2).unwrap().to_owned();
        app.run_jobs().await;
    }
    assert_eq!(letters("new_link").await, 5);
    app.wait(SignedDuration::from_mins(61));
    sent(&app, "phishing", &by_robin("https://alderfinch.example/later")).await;
    app.run_jobs().await;
    assert_eq!(letters("receipt").await, 31);
    app.stop().await;
}

#[tokio::test]
async fn of_two_new_links_asked_for_at_once_one_works() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let used = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let form = |key: &str| Renewal { used: Token::parse(&used).unwrap(), key: key.to_owned() };
    let (one, other) = (form("one"), form("other"));
    let mut rows = app.all_seeing().await;
    let (database, secrets) = (&app.portal.database, &app.portal.secrets);
    let mut first = database.begin(&System).await.unwrap();
    let made = renew(&mut first, secrets, &one, app.now()).await.unwrap().unwrap();
    let second = async {
        let mut tx = database.begin(&System).await.unwrap();
        let late = renew(&mut tx, secrets, &other, app.now()).await.unwrap();
        assert!(late.is_none(), "the link was used up");
        let again = renew(&mut tx, secrets, &one, app.now()).await.unwrap().unwrap();
        assert_eq!(again.reveal(), made.reveal(), "the same form gets the same link");
        tx.commit().await.unwrap();
    };
    let waiting = async {
        app.until_somebody_waits().await;
        first.commit().await.unwrap();
    };
    tokio::join!(second, waiting);
    let working: i64 = sqlx::query_scalar("select count(*) from links where revoked_at is null")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(working, 1);
    app.stop().await;
}

#[tokio::test]
async fn a_lost_link_is_sent_again_and_nobody_learns_whether_there_was_one() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    app.run_jobs().await;
    let mut rows = app.all_seeing().await;
    let reference: String =
        sqlx::query_scalar("select reference from submissions").fetch_one(&mut rows).await.unwrap();
    let links = "select count(*) from links";
    let mut answers = Vec::new();
    for email in ["robin@mailbox.example", "eve@mailbox.example"] {
        app.wait(SignedDuration::from_mins(11));
        answers.push(app.browser().post("/track", &[("reference", &reference), ("email", email)]).await);
        app.run_jobs().await;
    }
    assert_eq!(answers[0].text(), answers[1].text());
    assert_eq!(sqlx::query_scalar::<_, i64>(links).fetch_one(&mut rows).await.unwrap(), 2);
    assert_eq!(
        app.browser().get(&format!("/track/{token}")).await.status,
        StatusCode::OK,
        "the old one goes on"
    );
    let wrong = app.browser().post("/track", &[("reference", "NE-0000-0001"), ("email", "robin")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().contains("Two answers need another look") && wrong.text().contains("value=\"robin\"")
    );
    app.stop().await;
}

#[tokio::test]
async fn a_link_opens_one_submission_and_nothing_of_anybody_else() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let robin = sent(&app, "phishing", &by_robin("https://alderfinch.example/robins")).await;
    let mut ann = by_robin("https://alderfinch.example/anns");
    ann[1] = ("justification", "Ann saw this.");
    ann[3] = ("email", "ann@mailbox.example");
    sent(&app, "phishing", &ann).await;
    let mut rows = app.all_seeing().await;
    let anns: String = sqlx::query_scalar("select reference from reports where allegation = 'Ann saw this.'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    let mut browser = app.browser();
    let page = browser.get(&format!("/track/{robin}")).await;
    let file = browser.get(&format!("/track/{robin}/list.csv")).await;
    for text in [page.text(), file.text()] {
        assert!(text.contains("/robins") && !text.contains("/anns") && !text.contains(&anns));
    }
    let reply = [("report", anns.as_str()), ("text", "I am not Ann.")];
    let answer = browser.post(&format!("/track/{robin}/reply"), &reply).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    app.stop().await;
}
