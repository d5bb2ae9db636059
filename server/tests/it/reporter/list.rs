//! A group sends a list of forty sites: of one kind, forums and services, mixed owners, some not ours, some defanged, some twice.

use axum::http::StatusCode;
use sqlx::Row as _;

use super::{by_robin, sent};
use crate::support::TestApp;

/// Forty lines: 34 sites of one kind, 4 forums, 2 services.
fn forty() -> String {
    let mut lines: Vec<String> = Vec::new();
    for number in 0..34 {
        lines.push(match number % 6 {
            0 => format!("https://site{number}.finch.example/"),
            1 => format!("hxxps://site{number}[.]quill[.]example/about"),
            2 => format!("site{number}.marten(dot)example"),
            3 => format!("http://site{number}.elsewhere.example/"),
            4 => format!("https://site0.finch.example/?n={number}"),
            _ => "https://site0.finch.example/".to_owned(),
        });
    }
    lines.extend((0..4).map(|number| format!("hXXp://forum{number}.quill.example/board")));
    lines.extend(["https://pay.marten.example".to_owned(), "the last one is on a screenshot".to_owned()]);
    lines.join("\n")
}

#[tokio::test]
async fn one_submission_forty_outcomes_and_one_report_an_account_held_until_an_order() {
    let app = TestApp::start().await;
    for (name, host) in [("Finch", "finch.example"), ("Quill", "quill.example"), ("Marten", "marten.example")]
    {
        let account = app.account(name).await;
        app.zone(account, host).await;
    }
    let list = forty();
    assert_eq!(list.lines().count(), 40);
    let token = sent(&app, "terrorism", &by_robin(&list)).await;
    app.run_jobs().await;
    let mut rows = app.all_seeing().await;
    let outcomes =
        sqlx::query("select outcome, count(*) from submission_lines group by outcome order by outcome")
            .fetch_all(&mut rows)
            .await
            .unwrap();
    let outcomes: Vec<(String, i64)> = outcomes.iter().map(|row| (row.get(0), row.get(1))).collect();
    let wanted = [("accepted", 28), ("not_an_address", 1), ("not_ours", 6), ("repeated", 5)];
    assert_eq!(outcomes, wanted.map(|(word, count)| (word.to_owned(), count)));
    let reports = sqlx::query("select a.name, r.state, r.address_count from reports r join accounts a using (account_id) order by a.name").fetch_all(&mut rows).await.unwrap();
    let reports: Vec<(String, String, i32)> =
        reports.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    let wanted = [("Finch", 11), ("Marten", 7), ("Quill", 10)];
    assert_eq!(reports, wanted.map(|(name, count)| (name.to_owned(), "held".to_owned(), count)));
    assert_eq!(
        sqlx::query_scalar::<_, i64>("select count(distinct reference) from reports")
            .fetch_one(&mut rows)
            .await
            .unwrap(),
        3
    );
    let page = app.browser().get(&format!("/track/{token}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("We passed 28 of 34 addresses on and wait for an order"), "{}", page.text());
    assert!(page.text().contains("told 3 site owners, and act when an order arrives"));
    let file = app.browser().get(&format!("/track/{token}/list.csv")).await;
    assert_eq!(file.text().lines().count(), 41);
    app.stop().await;
}

#[tokio::test]
async fn a_long_list_is_shown_in_pages() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "finch.example").await;
    let list: Vec<_> = (1..=120).map(|number| format!("https://finch.example/page{number}.")).collect();
    let token = sent(&app, "phishing", &by_robin(&list.join("\n"))).await;
    let mut browser = app.browser();
    let first = browser.get(&format!("/track/{token}")).await;
    assert!(
        first.text().contains("/page50<")
            && !first.text().contains("/page51<")
            && first.text().contains("?from=51")
    );
    let last = browser.get(&format!("/track/{token}?from=101")).await;
    assert!(
        last.text().contains("/page120<")
            && last.text().contains("?from=51")
            && !last.text().contains("?from=151")
    );
    app.stop().await;
}
