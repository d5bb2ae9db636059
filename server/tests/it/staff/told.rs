//! What is said to whom before a step: owners who still have time, and those whom another category tells.

use domain::account::MemberRole;
use domain::category::{Category, Severity};
use domain::report::ReportState;
use server::cases::classify::{Classification, classify};
use server::cases::decide::{Choice, Decision, decide};

use super::pages::step;
use super::{Filed, Site, acting};
use crate::support::TestApp;

async fn owned(app: &TestApp) -> Site {
    let site = app.site("Alderfinch", "alderfinch.example").await;
    app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    site
}

#[tokio::test]
async fn form_and_preview_of_a_decision_say_which_owner_still_has_time() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, owned(&app).await);
    let case = app.file(site.filed()).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let path = format!("/staff/cases/{}", case.number);
    let fields = [("kind", "warn"), ("reason", "It asks for card numbers.")];
    let waits = "Alderfinch still has until";
    assert!(browser.get(&path).await.text().contains(waits));
    assert!(step(&app, &mut browser, &case, "preview", &fields).await.text().contains(waits));
    app.wait(jiff::SignedDuration::from_hours(25));
    assert!(!browser.get(&path).await.text().contains(waits), "the time is over");
    assert!(!step(&app, &mut browser, &case, "preview", &fields).await.text().contains(waits));
    app.stop().await;
}

#[tokio::test]
async fn another_category_names_first_whom_it_tells_and_then_waits_for_them() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, owned(&app).await);
    let case = app.file(unsure(&site)).await;
    app.wait(jiff::SignedDuration::from_hours(17));
    let mut browser = app.signed_in(staff.user_id).await;
    let fields = [("category", "phishing"), ("severity", "high")];
    let asked = step(&app, &mut browser, &case, "classify", &fields).await;
    for words in ["Tell the owners now?", "a letter leaves", "owner@alderfinch.example", "and send 1 letter"]
    {
        assert!(asked.text().contains(words), "{words} in {}", asked.text());
    }
    let category = "select category from cases where case_id = $1";
    assert_eq!(app.one::<String>(category, case.case_id).await, "unsure", "nothing is kept");
    let sure = [fields[0], fields[1], ("sure", "yes")];
    assert_eq!(step(&app, &mut browser, &case, "classify", &sure).await.status, 303);
    let due = "select c.due_at from cases c where c.case_id = $1";
    let until = "select max(r.owner_due_at) from reports r where r.case_id = $1";
    let (due, until): (jiff_sqlx::Timestamp, jiff_sqlx::Timestamp) =
        (app.one(due, case.case_id).await, app.one(until, case.case_id).await);
    assert_eq!(due.to_jiff(), until.to_jiff(), "it is due when the owner's time is up");
    app.run_jobs().await;
    assert_eq!(app.letters().len(), 1);
    app.stop().await;
}

fn unsure(site: &Site) -> Filed {
    Filed { category: Category::Unsure, state: ReportState::Received, is_owner_told: false, ..site.filed() }
}

#[tokio::test]
async fn of_very_many_letters_it_is_said_how_many_leave_at_least_and_nobody_is_named_twice() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, owned(&app).await);
    app.member(site.account_id, "second@alderfinch.example", MemberRole::Owner).await;
    let case = app.file(unsure(&site)).await;
    for _ in 0..50 {
        app.file(Filed { into: Some(case.case_id), ..unsure(&site) }).await;
    }
    let mut browser = app.signed_in(staff.user_id).await;
    let fields = [("category", "phishing"), ("severity", "high")];
    let asked = step(&app, &mut browser, &case, "classify", &fields).await;
    let page = asked.text();
    for words in
        ["at least 100 letters leave", "and send at least 100 letters", "alderfinch.example and others."]
    {
        assert!(page.contains(words), "{words} in {page}");
    }
    for owner in ["owner@alderfinch.example", "second@alderfinch.example"] {
        assert_eq!(page.matches(owner).count(), 1, "{owner}");
    }
    app.stop().await;
}

