use domain::account::{StaffRole, Tier};
use domain::category::{Category, Severity};
use domain::report::ReportState;
use server::cases::classify::{Classification, classify};
use server::cases::decide::{Choice, Decision, decide};
use server::cases::escalate::{Escalation, escalate};
use server::cases::talk::{Words, ask_reporter, note, tell_owner, write_to_owner, write_to_reporter};
use server::cases::{claim, close, split};
use sqlx::Row as _;

use super::{Case, acting, word};
use crate::support::TestApp;

fn words() -> Words {
    Words { text: "Which page?".to_owned(), references: Vec::new() }
}

fn warn() -> Decision {
    Decision { choice: Choice::Warn, reason: "It asks for card numbers.".to_owned() }
}

/// A case in each of its states.
async fn cases(app: &TestApp) -> Vec<(&'static str, Case)> {
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let mut cases = Vec::new();
    for state in ["open", "decided", "closed", "merged"] {
        let report = if state == "open" { ReportState::WithOwner } else { ReportState::Warned };
        let case = app.file(super::Filed { state: report, ..site.filed() }).await;
        let mut connection = app.all_seeing().await;
        sqlx::query(
            "update cases set state = $2, due_at = case when $2 = 'open' then due_at end,
               joined_into = case when $2 = 'merged' then $3 end
             where case_id = $1",
        )
        .bind(case.case_id)
        .bind(state)
        .bind(cases.first().map(|(_, case): &(_, Case)| case.case_id))
        .execute(&mut connection)
        .await
        .unwrap();
        cases.push((state, case));
    }
    cases
}

#[tokio::test]
async fn every_command_in_every_state() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    let policy = app.portal.policy.clone();
    let now = app.now();
    let mut table = Vec::new();
    for (state, case) in cases(&app).await {
        let seen = app.seen(&case).await;
        let number = case.number;
        let class =
            Classification { category: Category::Fraud, severity: Severity::Low, reason: String::new() };
        let up = Escalation { tier: Tier::Senior, reason: "Look at this".to_owned() };
        let references = [case.reference.clone()];
        let mut row = Vec::new();
        // Each is tried on the same state and taken back.
        macro_rules! tried {
            ($name:literal, |$tx:ident| $command:expr) => {{
                let mut transaction = app.portal.database.begin(&staff).await.unwrap();
                let $tx = &mut transaction;
                row.push(format!("{}: {}", $name, word(&$command.await)));
            }};
        }
        tried!("claim", |tx| claim::claim(tx, number, seen, now));
        tried!("release", |tx| claim::release(tx, number, seen, now));
        tried!("classify", |tx| classify(tx, &policy, number, seen, class, now));
        tried!("note", |tx| note(tx, number, seen, "Same kit.".to_owned(), now));
        tried!("ask", |tx| ask_reporter(tx, &policy, number, seen, words(), now));
        tried!("to reporter", |tx| write_to_reporter(tx, number, seen, words(), now));
        tried!("to owner", |tx| write_to_owner(tx, number, seen, words(), now));
        tried!("tell owner", |tx| tell_owner(tx, &policy, number, seen, now));
        tried!("split", |tx| split::split(tx, &policy, number, seen, &references, now));
        tried!("escalate", |tx| escalate(tx, &policy, number, seen, up, now));
        tried!("decide", |tx| decide(tx, &policy, number, seen, &warn(), now));
        tried!("close", |tx| close::close(tx, number, seen, String::new(), now));
        tried!("reopen", |tx| close::reopen(tx, &policy, number, seen, "New facts".to_owned(), now));
        table.push(format!("{state}\n  {}", row.join("\n  ")));
    }
    insta::assert_snapshot!(table.join("\n"));
    app.stop().await;
}

#[tokio::test]
async fn each_command_leaves_an_event_and_an_audit_line_or_nothing_at_all() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    acting!(app, &staff, |tx| claim::claim(tx, case.number, seen, app.now())).unwrap();
    let seen = app.seen(&case).await;
    acting!(app, &staff, |tx| note(tx, case.number, seen, "Same kit.".to_owned(), app.now())).unwrap();
    let late = acting!(app, &staff, |tx| note(tx, case.number, seen, "Too late.".to_owned(), app.now()));
    assert_eq!(word(&late), "stale");
    let mut connection = app.all_seeing().await;
    let events: Vec<(i32, String)> =
        sqlx::query_as("select version, kind from case_events where case_id = $1 order by version")
            .bind(case.case_id)
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert_eq!(events, [(1, "claimed".to_owned()), (2, "noted".to_owned())]);
    let audit: Vec<String> =
        sqlx::query_scalar("select action from audit where actor_id = $1 order by audit_id")
            .bind(staff.user_id)
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert_eq!(audit, ["cases.claim", "cases.note"]);
    app.stop().await;
}

