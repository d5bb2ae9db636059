mod smtp;

use mail_parser::{HeaderValue, MessageParser};
use uuid::Uuid;

use super::*;

fn letter() -> Outgoing {
    Outgoing {
        message_id: MessageId::parse("1@abuse.example").unwrap(),
        from: party(Some("Example Networks"), "abuse@example.net").unwrap(),
        to: party(Some("Jürgen Müller"), "juergen@bücher.example").unwrap(),
        reply_to: Some(party(None, "reply+token@abuse.example").unwrap()),
        date: "2026-03-02T12:00:00Z".parse().unwrap(),
        subject: "Ihre Meldung über „bücher“ – eingegangen".into(),
        text: "Guten Tag,\n\nwir haben „alles“ erhalten.\n".into(),
        html: "<p>Guten Tag</p>".into(),
        in_reply_to: Some(MessageId::parse("0@abuse.example").unwrap()),
        references: ["a@abuse.example", "0@abuse.example"].map(|id| MessageId::parse(id).unwrap()).to_vec(),
    }
}

async fn sent(outgoing: &Outgoing) -> Vec<u8> {
    let mailer = Mailer::memory();
    mailer.send(outgoing).await.unwrap();
    mailer.take().pop().unwrap()
}

#[tokio::test]
async fn a_letter_arrives_as_it_was_written() {
    let bytes = sent(&letter()).await;
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(message.subject(), Some("Ihre Meldung über „bücher“ – eingegangen"));
    let to = message.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Jürgen Müller"), Some("juergen@xn--bcher-kva.example")));
    assert_eq!(message.reply_to().unwrap().first().unwrap().address(), Some("reply+token@abuse.example"));
    assert_eq!(message.message_id(), Some("1@abuse.example"));
    assert_eq!(message.in_reply_to().as_text(), Some("0@abuse.example"));
    let references = HeaderValue::TextList(vec!["a@abuse.example".into(), "0@abuse.example".into()]);
    assert_eq!(*message.references(), references);
    assert_eq!(message.header("Auto-Submitted").unwrap().as_text(), Some("auto-generated"));
    assert_eq!(message.date().unwrap().to_rfc3339(), "2026-03-02T12:00:00Z");
    assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), letter().text);
    assert_eq!(message.body_html(0).unwrap(), "<p>Guten Tag</p>");
}

#[tokio::test]
async fn nobody_adds_headers_through_a_subject_or_a_name() {
    let mut outgoing = letter();
    outgoing.subject = "Hello\r\nBcc: victim@example.org\r\n\r\nbody".into();
    outgoing.to = party(Some("X\r\nBcc: victim@example.org"), "x@example.org").unwrap();
    let bytes = sent(&outgoing).await;
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert!(message.bcc().is_none(), "{}", String::from_utf8_lossy(&bytes));
    assert_eq!(message.subject(), Some("Hello Bcc: victim@example.org body"));
    assert_eq!(message.to().unwrap().iter().count(), 1);
}

#[test]
fn what_is_no_address_or_id_is_refused() {
    for address in
        ["", "x", "x@", "@example.org", "a b@example.org", "x@example.org\r\nBcc: y", "x@exa mple.org"]
    {
        assert_eq!(party(None, address), Err(BadAddress), "{address:?}");
    }
    for id in ["", "x", "<x@y>", "x@y z", "x@y\r\nBcc: z", "x@", "ü@y"] {
        assert_eq!(MessageId::parse(id), None, "{id:?}");
    }
    assert_eq!(MessageId::parse("a.b-c@d.example").unwrap().to_string(), "<a.b-c@d.example>");
}

#[tokio::test]
async fn the_mailbox_keeps_letters_newest_first() {
    let folder = std::env::temp_dir().join(format!("portal-mailbox-{}", std::process::id()));
    let mailer = Mailer(Way::Mailbox(open(folder.clone()).unwrap()));
    let mut outgoing = letter();
    mailer.send(&outgoing).await.unwrap();
    outgoing.date = "2026-03-02T12:00:01Z".parse().unwrap();
    outgoing.subject = "Second".into();
    mailer.send(&outgoing).await.unwrap();
    let mailbox = mailer.mailbox().unwrap();
    let ids = mailbox.newest(10).await.unwrap();
    let newest = mailbox.get(ids[0]).await.unwrap().unwrap();
    assert_eq!((ids.len(), newest.subject.as_str()), (2, "Second"));
    assert_eq!(newest.to, "Jürgen Müller <juergen@xn--bcher-kva.example>");
    assert!(
        newest.headers.contains("Auto-Submitted: auto-generated") && !newest.headers.contains("Guten Tag")
    );
    assert_eq!(mailbox.newest(1).await.unwrap(), ids[..1]);
    assert_eq!(mailbox.get(Uuid::nil()).await.unwrap(), None);
    std::fs::remove_dir_all(folder).unwrap();
}
