//! Words that may be missing.

/// Words that may be missing: a prop of this type takes a literal, a `String`, or an option of either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Option<String>);

impl Words {
    /// The words, if there are any.
    #[must_use]
    pub fn get(self) -> Option<String> {
        self.0
    }

    /// Whether there are any.
    #[must_use]
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// Makes something of them.
    pub fn map<T>(self, make: impl FnOnce(String) -> T) -> Option<T> {
        self.0.map(make)
    }
}

impl From<&str> for Words {
    fn from(words: &str) -> Self {
        Self(Some(words.to_owned()))
    }
}

impl From<String> for Words {
    fn from(words: String) -> Self {
        Self(Some(words))
    }
}

impl<T: Into<String>> From<Option<T>> for Words {
    fn from(words: Option<T>) -> Self {
        Self(words.map(Into::into))
    }
}
