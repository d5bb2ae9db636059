//! The secret link can be ended, by whoever holds it and by those who lead the desk.

use domain::account::StaffRole;

use super::people::Reporter;
use crate::support::TestApp;

async fn somebody_reports(app: &TestApp) -> Reporter {
    app.site("Alderfinch", "alderfinch.example").await;
    let fields = [
        ("addresses", "https://alderfinch.example/a"),
        ("justification", "It copies my bank."),
        ("name", "Robin Reed"),
        ("email", "robin@mailbox.example"),
    ];
    let reporter = app.reporter_submits("phishing", &fields).await;
    app.run_jobs().await;
    app.letters();
    reporter
}

async fn asks_for_a_new_one(app: &TestApp, reporter: &mut Reporter) {
    let mut rows = app.all_seeing().await;
    let reference: String =
        sqlx::query_scalar("select reference from submissions").fetch_one(&mut rows).await.unwrap();
    app.wait(jiff::SignedDuration::from_mins(11));
    let form = reporter.browser.open("/track").await.form("/track");
    reporter.browser.submit(&form.with("reference", &reference).with("email", "robin@mailbox.example")).await;
    app.run_jobs().await;
    let letters = app.letters();
    let link = letters[0].link().to_owned();
    reporter.browser.open(&link).await.shows(&reference);
}

#[tokio::test]
async fn a_reporter_ends_the_link_for_good() {
    let app = TestApp::start().await;
    let mut reporter = somebody_reports(&app).await;
    let after = reporter.does("link/end", &[]).await;
    assert_eq!(after.path(), "/track");
    assert!(after.answer.text().contains("The link is ended."));
    assert_eq!(reporter.looks().await.answer.status, 404);
    let renewed = reporter.browser.post(&format!("{}/link", reporter.link), &[]).await;
    assert_eq!(renewed.status, 404, "what is ended makes no new link");
    asks_for_a_new_one(&app, &mut reporter).await;
    app.stop().await;
}

#[tokio::test]
async fn a_lead_ends_the_links_of_a_cases_reports_and_nobody_else_does() {
    let app = TestApp::start().await;
    let mut reporter = somebody_reports(&app).await;
    let mut analyst = app.worker("analyst@desk.example", StaffRole::Senior, &[]).await;
    let mut lead = app.worker("lead@desk.example", StaffRole::Lead, &[]).await;
    let page = format!("/staff/cases/{}", app.first_case().await);
    analyst.opens(&page).await.hides("End the reporters’ links");
    let form = lead.opens(&page).await.form("/end-links");
    analyst.sends(&form).await.shows("Only a lead ends the links of reporters.");
    assert_eq!(reporter.looks().await.answer.status, 200);
    lead.sends(&form).await.shows("ended the links by which the reporters follow this");
    assert_eq!(reporter.looks().await.answer.status, 404);
    asks_for_a_new_one(&app, &mut reporter).await;
    app.stop().await;
}