#[tokio::test]
async fn a_question_stops_the_owners_clock_and_the_cases() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    acting!(app, &staff, |tx| ask_reporter(tx, &app.portal.policy, case.number, seen, words(), app.now()))
        .unwrap();
    let mut connection = app.all_seeing().await;
    let row = sqlx::query(
        "select r.state, r.owner_paused_at is not null, c.paused_at is not null, c.due_at
         from reports r join cases c on c.case_id = r.case_id where r.report_id = $1",
    )
    .bind(case.report.report_id)
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(
        (row.get::<&str, _>(0), row.get::<bool, _>(1), row.get::<bool, _>(2)),
        ("asked_by_staff", true, true)
    );
    let due = row.get::<jiff_sqlx::Timestamp, _>(3).to_jiff();
    app.wait(jiff::SignedDuration::from_hours(3));
    let mut tx = app.portal.database.begin(&server::database::System).await.unwrap();
    server::reports::bring_case_forward(&mut tx, case.report, app.now(), false, true).await.unwrap();
    tx.commit().await.unwrap();
    let resumed: jiff_sqlx::Timestamp =
        app.one("select due_at from cases where case_id = $1 and paused_at is null", case.case_id).await;
    assert_eq!(resumed.to_jiff(), due + jiff::SignedDuration::from_hours(3));
    app.stop().await;
}

#[tokio::test]
async fn a_case_is_not_forgotten_when_the_reporter_never_answers() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = app.file(site.filed()).await;
    let due: jiff_sqlx::Timestamp =
        app.one("select due_at from cases where case_id = $1", case.case_id).await;
    let seen = app.seen(&case).await;
    acting!(app, &staff, |tx| ask_reporter(tx, &app.portal.policy, case.number, seen, words(), app.now()))
        .unwrap();
    app.wait(jiff::SignedDuration::from_hours(24));
    app.run_jobs().await;
    let sql = "select due_at from cases where case_id = $1 and paused_at is null";
    let resumed: jiff_sqlx::Timestamp = app.one(sql, case.case_id).await;
    assert_eq!(resumed.to_jiff(), due.to_jiff() + jiff::SignedDuration::from_hours(24));
    let kind: String = app.one("select kind from case_events where case_id = $1", case.case_id).await;
    assert_eq!(kind, "reporter_silent");
    app.stop().await;
}

#[tokio::test]
async fn another_category_brings_its_clock_and_its_notice() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let filed = super::Filed {
        category: Category::Unsure,
        state: ReportState::Received,
        is_owner_told: false,
        ..site.filed()
    };
    let case = app.file(filed).await;
    let seen = app.seen(&case).await;
    let class =
        Classification { category: Category::Copyright, severity: Severity::Normal, reason: String::new() };
    let policy = app.portal.policy.clone();
    acting!(app, &staff, |tx| classify(tx, &policy, case.number, seen, class, app.now())).unwrap();
    let mut connection = app.all_seeing().await;
    let row = sqlx::query(
        "select c.category, c.due_at = c.opened_at + interval '72 hours', r.category, r.state, r.owner_told_at is not null, s.category
         from cases c join reports r on r.case_id = c.case_id join submissions s on s.submission_id = r.submission_id
         where c.case_id = $1",
    )
    .bind(case.case_id)
    .fetch_one(&mut connection)
    .await
    .unwrap();
    let words: Vec<&str> = [0, 2, 3, 5].map(|column| row.get::<&str, _>(column)).to_vec();
    assert_eq!(words, ["copyright", "copyright", "with_owner", "copyright"]);
    assert!(row.get::<bool, _>(1) && row.get::<bool, _>(4));
    app.stop().await;
}

