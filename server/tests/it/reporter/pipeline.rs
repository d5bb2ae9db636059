//! What becomes of a submission: outcomes, one report an account, repeats, doubled posts.

use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::{by_robin, send, sent, token};
use crate::support::TestApp;

async fn lines(rows: &mut PgConnection) -> Vec<(i32, String, Option<i32>)> {
    let query = "select line_number, outcome, repeat_of
                 from submission_lines l
                 join submissions s using (submission_id)
                 order by s.received_at, s.submission_id, line_number";
    let all = sqlx::query(query).fetch_all(rows).await.unwrap();
    all.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

async fn count(rows: &mut PgConnection, table: &'static str) -> i64 {
    let query = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
    sqlx::query_scalar(query).fetch_one(rows).await.unwrap()
}

#[tokio::test]
async fn every_line_gets_an_outcome_and_every_account_one_report() {
    let app = TestApp::start().await;
    let (finch, quill) = (app.account("Finch").await, app.account("Quill").await);
    app.zone(finch, "alderfinch.example").await;
    let longest = app.zone(finch, "login.alderfinch.example").await;
    app.zone(quill, "quillwater.example").await;
    let list = "hxxps://login.alderfinch[.]example/verify?id=1\n\
                https://quillwater.example/\n\
                see the screenshot\n\n\
                http://elsewhere.example/about\n\
                https://LOGIN.alderfinch.example/verify?id=1#top\n\
                alderfinch.example/2";
    sent(&app, "phishing", &by_robin(list)).await;
    let mut rows = app.all_seeing().await;
    let outcomes = lines(&mut rows).await;
    let said: Vec<_> =
        outcomes.iter().map(|(number, outcome, of)| (*number, outcome.as_str(), *of)).collect();
    assert_eq!(
        said,
        [
            (1, "accepted", None),
            (2, "accepted", None),
            (3, "not_an_address", None),
            (5, "not_ours", None),
            (6, "repeated", Some(1)),
            (7, "accepted", None)
        ]
    );
    let reports = sqlx::query("select account_id, state, address_count, zone_id, host, version from reports order by address_count desc")
        .fetch_all(&mut rows).await.unwrap();
    assert_eq!(reports.len(), 2);
    assert_eq!(reports[0].get::<Uuid, _>(0), finch);
    assert_eq!((reports[0].get::<&str, _>(1), reports[0].get::<i32, _>(2)), ("with_owner", 2));
    assert_eq!((reports[0].get::<Uuid, _>(3), reports[0].get::<i32, _>(5)), (longest, 2));
    assert_eq!(reports[0].get::<&str, _>(4), "login.alderfinch.example");
    assert_eq!((count(&mut rows, "cases").await, count(&mut rows, "case_events").await), (2, 2));
    let kinds: Vec<String> =
        sqlx::query_scalar("select kind from report_events where account_id = $1 order by version")
            .bind(finch)
            .fetch_all(&mut rows)
            .await
            .unwrap();
    assert_eq!(kinds, ["received", "owner_told"]);
    app.stop().await;
}

#[tokio::test]
async fn a_site_that_left_us_and_went_to_nobody_is_not_ours() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let mut rows = app.all_seeing().await;
    let ends = sqlx::query("update zones set active_until = $1")
        .bind((app.now() + SignedDuration::from_hours(1)).to_sqlx());
    ends.execute(&mut rows).await.unwrap();
    sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    assert_eq!(lines(&mut rows).await[0].1, "accepted", "it is ours until then");
    app.wait(SignedDuration::from_hours(1));
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/b")).await;
    assert_eq!(lines(&mut rows).await[1].1, "not_ours");
    assert_eq!(count(&mut rows, "reports").await, 1);
    let page = app.browser().get(&format!("/track/{token}")).await;
    assert!(page.text().contains("Not ours") && !page.text().contains("Finch"), "{}", page.text());
    app.stop().await;
}

#[tokio::test]
async fn the_same_page_sent_twice_at_the_same_time_is_one_submission() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let fields = by_robin("https://alderfinch.example/a");
    let key = Uuid::new_v4().simple().to_string();
    let (mut one, mut two, mut three) = (app.browser(), app.browser(), app.browser());
    let answers = tokio::join!(
        send(&mut one, "phishing", &fields, &key),
        send(&mut two, "phishing", &fields, &key),
        send(&mut three, "phishing", &fields, &key),
    );
    assert_eq!(token(&answers.0), token(&answers.1));
    assert_eq!(token(&answers.1), token(&answers.2));
    let again = send(&mut app.browser(), "phishing", &fields, &key).await;
    assert_eq!(token(&again), token(&answers.0));
    let mut rows = app.all_seeing().await;
    for table in ["submissions", "reports", "cases", "links", "audit"] {
        assert_eq!(count(&mut rows, table).await, 1, "{table}");
    }
    assert!(app.run_jobs().await > 0);
    app.stop().await;
}

