//! A mail server that does as it is told: takes letters, is away, or takes them and says nothing.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use server::config::{Config, MailTransport, SmtpConfig, SmtpTls};
use server::mail::Mailer;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::Received;

/// What the server does with who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Takes every letter.
    Open,
    /// Hangs up on everybody.
    Away,
    /// Takes a letter and never says so, like one whose yes is lost on the way.
    Silent,
    /// Refuses every recipient for good.
    Refusing,
}

/// The server.
#[derive(Clone)]
pub struct MailServer {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    letters: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl MailServer {
    pub async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, mood: Arc::new(Mutex::new(mood)), letters: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = serving.clone();
                tokio::spawn(async move {
                    // Whoever hangs up in the middle has ended the talk.
                    let _ = server.talk(stream).await;
                });
            }
        });
        server
    }

    /// Sends letters here, by SMTP without encryption.
    pub fn mailer(&self, config: &mut Config) -> Mailer {
        self.mailer_with(config, Duration::from_secs(30))
    }

    /// The same, waiting for no answer longer than this.
    pub fn mailer_with(&self, config: &mut Config, timeout: Duration) -> Mailer {
        config.mail.transport = MailTransport::Smtp;
        config.mail.smtp = SmtpConfig {
            host: "127.0.0.1".into(),
            port: self.port,
            tls: SmtpTls::None,
            username: None,
            password: None,
            pool: NonZeroU32::new(2).unwrap(),
            timeout,
        };
        Mailer::of(config).unwrap()
    }

    /// Where it listens, on this machine.
    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn becomes(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// The letters it took since it was last asked, in order.
    pub fn letters(&self) -> Vec<Received> {
        self.letters.lock().unwrap().drain(..).map(|raw| Received::read(&raw)).collect()
    }

    pub fn has_taken(&self, count: usize) -> bool {
        self.letters.lock().unwrap().len() >= count
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        if self.mood() == Mood::Away {
            return Ok(());
        }
        stream.write_all(b"220 mail.example\r\n").await?;
        let mut line = String::new();
        while stream.read_line(&mut line).await? > 0 {
            if self.mood() == Mood::Away {
                return Ok(());
            }
            let refused = line.starts_with("RCPT") && self.mood() == Mood::Refusing;
            let answer: &[u8] = match line.get(..4).unwrap_or_default() {
                _ if refused => b"550 no such person\r\n",
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await?;
                    self.take(&mut stream).await?;
                    b"250 taken\r\n"
                }
                "QUIT" => b"221 bye\r\n",
                _ => b"250 fine\r\n",
            };
            stream.write_all(answer).await?;
            line.clear();
        }
        Ok(())
    }

    async fn take(&self, stream: &mut BufReader<TcpStream>) -> std::io::Result<()> {
        let mut letter = Vec::new();
        while !letter.ends_with(b"\r\n.\r\n") && stream.read_until(b'\n', &mut letter).await? > 0 {}
        letter.truncate(letter.len().saturating_sub(3));
        self.letters.lock().unwrap().push(letter);
        while self.mood() == Mood::Silent {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }
}
