//! A child safety limit follows its site to another account.

use domain::account::{MemberRole, Tier};
use domain::report::ReportState;
use server::accounts::import::{Mode, import};
use server::cases::escalate::{Escalation, escalate};
use server::database::Staff;

use super::joining::split_off;
use super::pages::step;
use super::restricted::child_abuse;
use super::shared::against;
use super::{Case, Filed, acting};
use crate::reporter::{by_nobody, sent};
use crate::support::TestApp;

const REASON: &str = "Seen.";
const SITE: &str = "alderfinch.example";

/// The site goes to another account, as the provider's own systems say.
async fn moves(app: &TestApp, host: &str) {
    let line = format!("Quill,{host}\n");
    let done = import(&app.portal, line.as_bytes(), Mode::Store, |_| {}).await.unwrap();
    assert_eq!(done.moved, 1);
    app.wait(jiff::SignedDuration::from_mins(1));
}

async fn limit(app: &TestApp, by: &Staff, case: &Case, scope: &str) -> crate::support::Answer {
    let fields = [("kind", "limit"), ("scope", scope), ("reason", REASON)];
    let answer = step(app, &mut app.signed_in(by.user_id).await, case, "decide", &fields).await;
    app.wait(jiff::SignedDuration::from_mins(1));
    answer
}

async fn refer(app: &TestApp, case: &Case) {
    let ncmec = "insert into referrals (referral_id, case_id, kind, state, created_at, clearance)
                 values (gen_random_uuid(), $1, 'ncmec', 'pending', now(), 'child_safety')";
    sqlx::query(ncmec).bind(case.case_id).execute(&mut app.all_seeing().await).await.unwrap();
}

#[tokio::test]
async fn what_was_limited_before_its_site_moved_stays_so_and_its_reporter_reads_that() {
    for (scope, is_first) in [("address", true), ("zone", true), ("address", false), ("zone", false)] {
        let app = TestApp::start().await;
        let (cleared, site) = (app.cleared().await, app.site("Alderfinch", SITE).await);
        let token = sent(&app, "child-abuse", &by_nobody("https://alderfinch.example/a")).await;
        let case = against(&app, site.account_id).await;
        if is_first {
            assert_eq!(limit(&app, &cleared, &case, scope).await.status, 303);
            moves(&app, SITE).await;
        } else {
            moves(&app, SITE).await;
            assert_eq!(limit(&app, &cleared, &case, scope).await.status, 303);
        }
        assert_eq!(app.limited().await.len(), 1, "{scope}, limited first: {is_first}");
        let page = app.browser().open(&format!("/track/{token}")).await;
        page.shows("Access to the address is limited");
        page.hides("lifted");
        page.hides("Not limited");
        let all = [("all", "yes"), ("reason", "It is gone.")];
        step(&app, &mut app.signed_in(cleared.user_id).await, &case, "lift", &all).await;
        app.browser().open(&format!("/track/{token}")).await.shows("We lifted the limit");
        app.stop().await;
    }
}

#[tokio::test]
async fn who_reports_the_same_site_later_does_not_learn_that_it_is_limited() {
    let app = TestApp::start().await;
    let (cleared, site) = (app.cleared().await, app.site("Alderfinch", SITE).await);
    sent(&app, "child-abuse", &by_nobody("https://alderfinch.example/a")).await;
    let case = against(&app, site.account_id).await;
    assert_eq!(limit(&app, &cleared, &case, "zone").await.status, 303);
    let token = sent(&app, "child-abuse", &by_nobody("https://alderfinch.example/b")).await;
    let page = app.browser().open(&format!("/track/{token}")).await;
    page.shows("Our staff are looking at the address");
    page.hides("imited");
    app.stop().await;
}

#[tokio::test]
async fn a_limit_that_followed_its_site_is_parted_and_opened_with_its_case() {
    let app = TestApp::start().await;
    let (cleared, site) = (app.cleared().await, app.site("Alderfinch", SITE).await);
    let policy = app.portal.policy.clone();
    let restricted = || Filed { category: domain::category::Category::Threats, ..child_abuse(&site) };
    let case = app.file(restricted()).await;
    let other = app.file(Filed { into: Some(case.case_id), ..restricted() }).await;
    let pass = async |tier: Tier| {
        let (seen, reason) = (app.seen(&case).await, "Seen".to_owned());
        let to = Escalation { tier, reason };
        acting!(app, &cleared, |tx| escalate(tx, &policy, case.number, seen, to, app.now())).unwrap();
    };
    pass(Tier::ChildSafety).await;
    assert_eq!(limit(&app, &cleared, &case, "zone").await.status, 303);
    moves(&app, SITE).await;
    let new = split_off(&app, &cleared, &case, &other).await;
    let active = "select count(*) from mitigations where case_id = $1 and state = 'active' and is_hidden";
    for case in [&case, &new] {
        assert_eq!(app.one::<i64>(active, case.case_id).await, 1);
    }
    pass(Tier::First).await;
    assert_eq!(app.limited().await.len(), 2, "opened, it is in force as before");
    let last = split_off_again(&app, &cleared, &case, restricted()).await;
    assert_eq!(app.one::<i64>(active, last.case_id).await, 1, "it stays hidden and goes on");
    app.stop().await;
}

