//! Whoever has one secret link has that one: through it nothing that belongs to another is shown or changed.

use axum::http::{Method, StatusCode};
use domain::account::MemberRole;
use server::database::System;
use server::identity::invitations::invite;
use server::reports::ReportKey;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};
use uuid::Uuid;

use super::{Route, Whose, ask, of_kind};
use crate::reporter::{Fields, by_robin, owner_asks, sent};
use crate::support::TestApp;

/// What Ann sent, and what nobody else may read of it.
struct Anns {
    submission_id: Uuid,
    report: String,
    words: Vec<String>,
}

fn by_ann() -> Fields<'static> {
    vec![
        ("addresses", "https://alderfinch.example/both\nhttps://alderfinch.example/anns"),
        ("justification", "Ann saw it herself."),
        ("name", "Ann Ash"),
        ("email", "ann@mailbox.example"),
        ("comments", "Only for staff, says Ann."),
    ]
}

/// Ann reported, and the owner asked her something.
async fn ann(app: &TestApp) -> Anns {
    let token = sent(app, "phishing", &by_ann()).await;
    let mut rows = app.all_seeing().await;
    let query = "select account_id, report_id, r.reference, s.submission_id, s.reference
                 from reports r
                 join submissions s using (submission_id)";
    let row = sqlx::query(query).fetch_one(&mut rows).await.unwrap();
    let report = ReportKey { account_id: row.get(0), report_id: row.get(1) };
    owner_asks(app, report, "Ann is asked for the page.").await;
    let (report, submission): (String, String) = (row.get(2), row.get(4));
    let hidden = ["Ann saw", "Ann Ash", "ann@", "says Ann", "Ann is asked", "/anns"].map(str::to_owned);
    let words = hidden.into_iter().chain([report.clone(), submission, token]).collect();
    Anns { submission_id: row.get(3), report, words }
}

/// Every row that belongs to a submission or to one of its reports, whatever the table.
async fn kept(rows: &mut PgConnection, submission_id: Uuid) -> Vec<(String, String)> {
    let query = "select table_name::text, bool_or(column_name = 'submission_id')
                 from information_schema.columns
                 where table_schema = 'public' and column_name in ('submission_id', 'report_id')
                 group by 1
                 order by 1";
    let tables: Vec<(String, bool)> = sqlx::query_as(query).fetch_all(&mut *rows).await.unwrap();
    assert!(tables.len() > 8, "{tables:?}");
    let mut all = Vec::new();
    for (table, names_submission) in tables {
        let reports = "report_id in (select report_id from reports where submission_id = $1)";
        let whose = if names_submission { "submission_id = $1" } else { reports };
        let query = format!(
            "select coalesce(string_agg(t::text, ' ' order by t::text), '') from {table} t where {whose}"
        );
        let text = sqlx::query_scalar(AssertSqlSafe(query)).bind(submission_id).fetch_one(&mut *rows).await;
        all.push((table, text.unwrap()));
    }
    all
}

async fn letters_to_ann(rows: &mut PgConnection) -> i64 {
    let query = "select count(*) from letters where recipient = 'ann@mailbox.example'";
    sqlx::query_scalar(query).fetch_one(rows).await.unwrap()
}

#[tokio::test]
async fn ones_own_link_opens_nothing_of_another_submission_about_the_same() {
    let app = TestApp::start().await;
    app.site("Alderfinch Media", "alderfinch.example").await;
    let anns = ann(&app).await;
    app.run_jobs().await;
    let mut rows = app.all_seeing().await;
    let (before, letters) = (kept(&mut rows, anns.submission_id).await, letters_to_ann(&mut rows).await);
    let mut walked = 0;
    for route in of_kind(Whose::WhoeverHasTheSecret).await {
        let Some(rest) = route.path.strip_prefix("/track/{token}") else { continue };
        let robins = sent(&app, "phishing", &by_robin("https://alderfinch.example/both")).await;
        let mut browser = app.browser();
        let path = format!("/track/{robins}{rest}");
        let mut answers = vec![ask(&mut browser, &route, &path).await];
        if route.method == Method::POST {
            let fields = [("report", anns.report.as_str()), ("text", "Robin answers for Ann.")];
            answers.push(browser.post(&path, &fields).await);
        }
        for answer in answers {
            let what = format!("{} {path}: {}", route.method, answer.status);
            assert!(!answer.status.is_server_error(), "{what}");
            let next = if answer.status.is_redirection() { answer.location() } else { &path };
            let next = browser.get(next).await;
            for words in &anns.words {
                assert!(
                    !answer.text().contains(words) && !next.text().contains(words),
                    "{what} shows {words}"
                );
            }
        }
        app.run_jobs().await;
        assert_eq!(kept(&mut rows, anns.submission_id).await, before, "{} {}", route.method, route.path);
        assert_eq!(letters_to_ann(&mut rows).await, letters, "{}", route.path);
        walked += 1;
    }
    assert!(walked >= 10, "{walked}");
    app.stop().await;
}

/// A link of each kind that works, by the beginning of its path.
async fn links(app: &TestApp) -> [(&'static str, String); 3] {
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let track = sent(app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let owner = app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    app.password(owner.user_id, "correct horse battery").await;
    app.browser().post("/forgot", &[("email", "owner@alderfinch.example")]).await;
    app.run_jobs().await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let (secrets, role) = (&app.portal.secrets, MemberRole::Reader);
    invite(&mut tx, secrets, (&owner).into(), "new@alderfinch.example", role, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut rows = app.all_seeing().await;
    let mut ticket = async |kind: &'static str| {
        let query = sqlx::query_scalar("select ticket_id from tickets where kind = $1").bind(kind);
        let ticket_id: Uuid = query.fetch_one(&mut rows).await.unwrap();
        app.portal.secrets.ticket_token(ticket_id).reveal()
    };
    let (reset, invitation) = (ticket("reset").await, ticket("invitation").await);
    [("/track/{token}", track), ("/reset/{token}", reset), ("/invitation/{token}", invitation)]
}

#[tokio::test]
async fn a_link_of_one_kind_opens_nothing_of_another_kind() {
    let app = TestApp::start().await;
    let links = links(&app).await;
    for (kind, token) in &links {
        let open = app.browser().get(&kind.replace("{token}", token)).await;
        assert_eq!(open.status, StatusCode::OK, "{kind}");
        for route in of_kind(Whose::WhoeverHasTheSecret).await {
            if !route.path.starts_with(kind) {
                refuses(&app, &route, token).await;
            }
        }
    }
    app.stop().await;
}

async fn refuses(app: &TestApp, route: &Route, token: &str) {
    let path = route.path.replace("{token}", token);
    let answer = ask(&mut app.browser(), route, &path).await;
    let closed = [StatusCode::NOT_FOUND, StatusCode::GONE];
    assert!(closed.contains(&answer.status), "{} {}: {}", route.method, route.path, answer.status);
    assert!(!answer.text().contains("alderfinch"), "{}", route.path);
}
