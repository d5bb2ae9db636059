use axum::http::StatusCode;
use domain::account::StaffRole;
use domain::category::{Category, Clearance};
use domain::report::ReportState;
use serde_json::{Value, json};
use server::cases::talk::{Words, ask_reporter};

use super::{Case, Filed, acting};
use crate::support::{Client, TestApp};

/// Queues a job that has given up already.
async fn gave_up(app: &TestApp, task: &str, payload: Value) -> i64 {
    let mut connection = app.all_seeing().await;
    let job = sqlx::query_scalar("select id from graphile_worker.add_job($1, $2::json)")
        .bind(task)
        .bind(payload)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    sqlx::query(
        "update graphile_worker._private_jobs
         set attempts = 25, max_attempts = 25, last_error = $2
         where id = $1",
    )
    .bind(job)
    .bind("error returned from database: it quotes ann@reporter.example")
    .execute(&mut connection)
    .await
    .unwrap();
    job
}

async fn deadline(app: &TestApp, case: &Case) -> i64 {
    let report = json!({ "account_id": case.report.account_id, "report_id": case.report.report_id });
    gave_up(app, "owner_deadline", json!({ "report": report })).await
}

async fn lead(app: &TestApp, email: &str, clearances: &[Clearance]) -> Client {
    app.signed_in(app.staff(email, StaffRole::Lead, clearances).await.user_id).await
}

async fn left(app: &TestApp) -> i64 {
    let mut connection = app.all_seeing().await;
    sqlx::query_scalar("select count(*) from graphile_worker._private_jobs")
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_lead_sees_what_gave_up_and_starts_it_again() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let job = deadline(&app, &case).await.to_string();
    let mut analyst = app.signed_in(app.analyst().await.user_id).await;
    assert!(!analyst.get("/staff").await.text().contains("gave up"));
    let refused = analyst.post("/staff/jobs", &[("job", job.as_str())]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);

    let mut lead = lead(&app, "lead@desk.example", &[]).await;
    let board = lead.get("/staff").await;
    for shown in [
        "Jobs that gave up",
        "End the owner’s time to answer",
        "The database refused it",
        &format!("Case {}", case.number),
        &case.reference,
    ] {
        assert!(board.text().contains(shown), "{shown}");
    }
    assert!(!board.text().contains("ann@reporter.example"), "an error quotes nobody");
    assert_eq!(app.run_jobs().await, 0, "it waits for the lead");
    let again = lead.post("/staff/jobs", &[("job", job.as_str())]).await;
    assert_eq!(again.location(), "/staff");
    let board = lead.get("/staff").await;
    assert!(board.text().contains("Started again.") && !board.text().contains("Jobs that gave up"));
    assert_eq!(app.run_jobs().await, 1);
    let mut connection = app.all_seeing().await;
    let noted: Vec<(String, Value)> =
        sqlx::query_as("select subject, detail from audit where action = 'jobs.try_again'")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    let detail = json!({ "task": "owner_deadline", "case": case.number, "reference": case.reference });
    assert_eq!(noted, [(format!("job {job}"), detail)]);
    let late = lead.post("/staff/jobs", &[("job", job.as_str())]).await;
    assert_eq!((late.location(), lead.cookie("said")), ("/staff", Some("jobs-gone")));
    app.stop().await;
}

#[tokio::test]
async fn what_gave_up_about_a_restricted_case_is_for_cleared_leads_alone() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let hidden = Filed {
        category: Category::ChildAbuse,
        state: ReportState::Received,
        is_owner_told: false,
        tell_owner: "nothing",
        ..site.filed()
    };
    let case = app.file(hidden).await;
    let jobs = [
        deadline(&app, &case).await,
        gave_up(&app, "resume_case", json!({ "case_id": case.case_id })).await,
        gave_up(&app, "write_letters", json!({ "occasion": { "occasion": "escalation", "case_id": case.case_id, "event_id": case.case_id } })).await,
        gave_up(&app, "send_link", json!({ "reference": case.submission_reference, "reporter_key": [1] })).await,
    ];
    let mut lead_without = lead(&app, "lead@desk.example", &[]).await;
    assert!(!lead_without.get("/staff").await.text().contains("gave up"));
    for job in jobs {
        lead_without.post("/staff/jobs", &[("job", &job.to_string())]).await;
    }
    assert_eq!(app.run_jobs().await, 0, "they are not theirs to start");
    let mut cleared = lead(&app, "cleared@desk.example", &[Clearance::ChildSafety]).await;
    let board = cleared.get("/staff").await;
    assert_eq!(board.text().matches("Try again</button>").count(), 4);
    for job in &jobs[..2] {
        cleared.post("/staff/jobs", &[("job", &job.to_string())]).await;
    }
    assert_eq!(app.run_jobs().await, 2);
    assert_eq!(left(&app).await, 2);
    app.stop_after_failures(&["write_letters: ", "send_link: "]).await;
}

#[tokio::test]
async fn a_letter_that_could_not_be_sent_goes_out_when_its_job_is_started_again() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (staff, case) = (app.analyst().await, app.file(site.filed()).await);
    let (policy, seen) = (app.portal.policy.clone(), app.seen(&case).await);
    let words = Words { text: "Which bank?".to_owned(), references: vec![] };
    acting!(app, &staff, |tx| ask_reporter(tx, &policy, case.number, seen, words, app.now())).unwrap();
    app.run_jobs().await;
    let letters = app.letters().len();
    let mut connection = app.all_seeing().await;
    let letter: uuid::Uuid =
        sqlx::query_scalar("update letters set state = 'failed', last_error = '550' where audience = 'reporter' returning letter_id")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    let job = gave_up(&app, "send_letter", json!({ "letter_id": letter })).await;
    let mut lead = lead(&app, "lead@desk.example", &[]).await;
    assert!(lead.get("/staff").await.text().contains(&case.reference));
    lead.post("/staff/jobs", &[("job", &job.to_string())]).await;
    app.run_jobs().await;
    let state: String = app.one("select state from letters where letter_id = $1", letter).await;
    assert_eq!((state.as_str(), letters, app.letters().len()), ("sent", 1, 1), "once more");
    app.stop().await;
}
