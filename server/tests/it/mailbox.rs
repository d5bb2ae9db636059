use axum::http::StatusCode;
use server::mail::{Mailer, MessageId, Outgoing, party};

use crate::support::TestApp;

fn letter() -> Outgoing {
    Outgoing {
        message_id: MessageId::parse("1@abuse.example").unwrap(),
        from: party(Some("Example"), "abuse@abuse.example").unwrap(),
        to: party(None, "reporter@example.org").unwrap(),
        reply_to: None,
        date: "2026-03-02T12:00:00Z".parse().unwrap(),
        subject: "We have your report".into(),
        text: "Follow it at\nhttps://abuse.example/track/abc\nReported: hxxps://evil[.]example".into(),
        html: "<p>Follow it <a href=\"https://abuse.example/track/abc\">here</a></p>".into(),
        in_reply_to: None,
        references: Vec::new(),
    }
}

#[tokio::test]
async fn a_letter_can_be_read_where_there_is_no_mail_server() {
    let folder = std::env::temp_dir().join(format!("portal-it-mailbox-{}", std::process::id()));
    let data_dir = folder.clone();
    let app = TestApp::start_mailing(|config| {
        config.data_dir = data_dir;
        Mailer::of(config).unwrap()
    })
    .await;
    let mut browser = app.browser();
    assert!(browser.get("/dev/mailbox").await.text().contains("No letters yet"));

    app.portal.mailer.send(&letter()).await.unwrap();
    let list = browser.get("/dev/mailbox").await;
    assert!(list.text().contains("We have your report") && list.text().contains("reporter@example.org"));
    let path = list.text().split("href=\"").find_map(|rest| rest.strip_prefix("/dev/mailbox/")).unwrap();
    let path = format!("/dev/mailbox/{}", path.split('"').next().unwrap());

    let page = browser.get(&path).await;
    assert!(
        page.text().contains("<a href=\"/track/abc\">https://abuse.example/track/abc</a>"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("hxxps://evil[.]example") && !page.text().contains("href=\"https://evil"));
    assert_eq!(page.header("cache-control"), "no-store");

    let html = browser.get(&format!("{path}/html")).await;
    assert!(html.header("content-security-policy").starts_with("sandbox "), "{:?}", html.headers);
    assert!(html.text().starts_with("<base target=\"_top\"><p>Follow it"), "{}", html.text());
    app.stop().await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn other_portals_have_no_mailbox() {
    let app = TestApp::start().await;
    assert_eq!(app.browser().get("/dev/mailbox").await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}
