use domain::decision::{DeclineReason, LimitScope};
use domain::referral::Recipient;
use server::cases::decide::{Choice, Decision, decide};
use server::cases::talk::{Words, ask_reporter, note};
use server::cases::{CaseError, claim};

use super::{Case, Filed, acting, word};
use crate::support::TestApp;

#[tokio::test]
async fn of_two_who_decide_at_once_one_is_told_that_the_other_was_faster() {
    let app = TestApp::start().await;
    let (one, other) = (app.analyst().await, app.analyst().await);
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    let policy = app.portal.policy.clone();
    let warn = Decision { choice: Choice::Warn, reason: "Confirmed.".to_owned() };
    let decline = Decision { choice: Choice::Decline(DeclineReason::NoAbuseFound), reason: String::new() };
    let (first, second) = tokio::join!(
        async { acting!(app, &one, |tx| decide(tx, &policy, case.number, seen, &warn, app.now())) },
        async { acting!(app, &other, |tx| decide(tx, &policy, case.number, seen, &decline, app.now())) },
    );
    let mut outcomes = [word(&first), word(&second)];
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["ok", "stale"]);
    let decisions: i64 = app.one("select count(*) from decisions where case_id = $1", case.case_id).await;
    let events: i64 = app
        .one(
            "select count(*) from report_events where report_id = $1 and kind = 'decided'",
            case.report.report_id,
        )
        .await;
    assert_eq!((decisions, events), (1, 1));
    app.stop().await;
}

#[tokio::test]
async fn a_form_that_comes_twice_is_done_once() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    let text = || "Same kit as last week.".to_owned();
    acting!(app, &staff, |tx| note(tx, case.number, seen, text(), app.now())).unwrap();
    let again = acting!(app, &staff, |tx| note(tx, case.number, seen, text(), app.now()));
    assert!(matches!(again, Err(CaseError::Done)), "{again:?}");
    let by_another = app.analyst().await;
    let other = acting!(app, &by_another, |tx| note(tx, case.number, seen, text(), app.now()));
    assert!(matches!(other, Err(CaseError::Stale)), "{other:?}");
    let notes: i64 = app.one("select count(*) from case_events where case_id = $1", case.case_id).await;
    assert_eq!(notes, 1);
    let later = app.seen(&case).await;
    let mut tx = app.portal.database.begin(&server::database::System).await.unwrap();
    server::reports::bring_case_forward(&mut tx, case.report, app.now(), false, true).await.unwrap();
    tx.commit().await.unwrap();
    let late = acting!(app, &staff, |tx| note(tx, case.number, later, text(), app.now()));
    assert!(matches!(late, Err(CaseError::Stale)), "the same words, from a later page: {late:?}");
    app.stop().await;
}

#[tokio::test]
async fn another_step_from_the_same_page_is_late_and_never_called_done() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let policy = app.portal.policy.clone();
    let limit = |scope| Choice::Limit { scope, order: None };
    let pairs = [
        (limit(LimitScope::Address), limit(LimitScope::Zone)),
        (Choice::Decline(DeclineReason::NoAbuseFound), Choice::Decline(DeclineReason::UnableToConfirm)),
        (Choice::Refer(Recipient::Police), Choice::Refer(Recipient::Ncmec)),
    ];
    for (first, second) in pairs {
        let case = app.file(site.filed()).await;
        let seen = app.seen(&case).await;
        let mut outcomes = Vec::new();
        for choice in [first.clone(), second, first] {
            let decision = Decision { choice, reason: "Seen.".to_owned() };
            let outcome =
                acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &decision, app.now()));
            outcomes.push(word(&outcome));
        }
        assert_eq!(outcomes, ["ok", "stale", "done"]);
    }
    let case = app.file(site.filed()).await;
    let other = app.file(Filed { into: Some(case.case_id), ..site.filed() }).await;
    let seen = app.seen(&case).await;
    let asks = async |of: &Case| {
        let words = Words { text: "Which number?".to_owned(), references: vec![of.reference.clone()] };
        word(&acting!(app, &staff, |tx| ask_reporter(tx, &policy, case.number, seen, words, app.now())))
    };
    assert_eq!([asks(&case).await, asks(&other).await, asks(&case).await], ["ok", "stale", "done"]);
    app.stop().await;
}

#[tokio::test]
async fn an_answer_from_outside_and_a_decision_at_once_do_not_lock_each_other_out() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let policy = app.portal.policy.clone();
    for _ in 0..20 {
        let case = app.file(site.filed()).await;
        let seen = app.seen(&case).await;
        let warn = Decision { choice: Choice::Warn, reason: "Confirmed.".to_owned() };
        let answer = async {
            let system = server::database::System;
            let mut tx = app.portal.database.begin(&system).await.unwrap();
            server::reports::lock(&mut tx, case.report).await.unwrap().unwrap();
            tokio::task::yield_now().await;
            server::reports::bring_case_forward(&mut tx, case.report, app.now(), true, false).await.unwrap();
            tx.commit().await.unwrap();
        };
        let decision =
            async { acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &warn, app.now())) };
        let ((), outcome) = tokio::join!(answer, decision);
        assert!(["ok", "stale"].contains(&word(&outcome)), "{outcome:?}");
    }
    app.stop().await;
}

#[tokio::test]
async fn cases_ticked_together_are_not_held_while_one_of_them_is_waited_for() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (one, other) = (app.file(site.filed()).await, app.file(site.filed()).await);
    let ticks = [
        format!("{}.{}", one.number, app.seen(&one).await.version),
        format!("{}.{}", other.number, app.seen(&other).await.version),
    ];
    let mut browser = app.signed_in(staff.user_id).await;
    let mut tx = app.portal.database.begin(&server::database::System).await.unwrap();
    let hold = "select from cases where case_id = $1 for update nowait";
    sqlx::query(hold).bind(other.case_id).execute(&mut *tx).await.unwrap();
    let fields = [("step", "claim"), ("severity", "normal"), ("case", &*ticks[0]), ("case", &*ticks[1])];
    let waiting = async {
        app.until_somebody_waits().await;
        sqlx::query(hold).bind(one.case_id).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(browser.post("/staff/together", &fields), waiting);
    assert_eq!(answer.status, axum::http::StatusCode::SEE_OTHER, "{}", answer.text());
    for case in [one, other] {
        let holder: uuid::Uuid =
            app.one("select assigned_to from cases where case_id = $1", case.case_id).await;
        assert_eq!(holder, staff.user_id);
    }
    app.stop().await;
}

#[tokio::test]
async fn whoever_has_a_case_keeps_it_until_somebody_knowingly_takes_it_over() {
    let app = TestApp::start().await;
    let (one, other) = (app.analyst().await, app.analyst().await);
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    acting!(app, &one, |tx| claim::claim(tx, case.number, seen, app.now())).unwrap();
    let late = acting!(app, &other, |tx| claim::claim(tx, case.number, seen, app.now()));
    assert_eq!(word(&late), "stale");
    let seen = app.seen(&case).await;
    let release = acting!(app, &other, |tx| claim::release(tx, case.number, seen, app.now()));
    assert_eq!(word(&release), "rule");
    acting!(app, &other, |tx| claim::claim(tx, case.number, seen, app.now())).unwrap();
    let holder: uuid::Uuid = app.one("select assigned_to from cases where case_id = $1", case.case_id).await;
    assert_eq!(holder, other.user_id);
    app.stop().await;
}
