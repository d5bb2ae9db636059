//! A database that does not do as it is told: it hangs, it takes too long, it ends a transaction in favour of another.

use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use rustix::process::{Pid, Signal, kill_process};
use server::database::System;
use server::http::Problem;
use server::portal::Portal;
use sqlx::Executor as _;

use crate::reporter::{by_robin, sent};
use crate::support::TestApp;

/// The portal's connections, stopped for as long as this lives.
struct Hung(Vec<Pid>);

impl Hung {
    async fn all(app: &TestApp) -> Self {
        let pids = "select pid from pg_stat_activity
                    where datname = current_database() and application_name = 'abuse-portal'";
        let mut all = app.all_seeing().await;
        let pids: Vec<i32> = sqlx::query_scalar(pids).fetch_all(&mut all).await.unwrap();
        let pids: Vec<Pid> = pids.into_iter().filter_map(Pid::from_raw).collect();
        pids.iter().for_each(|pid| kill_process(*pid, Signal::STOP).unwrap());
        Self(pids)
    }
}

impl Drop for Hung {
    fn drop(&mut self) {
        self.0.iter().for_each(|pid| kill_process(*pid, Signal::CONT).unwrap());
    }
}

#[tokio::test]
async fn a_database_that_hangs_is_given_up_soon_and_comes_back_by_itself() {
    let app = TestApp::start().await;
    let token = sent(&app, "phishing", &by_robin("https://elsewhere.example/")).await;
    let path = format!("/track/{token}");
    assert_eq!(app.browser().get(&path).await.status, StatusCode::OK);
    let hung = Hung::all(&app).await;
    assert!(!hung.0.is_empty());
    let began = Instant::now();
    let answer = app.browser().get(&path).await;
    let took = began.elapsed();
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "10");
    assert!(took < Duration::from_secs(8), "{took:?}");
    let typed = app.browser().post(&format!("{path}/message"), &[("text", "It is still there today.")]).await;
    assert_eq!(typed.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        typed.text().contains("It is still there today."),
        "what was typed is given back: {}",
        typed.text()
    );
    drop(hung);
    assert_eq!(app.browser().get(&path).await.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_a_page_that_asks_to_come_back() {
    async fn sleep(portal: axum::extract::State<Portal>) -> Result<(), Problem> {
        let mut tx = portal.database.begin(&System).await?;
        tx.execute("select pg_sleep(20)").await?;
        Ok(())
    }
    let app =
        TestApp::start_with(|config| config.database.statement_timeout = Duration::from_millis(300)).await;
    let app = app.with_routes(Router::new().route("/sleep", get(sleep)));
    let answer = app.browser().get("/sleep").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "10");
    app.stop().await;
}

#[tokio::test]
async fn a_step_that_lost_a_deadlock_is_done_once_more() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let (version, read_at) =
        (app.seen(&case).await.version.to_string(), app.now().as_microsecond().to_string());
    let mut browser = app.signed_in(staff.user_id).await;
    let mut other = app.all_seeing().await;
    // The other one looks for deadlocks late, so that Postgres ends the step.
    other
        .execute("begin; set local deadlock_timeout = '60s'; lock table case_events in share mode")
        .await
        .unwrap();
    let crossing = async {
        app.until_somebody_waits().await;
        other.execute("select from cases for update; commit").await.unwrap();
    };
    let path = format!("/staff/cases/{}/claim", case.number);
    let fields = [("version", &*version), ("read_at", &*read_at)];
    let (answer, ()) = tokio::join!(browser.post(&path, &fields), crossing);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let holder: uuid::Uuid = app.one("select assigned_to from cases where case_id = $1", case.case_id).await;
    assert_eq!(holder, staff.user_id);
    app.stop().await;
}