/// Splits one more report off a case that is open to all staff by now.
async fn split_off_again(app: &TestApp, cleared: &Staff, case: &Case, filed: Filed) -> Case {
    let state = ReportState::Received;
    let third = app.file(Filed { into: Some(case.case_id), state, ..filed }).await;
    split_off(app, cleared, case, &third).await
}

#[tokio::test]
async fn a_limit_of_every_site_stays_with_the_account_that_was_reported() {
    let app = TestApp::start().await;
    let (cleared, site) = (app.cleared().await, app.site("Alderfinch", SITE).await);
    let quill = app.site("Quill", "quill.example").await;
    let case = app.file(child_abuse(&site)).await;
    refer(&app, &case).await;
    moves(&app, SITE).await;
    let refused = limit(&app, &cleared, &case, "account").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("such a limit follows the site"), "{}", refused.text());
    let zone_id = app.zone(site.account_id, "stays.example").await;
    let stays =
        Filed { zone_id, host: "stays.example".into(), into: Some(case.case_id), ..child_abuse(&site) };
    app.file(stays).await;
    let fields = [("kind", "limit"), ("scope", "account"), ("reason", REASON)];
    let preview = step(&app, &mut app.signed_in(cleared.user_id).await, &case, "preview", &fields).await;
    assert!(preview.text().contains("one of every site does not"), "{}", preview.text());
    assert_eq!(limit(&app, &cleared, &case, "account").await.status, 303);
    let limited: Vec<String> = app.limited().await.into_iter().map(|(_, url)| url).collect();
    assert_eq!(limited, ["https://stays.example/login"]);
    let theirs = "select count(*) from mitigations where account_id = $1";
    assert_eq!(app.one::<i64>(theirs, quill.account_id).await, 0);
    app.stop().await;
}

#[tokio::test]
async fn a_restricted_limit_follows_its_site_to_another_account_which_hears_nothing() {
    let app = TestApp::start().await;
    let cleared = app.cleared().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let quill = app.account("Quill").await;
    let case = app.file(child_abuse(&site)).await;
    let mut connection = app.all_seeing().await;
    let gone = "update zones set active_until = '2026-03-02T13:00:00Z'";
    sqlx::query(gone).execute(&mut connection).await.unwrap();
    refer(&app, &case).await;
    let mut browser = app.signed_in(cleared.user_id).await;
    let limit = [("kind", "limit"), ("scope", "address"), ("reason", "Seen.")];
    let left = step(&app, &mut browser, &case, "preview", &limit).await;
    assert!(left.text().contains("nothing left that we could limit"), "{}", left.text());
    app.zone(quill, "alderfinch.example").await;
    let owner = app.member(quill, "owner@quill.example", MemberRole::Owner).await;
    let whole = [limit[0], ("scope", "zone"), limit[2]];
    let preview = step(&app, &mut browser, &case, "preview", &whole).await;
    assert!(
        preview.text().contains("This site stops") && preview.text().contains("Quill"),
        "{}",
        preview.text()
    );
    let target = "select scope || ' ' || target || ' ' || state from mitigations where case_id = $1 order by since desc limit 1";
    for (fields, put) in [
        (&limit, "address https://alderfinch.example/login active"),
        (&whole, "zone alderfinch.example active"),
    ] {
        assert_eq!(step(&app, &mut browser, &case, "decide", fields).await.status, 303);
        assert_eq!(app.one::<String>(target, case.case_id).await, put);
        assert_eq!(app.limited().await.len(), 1, "{put}");
        app.wait(jiff::SignedDuration::from_mins(1));
    }
    let overview = app.signed_in(owner.user_id).await.get(&format!("/accounts/{quill}")).await;
    assert!(!overview.text().contains("blocked"), "{}", overview.text());
    let all = [("all", "yes"), ("reason", "It is gone.")];
    step(&app, &mut browser, &case, "lift", &all).await;
    assert_eq!(app.limited().await.len(), 0);
    app.run_jobs().await;
    assert!(app.letters().iter().all(|letter| !letter.to.contains("quill")));
    app.stop().await;
}
