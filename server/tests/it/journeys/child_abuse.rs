use domain::account::{MemberRole, StaffRole};
use domain::category::Clearance;

use super::people::letter_to;
use crate::support::TestApp;

/// Everything by which the story could be recognised.
const TRACES: [&str; 3] = ["media.tidewater", "9a1f", "must not exist"];

/// The one letter that goes out says that something happened, and nothing of what it is about.
async fn tells_nothing(app: &TestApp, subject: &str) {
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(letters.len(), 1);
    let letter = letter_to(&letters, "somebody@mailbox.example");
    let everything = format!("{}{}{}", letter.headers, letter.text, letter.html);
    assert!(everything.contains(subject), "{everything}");
    for told in
        ["NCMEC", "clearing house", "child", "Child", "Confirmed", "limited", "serve", "video", "tidewater"]
    {
        assert!(!everything.contains(told), "{told} in {everything}");
    }
}

#[tokio::test]
async fn a_member_of_the_public_reports_child_abuse_on_a_proxied_site() {
    let app = TestApp::start().await;
    let site = app.site("Marrowgate Hosting", "tidewater.example").await;
    let mut owner = app.customer(site.account_id, "owner@marrowgate.example", MemberRole::Owner).await;
    let mut analyst = app.worker("analyst@desk.example", StaffRole::Lead, &[]).await;
    let mut cleared = app.worker("cleared@desk.example", StaffRole::Senior, &[Clearance::ChildSafety]).await;

    // No file can be sent, and nobody has to say who they are.
    let mut browser = app.browser();
    let form = browser.open("/report/child-abuse").await;
    form.hides("type=\"file\"");
    let mut reporter = app
        .reporter_submits(
            "child-abuse",
            &[
                ("addresses", "https://media.tidewater.example/v/9a1f"),
                ("justification", "A video that must not exist."),
                ("email", "somebody@mailbox.example"),
            ],
        )
        .await;
    app.run_jobs().await;

    // The reporter learns what a proxy can and cannot do, and that it goes to NCMEC.
    reporter.looks().await.shows("NCMEC");
    let letters = app.letters();
    let receipt = letter_to(&letters, "somebody@mailbox.example");
    assert!(receipt.words().contains("The owner of the site is not told."), "{}", receipt.text);
    assert!(receipt.words().contains("cannot remove content from their server"), "{}", receipt.text);
    for letter in &letters {
        for trace in TRACES.into_iter().chain(["NCMEC", "clearing house"]) {
            let everything = format!("{}{}{}", letter.headers, letter.text, letter.html);
            assert!(!everything.contains(trace), "{trace} in a letter to {}", letter.to);
        }
    }

    // The customer is not told that there is anything.
    let list = owner.lists().await;
    for trace in TRACES {
        list.hides(trace);
    }
    assert!(letters.iter().all(|letter| letter.to != "owner@marrowgate.example"));

    let case = format!("/staff/cases/{}", app.first_case().await);
    // Staff who are not cleared see neither the case nor that there is one more.
    for path in
        ["/staff", "/staff/cases?view=all", "/staff/search?q=media.tidewater.example", "/staff/referrals"]
    {
        let page = analyst.opens(path).await;
        for trace in TRACES {
            assert!(
                trace == "media.tidewater" && path.contains(trace) || !page.words().contains(trace),
                "{trace} on {path}"
            );
        }
        page.hides(&case);
    }
    assert_eq!(analyst.opens(&case).await.answer.status, 404);

    // Cleared staff see it, and the referral waits already.
    cleared.opens("/staff/cases?view=all").await.shows("media.tidewater");
    cleared.does(app.first_case().await, "claim", &[]).await.shows("must not exist");
    cleared.opens("/staff/referrals").await.shows("NCMEC");
    let mut rows = app.all_seeing().await;
    let query = "select kind || ' ' || state || ' ' || clearance from referrals";
    let referrals: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut rows).await.unwrap();
    assert_eq!(referrals, ["ncmec pending child_safety"]);

    let limited = [("kind", "limit"), ("scope", "address"), ("reason", "Confirmed and referred.")];
    cleared
        .decides(app.first_case().await, &limited)
        .await
        .shows("What we decided, and why, stands on your status page.");
    tells_nothing(&app, "We decided on your report").await;
    reporter.looks().await.shows("Confirmed and referred.");

    // Nor does one say that the limit is lifted again.
    cleared.does(app.first_case().await, "lift", &[("reason", "The video is gone.")]).await;
    tells_nothing(&app, "There is news about your report").await;
    reporter.looks().await.shows("The video is gone.");

    // Neither does a letter say to whom it is referred, or what staff write about it.
    let number = app.first_case().await;
    cleared.decides(number, &[("kind", "refer"), ("to", "ncmec"), ("reason", "Confirmed.")]).await;
    tells_nothing(&app, "We decided on your report").await;
    reporter.looks().await.shows("refer it to NCMEC");
    cleared.does(number, "write-to-reporter", &[("text", "Is the video theirs?")]).await;
    tells_nothing(&app, "A message about your report").await;
    reporter.looks().await.shows("Is the video theirs?");
    owner.lists().await.hides("tidewater.example/v");
    app.stop().await;
}
