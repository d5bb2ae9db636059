//! What `/readyz` says of each part, and that a balancer hears of it.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::Executor as _;

use crate::support::TestApp;

async fn readiness(app: &TestApp) -> (StatusCode, Value) {
    let answer = app.browser().get("/readyz").await;
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

/// Asks until the worker is said to be so.
async fn readiness_with_worker(app: &TestApp, state: &str) -> (StatusCode, Value) {
    for _ in 0..400 {
        let readiness = readiness(app).await;
        if readiness.1["worker"] == state {
            return readiness;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the worker never is {state}");
}

#[tokio::test]
async fn a_schema_with_a_migration_more_or_less_or_another_is_not_ready() {
    let app = TestApp::start().await;
    let fine = json!({ "ready": true, "database": "ok", "schema": "ok", "worker": "elsewhere" });
    assert_eq!(readiness(&app).await, (StatusCode::OK, fine.clone()));
    let mut rows = app.all_seeing().await;
    let unknown = json!({ "ready": false, "database": "ok", "schema": "unknown to this program", "worker": "elsewhere" });
    for (change, undo) in [
        (
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (999999, 'from the future', true, '', 0)",
            "delete from _sqlx_migrations where version = 999999",
        ),
        (
            "update _sqlx_migrations set success = false where version = (select max(version) from _sqlx_migrations)",
            "update _sqlx_migrations set success = true",
        ),
        (
            "update _sqlx_migrations set checksum = checksum || 'x' where version = 1",
            "update _sqlx_migrations set checksum = substr(checksum, 1, length(checksum) - 1) where version = 1",
        ),
    ] {
        rows.execute(change).await.unwrap();
        assert_eq!(readiness(&app).await, (StatusCode::SERVICE_UNAVAILABLE, unknown.clone()), "{change}");
        rows.execute(undo).await.unwrap();
        assert_eq!(readiness(&app).await, (StatusCode::OK, fine.clone()), "{undo}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_worker_that_cannot_take_jobs_is_not_ready_until_it_can() {
    let app = TestApp::start().await;
    let mut rows = app.all_seeing().await;
    rows.execute("alter schema graphile_worker rename to away").await.unwrap();
    let worker = app.start_worker();
    let starting = json!({ "ready": false, "database": "ok", "schema": "ok", "worker": "starting" });
    let said = readiness_with_worker(&app, "starting").await;
    assert_eq!(said, (StatusCode::SERVICE_UNAVAILABLE, starting));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(readiness(&app).await.0, StatusCode::SERVICE_UNAVAILABLE, "it has tried and goes on trying");
    rows.execute("alter schema away rename to graphile_worker").await.unwrap();
    let running = json!({ "ready": true, "database": "ok", "schema": "ok", "worker": "running" });
    assert_eq!(readiness_with_worker(&app, "running").await, (StatusCode::OK, running));
    worker.stop().await;
    assert_eq!(readiness(&app).await.1["worker"], "elsewhere");
    app.stop().await;
}
