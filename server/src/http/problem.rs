//! Everything that can go wrong with a request, as a page that says what happened and what to do.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use app::frame::PersonRail;
use app::links::Href;
use app::pages::problem::Problem as Words;
use app::words;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use super::guard::RequestId;
use super::render;
use super::typed::Typed;
use crate::access::{Person, Visitor};
use crate::database;
use crate::portal::Portal;

/// How long to wait before asking again when the database is away.
const COME_BACK: Duration = Duration::from_secs(10);

const WRONG_METHOD: &str = "Nothing was stored. Go back to the page you came from and use the form there.";

const UNREADABLE: &str = "What arrived is not what our pages send. Nothing was stored.";

/// Why a request was not done. Nothing of a library's error text is ever shown.
#[derive(Clone, Debug)]
pub enum Problem {
    /// There is no such page, or the visitor may not know of it.
    NotFound,
    /// A link from a letter that was used, replaced or outlived.
    Expired,
    /// Not allowed; the sentence says why.
    Forbidden(&'static str),
    /// The form was sent from another site.
    ForeignForm,
    /// The page is there but not for this method.
    WrongMethod,
    /// Somebody else was faster.
    Stale {
        /// What changed, as a sentence.
        changed: String,
        /// Where the new state is.
        see: Href,
    },
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
    /// The database undid the change in favour of another one.
    Crossed,
    /// A defect. The cause is logged, never shown.
    Internal(Arc<dyn Error + Send + Sync>),
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
            Self::Expired => StatusCode::GONE,
            Self::Forbidden(_) | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Stale { .. } => StatusCode::CONFLICT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable | Self::Crossed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What to tell the visitor.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::NotFound => Words::not_found(),
            Self::Expired => Words::link_expired(),
            Self::Forbidden(why) => Words::new(403, "That is not allowed", *why),
            Self::ForeignForm => Words::foreign_origin(),
            Self::WrongMethod => Words::new(405, "This page cannot be used that way", WRONG_METHOD),
            Self::Stale { changed, see } => Words::conflict(changed, see.clone()),
            Self::TooLarge { limit } => Words::too_large(&size(*limit)),
            Self::Unsupported => Words::unreadable(415),
            Self::BadRequest(why) => Words::new(400, "We could not read that", why),
            Self::TooMany { retry_after } => Words::too_many(&wait(*retry_after)),
            Self::Unavailable | Self::Crossed => Words::unavailable(),
            Self::Internal(_) => Words::broken(),
        }
    }

    const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooMany { retry_after } => Some(*retry_after),
            Self::Unavailable | Self::Crossed => Some(COME_BACK),
            _ => None,
        }
    }
}

/// `1048576` → `1 MB`; whole numbers only.
fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} kB", bytes / 1024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

/// `90 s` → `2 min`; rounded up.
fn wait(duration: Duration) -> String {
    match whole_seconds(duration) {
        seconds @ 0..=60 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        if database::is_crossed(&error) {
            tracing::warn!(%error, "a change was undone in favour of another");
            return Self::Crossed;
        }
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
        // The rest of the body stays unread.
        if matches!(self, Self::TooLarge { .. }) {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every problem its page, or its JSON for whoever prefers that, and logs defects with the request's number.
pub async fn show(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().copied().unwrap_or_default();
    let wants_json = prefers_json(request.headers());
    let typed = Typed::default();
    let mut response = match typed.read(&portal, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let Some(problem) = response.extensions_mut().remove::<Problem>().or_else(|| bare(&response)) else {
        return response;
    };
    if let Problem::Internal(cause) = &problem {
        tracing::error!(request = %id, cause = %Chain(cause.as_ref()), "a request failed");
    }
    let inside = response.extensions_mut().remove::<PersonRail>();
    let said = match (&problem, &inside) {
        (Problem::NotFound, Some(_)) => Words::not_found_inside(),
        _ => problem.words(),
    };
    let body = if wants_json {
        as_json(&problem, id)
    } else {
        // A form of another site's says what that site likes.
        let typed = if matches!(problem, Problem::ForeignForm) { Vec::new() } else { typed.texts() };
        render::problem(&portal, Words { typed, ..said }, inside, id)
    };
    with_head_of(response, body)
}

/// Finds out where the visitor belongs when something went wrong, so that the page can keep their frame.
pub async fn know_visitor(request: Request, next: Next) -> Response {
    let session = request.extensions().get::<Session>().cloned();
    let mut response = next.run(request).await;
    let is_refused = response.status().is_client_error();
    if !is_refused || (response.extensions().get::<Problem>().is_none() && bare(&response).is_none()) {
        return response;
    }
    if let Ok(Visitor(Some(person))) = Visitor::of(session.as_ref()).await {
        response.extensions_mut().insert(rail(&person));
    }
    response
}

fn rail(person: &Person) -> PersonRail {
    PersonRail {
        person: person.name.clone(),
        staff_role: person.staff.as_ref().map(|staff| words::staff_role(staff.role)),
        has_accounts: !person.accounts.is_empty(),
    }
}

/// A refusal by a library, which says why in its own words or not at all.
fn bare(response: &Response) -> Option<Problem> {
    let kind = response.headers().get(CONTENT_TYPE);
    if kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain")) {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Problem::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Problem::WrongMethod),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Problem::Unsupported),
        status if status.is_client_error() => Some(Problem::BadRequest(UNREADABLE.to_owned())),
        status if status.is_server_error() => Some(Problem::internal("a library answered for us")),
        _ => None,
    }
}

/// The page in place of what was answered; a header that the page sets itself counts.
fn with_head_of(original: Response, body: Response) -> Response {
    let (head, _) = original.into_parts();
    let mut response = body;
    *response.status_mut() = head.status;
    let own: Vec<HeaderName> = response.headers().keys().cloned().collect();
    for (name, value) in &head.headers {
        if *name != CONTENT_LENGTH && !own.contains(name) {
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
        "detail": words.explanation,
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
        assert_eq!(wait(Duration::from_secs(1)), "1 s");
        assert_eq!(wait(Duration::from_secs(61)), "2 min");
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
