//! A case is passed to somebody outside: what is promised before, and what is told once it is done.

use domain::account::{MemberRole, StaffRole};
use domain::category::Clearance;

use super::people::{Reporter, letter_to};
use crate::support::TestApp;

const REFERRED: &str = "We refer your report to somebody who can act";

async fn somebody_reports(app: &TestApp, category: &str, page: &str) -> Reporter {
    let fields = [
        ("addresses", page),
        ("justification", "It should not be there."),
        ("name", "Robin Reed"),
        ("email", "robin@mailbox.example"),
    ];
    app.reporter_submits(category, &fields).await
}

async fn case_page(app: &TestApp) -> String {
    format!("/staff/cases/{}", app.first_case().await)
}

#[tokio::test]
async fn whoever_files_a_referral_reads_what_of_the_reporter_may_be_passed_on() {
    let app = TestApp::start().await;
    app.site("Alderfinch", "alderfinch.example").await;
    let mut analyst = app.worker("analyst@desk.example", StaffRole::Analyst, &[]).await;
    let fields = [
        ("addresses", "https://alderfinch.example/a"),
        ("justification", "It should not be there."),
        ("name", "Robin Reed"),
        ("email", "robin@mailbox.example"),
        ("tell_host", "named"),
    ];
    let mut reporter = app.reporter_submits("malware", &fields).await;
    reporter.looks().await.shows("Police, registrars");
    let number = app.first_case().await;
    for (to, allowed, at_most) in [
        ("police", "only if you asked them and they agreed.", "only if you asked them and they agreed."),
        ("host", "agreed that name and email are passed on", "only where they agreed to that"),
    ] {
        analyst.decides(number, &[("kind", "refer"), ("to", to), ("reason", "They can act.")]).await;
        analyst.opens(&case_page(&app).await).await.shows(allowed);
        analyst.opens("/staff/referrals").await.shows(at_most);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_referral_is_passed_on_only_once_staff_say_so() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let mut owner = app.customer(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let mut analyst = app.worker("analyst@desk.example", StaffRole::Analyst, &[]).await;
    let mut reporter = somebody_reports(&app, "malware", "https://alderfinch.example/a").await;
    app.run_jobs().await;
    let notice = letter_to(&app.letters(), "owner@alderfinch.example").clone();
    analyst.does(app.first_case().await, "claim", &[]).await;
    let refer = [("kind", "refer"), ("to", "host"), ("reason", "The file is on its server.")];
    analyst.decides(app.first_case().await, &refer).await.shows(REFERRED);
    app.run_jobs().await;
    let letters = app.letters();
    let referred = letter_to(&letters, "robin@mailbox.example");
    assert!(referred.subject.starts_with(REFERRED), "{}", referred.subject);
    assert!(referred.words().contains("to the company that hosts the site"), "{}", referred.text);
    assert!(referred.words().contains("The file is on its server."), "{}", referred.text);
    let page = reporter.looks().await;
    page.shows("refer it to the company that hosts the site");
    page.shows("The file is on its server.");
    page.hides("passed it on");
    let told = letter_to(&letters, "owner@alderfinch.example").words();
    assert!(told.contains("for this report we take no step against your site"), "{told}");
    let page = owner.follows(&notice).await;
    page.shows("Closed, passed on");
    for kept in ["on its server", "referral", "eferred"] {
        page.hides(kept);
        assert!(!told.contains(kept), "{told}");
    }

    let waiting = analyst.opens("/staff/referrals").await;
    waiting.shows("The company that hosts the site");
    let form = waiting.form("/referral").with("outcome", "filed");
    let unnamed = analyst.sends(&form).await;
    unnamed.shows("Name who it was filed with.");
    let future = analyst.sends(&form.clone().with("with", "Fallow Hosting").with("on", "2026-03-03")).await;
    future.shows("and none to come");
    let filled =
        form.with("with", "Fallow Hosting").with("reference", "FH-17").with("note", "By their web form.");
    let case = analyst.sends(&filled).await;
    for words in [
        "filed the referral to the company that hosts the site with Fallow Hosting on 2 March 2026, reference there FH-17",
        "By their web form.",
        "With Fallow Hosting on 2 March 2026, reference there FH-17",
    ] {
        case.shows(words);
    }
    analyst.sends(&filled).await.shows("filed the referral");
    analyst.opens("/staff/referrals").await.shows("No referral waits");
    app.run_jobs().await;
    let letters = app.letters();
    let passed = letter_to(&letters, "robin@mailbox.example");
    assert!(passed.subject.starts_with("We passed your report on"), "{}", passed.subject);
    assert!(passed.words().contains("on to the company that hosts the site"), "{}", passed.text);
    assert_eq!(letters.len(), 1, "the owner is not told");
    let page = reporter.looks().await;
    page.shows("passed it on to the company that hosts the site");
    for kept in ["Fallow", "FH-17", "web form"] {
        page.hides(kept);
        assert!(!passed.text.contains(kept));
    }
    let mut rows = app.all_seeing().await;
    let audited =
        "select count(*) from audit where action = 'referrals.settle' and detail ->> 'outcome' = 'filed'";
    assert_eq!(sqlx::query_scalar::<_, i64>(audited).fetch_one(&mut rows).await.unwrap(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_restricted_referral_that_failed_is_tried_again_by_cleared_staff_alone() {
    let app = TestApp::start().await;
    app.site("Alderfinch", "alderfinch.example").await;
    let mut analyst = app.worker("analyst@desk.example", StaffRole::Lead, &[]).await;
    let mut cleared = app.worker("cleared@desk.example", StaffRole::Senior, &[Clearance::ChildSafety]).await;
    let mut reporter = somebody_reports(&app, "child-abuse", "https://alderfinch.example/v9a1f").await;
    app.run_jobs().await;
    app.letters();
    analyst.opens("/staff/referrals").await.shows("No referral waits");
    let form = cleared.opens(&case_page(&app).await).await.form("/referral");
    assert_eq!(analyst.sends(&form.clone().with("outcome", "failed")).await.answer.status, 404);
    cleared.sends(&form.clone().with("outcome", "failed")).await.shows("Write something first.");
    let failed = form.with("outcome", "failed").with("note", "Their intake is down.");
    let case = cleared.sends(&failed).await;
    case.shows("could not file the referral to NCMEC");
    app.run_jobs().await;
    assert!(app.letters().is_empty(), "nobody outside is told");
    reporter.looks().await.hides("passed it on");
    let form = case.form("/referral").with("outcome", "filed").with("with", "CyberTipline");
    cleared.sends(&form).await.shows("With CyberTipline on 2 March 2026");
    app.run_jobs().await;
    let letters = app.letters();
    let passed = letter_to(&letters, "robin@mailbox.example");
    assert!(passed.words().contains("To whom stands on your status page."), "{}", passed.text);
    assert!(!passed.words().contains("NCMEC"), "{}", passed.text);
    assert!(!passed.text.contains("v9a1f") && !passed.text.contains("alderfinch"), "{}", passed.text);
    reporter.looks().await.shows("passed it on to NCMEC");
    app.stop().await;
}
