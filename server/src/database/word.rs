//! From a word in a row to the value it stands for.

use std::error::Error;
use std::str::FromStr;

/// The value of a word.
///
/// # Errors
/// When a row holds a word that the program does not know.
pub fn word<T: FromStr<Err: Error + Send + Sync + 'static>>(text: &str) -> sqlx::Result<T> {
    text.parse().map_err(|error: T::Err| sqlx::Error::Decode(Box::new(error)))
}

/// The value of a word that may be missing.
///
/// # Errors
/// As for [`word`].
pub fn word_or_none<T: FromStr<Err: Error + Send + Sync + 'static>>(
    text: Option<&str>,
) -> sqlx::Result<Option<T>> {
    text.map(word).transpose()
}
