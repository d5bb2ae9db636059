use domain::account::Actor;
use domain::category::{Category, Severity};
use domain::decision::LimitScope;
use domain::referral::Recipient;
use server::cases::classify::{Classification, classify};
use server::cases::decide::{Choice, Decision, decide};
use server::cases::join::{Named, join};
use server::cases::split::split;
use server::cases::talk::{Words, ask_reporter, note};
use server::cases::{CaseError, Rule};
use server::database::Staff;
use sqlx::Row as _;

use super::shared::against;
use super::{Case, Filed, Site, acting, word};
use crate::reporter::{by_robin, sent};
use crate::support::TestApp;

async fn named(app: &TestApp, case: &Case) -> Named {
    Named { number: case.number, version: app.seen(case).await.version }
}

/// The same case under another number, which says nothing of when it was opened.
async fn renumbered(app: &TestApp, case: Case, number: i64) -> Case {
    let mut connection = app.all_seeing().await;
    sqlx::query("update cases set number = $2 where case_id = $1")
        .bind(case.case_id)
        .bind(number)
        .execute(&mut connection)
        .await
        .unwrap();
    Case { number, ..case }
}

/// Everything that must outlive joining and splitting.
async fn kept(app: &TestApp) -> (i64, i64, i64, i64) {
    let mut connection = app.all_seeing().await;
    let row = sqlx::query(
        "select (select count(*) from report_events), (select count(*) from letters), (select count(*) from reports),
           (select count(*) from case_events where kind = 'noted')",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    (row.get(0), row.get(1), row.get(2), row.get(3))
}

#[tokio::test]
async fn joined_cases_keep_every_event_and_letter_and_lead_to_the_one_that_goes_on() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let (old, young, third) =
        (app.file(site.filed()).await, app.file(site.filed()).await, app.file(site.filed()).await);
    let (old, young) = (renumbered(&app, old, 800_001).await, renumbered(&app, young, 300_001).await);
    for case in [&old, &young] {
        let seen = app.seen(case).await;
        acting!(app, &staff, |tx| note(tx, case.number, seen, "Same kit.".to_owned(), app.now())).unwrap();
    }
    let before = kept(&app).await;
    let both = [named(&app, &young).await, named(&app, &old).await];
    let into = acting!(app, &staff, |tx| join(tx, &app.portal.policy, &both, app.now())).unwrap();
    assert_eq!(into, old.number);
    assert_eq!(kept(&app).await, before);
    let all = [named(&app, &third).await, named(&app, &old).await];
    assert_eq!(acting!(app, &staff, |tx| join(tx, &app.portal.policy, &all, app.now())).unwrap(), old.number);
    let reports: i32 = app.one("select report_count from cases where case_id = $1", old.case_id).await;
    assert_eq!(reports, 3);
    let mut browser = app.signed_in(staff.user_id).await;
    let answer = browser.get(&format!("/staff/cases/{}", young.number)).await;
    assert_eq!(answer.location(), format!("/staff/cases/{}", old.number));
    let page = browser.get(answer.location()).await;
    assert_eq!(page.text().matches("Same kit.").count(), 2, "the notes of both cases are shown");
    for case in [&old, &young, &third] {
        assert!(page.text().contains(&case.reference));
    }
    app.stop().await;
}

#[tokio::test]
async fn a_case_that_was_joined_twice_leads_to_the_last_one() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let (first, second, third) =
        (app.file(site.filed()).await, app.file(site.filed()).await, app.file(site.filed()).await);
    let pair = [named(&app, &third).await, named(&app, &second).await];
    acting!(app, &staff, |tx| join(tx, &app.portal.policy, &pair, app.now())).unwrap();
    let pair = [named(&app, &second).await, named(&app, &first).await];
    acting!(app, &staff, |tx| join(tx, &app.portal.policy, &pair, app.now())).unwrap();
    let into: uuid::Uuid = app.one("select joined_into from cases where case_id = $1", third.case_id).await;
    assert_eq!(into, first.case_id);
    app.stop().await;
}

#[tokio::test]
async fn what_changed_meanwhile_or_is_over_is_not_joined() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let (one, other) = (app.file(site.filed()).await, app.file(site.filed()).await);
    let both = [named(&app, &one).await, named(&app, &other).await];
    let seen = app.seen(&other).await;
    acting!(app, &staff, |tx| note(tx, other.number, seen, "Wait.".to_owned(), app.now())).unwrap();
    let late = acting!(app, &staff, |tx| join(tx, &app.portal.policy, &both, app.now()));
    assert_eq!(word(&late), "stale");
    let alone = [named(&app, &one).await];
    let outcome = acting!(app, &staff, |tx| join(tx, &app.portal.policy, &alone, app.now()));
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::NothingToJoin))), "{outcome:?}");
    let both = [named(&app, &one).await, named(&app, &other).await];
    acting!(app, &staff, |tx| join(tx, &app.portal.policy, &both, app.now())).unwrap();
    let again = [named(&app, &one).await, named(&app, &other).await];
    let outcome = acting!(app, &staff, |tx| join(tx, &app.portal.policy, &again, app.now()));
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::NothingToJoin))), "{outcome:?}");
    app.stop().await;
}

