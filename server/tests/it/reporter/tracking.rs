//! Following a report: what the link shows, and what can be done with it.

use axum::http::StatusCode;
use domain::account::Actor;
use domain::report::{Answer, ReportEvent};
use domain::timeline::Happening;
use jiff::SignedDuration;
use server::database::System;
use server::reports::{By, ReportKey, lock, pause, record};
use sqlx::Row as _;
use uuid::Uuid;

use super::{by_robin, sent};
use crate::support::TestApp;

pub(super) async fn one_site(app: &TestApp) -> Uuid {
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    account
}

pub(super) async fn only_report(app: &TestApp) -> ReportKey {
    let mut rows = app.all_seeing().await;
    let row = sqlx::query("select account_id, report_id from reports").fetch_one(&mut rows).await.unwrap();
    ReportKey { account_id: row.get(0), report_id: row.get(1) }
}

/// The owner asks the reporter something, as the customer's side does.
pub async fn owner_asks(app: &TestApp, key: ReportKey, text: &str) {
    let by = By { actor: Actor::Owner, user_id: None, name: None, at: app.now() };
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let mut report = lock(&mut tx, key).await.unwrap().unwrap();
    let answered = Happening::OwnerAnswered { answer: Answer::NeedsDetail, until: None };
    let event = ReportEvent::OwnerAnswered(Answer::NeedsDetail);
    record(&mut tx, &mut report, &by, Some(event), &answered).await.unwrap();
    let words = Happening::OwnerWrote { text: text.to_owned(), to_reporter: true };
    record(&mut tx, &mut report, &by, None, &words).await.unwrap();
    pause::pause_owner(&mut tx, &report, app.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_status_page_says_what_happened_to_each_address_and_stays_secret() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(
        &app,
        "phishing",
        &by_robin("https://alderfinch.example/a\nhttp://elsewhere.example/b\nnonsense"),
    )
    .await;
    let page = app.browser().get(&format!("/track/{token}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for words in [
        "alderfinch[.]example",
        "elsewhere[.]example",
        "Not ours",
        "Not an address",
        "With the owner",
        "Withdraw",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("href=\"http"), "a reported address is never a link");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert!(page.header("x-robots-tag").contains("noindex"));
    let receipt = app.browser().get(&format!("/track/{token}/receipt")).await;
    assert!(receipt.text().contains(&format!("https://abuse.example/track/{token}")));
    app.stop().await;
}

#[tokio::test]
async fn addresses_added_later_join_the_open_report_or_become_a_new_one() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let quill = app.account("Quill").await;
    app.zone(quill, "quillwater.example").await;
    let token =
        sent(&app, "phishing", &by_robin("https://alderfinch.example/a\nhttp://elsewhere.example/")).await;
    let more = "https://alderfinch.example/b\nhttps://quillwater.example/\nhttps://alderfinch.example/a\nhttp://elsewhere.example/";
    let answer = app.browser().post(&format!("/track/{token}/addresses"), &[("addresses", more)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let mut rows = app.all_seeing().await;
    let reports = sqlx::query("select address_count, version from reports order by address_count desc")
        .fetch_all(&mut rows)
        .await
        .unwrap();
    assert_eq!(reports.iter().map(|row| row.get::<i32, _>(0)).collect::<Vec<_>>(), [2, 1]);
    let lines =
        sqlx::query("select line_number, outcome, repeat_of from submission_lines order by line_number")
            .fetch_all(&mut rows)
            .await
            .unwrap();
    let lines: Vec<(i32, String, Option<i32>)> =
        lines.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    assert_eq!(
        lines[2..],
        [
            (3, "accepted".to_owned(), None),
            (4, "accepted".to_owned(), None),
            (5, "repeated".to_owned(), Some(1)),
            (6, "repeated".to_owned(), Some(2)),
        ]
    );
    let again = app.browser().post(&format!("/track/{token}/addresses"), &[("addresses", more)]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let count: i64 =
        sqlx::query_scalar("select count(*) from submission_lines").fetch_one(&mut rows).await.unwrap();
    assert_eq!(count, 6, "sent twice, stored once");
    let many = (0..999).map(|n| format!("https://alderfinch.example/{n}")).collect::<Vec<_>>().join("\n");
    let refused = app.browser().post(&format!("/track/{token}/addresses"), &[("addresses", &many)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().contains("room for 994 more") && refused.text().contains("alderfinch.example/998")
    );
    app.run_jobs().await;
    app.stop().await;
}

/// The moments in the file of a list, line by line.
async fn since(app: &TestApp, token: &str) -> Vec<jiff::Timestamp> {
    let file = app.browser().get(&format!("/track/{token}/list.csv")).await;
    file.text().lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn each_line_stands_as_it_does_since_then_and_not_before_it_came() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let sent_at = app.now();
    let list = "https://alderfinch.example/a\nhttp://elsewhere.example/";
    let token = sent(&app, "phishing", &by_robin(list)).await;
    let mut browser = app.browser();
    let hint = "then has at least 24 hours, for the earlier addresses too";
    browser.open(&format!("/track/{token}")).await.shows(hint);
    app.wait(SignedDuration::from_mins(10));
    let added_at = app.now();
    let more = "https://alderfinch.example/b\nhttp://other.elsewhere.example/\nhttps://alderfinch.example/a";
    browser.post(&format!("/track/{token}/addresses"), &[("addresses", more)]).await;
    app.wait(SignedDuration::from_mins(10));
    browser.post(&format!("/track/{token}/message"), &[("text", "It is still there.")]).await;
    assert_eq!(since(&app, &token).await, [sent_at, sent_at, added_at, added_at, added_at]);
    app.wait(SignedDuration::from_mins(10));
    owner_asks(&app, only_report(&app).await, "Which page?").await;
    assert_eq!(since(&app, &token).await, [app.now(), sent_at, app.now(), added_at, added_at]);
    browser.open(&format!("/track/{token}")).await.hides(hint);
    app.stop().await;
}

#[tokio::test]
async fn a_lifted_limit_is_told_by_all_addresses_and_not_by_those_of_the_page() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let list: Vec<_> = (0..60).map(|n| format!("https://alderfinch.example/{n}")).collect();
    let token = sent(&app, "phishing", &by_robin(&list.join("\n"))).await;
    let mut rows = app.all_seeing().await;
    sqlx::query("update reports set state = 'limited'").execute(&mut rows).await.unwrap();
    let staff = app.analyst().await;
    sqlx::query(
        "with decided as (
           insert into decisions (decision_id, case_id, kind, reason, scope, policy_version, decided_by, decided_at)
           select gen_random_uuid(), case_id, 'limit', 'Seen.', 'address', 'test', $1, received_at from reports
           returning decision_id, case_id)
         insert into mitigations (account_id, mitigation_id, case_id, decision_id, report_id, category, scope, target, state, reason, since)
         select a.account_id, gen_random_uuid(), d.case_id, d.decision_id, a.report_id, 'phishing', 'address', a.url, 'active', 'Seen.', a.added_at
         from decided d, report_addresses a
         where a.url like '%/59'",
    )
    .bind(staff.user_id)
    .execute(&mut rows)
    .await
    .unwrap();
    let mut browser = app.browser();
    for page in [format!("/track/{token}"), format!("/track/{token}?from=51")] {
        browser.open(&page).await.shows("Access to one of 60 addresses is limited");
    }
    sqlx::query("update reports set state = 'received'").execute(&mut rows).await.unwrap();
    let page = browser.open(&format!("/track/{token}")).await;
    page.shows("Access to one of 60 addresses is limited");
    page.shows("59 are with our staff.");
    sqlx::query("update reports set state = 'limited'").execute(&mut rows).await.unwrap();
    let owner = app.member(account, "ines@alderfinch.example", domain::account::MemberRole::Owner).await;
    let reference: String =
        sqlx::query_scalar("select reference from reports").fetch_one(&mut rows).await.unwrap();
    let report = format!("/accounts/{account}/reports/{reference}");
    let mut owners = app.signed_in(owner.user_id).await;
    owners.open(&report).await.hides("Limit lifted");
    sqlx::query("update mitigations set state = 'removed'").execute(&mut rows).await.unwrap();
    browser.open(&format!("/track/{token}")).await.shows("We lifted the limit on one of 60 addresses again");
    owners.open(&report).await.shows("Limit lifted");
    app.stop().await;
}

#[tokio::test]
async fn the_newest_of_a_long_history_is_shown_and_that_older_things_are_left_out() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let mut browser = app.browser();
    browser.open(&format!("/track/{token}")).await.hides("only the newest of it is shown");
    let mut rows = app.all_seeing().await;
    sqlx::query(
        "insert into report_events (account_id, report_id, event_id, version, at, kind, detail, actor, to_reporter, to_owner)
         select account_id, report_id, gen_random_uuid(), 100 + n, received_at + n * interval '1 minute', 'staff_wrote',
           json_build_object('kind', 'staff_wrote', 'to_owner', false, 'text', 'Word ' || n || '.'), 'staff', true, false
         from reports, generate_series(1, 600) as n",
    )
    .execute(&mut rows)
    .await
    .unwrap();
    let page = browser.open(&format!("/track/{token}")).await;
    page.shows("So much has happened that only the newest of it is shown.");
    page.shows("Word 600.");
    page.hides("Word 100.");
    let words = page.words();
    assert!(words.find("Word 101.").unwrap() < words.find("Word 600.").unwrap());
    app.stop().await;
}
