//! What somebody typed, so that the page that refuses it can give it back.

use std::sync::{Arc, OnceLock};

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::Request;
use tokio::time::timeout;

use super::{Problem, form};
use crate::portal::Portal;

/// The fields that hold passwords.
const SECRET: [&str; 2] = ["present", "password"];

/// Fields that a page sends along unseen, beside those whose names begin with [`BEFORE`].
const UNSEEN: [&str; 1] = ["next"];

/// What the names of fields begin with that say what the page showed before.
const BEFORE: &str = "was_";

/// The fields that may hold a single word of somebody's own.
const WORDS: [&str; 11] = [
    "name",
    "company",
    "title",
    "tele",
    "order",
    "reason",
    "reference",
    "with",
    "text",
    "justification",
    "comments",
];

/// The body of a form. Whoever answers for a problem finds it here, whoever was asked first: a session is looked up before a form is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed(Arc<OnceLock<Bytes>>);

impl Typed {
    /// Reads a form that is no larger than most may be, and hands the request on with it; whatever else is sent goes on unread.
    ///
    /// # Errors
    /// `Unavailable` where it takes longer than a request may, and as [`form::read`].
    pub(super) async fn read(&self, portal: &Portal, mut request: Request) -> Result<Request, Problem> {
        request.extensions_mut().insert(self.clone());
        let limits = &portal.config.limits;
        let limit = usize::try_from(limits.body_bytes.get()).unwrap_or(usize::MAX);
        let announced = request.body().size_hint().exact().and_then(|size| usize::try_from(size).ok());
        if !form::is_form(&request) || announced.is_none_or(|size| size > limit) {
            return Ok(request);
        }
        let (head, body) = request.into_parts();
        let body = timeout(limits.request_timeout, form::read(body, limit)).await;
        let body = body.map_err(|_| Problem::Unavailable)??;
        self.keep(&body);
        Ok(Request::from_parts(head, Body::from(body)))
    }

    /// Keeps what was read.
    pub(crate) fn keep(&self, body: &Bytes) {
        // The first body is the form's; there is no other.
        let _ = self.0.set(body.clone());
    }

    /// What was typed, in the order of the form; nothing where the body was not read or is no form.
    pub(super) fn texts(&self) -> Vec<String> {
        let fields = self.0.get().map(|body| serde_html_form::from_bytes::<Vec<(String, String)>>(body));
        fields.and_then(Result::ok).map(texts).unwrap_or_default()
    }
}

/// What somebody wrote into the fields of a form, rather than chose it or never saw it.
pub(crate) fn texts(fields: Vec<(String, String)>) -> Vec<String> {
    fields.into_iter().filter(|(name, text)| is_typed(name, text)).map(|(_, text)| text).collect()
}

fn is_typed(name: &str, text: &str) -> bool {
    let text = text.trim();
    let is_word = WORDS.contains(&name) && !text.is_empty();
    let is_written = text.contains(|c: char| c.is_whitespace() || matches!(c, '.' | '@' | '/'));
    let is_unseen = SECRET.contains(&name) || UNSEEN.contains(&name) || name.starts_with(BEFORE);
    !is_unseen && (is_word || is_written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_given_back_and_neither_choices_nor_passwords() {
        let typed = Typed::default();
        assert_eq!(typed.texts(), Vec::<String>::new());
        typed.keep(&Bytes::from_static(
            b"name=Ann&addresses=a.example&text=It+copies%0Amy+bank&version=12&kind=limit&password=correct+horse&with=&next=/staff&was_name=Two+words",
        ));
        assert_eq!(typed.texts(), ["Ann", "a.example", "It copies\nmy bank"]);
    }
}
