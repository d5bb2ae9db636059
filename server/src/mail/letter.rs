//! One letter and its form on the wire.

use std::fmt;
use std::time::SystemTime;

use jiff::Timestamp;
use lettre::Message;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};

use super::address::one_line;
use super::{MailError, Party};

/// A letter to be sent.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Its own id; the same whenever it is sent again.
    pub message_id: MessageId,
    /// Sender.
    pub from: Party,
    /// Recipient.
    pub to: Party,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<Party>,
    /// When it was written.
    pub date: Timestamp,
    /// Any characters; line breaks become spaces.
    pub subject: String,
    /// The letter as plain text.
    pub text: String,
    /// The letter as HTML.
    pub html: String,
    /// The letter it answers.
    pub in_reply_to: Option<MessageId>,
    /// The thread it belongs to, oldest first.
    pub references: Vec<MessageId>,
}

/// A message id without its angle brackets, such as `0198…@abuse.example` (RFC 5322, section 3.6.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageId(String);

impl MessageId {
    /// The id that `text` is, if it can be one: no spaces, brackets or anything beyond ASCII.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>\"(),:;[]\\".contains(&byte);
        let (left, right) = text.split_once('@')?;
        let good = |part: &str| !part.is_empty() && part.bytes().all(|byte| plain(byte) && byte != b'@');
        (good(left) && good(right) && text.len() < 250).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

/// The message as it is sent.
pub(super) fn compose(outgoing: &Outgoing) -> Result<Message, MailError> {
    let mut builder = Message::builder()
        .message_id(Some(outgoing.message_id.to_string()))
        .from(outgoing.from.clone())
        .to(outgoing.to.clone())
        .date(SystemTime::from(outgoing.date))
        .subject(one_line(&outgoing.subject))
        .header(AutoSubmitted);
    if let Some(party) = &outgoing.reply_to {
        builder = builder.reply_to(party.clone());
    }
    if let Some(id) = &outgoing.in_reply_to {
        builder = builder.in_reply_to(id.to_string());
    }
    if !outgoing.references.is_empty() {
        builder = builder.references(joined(&outgoing.references));
    }
    let parts = MultiPart::alternative()
        .singlepart(SinglePart::plain(outgoing.text.clone()))
        .singlepart(SinglePart::html(outgoing.html.clone()));
    builder.multipart(parts).map_err(MailError::for_good)
}

fn joined(ids: &[MessageId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Tells other machines not to answer (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
