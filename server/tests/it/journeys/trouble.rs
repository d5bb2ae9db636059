use domain::account::{MemberRole, StaffRole};
use jiff::SignedDuration;

use crate::support::TestApp;
use crate::support::mail_server::{MailServer, Mood};

#[tokio::test]
async fn with_the_mail_server_down_everything_else_goes_on_and_letters_follow() {
    let server = MailServer::start(Mood::Away).await;
    let app = TestApp::start_mailing(|config| server.mailer(config)).await;
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let mut ines = app.customer(site.account_id, "ines@alderfinch.example", MemberRole::Owner).await;
    let mut maren = app.worker("maren@desk.example", StaffRole::Analyst, &[]).await;
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
    app.run_troubled_jobs().await;
    ines.lists().await.shows("alderfinch");
    maren.does(app.first_case().await, "claim", &[]).await;
    maren.decides(app.first_case().await, &[("kind", "warn"), ("reason", "Seen.")]).await;
    app.run_troubled_jobs().await;
    robin.looks().await.shows("Seen.");
    assert_eq!(server.letters().len(), 0);

    server.becomes(Mood::Open);
    app.wait(SignedDuration::from_hours(1));
    app.run_jobs().await;
    let mut to: Vec<_> = server.letters().into_iter().map(|letter| letter.to).collect();
    to.sort_unstable();
    let (ines, robin) = ("ines@alderfinch.example", "robin@mailbox.example");
    assert_eq!(to, [ines, ines, robin, robin]);
    app.stop().await;
}
