use domain::account::{Actor, MemberRole, StaffRole};
use domain::report::{Answer, ReportEvent, ReportState};
use domain::timeline::Happening;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use server::database::System;
use server::jobs::enqueue;
use server::reports::jobs::OwnerDeadline;
use server::reports::pause::{pause_owner, resume_owner};
use server::reports::{lock, record};

use super::world::{Of, Reported, by, report, state, told};
use crate::support::TestApp;

async fn start() -> (TestApp, Reported) {
    let app = TestApp::start().await;
    let account_id = app.account("Alderfinch Media").await;
    let zone_id = app.zone(account_id, "alderfinch.example").await;
    app.member(account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    app.staff("lead@desk.example", StaffRole::Lead, &[]).await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    told(&app, &reported).await;
    app.run_jobs().await;
    app.letters();
    (app, reported)
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

async fn due(app: &TestApp) -> Option<Timestamp> {
    let mut connection = app.all_seeing().await;
    let query = sqlx::query_scalar::<_, Option<jiff_sqlx::Timestamp>>("select owner_due_at from reports");
    query.fetch_one(&mut connection).await.unwrap().map(|due| due.to_jiff())
}

#[tokio::test]
async fn an_owner_who_says_nothing_is_overdue_once() {
    let (app, reported) = start().await;
    app.wait(hours(24) - SignedDuration::from_secs(1));
    app.run_jobs().await;
    assert_eq!(state(&app, &reported).await.state, ReportState::WithOwner);
    app.wait(SignedDuration::from_secs(1));
    app.run_jobs().await;
    assert_eq!(state(&app, &reported).await.state, ReportState::Unanswered);
    let letters = app.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].words().contains("Alderfinch Media did not answer"), "{}", letters[0].text);
    let before = state(&app, &reported).await.version;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    enqueue(&mut tx, &OwnerDeadline { report: reported.key }, None, None).await.unwrap();
    tx.commit().await.unwrap();
    app.run_jobs().await;
    assert_eq!(state(&app, &reported).await.version, before);
    assert_eq!(app.letters().len(), 0);
    app.stop().await;
}

#[tokio::test]
async fn an_alarm_that_rings_early_changes_nothing_and_rings_again() {
    let (app, reported) = start().await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    enqueue(&mut tx, &OwnerDeadline { report: reported.key }, None, None).await.unwrap();
    tx.commit().await.unwrap();
    app.run_jobs().await;
    assert_eq!(state(&app, &reported).await.state, ReportState::WithOwner);
    app.wait(hours(24));
    app.run_jobs().await;
    assert_eq!(state(&app, &reported).await.state, ReportState::Unanswered);
    app.stop().await;
}

#[tokio::test]
async fn an_owner_who_answered_is_never_overdue() {
    let (app, reported) = start().await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let mut locked = lock(&mut tx, reported.key).await.unwrap().unwrap();
    let happening = Happening::OwnerAnswered { answer: Answer::Removed, until: None };
    let event = ReportEvent::OwnerAnswered(Answer::Removed);
    record(&mut tx, &mut locked, &by(&app, Actor::Owner), Some(event), &happening).await.unwrap();
    tx.commit().await.unwrap();
    app.wait(hours(25));
    app.run_jobs().await;
    assert_eq!(state(&app, &reported).await.state, ReportState::Answered);
    assert_eq!(app.letters().len(), 0);
    app.stop().await;
}

#[tokio::test]
async fn the_clock_stands_still_while_the_reporter_is_asked() {
    let (app, reported) = start().await;
    let first = due(&app).await.unwrap();
    app.wait(hours(20));
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let mut locked = lock(&mut tx, reported.key).await.unwrap().unwrap();
    let happening = Happening::OwnerAnswered { answer: Answer::NeedsDetail, until: None };
    let event = ReportEvent::OwnerAnswered(Answer::NeedsDetail);
    record(&mut tx, &mut locked, &by(&app, Actor::Owner), Some(event), &happening).await.unwrap();
    pause_owner(&mut tx, &locked, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    app.wait(hours(10));
    app.run_jobs().await;
    assert_eq!(state(&app, &reported).await.state, ReportState::AskedByOwner);
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let mut locked = lock(&mut tx, reported.key).await.unwrap().unwrap();
    let reply = Happening::ReporterReplied { text: "the second page".into(), to_owner: true };
    record(&mut tx, &mut locked, &by(&app, Actor::Reporter), Some(ReportEvent::ReporterReplied), &reply)
        .await
        .unwrap();
    resume_owner(&mut tx, &locked, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(due(&app).await, Some(first + hours(10)));
    app.wait(hours(3));
    app.run_jobs().await;
    assert_eq!(state(&app, &reported).await.state, ReportState::WithOwner);
    app.wait(hours(1));
    app.run_jobs().await;
    assert_eq!(state(&app, &reported).await.state, ReportState::Unanswered);
    app.stop().await;
}

/// Seconds until the next step, and whether it stops the clock or lets it go on. Clocks of two machines may differ by a minute.
fn steps() -> impl Strategy<Value = Vec<(i64, bool)>> {
    prop::collection::vec((-60_i64..40 * 24 * 3600, any::<bool>()), 0..12)
}

/// Over the change of clocks at the end of March and back, too.
#[tokio::test]
async fn the_deadline_moves_by_the_sum_of_all_pauses() {
    let (app, reported) = start().await;
    let told = app.now();
    let mut runner = TestRunner::default();
    for _ in 0..40 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let mut tx = app.portal.database.begin(&System).await.unwrap();
        let report = lock(&mut tx, reported.key).await.unwrap().unwrap();
        let (mut at, mut paused, mut stood) = (told, None, SignedDuration::ZERO);
        for (seconds, stops) in &steps {
            at += SignedDuration::from_secs(*seconds);
            if *stops {
                pause_owner(&mut tx, &report, at).await.unwrap();
                paused = paused.or(Some(at));
            } else {
                resume_owner(&mut tx, &report, at).await.unwrap();
                let since = paused.take().unwrap_or(at);
                stood += at.duration_since(since).max(SignedDuration::ZERO);
            }
        }
        let clock = sqlx::query_as::<_, (jiff_sqlx::Timestamp, Option<jiff_sqlx::Timestamp>)>(
            "select owner_due_at, owner_paused_at from reports",
        );
        let (due, stands) = clock.fetch_one(&mut *tx).await.unwrap();
        assert_eq!(due.to_jiff(), told + hours(24) + stood, "{steps:?}");
        assert_eq!(stands.map(|at| at.to_jiff()), paused, "{steps:?}");
    }
    app.stop().await;
}
