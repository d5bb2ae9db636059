//! Letters as whoever receives them sees them.

use mail_parser::MessageParser;

use super::TestApp;

/// A letter that left.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
    /// Every header as it was sent.
    pub headers: String,
}

impl Received {
    pub fn read(raw: &[u8]) -> Self {
        let message = MessageParser::default().parse(raw).unwrap();
        let head = raw.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        Self {
            to: message.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            subject: message.subject().unwrap().to_owned(),
            text: message.body_text(0).unwrap().into_owned(),
            html: message.body_html(0).unwrap().into_owned(),
            message_id: message.message_id().unwrap().to_owned(),
            headers: String::from_utf8(raw[..head].to_vec()).unwrap(),
        }
    }

    /// The text in one line, as somebody reads it.
    pub fn words(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where its one link leads, without the site's own address.
    pub fn link(&self) -> &str {
        let start = self.text.find("https://abuse.example/").unwrap() + "https://abuse.example".len();
        self.text[start..].split_whitespace().next().unwrap()
    }
}

impl TestApp {
    /// The letters that left since they were last asked for, in order.
    pub fn letters(&self) -> Vec<Received> {
        self.portal.mailer.take().iter().map(|raw| Received::read(raw)).collect()
    }
}
