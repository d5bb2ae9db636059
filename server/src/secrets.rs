//! Secrets that can be made again but not guessed: tokens of links, and the key under which a reporter is recognised.
//!
//! Each is an HMAC-SHA-256 under the portal's key, so that a letter written later can carry a link of which the database keeps only a hash.

use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretSlice};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The portal's key and what is made with it.
#[derive(Clone, Debug)]
pub struct Secrets {
    key: SecretSlice<u8>,
}

/// A 256-bit token as it stands in a link.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Secrets {
    /// Takes the portal's key (32 bytes or more).
    pub fn new(key: SecretSlice<u8>) -> Self {
        Self { key }
    }

    /// The token of a submission's status link; each generation has another one.
    pub fn track_token(&self, submission_id: Uuid, generation: i32) -> Token {
        Token(self.mac("track", &[submission_id.as_bytes(), &generation.to_be_bytes()]))
    }

    /// The token of an invitation or password reset.
    pub fn ticket_token(&self, ticket_id: Uuid) -> Token {
        Token(self.mac("ticket", &[ticket_id.as_bytes()]))
    }

    /// Recognises a reporter by their email without keeping it in clear where it is searched.
    pub fn reporter_key(&self, email: &str) -> Vec<u8> {
        self.mac("reporter", &[email.trim().to_lowercase().as_bytes()])[..16].to_vec()
    }

    /// Recognises the address or the network of a sign-in.
    pub fn sign_in_key(&self, of: &str) -> Vec<u8> {
        self.mac("sign-in", &[of.as_bytes()]).to_vec()
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose_secret()).expect("any length will do");
        mac.update(purpose.as_bytes());
        for part in parts {
            mac.update(&[0]);
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl Token {
    /// Reads a token from a link: 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 64 {
            return None;
        }
        let mut token = [0; 32];
        for (byte, pair) in token.iter_mut().zip(bytes.chunks_exact(2)) {
            let digit = |symbol: u8| char::from(symbol).to_digit(16);
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
        }
        Some(Self(token))
    }

    /// The text that stands in the link.
    pub fn reveal(&self) -> String {
        hex(&self.0)
    }

    /// What the database keeps.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

/// Bytes in small hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash under which something is looked up by its full text.
pub fn digest(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> Secrets {
        Secrets::new(vec![7; 32].into())
    }

    #[test]
    fn a_token_comes_back_from_its_link_and_never_shows_in_a_log() {
        let token = secrets().track_token(Uuid::nil(), 1);
        assert_eq!(Token::parse(&token.reveal()), Some(token.clone()));
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_eq!(Token::parse("zz"), None);
    }

    #[test]
    fn each_generation_and_purpose_has_its_own_token() {
        let first = secrets().track_token(Uuid::nil(), 1);
        assert_ne!(first, secrets().track_token(Uuid::nil(), 2));
        assert_ne!(first, secrets().ticket_token(Uuid::nil()));
        assert_ne!(first.hash(), first.reveal().into_bytes());
    }

    #[test]
    fn a_reporter_is_recognised_whatever_the_case_of_the_address() {
        assert_eq!(secrets().reporter_key("Ann@Example.com "), secrets().reporter_key("ann@example.com"));
    }

    /// Every token has one link, in digits of either case, and nothing else is one.
    #[test]
    fn fuzz_tokens() {
        let survive = |text: &str| match Token::parse(text) {
            Some(token) => assert_eq!(token.reveal(), text.to_ascii_lowercase()),
            None => {
                assert!(text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()), "{text:?}")
            }
        };
        bolero::check!().for_each(|bytes| {
            survive(&String::from_utf8_lossy(bytes));
            let digits = hex(bytes);
            survive(&digits);
            let padded: String = digits.chars().chain(std::iter::repeat('F')).take(64).collect();
            survive(&padded);
            survive(&padded.replacen('F', "ü", 1));
            survive(&padded.replacen("FF", "ü", 1));
            survive(&padded.replacen('F', "+", 1));
        });
    }
}
