use server::cases::join::{Named, join};
use server::cases::split::split;
use server::cases::talk::note;
use server::cases::{CaseError, Rule};
use sqlx::Row as _;

use super::{Case, acting, word};
use crate::support::TestApp;

async fn named(app: &TestApp, case: &Case) -> Named {
    Named { number: case.number, version: app.seen(case).await.version }
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
    for case in [&old, &young] {
        let seen = app.seen(case).await;
        acting!(app, &staff, |tx| note(tx, case.number, seen, "Same kit.".to_owned(), app.now())).unwrap();
    }
    let before = kept(&app).await;
    let both = [named(&app, &young).await, named(&app, &old).await];
    let into = acting!(app, &staff, |tx| join(tx, &both, app.now())).unwrap();
    assert_eq!(into, old.number);
    assert_eq!(kept(&app).await, before);
    let all = [named(&app, &third).await, named(&app, &old).await];
    assert_eq!(acting!(app, &staff, |tx| join(tx, &all, app.now())).unwrap(), old.number);
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
    acting!(app, &staff, |tx| join(tx, &pair, app.now())).unwrap();
    let pair = [named(&app, &second).await, named(&app, &first).await];
    acting!(app, &staff, |tx| join(tx, &pair, app.now())).unwrap();
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
    let late = acting!(app, &staff, |tx| join(tx, &both, app.now()));
    assert_eq!(word(&late), "stale");
    let alone = [named(&app, &one).await];
    let outcome = acting!(app, &staff, |tx| join(tx, &alone, app.now()));
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::NothingToJoin))), "{outcome:?}");
    let both = [named(&app, &one).await, named(&app, &other).await];
    acting!(app, &staff, |tx| join(tx, &both, app.now())).unwrap();
    let again = [named(&app, &one).await, named(&app, &other).await];
    let outcome = acting!(app, &staff, |tx| join(tx, &again, app.now()));
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::NothingToJoin))), "{outcome:?}");
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
    let outcome = acting!(app, &staff, |tx| split(tx, case.number, seen, &both, app.now()));
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::KeepsNone))), "{outcome:?}");
    let stranger = ["NE-0000-0000".to_owned()];
    let outcome = acting!(app, &staff, |tx| split(tx, case.number, seen, &stranger, app.now()));
    assert!(matches!(outcome, Err(CaseError::Rule(Rule::NoSuchReport))), "{outcome:?}");
    let leaving = [other.reference.clone()];
    let number = acting!(app, &staff, |tx| split(tx, case.number, seen, &leaving, app.now())).unwrap();
    assert_eq!(kept(&app).await, before);
    let mut browser = app.signed_in(staff.user_id).await;
    let page = browser.get(&format!("/staff/cases/{number}")).await;
    assert!(page.text().contains(&other.reference) && !page.text().contains(&case.reference));
    let left: i32 = app.one("select report_count from cases where case_id = $1", case.case_id).await;
    assert_eq!(left, 1);
    app.stop().await;
}
