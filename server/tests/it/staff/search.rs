use axum::http::StatusCode;
use server::cases::search::{Query, SHOWN, search};

use super::{Filed, Site};
use crate::support::TestApp;

async fn found(app: &TestApp, text: &str) -> (Vec<i64>, Vec<String>) {
    let staff = app.analyst().await;
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    let query = Query::read(text).unwrap();
    let results = search(&mut tx, &app.portal.secrets, &query, None).await.unwrap();
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
    let mut both = vec![case.number, below.number];
    both.sort_unstable();
    assert_eq!((cases, accounts), (both, vec!["Alderfinch Media".to_owned()]));
    assert_eq!(
        found(&app, "shop.alderfinch.example").await,
        (vec![below.number], vec!["Alderfinch Media".to_owned()])
    );
    assert_eq!(found(&app, "alder").await, (vec![], vec!["Alderfinch Media".to_owned()]));
    assert_eq!(found(&app, "finch").await, (vec![], vec![]));
    assert_eq!(found(&app, "notalderfinch.example").await.0, [stranger.number]);
    let mut all = app.all_seeing().await;
    let named = "update reporters p set name = 'Ann Marie Lind', company = 'Lind & Sons' from reports r where r.submission_id = p.submission_id and r.report_id = $1";
    sqlx::query(named).bind(below.report.report_id).execute(&mut all).await.unwrap();
    assert_eq!(found(&app, "LIND ann").await.0, [below.number], "by whole words of a reporter's name");
    assert_eq!((found(&app, "sons").await.0, found(&app, "son").await.0), (vec![below.number], vec![]));
    sqlx::query("update reporters set clearance = 'child_safety' where name = 'Ann Marie Lind'")
        .execute(&mut all)
        .await
        .unwrap();
    assert_eq!(
        found(&app, "lind").await.0,
        [0_i64; 0],
        "by whom a restricted report came is nobody else's business"
    );
    let mut browser = app.signed_in(app.analyst().await.user_id).await;
    sqlx::query("update reporters set clearance = null").execute(&mut all).await.unwrap();
    let path = format!("/staff/cases/{}", below.number);
    assert_eq!(browser.post("/staff/search", &[("q", "Lind")]).await.location(), path);
    assert_eq!(browser.get("/staff/search?q=Lind").await.location(), "", "no link names a reporter");
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

#[tokio::test]
async fn a_reporter_is_searched_for_by_a_post_and_by_no_url() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let (one, other) = (app.file(site.filed()).await, app.file(site.filed()).await);
    let mut browser = app.signed_in(app.analyst().await.user_id).await;
    let typed = [("q", "ann@reporter.example")];
    let found = browser.post("/staff/search", &typed).await;
    assert_eq!(found.status, StatusCode::OK);
    assert_eq!(found.header("cache-control"), "no-store");
    for case in [&one, &other] {
        assert!(found.text().contains(&format!("/staff/cases/{}\"", case.number)));
    }
    let links = found.text().split("href=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    assert!(links.clone().count() > 5 && links.clone().all(|(link, _)| !link.contains("ann")));
    let linked = browser.get("/staff/search?q=ann%40reporter.example").await;
    assert!(linked.text().contains("What do you have at hand?"), "{}", linked.text());
    assert!(!linked.text().contains("ann@reporter.example"));
    app.stop().await;
}

#[tokio::test]
async fn what_does_not_fit_on_one_page_is_found_on_the_next() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let mut browser = app.signed_in(app.analyst().await.user_id).await;
    let mut numbers = Vec::new();
    for _ in 0..SHOWN + 3 {
        app.wait(jiff::SignedDuration::from_mins(1));
        numbers.push(app.file(site.filed()).await.number);
    }
    let found = browser.post("/staff/search", &[("q", "ann@reporter.example")]).await;
    let shown = |page: &str| -> Vec<i64> {
        numbers.iter().copied().filter(|number| page.contains(&format!("/staff/cases/{number}\""))).collect()
    };
    assert_eq!(shown(found.text()), numbers[3..], "the last that changed");
    let (_, rest) = found.text().split_once("name=\"after\" value=\"").unwrap();
    let (after, _) = rest.split_once('"').unwrap();
    let next = browser.post("/staff/search", &[("q", "ann@reporter.example"), ("after", after)]).await;
    assert_eq!(shown(next.text()), numbers[..3]);
    assert!(!next.text().contains("name=\"after\""), "there are no more");
    app.stop().await;
}

#[tokio::test]
async fn an_ip_address_finds_the_sites_behind_it_and_the_reports_that_name_it() {
    let app = TestApp::start().await;
    let (site, other) =
        (app.site("Alderfinch", "alderfinch.example").await, app.site("Brindle", "brindle.example").await);
    let (behind, naming) = (app.file(site.filed()).await, app.file(other.filed()).await);
    app.file(other.filed()).await;
    let mut all = app.all_seeing().await;
    let origin = "update zones set origin_ip = '192.0.2.7' where host = 'alderfinch.example'";
    sqlx::query(origin).execute(&mut all).await.unwrap();
    sqlx::query(
        "update submissions set details = jsonb_build_object('source_ips', '198.51.100.2' || chr(10) || '192.0.2.7')
         where submission_id = (select submission_id from reports where report_id = $1)",
    )
    .bind(naming.report.report_id)
    .execute(&mut all)
    .await
    .unwrap();
    let mut both = vec![behind.number, naming.number];
    both.sort_unstable();
    assert_eq!(found(&app, "192.0.2.7").await, (both, vec!["Alderfinch".to_owned()]));
    assert_eq!(found(&app, "198.51.100.2").await, (vec![naming.number], vec![]));
    assert_eq!(found(&app, "192.0.2.70").await, (vec![], vec![]));
    sqlx::query("update submissions set clearance = 'child_safety'").execute(&mut all).await.unwrap();
    assert_eq!(
        found(&app, "198.51.100.2").await.0,
        [0_i64; 0],
        "a restricted report names nothing to all staff"
    );
    app.stop().await;
}
