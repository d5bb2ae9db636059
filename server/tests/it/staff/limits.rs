//! Whom a limit concerns, who sees it, and what it says to whom.

use domain::account::{MemberRole, Tier};
use domain::category::{Category, Severity};
use domain::decision::LimitScope;
use domain::report::ReportState;
use server::cases::classify::{Classification, classify};
use server::cases::close::reopen;
use server::cases::decide::{Choice, Decision, decide};
use server::cases::escalate::{Escalation, escalate};
use server::cases::{CaseError, Rule};
use server::database::Staff;
use server::mitigations::{Lift, Which, lift};
use uuid::Uuid;

use super::pages::step;
use super::shared::against;
use super::{Case, Filed, Site, acting};
use crate::reporter::{by_robin, sent};
use crate::support::TestApp;

const REASON: &str = "It asks for card numbers.";

async fn limit(app: &TestApp, by: &Staff, case: &Case, scope: LimitScope) -> Result<(), CaseError> {
    let policy = app.portal.policy.clone();
    let seen = app.seen(case).await;
    let what = Decision { choice: Choice::Limit { scope, order: None }, reason: REASON.to_owned() };
    acting!(app, by, |tx| decide(tx, &policy, case.number, seen, &what, app.now())).map(drop)
}

async fn is_now(app: &TestApp, by: &Staff, case: &Case, category: Category) {
    let policy = app.portal.policy.clone();
    let seen = app.seen(case).await;
    let class = Classification { category, severity: Severity::High, reason: REASON.to_owned() };
    acting!(app, by, |tx| classify(tx, &policy, case.number, seen, class, app.now())).unwrap();
}

/// How many of the reports were told that a limit was lifted.
async fn told_of_lifting(app: &TestApp, case: &Case) -> i64 {
    let events = "select count(*) from report_events where report_id = $1 and kind = 'lifted'";
    app.one(events, case.report.report_id).await
}

async fn overview(app: &TestApp, site: &Site) -> String {
    let email = format!("{}@alderfinch.example", Uuid::new_v4().simple());
    let owner = app.member(site.account_id, &email, MemberRole::Owner).await;
    let page = app.signed_in(owner.user_id).await.get(&format!("/accounts/{}", site.account_id)).await;
    page.text().to_owned()
}

#[tokio::test]
async fn everybody_who_reported_what_is_lifted_hears_of_it_and_nobody_else() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let first = app.file(site.filed()).await;
    let second = app.file(Filed { into: Some(first.case_id), ..site.filed() }).await;
    let zone_id = app.zone(site.account_id, "other.example").await;
    let elsewhere =
        Filed { zone_id, host: "other.example".into(), into: Some(first.case_id), ..site.filed() };
    let elsewhere = app.file(elsewhere).await;
    for (scope, targets) in [(LimitScope::Address, 2), (LimitScope::Zone, 2)] {
        limit(&app, &staff, &first, scope).await.unwrap();
        let active = "select count(*) from mitigations where case_id = $1 and state = 'active'";
        assert_eq!(app.one::<i64>(active, first.case_id).await, targets);
        let one = "select mitigation_id from mitigations where case_id = $1 and state = 'active' and target like '%alderfinch%'";
        let limits = Which::These(vec![app.one(one, first.case_id).await]);
        let what = Lift { limits, reason: "It is gone.".into() };
        let seen = app.seen(&first).await;
        acting!(app, &staff, |tx| lift(tx, first.number, seen, what, app.now())).unwrap();
    }
    let mut told = Vec::new();
    for case in [&first, &second, &elsewhere] {
        told.push(told_of_lifting(&app, case).await);
    }
    assert_eq!(told, [2, 2, 0]);
    app.stop().await;
}

