//! What is in force, as the page of a case shows it.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::decision::LimitScope;
use server::cases::decide::{Choice, Decision, decide};
use server::cases::join::{Named, join};
use server::database::Staff;

use super::{Case, Filed, Site, acting};
use crate::support::{Client, TestApp};

/// A case with so many addresses, each of them limited.
async fn limited(app: &TestApp, staff: &Staff, site: &Site, addresses: usize) -> Case {
    let paths = (0..addresses).map(|n| format!("/{n}")).collect();
    let case = app.file(Filed { paths, ..site.filed() }).await;
    let policy = app.portal.policy.clone();
    let choice = Choice::Limit { scope: LimitScope::Address, order: Some("Az. 12 O 7/26".to_owned()) };
    let what = Decision { choice, reason: "It asks for card numbers.".to_owned() };
    let seen = app.seen(&case).await;
    acting!(app, staff, |tx| decide(tx, &policy, case.number, seen, &what, app.now())).unwrap();
    case
}

/// The limits that a page offers to lift.
async fn offered(browser: &mut Client, path: &str) -> Vec<String> {
    let page = browser.get(path).await;
    let parts = page.text().split("name=\"limit\" value=\"").skip(1);
    parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_limit_of_a_case_can_be_reached_and_lifted_whatever_others_put_in_force() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = limited(&app, &staff, &site, 45).await;
    app.wait(jiff::SignedDuration::from_hours(1));
    let other = limited(&app, &staff, &site, 25).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let path = format!("/staff/cases/{}", case.number);
    let mut all = BTreeSet::new();
    for (page, count) in
        [(path.clone(), 20), (format!("{path}?limits=20"), 20), (format!("{path}?limits=40"), 5)]
    {
        let shown = offered(&mut browser, &page).await;
        assert_eq!(shown.len(), count, "{page}");
        all.extend(shown);
    }
    assert_eq!(all.len(), 45);
    let first = browser.get(&path).await;
    assert!(first.text().contains(&format!("href=\"{path}?limits=20#limits\"")));
    assert!(
        first.text().contains(&format!("href=\"/staff/cases/{}\"", other.number)),
        "others lead to their case"
    );
    // A form of the last page comes back with what is wrong with it, and then does what it says.
    let last = offered(&mut browser, &format!("{path}?limits=40")).await.pop().unwrap();
    let seen = app.seen(&case).await;
    let (version, read_at) = (seen.version.to_string(), seen.at.as_microsecond().to_string());
    let mut fields =
        vec![("version", version.as_str()), ("read_at", read_at.as_str()), ("limit", last.as_str())];
    fields.push(("reason", ""));
    let refused = browser.post(&format!("{path}/lift"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains(&last) && refused.text().contains("id=\"lift-reason\""));
    fields.pop();
    fields.push(("reason", "It is gone."));
    assert_eq!(browser.post(&format!("{path}/lift"), &fields).await.status, StatusCode::SEE_OTHER);
    browser.open(&path).await.shows("Lifted: alderfinch[.]example. The letters are on their way.");
    let left = "select count(*) from mitigations where case_id = $1 and state = 'active'";
    assert_eq!(app.one::<i64>(left, case.case_id).await, 44);
    app.stop().await;
}

#[tokio::test]
async fn limits_of_joined_cases_about_several_accounts_can_be_lifted() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    let (one, two) =
        (app.site("Alderfinch", "alderfinch.example").await, app.site("Marrow", "marrow.example").await);
    let (first, second) = (limited(&app, &staff, &one, 1).await, limited(&app, &staff, &two, 2).await);
    let mut named = Vec::new();
    for case in [&first, &second] {
        named.push(Named { number: case.number, version: app.seen(case).await.version });
    }
    let into = acting!(app, &staff, |tx| join(tx, &app.portal.policy, &named, app.now())).unwrap();
    assert_eq!(into, first.number);
    let mut browser = app.signed_in(staff.user_id).await;
    let shown = offered(&mut browser, &format!("/staff/cases/{into}")).await;
    assert_eq!(shown.len(), 3);
    app.stop().await;
}

#[tokio::test]
async fn a_decision_says_afterwards_by_which_order_how_far_and_under_which_policy() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let case = limited(&app, &staff, &site, 1).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let page = browser.open(&format!("/staff/cases/{}", case.number)).await;
    let policy = app.portal.policy.version.clone();
    page.shows("Order Az. 12 O 7/26");
    page.shows(&format!("Policy {policy}"));
    page.shows("for the reported addresses");
    app.stop().await;
}
