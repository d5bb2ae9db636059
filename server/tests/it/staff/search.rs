use server::cases::search::{Query, search};

use super::{Filed, Site};
use crate::support::TestApp;

async fn found(app: &TestApp, text: &str) -> (Vec<i64>, Vec<String>) {
    let staff = app.analyst().await;
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    let query = Query::read(text).unwrap();
    let results = search(&mut tx, &app.portal.secrets, &query).await.unwrap();
    let mut cases: Vec<i64> = results.cases.iter().map(|found| found.number).collect();
    cases.sort_unstable();
    (cases, results.accounts.into_iter().map(|found| found.name).collect())
}

#[tokio::test]
async fn a_case_is_found_by_whatever_names_it() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let other = app.site("Brindle", "notalderfinch.example").await;
    let case = app.file(site.filed()).await;
    let below = Filed {
        host: "shop.alderfinch.example".into(),
        email: Some("bob@reporter.example".into()),
        ..site.filed()
    };
    let below = app.file(below).await;
    let stranger = app.file(Filed { email: None, ..other.filed() }).await;
    assert_eq!(found(&app, &format!("#{}", case.number)).await.0, [case.number]);
    assert_eq!(found(&app, &case.reference.to_lowercase()).await.0, [case.number]);
    assert_eq!(found(&app, &case.submission_reference).await.0, [case.number]);
    assert_eq!(found(&app, "ANN@reporter.example").await.0, [case.number]);
    assert_eq!(found(&app, "bob@reporter.example").await.0, [below.number]);
    let (cases, accounts) = found(&app, "hxxps://alderfinch[.]example/x").await;
    assert_eq!((cases, accounts), (vec![case.number, below.number], vec!["Alderfinch Media".to_owned()]));
    assert_eq!(
        found(&app, "shop.alderfinch.example").await,
        (vec![below.number], vec!["Alderfinch Media".to_owned()])
    );
    assert_eq!(found(&app, "alder").await, (vec![], vec!["Alderfinch Media".to_owned()]));
    assert_eq!(found(&app, "finch").await, (vec![], vec![]));
    assert_eq!(found(&app, "notalderfinch.example").await.0, [stranger.number]);
    app.stop().await;
}

#[tokio::test]
async fn a_search_that_finds_one_case_leads_to_it() {
    let app = TestApp::start().await;
    let site: Site = app.site("Alderfinch Media", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let staff = app.analyst().await;
    let mut browser = app.signed_in(staff.user_id).await;
    let answer = browser.get(&format!("/staff/search?q={}", case.reference)).await;
    assert_eq!(answer.location(), format!("/staff/cases/{}", case.number));
    let nothing = browser.get("/staff/search?q=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(nothing.text().contains("Nothing was found") && !nothing.text().contains("<script>alert"));
    app.stop().await;
}
