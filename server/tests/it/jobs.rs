use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use server::database::System;
use server::jobs::{Attempt, Job, Verdict, enqueue};
use server::portal::Portal;
use sqlx::Row as _;

use crate::support::TestApp;

/// Does as it is told.
#[derive(Serialize, Deserialize)]
struct Obey {
    order: String,
}

impl Job for Obey {
    const NAME: &'static str = "obey";

    async fn run(self, _: &Portal, attempt: Attempt) -> Verdict {
        match self.order.as_str() {
            "retry" => Verdict::Retry(format!("attempt {}", attempt.number)),
            "fail" => Verdict::Fail("told to".to_owned()),
            _ => Verdict::Done,
        }
    }
}

async fn queue(app: &TestApp, order: &str, wait: Option<SignedDuration>) {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let run_at = wait.map(|wait| app.now() + wait);
    enqueue(&mut tx, &Obey { order: order.into() }, run_at, None).await.unwrap();
    tx.commit().await.unwrap();
}

async fn waiting(app: &TestApp) -> Vec<(i16, i16, Option<String>)> {
    let mut all_seeing = app.all_seeing().await;
    let query = "select attempts, max_attempts, last_error from graphile_worker._private_jobs order by id";
    let rows = sqlx::query(query).fetch_all(&mut all_seeing).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

#[tokio::test]
async fn a_job_exists_exactly_if_its_transaction_does() {
    let app = TestApp::start().await.with_job::<Obey>();
    queue(&app, "done", None).await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    enqueue(&mut tx, &Obey { order: "done".into() }, None, None).await.unwrap();
    drop(tx);
    assert_eq!(app.run_jobs().await, 1);
    assert_eq!(waiting(&app).await, []);
    app.stop().await;
}

#[tokio::test]
async fn jobs_for_later_wait_for_the_portals_own_clock() {
    let app = TestApp::start().await.with_job::<Obey>();
    queue(&app, "done", Some(SignedDuration::from_hours(24))).await;
    assert_eq!(app.run_jobs().await, 0);
    app.wait(SignedDuration::from_hours(24));
    assert_eq!(app.run_jobs().await, 1);
    app.stop().await;
}

#[tokio::test]
async fn a_job_is_tried_again_after_a_pause_and_given_up_when_told() {
    let app = TestApp::start().await.with_job::<Obey>();
    queue(&app, "retry", None).await;
    queue(&app, "fail", None).await;
    let ran = app.run_troubled_jobs().await;
    let verdicts = [Verdict::Retry("attempt 1".into()), Verdict::Fail("told to".into())];
    assert_eq!(ran.troubled, verdicts.map(|verdict| ("obey".to_owned(), verdict)));
    assert_eq!(app.run_troubled_jobs().await.troubled, []);
    app.wait(SignedDuration::from_secs(3));
    let again = app.run_troubled_jobs().await;
    assert_eq!(again.troubled, [("obey".to_owned(), Verdict::Retry("attempt 2".into()))]);
    assert_eq!(waiting(&app).await, [(2, 25, Some("attempt 2".into())), (1, 1, Some("told to".into()))]);
    app.stop_after_failures(&["obey: attempt 2", "obey: told to"]).await;
}

#[tokio::test]
async fn a_job_under_a_key_replaces_the_one_that_waits() {
    let app = TestApp::start().await.with_job::<Obey>();
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    for order in ["fail", "done"] {
        enqueue(&mut tx, &Obey { order: order.into() }, None, Some("one")).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(app.run_jobs().await, 1);
    app.stop().await;
}

#[tokio::test]
async fn a_worker_gives_the_same_verdicts_and_stops_when_told() {
    let app = TestApp::start().await.with_job::<Obey>();
    for order in ["done", "retry", "fail"] {
        queue(&app, order, None).await;
    }
    let worker = app.start_worker();
    for _ in 0..400 {
        if waiting(&app).await.iter().filter(|(attempts, ..)| *attempts > 0).count() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    worker.stop().await;
    let waiting = waiting(&app).await;
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    assert!(
        waiting[0].0 < waiting[0].1 && waiting[0].2.as_deref().unwrap().contains("attempt 1"),
        "{waiting:?}"
    );
    assert!(
        waiting[1].0 == waiting[1].1 && waiting[1].2.as_deref().unwrap().contains("told to"),
        "{waiting:?}"
    );
    app.stop_after_failures(&["obey: ", "obey: "]).await;
}