#[tokio::test]
async fn cases_of_different_categories_are_decided_by_their_own_rules_and_not_joined() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let phishing = app.file(site.filed()).await;
    let copyright = app.file(Filed { category: Category::Copyright, ..site.filed() }).await;
    let both = [named(&app, &phishing).await, named(&app, &copyright).await];
    let outcome = acting!(app, &staff, |tx| join(tx, &app.portal.policy, &both, app.now()));
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::MixedCategory))), "{outcome:?}");
    app.stop().await;
}

/// Two reports of one case, each of an address of its own and one that both name.
async fn pair(app: &TestApp, site: &Site) -> (Case, Case) {
    let paths = |own: &str| vec![own.to_owned(), "/both".to_owned()];
    let case = app.file(Filed { paths: paths("/a"), ..site.filed() }).await;
    let other = Filed { paths: paths("/b"), into: Some(case.case_id), ..site.filed() };
    let other = app.file(other).await;
    (case, other)
}

pub(super) async fn split_off(app: &TestApp, staff: &Staff, case: &Case, leaving: &Case) -> Case {
    let seen = app.seen(case).await;
    let (policy, leaves) = (app.portal.policy.clone(), [leaving.reference.clone()]);
    let number = acting!(app, staff, |tx| split(tx, &policy, case.number, seen, &leaves, app.now())).unwrap();
    let case_id = app.one("select case_id from reports where report_id = $1", leaving.report.report_id).await;
    Case { case_id, number, ..leaving.clone() }
}

#[tokio::test]
async fn limits_go_with_the_reports_they_cover() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let policy = app.portal.policy.clone();
    let (case, other) = pair(&app, &site).await;
    let decided = async |case: &Case, choice: Choice| {
        let seen = app.seen(case).await;
        let what = Decision { choice, reason: "It asks for card numbers.".to_owned() };
        acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &what, app.now())).unwrap();
    };
    let limited = async || -> Vec<String> {
        app.limited().await.into_iter().map(|(_, url)| url[url.len() - 5..].to_owned()).collect()
    };
    decided(&case, Choice::Limit { scope: LimitScope::Address, order: None }).await;
    assert_eq!(limited().await.len(), 4);
    let new = split_off(&app, &staff, &case, &other).await;
    let wrong: i64 = app
        .one(
            "select count(*) from mitigations m join reports r using (account_id, report_id)
             where m.state = 'active' and (r.case_id <> m.case_id or $1 is null)",
            case.case_id,
        )
        .await;
    assert_eq!(wrong, 0, "a limit names a report of its case");
    decided(&case, Choice::Warn).await;
    assert_eq!(limited().await, ["ple/b", "/both", "/both"], "what left stays limited");
    decided(&new, Choice::Warn).await;
    assert!(limited().await.is_empty());
    app.stop().await;
}

#[tokio::test]
async fn what_is_split_off_keeps_its_referrals_and_does_not_stand_still_for_ever() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let policy = app.portal.policy.clone();
    let (case, other) = pair(&app, &site).await;
    let seen = app.seen(&case).await;
    let words = Words { text: "Which page?".to_owned(), references: Vec::new() };
    acting!(app, &staff, |tx| ask_reporter(tx, &policy, case.number, seen, words, app.now())).unwrap();
    let by = server::reports::By { actor: Actor::Portal, user_id: None, name: None, at: app.now() };
    acting!(app, &staff, |tx| server::referrals::open(tx, case.case_id, Recipient::Police, None, &by))
        .unwrap();
    let new = split_off(&app, &staff, &case, &other).await;
    let referred: String = app.one("select kind from referrals where case_id = $1", new.case_id).await;
    assert_eq!(referred, "police");
    let stands = "select paused_at is not null from cases where case_id = $1";
    assert!(app.one::<bool>(stands, new.case_id).await);
    app.wait(jiff::SignedDuration::from_hours(25));
    app.run_jobs().await;
    assert!(!app.one::<bool>(stands, new.case_id).await, "the clock goes on");
    app.stop().await;
}

