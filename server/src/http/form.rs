//! Reads a form as sent by a browser. Whatever is wrong with it becomes a problem page that says so.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use http_body_util::BodyExt as _;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::Problem;

/// What is still read of a body that is too large, and for how long, so that a browser gets to see the answer instead of a broken
/// connection (bytes).
const DRAIN: usize = 1024 * 1024;
const LINGER: Duration = Duration::from_secs(2);

/// How much a route accepts, in bytes. A route that needs another limit adds it as an `Extension`.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimit(pub usize);

/// The fields of a form. Repeated fields go into a `Vec`; a field that `T` does not have is refused.
#[derive(Clone, Copy, Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_form(&request) {
            return Err(Problem::Unsupported);
        }
        let limit = request.extensions().get::<BodyLimit>().copied();
        let BodyLimit(limit) = limit.ok_or_else(|| Problem::internal("the route has no body limit"))?;
        let body = read(request.into_body(), limit).await?;
        parse(&body).map(Self)
    }
}

pub(super) fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Reads a whole body of at most `limit` bytes. Of a larger one a little more is read while the answer is on its way.
///
/// # Errors
/// `TooLarge` beyond the limit, at once where the size is announced; `BadRequest` when the connection breaks.
pub async fn read(mut body: Body, limit: usize) -> Result<Bytes, Problem> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut kept = Vec::new();
    while announced <= limit && kept.len() <= limit {
        let Some(frame) = body.frame().await else { return Ok(kept.into()) };
        let frame =
            frame.map_err(|_| Problem::BadRequest("The connection broke while sending.".to_owned()))?;
        if let Ok(data) = frame.into_data() {
            kept.extend_from_slice(&data);
        }
    }
    tokio::spawn(timeout(LINGER, drain(body)));
    Err(Problem::TooLarge { limit })
}

async fn drain(mut body: Body) {
    let mut left = DRAIN;
    while left > 0
        && let Some(Ok(frame)) = body.frame().await
    {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    check_text(body)?;
    let mut unknown = Vec::new();
    let fields = serde_html_form::Deserializer::from_bytes(body);
    let form = serde_ignored::deserialize(fields, |path| unknown.push(path.to_string()));
    let form = form.map_err(|error: serde_html_form::de::Error| {
        tracing::debug!(%error, "a form was refused");
        Problem::BadRequest("The form does not have the fields of this page. Load the page again.".to_owned())
    })?;
    if unknown.is_empty() {
        return Ok(form);
    }
    unknown.truncate(5);
    let names: Vec<String> = unknown.iter().map(|name| name.chars().take(40).collect()).collect();
    Err(Problem::BadRequest(format!(
        "The form has fields that this page does not know: {}.",
        names.join(", ")
    )))
}

/// Text must be UTF-8, and without the one character that Postgres cannot keep.
pub(super) fn check_text(body: &[u8]) -> Result<(), Problem> {
    let Ok(text) = percent_decode(body).decode_utf8() else {
        return Err(Problem::BadRequest(
            "Some of the text is not UTF-8. Type it again instead of pasting it.".to_owned(),
        ));
    };
    if text.contains('\0') {
        return Err(Problem::BadRequest(
            "Some of the text has a character with the code 0. Remove it.".to_owned(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Sample {
        name: String,
        #[serde(default)]
        tags: Vec<String>,
    }

    fn sample(body: &str) -> Result<Sample, String> {
        parse(body.as_bytes()).map_err(|problem: Problem| problem.words().explanation)
    }

    #[test]
    fn repeated_fields_become_a_list() {
        let form = sample("name=J%C3%BCrgen+M&tags=a&tags=b").unwrap();
        assert_eq!(form, Sample { name: "Jürgen M".into(), tags: vec!["a".into(), "b".into()] });
        assert_eq!(sample("name=").unwrap().tags, Vec::<String>::new());
    }

    #[test]
    fn unknown_and_missing_fields_are_refused_by_name() {
        let text = sample("name=x&admin=1&role=staff").unwrap_err();
        assert!(text.ends_with("does not know: admin, role."), "{text}");
        assert!(sample("tags=a").unwrap_err().contains("Load the page again"));
    }

    #[test]
    fn text_that_cannot_be_kept_is_refused() {
        assert!(sample("name=%FF").unwrap_err().contains("UTF-8"));
        assert!(sample("name=a%00b").unwrap_err().contains("code 0"));
    }

    #[tokio::test]
    async fn a_body_may_be_as_long_as_the_limit_and_no_longer() {
        assert_eq!(read(Body::from("12345"), 5).await.unwrap(), "12345");
        let problem = read(Body::from("123456"), 5).await.unwrap_err();
        assert!(matches!(problem, Problem::TooLarge { limit: 5 }));
    }

    #[rustfmt::skip]
    const PIECES: &[&str] =
        &["name", "tags", "=", "=", "&", "&", "+", "%20", "%C3%BC", "%FF", "%00", "%", "%zz", "ü", "a", "[]", ";", "\r\n", "\u{0}"];

    /// The fields of a body that is read make the same body again; a refusal is short.
    #[test]
    fn fuzz_forms() {
        let survive = |body: &[u8]| {
            let _ = parse::<Sample>(body);
            match parse::<Vec<(String, String)>>(body) {
                Ok(fields) => {
                    let again = serde_html_form::to_string(&fields).unwrap();
                    assert!(!fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')));
                    assert_eq!(parse::<Vec<(String, String)>>(again.as_bytes()).unwrap(), fields);
                }
                Err(problem) => assert!(problem.words().explanation.len() < 500),
            }
        };
        bolero::check!().for_each(|bytes| {
            survive(bytes);
            survive(crate::fuzz::spelled(bytes, PIECES).as_bytes());
        });
    }
}
