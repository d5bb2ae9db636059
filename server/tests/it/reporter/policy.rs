//! What the policy makes of a report: who hears of it, what is restricted, what waits.

use sqlx::Row as _;

use super::{by_nobody, by_robin, sent};
use crate::support::TestApp;

#[tokio::test]
async fn child_abuse_is_restricted_on_every_row_and_never_reaches_the_owner() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    sent(&app, "child-abuse", &by_nobody("https://alderfinch.example/a\nhttps://elsewhere.example/")).await;
    app.run_jobs().await;
    let mut rows = app.all_seeing().await;
    let tables = [
        "submissions",
        "reporters",
        "submission_lines",
        "reports",
        "report_addresses",
        "report_events",
        "cases",
        "case_events",
        "referrals",
    ];
    for table in tables {
        let query = format!(
            "select count(*) filter (where clearance = 'child_safety') = count(*) and count(*) > 0 from {table}"
        );
        let all: bool = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&mut rows).await.unwrap();
        assert!(all, "{table}");
    }
    let report = sqlx::query("select state, owner_told_at is null, owner_due_at is null from reports")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(
        (report.get::<&str, _>(0), report.get::<bool, _>(1), report.get::<bool, _>(2)),
        ("received", true, true)
    );
    let case = sqlx::query("select tier, severity from cases").fetch_one(&mut rows).await.unwrap();
    assert_eq!((case.get::<&str, _>(0), case.get::<&str, _>(1)), ("child_safety", "emergency"));
    let referral = sqlx::query("select kind, state from referrals").fetch_one(&mut rows).await.unwrap();
    assert_eq!((referral.get::<&str, _>(0), referral.get::<&str, _>(1)), ("ncmec", "pending"));
    let letters: i64 = sqlx::query_scalar("select count(*) from letters where audience = 'owner'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(letters, 0);
    app.stop().await;
}

#[tokio::test]
async fn terrorism_is_passed_on_and_held_until_an_order() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    sent(&app, "terrorism", &by_robin("https://alderfinch.example/a")).await;
    let mut rows = app.all_seeing().await;
    let report = sqlx::query("select state, owner_told_at is not null from reports")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!((report.get::<&str, _>(0), report.get::<bool, _>(1)), ("held", true));
    app.stop().await;
}

#[tokio::test]
async fn an_owner_who_shall_not_hear_of_it_is_not_told() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let mut fields = by_robin("https://alderfinch.example/a");
    fields.push(("ncsei_subject_representation", "true"));
    sent(&app, "intimate-images", &fields).await;
    let mut rows = app.all_seeing().await;
    let report = sqlx::query("select r.state, r.owner_told_at is null, p.tell_owner, r.details from reports r join reporters p using (submission_id)")
        .fetch_one(&mut rows).await.unwrap();
    assert_eq!(
        (report.get::<&str, _>(0), report.get::<bool, _>(1), report.get::<&str, _>(2)),
        ("received", true, "nothing")
    );
    assert_eq!(
        report.get::<serde_json::Value, _>(3),
        serde_json::json!({ "ncsei_subject_representation": "true" })
    );
    app.stop().await;
}

#[tokio::test]
async fn who_reported_stands_apart_from_what_was_reported() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let mut fields = by_robin("https://alderfinch.example/a");
    fields.extend([
        ("company", "Reed & Co"),
        ("comments", "Call me at noon"),
        ("original_work", "Aurora Bank"),
        ("tell_owner", "anonymous"),
    ]);
    sent(&app, "phishing", &fields).await;
    let mut rows = app.all_seeing().await;
    let report: String = sqlx::query_scalar("select row_to_json(r)::text || row_to_json(a)::text from reports r join report_addresses a using (report_id)")
        .fetch_one(&mut rows).await.unwrap();
    assert!(report.contains("Aurora Bank"));
    for hidden in ["Robin", "robin@", "Reed & Co", "noon"] {
        assert!(!report.contains(hidden), "{hidden}: {report}");
    }
    app.stop().await;
}
