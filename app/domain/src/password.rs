//! What makes a password good enough, and how long guessing has to wait.

use jiff::SignedDuration;

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most bytes of a password; hashing longer ones would only cost time.
pub const LONGEST: usize = 1024;
/// How many attempts may fail before the first pause.
const FREE_FAILURES: u32 = 5;

/// A password that somebody chose and that is good enough.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// Why a password is not good enough; says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// Fewer than 12 characters.
    #[error(
        "Use at least {SHORTEST} characters. Three or four words that do not belong together are easy to remember."
    )]
    TooShort,
    /// More than 1,024 bytes.
    #[error("Use fewer than 300 characters.")]
    TooLong,
    /// It holds the email address.
    #[error("Choose a password without your email address in it.")]
    HasEmail,
    /// It is on every list of guesses.
    #[error("This is one of the first passwords that anybody would try. Choose another one.")]
    Common,
}

impl NewPassword {
    /// Takes a password for the user with this email address. Spaces count like any other character.
    ///
    /// # Errors
    /// Says which rule it breaks.
    pub fn parse(text: &str, email: &str) -> Result<Self, Weakness> {
        let lower = text.to_lowercase();
        let local = email.split('@').next().unwrap_or(email).to_lowercase();
        if text.chars().count() < SHORTEST {
            Err(Weakness::TooShort)
        } else if text.len() > LONGEST {
            Err(Weakness::TooLong)
        } else if lower.contains(&email.to_lowercase()) || is_little_more_than(&lower, &local) {
            Err(Weakness::HasEmail)
        } else if is_common(&lower) {
            Err(Weakness::Common)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The password itself, for hashing alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Whether hardly anything is left once the part is taken out.
fn is_little_more_than(password: &str, part: &str) -> bool {
    part.chars().count() >= 4 && password.replace(part, "").chars().count() < 6
}

/// Words, keyboard rows and counts of which a guessed password of 12 characters is made, the longer ones first.
const PIECES: &[&str] = &[
    "qwertyuiop",
    "1q2w3e4r5t",
    "abcdefghij",
    "1234567890",
    "0987654321",
    "administrator",
    "letmein",
    "password",
    "passwort",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "starwars",
    "trustno1",
    "1q2w3e4r",
    "1qaz2wsx",
    "qazwsxedc",
    "asdfghjkl",
    "zxcvbnm",
    "asdfgh",
    "qwerty",
    "qwertz",
    "azerty",
    "welcome",
    "monkey",
    "dragon",
    "master",
    "shadow",
    "michael",
    "jordan",
    "charlie",
    "changeme",
    "secret",
    "default",
    "admin",
    "login",
    "hello",
    "summer",
    "winter",
    "spring",
    "autumn",
    "access",
    "abc",
    "123",
    "321",
    "000",
    "111",
];

/// Whether it is one or two common pieces with a few more characters, or hardly any different characters.
fn is_common(lower: &str) -> bool {
    let mut rest = lower.to_owned();
    for piece in PIECES {
        rest = rest.replace(piece, "");
    }
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    rest.chars().count() <= 6 && rest.len() < lower.len() || different.len() < 5 || is_a_run(lower)
}

/// Whether each character follows the one before it, such as `abcdefghijkl`.
fn is_a_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    codes.windows(2).all(|pair| pair[1] - pair[0] == 1)
        || codes.windows(2).all(|pair| pair[1] - pair[0] == -1)
}

/// For how long a user cannot sign in after so many failures in a row; doubles from half a minute to an hour.
pub fn lock_after(failures: u32) -> Option<SignedDuration> {
    let over = failures.checked_sub(FREE_FAILURES)?;
    Some(SignedDuration::from_secs(30 << over.min(7)).min(SignedDuration::from_hours(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weakness(text: &str) -> Option<Weakness> {
        NewPassword::parse(text, "Ines.Moreau@example.com").err()
    }

    #[test]
    fn what_is_refused() {
        for (text, why) in [
            ("elevenchars", Weakness::TooShort),
            ("ééééééééééé", Weakness::TooShort),
            ("my ines.moreau@EXAMPLE.com password", Weakness::HasEmail),
            ("ines.moreau2026", Weakness::HasEmail),
            ("Password1234!", Weakness::Common),
            ("qwertyuiop123", Weakness::Common),
            ("admin-admin-admin", Weakness::Common),
            ("aaaaaaaaaaaabbbb", Weakness::Common),
            ("bcdefghijklmn", Weakness::Common),
            ("Summer2026!!", Weakness::Common),
        ] {
            assert_eq!(weakness(text), Some(why), "{text}");
        }
        assert_eq!(weakness(&"long ".repeat(300)), Some(Weakness::TooLong));
    }

    #[test]
    fn what_is_good_enough() {
        for text in
            ["correct horse battery staple", "T7#kq0Lw!zP4", "пароль длинный очень", "alderfinch kelp 9 tram"]
        {
            assert_eq!(weakness(text), None, "{text}");
        }
        assert_eq!(
            format!("{:?}", NewPassword::parse("correct horse battery", "a@b.c").unwrap()),
            "NewPassword(…)"
        );
    }

    #[test]
    fn guessing_waits_longer_and_longer() {
        let seconds: Vec<_> =
            [4, 5, 6, 7, 11, 12, 200].map(|count| lock_after(count).map(|lock| lock.as_secs())).into();
        assert_eq!(seconds, [None, Some(30), Some(60), Some(120), Some(1920), Some(3600), Some(3600)]);
    }
}
