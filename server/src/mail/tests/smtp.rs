//! A mail server just big enough to take a letter, or to refuse it.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use super::super::{MailError, Mailer, Outgoing, Way, smtp};
use super::letter;
use crate::config::{SmtpConfig, SmtpTls};

/// What the server answers to `RCPT`, and what was sent to it.
struct Server {
    port: u16,
    received: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(answer_to_recipient: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let letters = received.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (reader, writer) = stream.into_split();
                tokio::spawn(talk(BufReader::new(reader), writer, answer_to_recipient, letters.clone()));
            }
        });
        Self { port, received }
    }

    async fn send(&self, tls: SmtpTls, outgoing: &Outgoing) -> Result<(), MailError> {
        mailer(self.port, tls).send(outgoing).await
    }
}

fn mailer(port: u16, tls: SmtpTls) -> Mailer {
    let (pool, timeout) = (NonZeroU32::new(2).unwrap(), Duration::from_secs(10));
    let config =
        SmtpConfig { host: "127.0.0.1".into(), port, tls, username: None, password: None, pool, timeout };
    Mailer(Way::Smtp(smtp::Server::of(&config).unwrap()))
}

async fn talk(
    mut reader: BufReader<impl AsyncRead + Unpin>,
    mut writer: impl AsyncWrite + Unpin,
    answer_to_recipient: &str,
    letters: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    writer.write_all(b"220 mail.example ready\r\n").await?;
    let mut line = String::new();
    while reader.read_line(&mut line).await? > 0 {
        let answer = match line.split_whitespace().next().unwrap_or_default() {
            "EHLO" => "250-mail.example\r\n250 8BITMIME",
            "RCPT" => answer_to_recipient,
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await?;
                let letter = read_letter(&mut reader).await?;
                letters.lock().unwrap().push(letter);
                "250 taken"
            }
            _ => "250 ok",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

async fn read_letter(reader: &mut BufReader<impl AsyncRead + Unpin>) -> std::io::Result<String> {
    let mut letter = String::new();
    loop {
        let start = letter.len();
        reader.read_line(&mut letter).await?;
        if letter[start..] == *".\r\n" {
            letter.truncate(start);
            return Ok(letter);
        }
    }
}

#[tokio::test]
async fn a_letter_reaches_the_server_whole() {
    let server = Server::start("250 ok").await;
    server.send(SmtpTls::None, &letter()).await.unwrap();
    let received = server.received.lock().unwrap().clone();
    let message = mail_parser::MessageParser::default().parse(received[0].as_bytes()).unwrap();
    assert_eq!((received.len(), message.message_id()), (1, Some("1@abuse.example")));
    assert!(message.body_text(0).unwrap().contains("„alles“"));
}

#[tokio::test]
async fn refusals_are_for_good_and_trouble_is_for_now() {
    let cases = [("550 no such user", false), ("451 try later", true), ("530 sign in first", true)];
    for (answer, retryable) in cases {
        let server = Server::start(answer).await;
        let error = server.send(SmtpTls::None, &letter()).await.unwrap_err();
        assert_eq!(error.retryable, retryable, "{answer}: {error}");
        assert!(server.received.lock().unwrap().is_empty(), "{answer}");
    }
}

#[tokio::test]
async fn a_server_that_is_away_or_cannot_encrypt_is_trouble_for_now() {
    let server = Server::start("250 ok").await;
    let error = server.send(SmtpTls::StartTls, &letter()).await.unwrap_err();
    assert!(error.retryable, "{error}");
    assert!(server.received.lock().unwrap().is_empty(), "a letter went out in clear");
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error = mailer(free, SmtpTls::None).send(&letter()).await.unwrap_err();
    assert!(error.retryable, "{error}");
}

#[tokio::test]
async fn an_address_the_server_cannot_say_is_for_good() {
    let server = Server::start("250 ok").await;
    let mut outgoing = letter();
    outgoing.to = super::super::party(None, "jürgen@example.org").unwrap();
    let error = server.send(SmtpTls::None, &outgoing).await.unwrap_err();
    assert!(!error.retryable, "{error}");
}
