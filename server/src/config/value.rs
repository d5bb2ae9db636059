//! How the text of one setting becomes a value; the error says what was expected.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ipnet::IpNet;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use lettre::message::Mailbox;
use secrecy::{SecretBox, SecretString};
use url::Url;

use super::{MailTransport, SecretKey, SmtpTls};

/// A kind of value that a setting can hold.
pub(super) trait Value: Sized {
    /// What a good value looks like, for the error message.
    const EXPECTED: &'static str;

    /// The value that `text` stands for, if it is one.
    fn parse(text: &str) -> Option<Self>;
}

macro_rules! plain {
    ($($kind:ty: $expected:literal),+ $(,)?) => {$(
        impl Value for $kind {
            const EXPECTED: &'static str = $expected;

            fn parse(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )+};
}

plain! {
    String: "text",
    PathBuf: "a path",
    SocketAddr: "an address and port such as 127.0.0.1:8080",
    NonZeroU32: "a whole number above zero",
    u16: "a whole number up to 65535",
    f32: "a number",
    Mailbox: "an e-mail address, with or without a name before it",
}

impl Value for SecretString {
    const EXPECTED: &'static str = "text";

    fn parse(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

impl Value for Url {
    const EXPECTED: &'static str = "a web address such as https://abuse.example";

    fn parse(text: &str) -> Option<Self> {
        let url = Self::parse(text).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.host().is_some()).then_some(url)
    }
}

impl Value for Duration {
    const EXPECTED: &'static str = "a length of time such as 30s, 5m or 12h";

    fn parse(text: &str) -> Option<Self> {
        let length: SignedDuration = text.parse().ok()?;
        length.is_positive().then(|| length.unsigned_abs())
    }
}

impl Value for TimeZone {
    const EXPECTED: &'static str = "the name of a time zone such as Europe/Lisbon";

    fn parse(text: &str) -> Option<Self> {
        Self::get(text).ok()
    }
}

impl Value for SecretKey {
    const EXPECTED: &'static str = "at least 32 random bytes in base64 (openssl rand -base64 32)";

    fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim()).ok()?;
        (bytes.len() >= 32).then(|| Self(SecretBox::new(bytes.into_boxed_slice()).into()))
    }
}

impl Value for Vec<IpNet> {
    const EXPECTED: &'static str =
        "IP addresses or networks such as 10.0.0.0/8, parted by commas or as a list";

    fn parse(text: &str) -> Option<Self> {
        let network = |part: &str| part.parse::<IpAddr>().map(IpNet::from).or_else(|_| part.parse()).ok();
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect()
    }
}

impl Value for MailTransport {
    const EXPECTED: &'static str = "smtp, file or mailbox";

    fn parse(text: &str) -> Option<Self> {
        match text {
            "smtp" => Some(Self::Smtp),
            "file" => Some(Self::File),
            "mailbox" => Some(Self::Mailbox),
            _ => None,
        }
    }
}

impl Value for SmtpTls {
    const EXPECTED: &'static str = "required, starttls or none";

    fn parse(text: &str) -> Option<Self> {
        match text {
            "required" => Some(Self::Required),
            "starttls" => Some(Self::StartTls),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}