#[tokio::test]
async fn the_owners_list_of_sites_says_which_are_blocked_as_a_whole_or_in_part() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    for (host, scope) in
        [("wrenhouse.example", LimitScope::Address), ("thistledown.example", LimitScope::Zone)]
    {
        let zone_id = app.zone(site.account_id, host).await;
        let case = app.file(Filed { zone_id, host: host.into(), ..site.filed() }).await;
        limit(&app, &staff, &case, scope).await.unwrap();
    }
    let owner = app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let mut browser = app.signed_in(owner.user_id).await;
    let page = browser.get(&format!("/accounts/{}/zones", site.account_id)).await;
    let rows: Vec<_> = page.text().split("<tr").collect();
    let row = |host: &str| *rows.iter().find(|row| row.contains(&format!("<b>{host}</b>"))).unwrap();
    let (carries, whole, part) =
        ("We carry its traffic", "The whole site is blocked", "Some addresses are blocked");
    let says = |host| [carries, whole, part].map(|words| row(host).contains(words));
    assert_eq!(says("alderfinch.example"), [true, false, false]);
    assert_eq!(says("thistledown.example"), [false, true, false]);
    assert_eq!(says("wrenhouse.example"), [true, false, true]);
    let restricted = app.file(site.filed()).await;
    is_now(&app, &app.cleared().await, &restricted, Category::ChildAbuse).await;
    limit(&app, &app.cleared().await, &restricted, LimitScope::Account).await.unwrap();
    let page = browser.get(&format!("/accounts/{}/zones", site.account_id)).await;
    assert_eq!(page.text().matches(whole).count(), 1, "of what is restricted the owner learns nothing");
    app.stop().await;
}

#[tokio::test]
async fn what_is_reported_of_a_limited_site_is_limited_from_the_start() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = app.file(site.filed()).await;
    limit(&app, &staff, &case, LimitScope::Zone).await.unwrap();
    let later = app.file(Filed { paths: vec!["/new".to_owned()], ..site.filed() }).await;
    let limited = app.limited().await;
    assert!(limited.iter().any(|(report_id, _)| *report_id == later.report.report_id), "{limited:?}");
    app.stop().await;
}

#[tokio::test]
async fn a_site_that_went_to_another_account_is_not_limited_at_the_old_one() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = app.file(site.filed()).await;
    let zone_id = app.zone(site.account_id, "other.example").await;
    let stays = Filed { zone_id, host: "other.example".into(), into: Some(case.case_id), ..site.filed() };
    let leave = async |zone_id: Uuid| {
        let mut connection = app.all_seeing().await;
        sqlx::query("update zones set active_until = now() where zone_id = $1")
            .bind(zone_id)
            .execute(&mut connection)
            .await
            .unwrap();
    };
    leave(site.zone_id).await;
    let outcome = limit(&app, &staff, &case, LimitScope::Zone).await;
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::SiteMoved))), "{outcome:?}");
    let stays = app.file(stays).await;
    limit(&app, &staff, &case, LimitScope::Zone).await.unwrap();
    let limited: Vec<Uuid> = app.limited().await.into_iter().map(|(report_id, _)| report_id).collect();
    assert_eq!(limited, [stays.report.report_id]);
    let moved = "select state from reports where report_id = $1";
    assert_eq!(app.one::<String>(moved, case.report.report_id).await, "declined");
    app.run_jobs().await;
    let letters = app.letters();
    let told = letters.iter().filter(|letter| letter.text.contains("is with somebody else now")).count();
    let limited = letters.iter().filter(|letter| letter.text.contains("We no longer serve")).count();
    assert!(told > 0 && told + limited == letters.len(), "{letters:#?}");
    app.stop().await;
}

