//! Everything that can go wrong with a request, as a page that says what happened and what to do.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::guard::RequestId;
use super::render;
use crate::database;
use crate::portal::Portal;

/// How long to wait before asking again when the database is away.
const COME_BACK: Duration = Duration::from_secs(10);

/// Why a request was not done. Nothing of a library's error text is ever shown.
#[derive(Clone, Debug)]
pub enum Problem {
    /// There is no such page, or the visitor may not know of it.
    NotFound,
    /// Not allowed; the sentence says why.
    Forbidden(&'static str),
    /// The page is there but not for this method.
    WrongMethod,
    /// Somebody else was faster; the sentence says what changed.
    Stale(String),
    /// More was sent than allowed (bytes).
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// Sent in a form that is not understood.
    Unsupported,
    /// What was sent makes no sense; the sentence says why.
    BadRequest(String),
    /// Asked too often.
    TooMany {
        /// When it may be tried again.
        retry_after: Duration,
    },
    /// The database is away, or the answer takes too long.
    Unavailable,
    /// A defect. The cause is logged, never shown.
    Internal(Arc<dyn Error + Send + Sync>),
}

/// What a problem page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The heading.
    pub title: &'static str,
    /// What happened and what to do.
    pub text: String,
}

impl Problem {
    /// A defect, with its cause for the log.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Arc::from(cause.into()))
    }

    /// The status code.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Stale(_) => StatusCode::CONFLICT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What to tell the visitor.
    #[must_use]
    pub fn words(&self) -> Words {
        let (title, text) = match self {
            Self::NotFound => ("We cannot find this page", not_found()),
            Self::Forbidden(why) => ("This is not allowed", (*why).to_owned()),
            Self::WrongMethod => ("This page cannot be used that way", wrong_method()),
            Self::Stale(what) => ("This has changed meanwhile", what.clone()),
            Self::TooLarge { limit } => ("That is too much at once", too_large(*limit)),
            Self::Unsupported => ("We cannot read what was sent", unsupported()),
            Self::BadRequest(why) => ("We cannot read what was sent", why.clone()),
            Self::TooMany { retry_after } => ("Too many requests", too_many(*retry_after)),
            Self::Unavailable => ("We cannot answer right now", unavailable()),
            Self::Internal(_) => ("Something went wrong on our side", internal()),
        };
        Words { title, text }
    }

    const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooMany { retry_after } => Some(*retry_after),
            Self::Unavailable => Some(COME_BACK),
            _ => None,
        }
    }
}

fn not_found() -> String {
    "The address may be mistyped, or the link may no longer be valid. If it came by e-mail, check that you copied \
     all of it."
        .to_owned()
}

fn wrong_method() -> String {
    "Go back to the page you came from and use the form there.".to_owned()
}

fn too_large(limit: usize) -> String {
    format!("You may send up to {} at once. Send less, or in several parts.", size(limit))
}

fn unsupported() -> String {
    "Please use the form on the page itself.".to_owned()
}

fn too_many(retry_after: Duration) -> String {
    let seconds = whole_seconds(retry_after);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    format!("Please wait {seconds} {unit} and try again. Nothing you sent before is lost.")
}

fn unavailable() -> String {
    "Nothing was stored. Please wait a moment and try again; if you sent a form, your browser still has it when you \
     go back."
        .to_owned()
}

fn internal() -> String {
    "Nothing was stored by half. Please try again; if it happens again, tell us the number below.".to_owned()
}

/// `1048576` → `1 MB`; whole numbers only.
fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} kB", bytes / 1024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        if database::is_away(&error) {
            tracing::warn!(%error, "the database is away");
            return Self::Unavailable;
        }
        Self::internal(error)
    }
}

/// The response carries the problem; `show` turns it into the page, knowing the site and the request.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(wait) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every problem its page, or its JSON for whoever prefers that, and logs defects with the request's number.
pub async fn show(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().copied().unwrap_or_default();
    let wants_json = prefers_json(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    if let Problem::Internal(cause) = &problem {
        tracing::error!(request = %id, cause = %Chain(cause.as_ref()), "a request failed");
    }
    let body = if wants_json { as_json(&problem, id) } else { render::problem(&portal, &problem, id) };
    with_head_of(response, body)
}

fn with_head_of(original: Response, body: Response) -> Response {
    let (head, _) = original.into_parts();
    let mut response = body;
    *response.status_mut() = head.status;
    for (name, value) in &head.headers {
        if *name != CONTENT_TYPE && *name != axum::http::header::CONTENT_LENGTH {
            response.headers_mut().append(name, value.clone());
        }
    }
    response
}

fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let json = accept.find("application/json").or_else(|| accept.find("application/problem+json"));
    json.is_some_and(|json| accept.find("text/html").is_none_or(|html| json < html))
}

/// RFC 9457.
fn as_json(problem: &Problem, id: RequestId) -> Response {
    let words = problem.words();
    let body = serde_json::json!({
        "type": "about:blank",
        "title": words.title,
        "status": problem.status().as_u16(),
        "detail": words.text,
        "request": id.to_string(),
    });
    ([(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// An error with all its causes on one line.
struct Chain<'a>(&'a (dyn Error + Send + Sync + 'static));

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_waits_are_said_in_whole_units() {
        assert_eq!(size(1_048_576), "1 MB");
        assert_eq!(size(2048), "2 kB");
        assert_eq!(whole_seconds(Duration::from_millis(1200)), 2);
        assert!(too_many(Duration::from_secs(1)).contains("1 second and"));
    }

    #[test]
    fn json_is_for_those_who_ask_for_it_first() {
        let accepts = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(text));
            prefers_json(&headers)
        };
        assert!(accepts("application/json"));
        assert!(!accepts("text/html,application/json;q=0.9"));
        assert!(!accepts("*/*"));
    }

    #[test]
    fn a_database_that_is_away_is_no_defect() {
        let away = Problem::from(sqlx::Error::PoolTimedOut);
        assert_eq!(away.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(away.into_response().headers().contains_key(RETRY_AFTER));
        assert_eq!(Problem::from(sqlx::Error::RowNotFound).status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