#[tokio::test]
async fn split_reports_take_their_events_along_and_one_always_stays() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = app.file(site.filed()).await;
    let other = app.file(super::Filed { into: Some(case.case_id), ..site.filed() }).await;
    let before = kept(&app).await;
    let seen = app.seen(&case).await;
    let both = [case.reference.clone(), other.reference.clone()];
    let outcome =
        acting!(app, &staff, |tx| split(tx, &app.portal.policy, case.number, seen, &both, app.now()));
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::KeepsNone))), "{outcome:?}");
    let stranger = ["NE-0000-0000".to_owned()];
    let outcome =
        acting!(app, &staff, |tx| split(tx, &app.portal.policy, case.number, seen, &stranger, app.now()));
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::NoSuchReport))), "{outcome:?}");
    let leaving = [other.reference.clone()];
    let number =
        acting!(app, &staff, |tx| split(tx, &app.portal.policy, case.number, seen, &leaving, app.now()))
            .unwrap();
    assert_eq!(kept(&app).await, before);
    let mut browser = app.signed_in(staff.user_id).await;
    let page = browser.get(&format!("/staff/cases/{number}")).await;
    assert!(page.text().contains(&other.reference) && !page.text().contains(&case.reference));
    let left: i32 = app.one("select report_count from cases where case_id = $1", case.case_id).await;
    assert_eq!(left, 1);
    app.stop().await;
}

async fn title(app: &TestApp, number: i64) -> String {
    let mut connection = app.all_seeing().await;
    let title = sqlx::query_scalar("select title from cases where number = $1").bind(number);
    title.fetch_one(&mut connection).await.unwrap()
}

#[tokio::test]
async fn a_case_is_named_anew_when_it_is_joined_split_or_said_to_be_something_else() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let other = app.site("Kestrel", "kestrel.example").await;
    let (case, joined) = (app.file(site.filed()).await, app.file(other.filed()).await);
    let both = [named(&app, &case).await, named(&app, &joined).await];
    acting!(app, &staff, |tx| join(tx, &app.portal.policy, &both, app.now())).unwrap();
    assert_eq!(title(&app, case.number).await, "Phishing on alderfinch[.]example and one more site");
    let mut browser = app.signed_in(staff.user_id).await;
    let page = browser.get(&format!("/staff/cases/{}", case.number)).await;
    for account in [&site, &other] {
        assert!(page.text().contains(&format!("account={}", account.account_id)), "both accounts are named");
    }
    let (seen, policy, leaves) =
        (app.seen(&case).await, app.portal.policy.clone(), vec![case.reference.clone()]);
    let into = acting!(app, &staff, |tx| split(tx, &policy, case.number, seen, &leaves, app.now())).unwrap();
    assert_eq!(title(&app, case.number).await, "Phishing on kestrel[.]example");
    assert_eq!(title(&app, into).await, "Phishing on alderfinch[.]example");
    let class =
        Classification { category: Category::Malware, severity: Severity::High, reason: String::new() };
    let seen = app.seen(&case).await;
    acting!(app, &staff, |tx| classify(tx, &policy, case.number, seen, class, app.now())).unwrap();
    assert!(
        title(&app, case.number).await.starts_with("Malware on kestrel"),
        "{}",
        title(&app, case.number).await
    );
    app.stop().await;
}

#[tokio::test]
async fn a_case_is_named_anew_when_more_comes_to_it_by_itself() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    for host in ["wrenhouse.example", "thistledown.example"] {
        app.zone(site.account_id, host).await;
    }
    let one = "https://alderfinch.example/a";
    sent(&app, "phishing", &by_robin(one)).await;
    let case = against(&app, site.account_id).await;
    assert_eq!(title(&app, case.number).await, "Phishing on alderfinch[.]example");
    let both = format!("https://wrenhouse.example/b\n{one}");
    let token = sent(&app, "phishing", &by_robin(&both)).await;
    assert_eq!(title(&app, case.number).await, "Phishing on alderfinch[.]example and one more site");
    let more = [("addresses", "https://thistledown.example/c")];
    app.browser().post(&format!("/track/{token}/addresses"), &more).await;
    assert_eq!(title(&app, case.number).await, "Phishing on alderfinch[.]example and 2 more sites");
    app.wait(jiff::SignedDuration::from_mins(1));
    app.one::<i32>(
        "with named as (update cases set title = 'Kept' where case_id = $1 returning 1) select 1",
        case.case_id,
    )
    .await;
    let known = [("addresses", "https://thistledown.example/d")];
    app.browser().post(&format!("/track/{token}/addresses"), &known).await;
    let addresses = "select count(*) from report_addresses where url = 'https://thistledown.example/d' and account_id = $1";
    assert_eq!(app.one::<i64>(addresses, site.account_id).await, 1);
    assert_eq!(title(&app, case.number).await, "Kept", "a site that is known names nothing anew");
    app.stop().await;
}