#[tokio::test]
async fn of_a_report_that_is_covered_in_part_the_rest_is_never_called_limited() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let zone_id = app.zone(site.account_id, "other.example").await;
    sent(&app, "phishing", &by_robin("https://alderfinch.example/a\nhttps://other.example/b")).await;
    let case = against(&app, site.account_id).await;
    app.one::<i32>(
        "with left_us as (update zones set active_until = now() where zone_id = $1 returning 1) select 1",
        zone_id,
    )
    .await;
    app.run_jobs().await;
    app.letters();
    limit(&app, &staff, &case, LimitScope::Address).await.unwrap();
    app.run_jobs().await;
    let letters = app.letters();
    let robins = letters.iter().find(|letter| letter.to == "robin@mailbox.example").unwrap();
    assert!(robins.text.contains("is with somebody else now"), "{}", robins.text);
    assert!(!robins.text.contains("the addresses you reported"), "{}", robins.text);
    let track = robins.link();
    let page = app.browser().open(track).await;
    page.shows("Access to one of two addresses is limited");
    page.shows("One is closed without action.");
    page.hides("lifted");
    let mut browser = app.signed_in(staff.user_id).await;
    step(&app, &mut browser, &case, "lift", &[("all", "yes"), ("reason", "It is gone.")]).await;
    let page = app.browser().open(track).await;
    page.shows("We lifted the limit on one of two addresses again");
    page.shows("We could not limit it: its site is with somebody else now.");
    app.stop().await;
}

#[tokio::test]
async fn a_limit_made_while_a_case_was_restricted_stays_hidden_from_the_owner_until_it_is_decided_anew() {
    let app = TestApp::start().await;
    let (cleared, site) = (app.cleared().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = app.file(site.filed()).await;
    is_now(&app, &cleared, &case, Category::ChildAbuse).await;
    limit(&app, &cleared, &case, LimitScope::Address).await.unwrap();
    let (seen, policy) = (app.seen(&case).await, app.portal.policy.clone());
    let reason = "It is no such thing.".to_owned();
    acting!(app, &cleared, |tx| reopen(tx, &policy, case.number, seen, reason, app.now())).unwrap();
    assert!(!overview(&app, &site).await.contains("alderfinch[.]example"));
    is_now(&app, &cleared, &case, Category::Phishing).await;
    let page = overview(&app, &site).await;
    assert!(!page.contains("/login") && !page.contains("Child"), "{page}");
    limit(&app, &cleared, &case, LimitScope::Address).await.unwrap();
    let page = overview(&app, &site).await;
    assert!(page.contains("/login") && page.contains(REASON) && page.contains("Phishing"), "{page}");
    let active = "select count(*) from mitigations where case_id = $1 and state = 'active'";
    assert_eq!(app.one::<i64>(active, case.case_id).await, 1, "the old one is replaced");
    app.stop().await;
}

#[tokio::test]
async fn an_owner_who_may_not_hear_of_the_report_sees_that_there_is_a_limit_and_no_more() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let held_back = Filed {
        category: Category::Threats,
        state: ReportState::Received,
        is_owner_told: false,
        tell_owner: "nothing",
        ..site.filed()
    };
    let case = app.file(held_back).await;
    let fields = [("kind", "limit"), ("scope", "address"), ("reason", REASON)];
    let mut browser = app.signed_in(staff.user_id).await;
    let preview = step(&app, &mut browser, &case, "preview", &fields).await;
    assert!(
        preview.text().contains("their account shows all the same that access is limited"),
        "{}",
        preview.text()
    );
    limit(&app, &staff, &case, LimitScope::Address).await.unwrap();
    let page = overview(&app, &site).await;
    assert!(page.contains("/login") && page.contains("This address is blocked"), "{page}");
    assert!(!page.contains(REASON) && !page.contains("Threat") && !page.contains(&case.reference), "{page}");
    app.stop().await;
}