#[tokio::test]
async fn an_escalated_case_is_decided_by_its_tier_alone() {
    let app = TestApp::start().await;
    let (analyst, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let lawyer = app.staff("lawyer@desk.example", StaffRole::Legal, &[]).await;
    let policy = app.portal.policy.clone();
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    let to = Escalation { tier: Tier::Legal, reason: "A court wrote".to_owned() };
    acting!(app, &analyst, |tx| escalate(tx, &policy, case.number, seen, to, app.now())).unwrap();
    let seen = app.seen(&case).await;
    let tried = acting!(app, &analyst, |tx| decide(tx, &policy, case.number, seen, &warn(), app.now()));
    assert_eq!(word(&tried), "tier");
    let back = Escalation { tier: Tier::First, reason: "Mine after all".to_owned() };
    let tried = acting!(app, &analyst, |tx| escalate(tx, &policy, case.number, seen, back, app.now()));
    assert_eq!(word(&tried), "tier");
    acting!(app, &lawyer, |tx| decide(tx, &policy, case.number, seen, &warn(), app.now())).unwrap();
    app.run_jobs().await;
    let mut connection = app.all_seeing().await;
    let mail: Vec<String> = sqlx::query_scalar("select recipient from letters where kind = 'escalation'")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert_eq!(mail, ["lawyer@desk.example"]);
    app.stop().await;
}

#[tokio::test]
async fn the_owner_reads_nothing_they_were_not_told_of() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let policy = app.portal.policy.clone();
    let held_back = super::Filed {
        category: Category::Threats,
        state: ReportState::Received,
        is_owner_told: false,
        ..site.filed()
    };
    let silent = super::Filed { tell_owner: "nothing", ..held_back.clone() };
    let (held_back, silent) = (app.file(held_back).await, app.file(silent).await);
    for (case, told) in [(&held_back, "ok"), (&silent, "rule")] {
        let seen = app.seen(case).await;
        let wrote = acting!(app, &staff, |tx| write_to_owner(tx, case.number, seen, words(), app.now()));
        assert_eq!(word(&wrote), "rule");
        let outcome = acting!(app, &staff, |tx| tell_owner(tx, &policy, case.number, seen, app.now()));
        assert_eq!(word(&outcome), told);
        let again = acting!(app, &staff, |tx| tell_owner(tx, &policy, case.number, seen, app.now()));
        assert_eq!(word(&again), if told == "ok" { "done" } else { "rule" });
    }
    app.stop().await;
}

#[tokio::test]
async fn what_an_owner_learns_and_what_a_case_is_about_is_said_where_it_lies() {
    let app = TestApp::start().await;
    let (analyst, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let legal = app.staff("legal@desk.example", StaffRole::Legal, &[]).await;
    let policy = app.portal.policy.clone();
    let told = app.file(site.filed()).await;
    let held = super::Filed { state: ReportState::Received, is_owner_told: false, ..site.filed() };
    let held = app.file(held).await;
    let mut rows = app.all_seeing().await;
    sqlx::query("update cases set tier = 'legal'").execute(&mut rows).await.unwrap();
    let now = app.now();
    let mut outcomes = Vec::new();
    for staff in [&analyst, &legal] {
        // Each is tried on the same state and taken back.
        macro_rules! tried {
            ($case:expr, |$tx:ident, $seen:ident| $command:expr) => {{
                let $seen = app.seen($case).await;
                let mut transaction = app.portal.database.begin(staff).await.unwrap();
                let $tx = &mut transaction;
                outcomes.push(word(&$command.await));
            }};
        }
        let class = |category, severity| Classification { category, severity, reason: "Seen".to_owned() };
        let (fraud, urgent) =
            (class(Category::Fraud, Severity::High), class(Category::Phishing, Severity::Emergency));
        let child = class(Category::ChildAbuse, Severity::Emergency);
        tried!(&held, |tx, seen| tell_owner(tx, &policy, held.number, seen, now));
        tried!(&told, |tx, seen| write_to_owner(tx, told.number, seen, words(), now));
        tried!(&told, |tx, seen| classify(tx, &policy, told.number, seen, fraud, now));
        tried!(&told, |tx, seen| classify(tx, &policy, told.number, seen, urgent, now));
        tried!(&told, |tx, seen| classify(tx, &policy, told.number, seen, child, now));
    }
    assert_eq!(outcomes, ["tier", "tier", "tier", "ok", "ok", "ok", "ok", "ok", "ok", "ok"]);
    let page = app.signed_in(analyst.user_id).await.get(&format!("/staff/cases/{}", told.number)).await;
    assert!(!page.text().contains("write-to-owner"), "the page does not offer what would be refused");
    app.stop().await;
}
