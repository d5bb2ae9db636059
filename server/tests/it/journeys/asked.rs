//! What the form asked reaches those who decide, all of it and nobody else.

use domain::account::{MemberRole, StaffRole};
use domain::category::Clearance;

use super::people::letter_to;
use crate::support::TestApp;

async fn case_page(app: &TestApp) -> String {
    format!("/staff/cases/{}", app.first_case().await)
}

#[tokio::test]
async fn staff_read_every_answer_of_a_report_and_its_owner_those_about_the_matter() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let mut owner = app.customer(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let mut analyst = app.worker("analyst@desk.example", StaffRole::Analyst, &[]).await;
    let fields = [
        ("addresses", "https://alderfinch.example/"),
        ("justification", "We are attacked."),
        ("name", "Robin Reed"),
        ("email", "robin@mailbox.example"),
        ("company", "Reed & Sons"),
        ("tele", "+44 20 7946 0000"),
        ("source_ips", "192.0.2.1\n192.0.2.2"),
        ("destination_ips", "198.51.100.7"),
        ("ports_protocols", "80/tcp"),
        ("comments", "The logs are with my colleague."),
    ];
    app.reporter_submits("network", &fields).await;
    let case = analyst.opens(&case_page(&app).await).await;
    for answer in [
        "Name Robin Reed",
        "Company or organisation Reed & Sons",
        "Telephone number +44 20 7946 0000",
        "Attacking IP addresses 192.0.2.1 192.0.2.2",
        "Attacked IP addresses 198.51.100.7",
        "Ports and protocols 80/TCP",
        "Anything else for our staff The logs are with my colleague.",
        "Who may know the reporter The owner learns who it was. The host learns who it was.",
    ] {
        case.shows(answer);
    }
    app.run_jobs().await;
    let report = owner.follows(letter_to(&app.letters(), "owner@alderfinch.example")).await;
    report.shows("192.0.2.1");
    for kept in ["The logs are with my colleague", "7946"] {
        report.hides(kept);
    }
    app.stop().await;
}

#[tokio::test]
async fn what_a_legal_notice_asks_is_shown_with_its_statements() {
    let app = TestApp::start().await;
    app.site("Alderfinch", "alderfinch.example").await;
    let mut analyst = app.worker("analyst@desk.example", StaffRole::Analyst, &[]).await;
    let fields = [
        ("addresses", "https://alderfinch.example/film"),
        ("justification", "The whole of it"),
        ("original_work", "A film"),
        ("name", "Ann Lee"),
        ("email", "ann@example.com"),
        ("email2", "ann@example.com"),
        ("address1", "Street 1"),
        ("city", "Town"),
        ("state", "Province"),
        ("country", "Country"),
        ("agent_name", "The Films Company"),
        ("agree", "true"),
        ("signature", "Ann Lee"),
    ];
    app.reporter_submits("copyright", &fields).await;
    let case = analyst.opens(&case_page(&app).await).await;
    for answer in [
        "Original work A film",
        "Who holds the rights The Films Company",
        "Street and number Street 1",
        "Signature Ann Lee",
    ] {
        case.shows(answer);
    }
    case.shows("under penalty of perjury I may act for the right holder. I know that false statements can make me liable (17 USC 512(f)). Yes");
    app.stop().await;
}

#[tokio::test]
async fn the_answers_of_a_restricted_report_are_as_restricted() {
    let app = TestApp::start().await;
    app.site("Alderfinch", "alderfinch.example").await;
    let mut analyst = app.worker("analyst@desk.example", StaffRole::Lead, &[]).await;
    let mut cleared = app.worker("cleared@desk.example", StaffRole::Senior, &[Clearance::ChildSafety]).await;
    let fields = [
        ("addresses", "https://alderfinch.example/v"),
        ("justification", "A video."),
        ("comments", "Seen by my neighbour."),
    ];
    app.reporter_submits("child-abuse", &fields).await;
    cleared.opens(&case_page(&app).await).await.shows("Anything else for our staff Seen by my neighbour.");
    assert_eq!(analyst.opens(&case_page(&app).await).await.answer.status, 404);
    let uncleared = app.analyst().await;
    let mut tx = app.portal.database.begin(&uncleared).await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from submissions").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(seen, 0);
    drop(tx);
    app.stop().await;
}