#[tokio::test]
async fn of_two_reports_restricted_at_once_neither_leaves_their_submission_open() {
    let app = TestApp::start().await;
    let (one, other) = (app.analyst().await, app.analyst().await);
    let sites = (
        app.site("Alderfinch", "alderfinch.example").await,
        app.site("Quillwater", "quillwater.example").await,
    );
    sent(&app, "threats", &by_robin("https://alderfinch.example/a\nhttps://quillwater.example/b")).await;
    let cases = (against(&app, sites.0.account_id).await, against(&app, sites.1.account_id).await);
    let policy = app.portal.policy.clone();
    let to = || Escalation { tier: Tier::ChildSafety, reason: "There is a child".to_owned() };
    let seen = (app.seen(&cases.0).await, app.seen(&cases.1).await);
    let mut first = app.portal.database.begin(&one).await.unwrap();
    escalate(&mut first, &policy, cases.0.number, seen.0, to(), app.now()).await.unwrap();
    let second =
        async { acting!(app, &other, |tx| escalate(tx, &policy, cases.1.number, seen.1, to(), app.now())) };
    let commit = async {
        app.until_somebody_waits().await;
        first.commit().await.unwrap();
    };
    let (outcome, ()) = tokio::join!(second, commit);
    outcome.unwrap();
    let open = "select count(*) from submissions where clearance is null and $1 is not null";
    assert_eq!(app.one::<i64>(open, Uuid::nil()).await, 0);
    app.stop().await;
}

#[tokio::test]
async fn the_preview_names_what_will_be_limited_and_what_not_and_why() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = app.file(site.filed()).await;
    let paths = vec!["/new".to_owned()];
    let state = ReportState::Withdrawn;
    app.file(Filed { paths, state, into: Some(case.case_id), ..site.filed() }).await;
    let mut browser = app.signed_in(staff.user_id).await;
    browser.open(&format!("/staff/cases/{}", case.number)).await.shows("Its report was withdrawn");
    let fields = [("kind", "limit"), ("scope", "address"), ("reason", REASON)];
    let preview = step(&app, &mut browser, &case, "preview", &fields).await;
    let (limited, left) = preview.text().split_once("Not limited").unwrap();
    assert!(limited.contains("/login") && !limited.contains("/new"), "{limited}");
    assert!(
        left.contains("/new") && left.contains("Its report was withdrawn; a limit leaves it out"),
        "{left}"
    );
    let paths = (0..230).map(|number| format!("/p{number:03}")).collect();
    app.file(Filed { paths, into: Some(case.case_id), ..site.filed() }).await;
    let preview = step(&app, &mut browser, &case, "preview", &fields).await;
    let (limited, left) = preview.text().split_once("Not limited").unwrap();
    assert!(limited.contains("and 211 more") && left.contains("/new"), "all are counted, not a page of them");
    app.stop().await;
}

#[tokio::test]
async fn everything_in_force_is_lifted_in_one_step() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = app.file(Filed { paths: (0..25).map(|n| format!("/{n}")).collect(), ..site.filed() }).await;
    limit(&app, &staff, &case, LimitScope::Address).await.unwrap();
    let mut browser = app.signed_in(staff.user_id).await;
    let nothing = step(&app, &mut browser, &case, "lift", &[("reason", "It is gone.")]).await;
    assert!(nothing.text().contains("Tick what to lift."));
    step(&app, &mut browser, &case, "lift", &[("all", "yes"), ("reason", "It is gone.")]).await;
    let active = "select count(*) from mitigations where case_id = $1 and state = 'active'";
    assert_eq!(app.one::<i64>(active, case.case_id).await, 0);
    assert_eq!(told_of_lifting(&app, &case).await, 1);
    browser.open(&format!("/staff/cases/{}", case.number)).await.shows(" and 5 more");
    app.stop().await;
}

#[tokio::test]
async fn lifting_what_nobody_hears_of_promises_no_letters() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let unheard = Filed {
        category: Category::Threats,
        state: ReportState::Received,
        is_owner_told: false,
        tell_owner: "nothing",
        email: None,
        ..site.filed()
    };
    let case = app.file(unheard).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let page = format!("/staff/cases/{}", case.number);
    let all = [("all", "yes"), ("reason", "It is gone.")];
    limit(&app, &staff, &case, LimitScope::Address).await.unwrap();
    assert_eq!(step(&app, &mut browser, &case, "lift", &all).await.status, 303);
    browser.open(&page).await.shows("Lifted: alderfinch[.]example. Nobody is written to.");
    app.run_jobs().await;
    assert!(app.letters().is_empty());
    app.stop().await;
}
