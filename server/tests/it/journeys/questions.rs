//! Questions to a reporter, answered or not: the report goes on from where it stood.

use domain::account::{MemberRole, StaffRole};
use jiff::SignedDuration;
use jiff_sqlx::Timestamp as Stamp;
use sqlx::Row as _;

use super::people::{Customer, Reporter, letter_to};
use crate::support::{Received, TestApp};

const INES: &str = "ines@alderfinch.example";

/// State, hours from the start to the owner's deadline, and whether the clock stands still, of the only report.
async fn clock(app: &TestApp) -> (String, Option<i64>, bool) {
    let mut rows = app.all_seeing().await;
    let row =
        sqlx::query("select state, owner_due_at, received_at, owner_paused_at is not null from reports")
            .fetch_one(&mut rows)
            .await
            .unwrap();
    let (due, start): (Option<Stamp>, Stamp) = (row.get(1), row.get(2));
    let hours = due.map(|due| due.to_jiff().duration_since(start.to_jiff()).as_hours());
    (row.get(0), hours, row.get(3))
}

fn standing(state: &str, due: i64, paused: bool) -> (String, Option<i64>, bool) {
    (state.to_owned(), Some(due), paused)
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// The owner of a site, told of a report about it, and its reporter.
async fn told(app: &TestApp, category: &str) -> (Customer, Reporter, Received) {
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let ines = app.customer(site.account_id, INES, MemberRole::Owner).await;
    let robin = app
        .reporter_submits(
            category,
            &[
                ("addresses", "https://login.alderfinch.example/aurora"),
                ("justification", "It copies the sign-in page of my bank."),
                ("name", "Robin Vale"),
                ("email", "robin@mailbox.example"),
            ],
        )
        .await;
    app.run_jobs().await;
    let notice = letter_to(&app.letters(), INES).clone();
    (ines, robin, notice)
}

#[tokio::test]
async fn after_staff_asked_the_reporter_the_owner_still_has_to_answer_in_time() {
    let app = TestApp::start().await;
    let (mut ines, mut robin, _) = told(&app, "phishing").await;
    let mut maren = app.worker("maren@desk.example", StaffRole::Analyst, &[]).await;
    app.wait(hours(4));
    maren.does(app.first_case().await, "ask", &[("text", "Which bank is it?")]).await;
    assert_eq!(clock(&app).await, standing("asked_by_staff", 24, true));
    app.wait(hours(5));
    robin.does("reply", &[("text", "The Aurora.")]).await;
    assert_eq!(clock(&app).await, standing("with_owner", 29, false));
    ines.lists().await.shows("alderfinch");
    app.wait(hours(20));
    app.run_jobs().await;
    assert_eq!(clock(&app).await.0, "unanswered");
    robin.looks().await.shows("did not answer in time");
    app.stop().await;
}

#[tokio::test]
async fn a_reporter_who_says_nothing_does_not_stop_the_owners_clock_for_ever() {
    let app = TestApp::start().await;
    let (mut ines, mut robin, notice) = told(&app, "phishing").await;
    app.wait(hours(4));
    let question = [("answer", "needs_detail"), ("question", "Which page is it?")];
    ines.answers(&notice, &question).await;
    app.run_jobs().await;
    app.letters();
    app.wait(hours(23));
    app.run_jobs().await;
    assert_eq!(clock(&app).await, standing("asked_by_owner", 24, true));
    app.wait(hours(1));
    app.run_jobs().await;
    assert_eq!(clock(&app).await, standing("with_owner", 48, false));
    let letters = app.letters();
    let news = letter_to(&letters, INES).words();
    assert!(news.contains("They have not replied") && news.contains("That is 20 hours from now."), "{news}");
    robin.looks().await.shows("went on without your answer");

    // A second question is put to the reporter too, but the time for an answer runs out meanwhile.
    ines.comes_back(&app).await;
    ines.answers(&notice, &question).await;
    assert_eq!(clock(&app).await, standing("asked_by_owner", 48, false));
    app.wait(hours(24));
    app.run_jobs().await;
    assert_eq!(clock(&app).await.0, "unanswered");
    app.stop().await;
}

#[tokio::test]
async fn a_question_of_staff_without_an_answer_ends_as_well() {
    let app = TestApp::start().await;
    let (_, mut robin, _) = told(&app, "phishing").await;
    let mut maren = app.worker("maren@desk.example", StaffRole::Analyst, &[]).await;
    maren.does(app.first_case().await, "ask", &[("text", "Which bank is it?")]).await;
    app.wait(hours(8));
    maren.does(app.first_case().await, "ask", &[("text", "Please, which bank?")]).await;
    app.wait(hours(23));
    app.run_jobs().await;
    assert_eq!(
        clock(&app).await,
        standing("asked_by_staff", 24, true),
        "the second question has its own time"
    );
    app.wait(hours(1));
    app.run_jobs().await;
    assert_eq!(clock(&app).await, standing("with_owner", 56, false));
    assert!(app.letters().iter().all(|letter| letter.to != INES), "the owner does not hear of the question");
    robin.looks().await.hides("Your answer");
    app.stop().await;
}

/// Hours from when the case was opened until it is due.
async fn decided_within(app: &TestApp) -> i64 {
    let mut rows = app.all_seeing().await;
    let query = sqlx::query_scalar("select extract(epoch from due_at - opened_at)::bigint / 3600 from cases");
    query.fetch_one(&mut rows).await.unwrap()
}

#[tokio::test]
async fn however_often_staff_ask_both_clocks_move_by_the_time_that_the_reporter_took() {
    let app = TestApp::start().await;
    let (_, mut robin, _) = told(&app, "phishing").await;
    let mut maren = app.worker("maren@desk.example", StaffRole::Analyst, &[]).await;
    let first = decided_within(&app).await;
    let mut took = 0;
    for (waits, replies) in [(1, 3), (0, 0), (1, 2), (2, 1), (0, 1)] {
        app.wait(hours(waits));
        maren.does(app.first_case().await, "ask", &[("text", "Which bank is it?")]).await;
        app.wait(hours(replies));
        robin.does("reply", &[("text", "The Aurora.")]).await;
        took += replies;
        assert_eq!(clock(&app).await, standing("with_owner", 24 + took, false));
        assert_eq!(decided_within(&app).await, first + took);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_held_report_has_no_deadline_and_stays_held_through_a_question() {
    let app = TestApp::start().await;
    let (mut ines, mut robin, notice) = told(&app, "other-illegal").await;
    assert_eq!(clock(&app).await, ("held".to_owned(), None, false));
    assert!(!notice.words().contains("Please answer by"), "{}", notice.text);
    assert!(notice.words().contains("act only when a court or an authority orders it"), "{}", notice.text);
    ines.follows(&notice).await.hides("left");
    let mut maren = app.worker("maren@desk.example", StaffRole::Analyst, &[]).await;
    maren.does(app.first_case().await, "ask", &[("text", "Which page is it?")]).await;
    robin.does("reply", &[("text", "The first.")]).await;
    assert_eq!(clock(&app).await, ("held".to_owned(), None, false));
    ines.answers(&notice, &[("answer", "needs_detail"), ("question", "Which page is it?")]).await;
    app.wait(hours(200));
    app.run_jobs().await;
    assert_eq!(clock(&app).await, ("held".to_owned(), None, false));
    app.stop().await;
}