#[tokio::test]
async fn no_letter_leaves_unasked_where_the_database_fails_before_the_question() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, owned(&app).await);
    let case = app.file(unsure(&site)).await;
    let mut connection = app.all_seeing().await;
    for sql in [
        "create sequence tried",
        "create function fail_once() returns trigger language plpgsql security definer set search_path = public as $$
         begin
           if nextval('tried') = 1 then raise exception 'away'; end if;
           return new;
         end $$",
        "create trigger fail_once before insert on case_events for each row execute function fail_once()",
    ] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    let mut browser = app.signed_in(staff.user_id).await;
    let fields = [("category", "phishing"), ("severity", "high")];
    let failed = step(&app, &mut browser, &case, "classify", &fields).await;
    assert!(failed.status.is_server_error(), "{}", failed.status);
    let category = "select category from cases where case_id = $1";
    assert_eq!(app.one::<String>(category, case.case_id).await, "unsure", "nothing is done");
    let asked = step(&app, &mut browser, &case, "classify", &fields).await;
    assert!(asked.text().contains("Tell the owners now?"), "{}", asked.text());
    app.stop().await;
}

#[tokio::test]
async fn another_category_that_tells_nobody_counts_from_when_the_case_was_opened_and_asks_nothing() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, owned(&app).await);
    let case = app.file(site.filed()).await;
    app.wait(jiff::SignedDuration::from_hours(3));
    let mut browser = app.signed_in(staff.user_id).await;
    let fields = [("category", "fraud"), ("severity", "high")];
    assert_eq!(
        step(&app, &mut browser, &case, "classify", &fields).await.status,
        303,
        "the owner knows of it"
    );
    let left = "select due_at - opened_at = interval '48 hours' from cases where case_id = $1";
    assert!(app.one::<bool>(left, case.case_id).await);
    app.stop().await;
}

#[tokio::test]
async fn the_form_says_how_often_a_site_was_warned_or_limited_before() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, owned(&app).await);
    let policy = app.portal.policy.clone();
    let (earlier, case) = (app.file(site.filed()).await, app.file(site.filed()).await);
    let mut browser = app.signed_in(staff.user_id).await;
    let path = format!("/staff/cases/{}", case.number);
    browser.open(&path).await.shows("No other case about alderfinch[.]example led to a warning or a limit");
    let (seen, warn) =
        (app.seen(&earlier).await, Decision { choice: Choice::Warn, reason: "Stop.".to_owned() });
    acting!(app, &staff, |tx| decide(tx, &policy, earlier.number, seen, &warn, app.now())).unwrap();
    browser.open(&path).await.shows("1 other case about alderfinch[.]example led to a warning or a limit");
    app.wait(jiff::SignedDuration::from_mins(1));
    for _ in 0..100 {
        app.file(Filed { into: Some(case.case_id), ..site.filed() }).await;
    }
    browser.open(&path).await.shows("1 other case about alderfinch[.]example led to a warning or a limit");
    let third = app.file(site.filed()).await;
    let page = browser.open(&format!("/staff/cases/{}", third.number)).await;
    page.shows(
        "None of the last 100 reports of alderfinch[.]example in other cases led to a warning or a limit",
    );
    page.hides("this is the first time");
    app.stop().await;
}

#[tokio::test]
async fn severity_alone_tells_nobody() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, owned(&app).await);
    let held = Filed { state: ReportState::Received, is_owner_told: false, ..site.filed() };
    let case = app.file(held).await;
    let (seen, policy) = (app.seen(&case).await, app.portal.policy.clone());
    let class =
        Classification { category: Category::Phishing, severity: Severity::Low, reason: String::new() };
    let told = acting!(app, &staff, |tx| classify(tx, &policy, case.number, seen, class, app.now())).unwrap();
    assert!(told.is_empty());
    app.stop().await;
}