#[tokio::test]
async fn another_report_of_the_same_joins_the_case_and_its_sender_is_not_recognised() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let same = by_robin("https://alderfinch.example/a");
    let mut of_eve = same.clone();
    of_eve[3] = ("email", "eve@mailbox.example");
    sent(&app, "phishing", &same).await;
    let mut pages = Vec::new();
    for fields in [same, of_eve] {
        app.wait(SignedDuration::from_hours(1));
        let token = sent(&app, "phishing", &fields).await;
        let page = app.browser().get(&format!("/track/{token}")).await;
        let rows = &mut app.all_seeing().await;
        let reference: String =
            sqlx::query_scalar("select reference from submissions order by received_at desc")
                .fetch_one(rows)
                .await
                .unwrap();
        pages.push(page.text().replace(&token, "…").replace(&reference, "…").replace(fields[3].1, "…"));
    }
    let main = |page: &str| -> String {
        let main = page.split_once("<main").unwrap().1;
        main.split_whitespace()
            .filter(|word| !word.contains(':') && !word.starts_with("value="))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(
        pages[0].contains("We asked the site’s owner") && !pages[0].contains("Repeated"),
        "{}",
        main(&pages[0])
    );
    assert_eq!(main(&pages[0]), main(&pages[1]), "whoever types Robin’s address and words learns nothing");
    let mut rows = app.all_seeing().await;
    let outcomes: Vec<_> = lines(&mut rows).await.into_iter().map(|(_, outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["accepted", "accepted", "accepted"]);
    assert_eq!((count(&mut rows, "cases").await, count(&mut rows, "reports").await), (1, 3));
    let case =
        sqlx::query("select report_count, version, title from cases").fetch_one(&mut rows).await.unwrap();
    assert_eq!((case.get::<i32, _>(0), case.get::<i32, _>(1)), (3, 3));
    assert_eq!(case.get::<&str, _>(2), "Phishing on alderfinch[.]example");
    app.stop().await;
}

#[tokio::test]
async fn addresses_elsewhere_are_kept_on_record_without_a_report() {
    let app = TestApp::start().await;
    sent(&app, "phishing", &by_robin("https://elsewhere.example/\nhttps://192.0.2.7/x")).await;
    let mut rows = app.all_seeing().await;
    let outcomes: Vec<_> = lines(&mut rows).await.into_iter().map(|(_, outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["not_ours", "not_ours"]);
    assert_eq!((count(&mut rows, "reports").await, count(&mut rows, "cases").await), (0, 0));
    app.stop().await;
}

#[tokio::test]
async fn two_reports_of_one_address_at_the_same_time_open_one_case() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let (robin, mut ann) =
        (by_robin("https://alderfinch.example/a"), by_robin("https://alderfinch.example/a"));
    ann[3] = ("email", "ann@mailbox.example");
    tokio::join!(sent(&app, "phishing", &robin), sent(&app, "phishing", &ann));
    let mut rows = app.all_seeing().await;
    assert_eq!((count(&mut rows, "cases").await, count(&mut rows, "reports").await), (1, 2));
    app.stop().await;
}

#[tokio::test]
async fn a_thousand_lines_of_a_hundred_accounts_go_in_at_once() {
    let app = TestApp::start().await;
    for number in 0..100 {
        let account = app.account(&format!("Account {number}")).await;
        app.zone(account, &format!("site{number}.example")).await;
    }
    let list: Vec<_> = (0..1000).map(|line| format!("https://site{}.example/{line}", line % 100)).collect();
    let began = std::time::Instant::now();
    sent(&app, "phishing", &by_robin(&list.join("\n"))).await;
    let took = began.elapsed();
    assert!(took.as_secs() < 5, "{took:?}");
    let mut rows = app.all_seeing().await;
    assert_eq!((count(&mut rows, "reports").await, count(&mut rows, "report_addresses").await), (100, 1000));
    app.stop().await;
}
