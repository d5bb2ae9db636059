use domain::account::{MemberRole, StaffRole};
use jiff::SignedDuration;

use super::people::letter_to;
use crate::support::TestApp;

#[tokio::test]
async fn a_report_is_answered_and_decided_and_everybody_hears() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let mut ines = app.customer(site.account_id, "ines@alderfinch.example", MemberRole::Owner).await;
    let mut maren = app.worker("maren@desk.example", StaffRole::Analyst, &[]).await;

    let mut robin = app
        .reporter_submits(
            "phishing",
            &[
                ("addresses", "hxxps://login[.]alderfinch[.]example/aurora/verify?id=8841"),
                ("justification", "It copies the sign-in page of my bank."),
                ("name", "Robin Vale"),
                ("email", "robin@mailbox.example"),
            ],
        )
        .await;
    app.run_jobs().await;
    let letters = app.letters();
    let receipt = letter_to(&letters, "robin@mailbox.example");
    assert_eq!(receipt.link(), robin.link);
    let notice = letter_to(&letters, "ines@alderfinch.example").clone();

    // The owner sees the report and not the reporter, and answers.
    let page = ines.follows(&notice).await;
    page.shows("It copies the sign-in page of my bank.");
    page.hides("Robin");
    page.hides("robin@mailbox.example");
    app.wait(SignedDuration::from_hours(3));
    ines.answers(&notice, &[("answer", "removed"), ("done", "An old plug-in let them in.")]).await;
    app.run_jobs().await;
    let letters = app.letters();
    let told = letter_to(&letters, "robin@mailbox.example");
    assert!(told.words().contains("the owner says that it is removed or fixed"), "{}", told.text);
    assert!(!told.words().contains("plug-in"), "{}", told.text);

    // Staff see both sides, and what each will be told, before they decide.
    maren.opens("/staff/cases?view=answered").await.shows("alderfinch");
    maren.does(app.first_case().await, "claim", &[]).await.shows("Robin Vale");
    let preview =
        maren.decides(app.first_case().await, &[("kind", "warn"), ("reason", "It was up for a day.")]).await;
    preview.shows("We have warned the owner of the site.");
    preview.shows("For this report we take no step against your site now.");
    app.run_jobs().await;
    let letters = app.letters();
    for (whom, words) in [
        ("robin@mailbox.example", "We have warned the owner of the site."),
        ("ines@alderfinch.example", "For this report we take no step against your site now."),
    ] {
        let letter = letter_to(&letters, whom);
        assert!(
            letter.words().contains(words) && letter.words().contains("It was up for a day."),
            "{}",
            letter.text
        );
    }

    // And each finds it on their own page.
    robin.looks().await.shows("It was up for a day.");
    ines.follows(&notice).await.shows("It was up for a day.");
    app.stop().await;
}

#[tokio::test]
async fn a_question_goes_through_us_and_the_clock_stands_still() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let mut ines = app.customer(site.account_id, "ines@alderfinch.example", MemberRole::Owner).await;
    let mut robin = app
        .reporter_submits(
            "phishing",
            &[
                ("addresses", "https://login.alderfinch.example/aurora"),
                ("justification", "It copies the sign-in page of my bank."),
                ("name", "Robin Vale"),
                ("email", "robin@mailbox.example"),
            ],
        )
        .await;
    app.run_jobs().await;
    let notice = letter_to(&app.letters(), "ines@alderfinch.example").clone();

    app.wait(SignedDuration::from_hours(20));
    ines.comes_back(&app).await;
    ines.answers(&notice, &[("answer", "needs_detail"), ("question", "Which browser did you use?")]).await;
    app.run_jobs().await;
    let letters = app.letters();
    let question = letter_to(&letters, "robin@mailbox.example");
    assert!(question.words().contains("Which browser did you use?"), "{}", question.text);
    assert!(!question.words().contains("ines"), "{}", question.text);

    // The next day nothing has run out.
    app.wait(SignedDuration::from_hours(23));
    app.run_jobs().await;
    assert_eq!(app.letters().len(), 0);
    robin.looks().await.shows("Which browser did you use?");
    robin.does("reply", &[("text", "On my telephone.")]).await;
    app.run_jobs().await;
    let letters = app.letters();
    let reply = letter_to(&letters, "ines@alderfinch.example");
    assert!(
        reply.words().contains("On my telephone.") && reply.words().contains("That is 4 hours from now."),
        "{}",
        reply.text
    );
    assert!(!reply.words().contains("Robin") && !reply.words().contains("robin@"), "{}", reply.text);

    app.wait(SignedDuration::from_hours(4));
    app.run_jobs().await;
    robin.looks().await.shows("did not answer");
    app.stop().await;
}
