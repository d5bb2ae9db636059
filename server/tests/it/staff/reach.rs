use domain::account::Tier;
use domain::category::{Category, Severity};
use server::cases::classify::{Classification, classify};
use server::cases::escalate::{Escalation, escalate};
use server::cases::{CaseError, Rule};

use super::acting;
use super::pages::step;
use super::restricted::child_abuse;
use crate::support::TestApp;

#[tokio::test]
async fn whoever_restricts_a_case_reads_first_what_that_does_and_says_why() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (analyst, cleared) = (app.analyst().await, app.cleared().await);
    let mut browser = app.signed_in(analyst.user_id).await;
    let restricted = "select clearance is not null from cases where case_id = $1";
    let passed = [("tier", "child_safety"), ("reason", "")];
    let named = [("category", "child-abuse"), ("severity", "emergency")];
    for (name, fields) in [("escalate", passed), ("classify", named)] {
        let case = app.file(site.filed()).await;
        let (policy, seen, reason) = (app.portal.policy.clone(), app.seen(&case).await, String::new());
        let refused = if name == "classify" {
            let (category, severity) = (Category::ChildAbuse, Severity::Emergency);
            let class = Classification { category, severity, reason };
            acting!(app, &analyst, |tx| classify(tx, &policy, case.number, seen, class, app.now())).map(drop)
        } else {
            let to = Escalation { tier: Tier::ChildSafety, reason };
            acting!(app, &analyst, |tx| escalate(tx, &policy, case.number, seen, to, app.now()))
        };
        assert!(matches!(refused, Err(CaseError::Rule(Rule::NoReason))), "{name}: {refused:?}");
        let mut fields = fields.to_vec();
        if name == "escalate" {
            fields[1].1 = "A child is shown.";
        }
        let asked = step(&app, &mut browser, &case, name, &fields).await;
        assert!(asked.text().contains("What this does"), "{}", asked.text());
        assert!(asked.text().contains("you will not be able to open it"));
        assert_eq!(asked.text().contains("A referral to NCMEC"), name == "classify");
        fields.push(("sure", "yes"));
        if name == "classify" {
            let refused = step(&app, &mut browser, &case, name, &fields).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text().contains("Write something first."));
            let long = "a".repeat(5001);
            let long = [("category", "malware"), ("severity", "high"), ("reason", long.as_str())];
            let refused = step(&app, &mut browser, &case, name, &long).await;
            assert_eq!(refused.status, 422);
            fields.push(("reason", "A child is shown."));
        }
        assert!(!app.one::<bool>(restricted, case.case_id).await);
        step(&app, &mut browser, &case, name, &fields).await;
        assert!(app.one::<bool>(restricted, case.case_id).await);
        let path = format!("/staff/cases/{}", case.number);
        assert_eq!(browser.get(&path).await.status, 404);
        app.signed_in(cleared.user_id).await.open(&path).await.shows("A child is shown.");
    }
    app.stop().await;
}

#[tokio::test]
async fn whoever_opens_a_restricted_case_reads_first_what_all_staff_see_then_and_says_why() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (analyst, cleared) = (app.analyst().await, app.cleared().await);
    let policy = app.portal.policy.clone();
    let mut browser = app.signed_in(cleared.user_id).await;
    let restricted = "select clearance is not null from cases where case_id = $1";
    let passed = vec![("tier", "first"), ("reason", "It is none.")];
    let named = vec![("category", "phishing"), ("severity", "high")];
    for (name, mut fields) in [("escalate", passed), ("classify", named)] {
        let case = app.file(if name == "escalate" { site.filed() } else { child_abuse(&site) }).await;
        if name == "escalate" {
            let (seen, reason) = (app.seen(&case).await, "A child?".to_owned());
            let to = Escalation { tier: Tier::ChildSafety, reason };
            acting!(app, &cleared, |tx| escalate(tx, &policy, case.number, seen, to, app.now())).unwrap();
        }
        let (seen, reason) = (app.seen(&case).await, String::new());
        let refused = if name == "classify" {
            let class = Classification { category: Category::Phishing, severity: Severity::High, reason };
            acting!(app, &cleared, |tx| classify(tx, &policy, case.number, seen, class, app.now())).map(drop)
        } else {
            let to = Escalation { tier: Tier::First, reason };
            acting!(app, &cleared, |tx| escalate(tx, &policy, case.number, seen, to, app.now()))
        };
        assert!(matches!(refused, Err(CaseError::Rule(Rule::NoReason))), "{name}: {refused:?}");
        let asked = step(&app, &mut browser, &case, name, &fields).await;
        for words in ["Open this case to all staff?", "every note and reason", "Referrals to file"] {
            assert!(asked.text().contains(words), "{name}: {}", asked.text());
        }
        assert!(
            asked.text().contains("This tells the owners of the sites nothing"),
            "their reporter forbids it"
        );
        fields.push(("sure", "yes"));
        if name == "classify" {
            assert_eq!(step(&app, &mut browser, &case, name, &fields).await.status, 422);
            fields.push(("reason", "It is none."));
        }
        assert!(app.one::<bool>(restricted, case.case_id).await);
        step(&app, &mut browser, &case, name, &fields).await;
        assert!(!app.one::<bool>(restricted, case.case_id).await);
        let path = format!("/staff/cases/{}", case.number);
        app.signed_in(analyst.user_id).await.open(&path).await.shows("It is none.");
    }
    app.stop().await;
}

#[tokio::test]
async fn what_its_category_restricts_is_not_passed_to_people_who_could_not_open_it() {
    let app = TestApp::start().await;
    let cleared = app.cleared().await;
    let policy = app.portal.policy.clone();
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(child_abuse(&site)).await;
    let mut browser = app.signed_in(cleared.user_id).await;
    let path = format!("/staff/cases/{}", case.number);
    let page = browser.get(&path).await;
    assert!(!page.text().contains("Pass to another tier"), "there is nowhere to pass it to");
    let seen = app.seen(&case).await;
    let to = Escalation { tier: Tier::First, reason: "It is none.".to_owned() };
    let refused = acting!(app, &cleared, |tx| escalate(tx, &policy, case.number, seen, to, app.now()));
    assert!(matches!(refused, Err(CaseError::Rule(Rule::StaysRestricted))), "{refused:?}");
    let fields = [("tier", "first"), ("reason", "It is none.")];
    let refused = step(&app, &mut browser, &case, "escalate", &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("set another category first"), "{}", refused.text());
    app.stop().await;
}
