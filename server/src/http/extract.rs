//! Reads what the address of a page says. What makes no sense there is a page that does not exist.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::Problem;

/// The variable parts of a path. One that does not parse leads nowhere.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        super::form::check_text(parts.uri.path().as_bytes()).map_err(|_| Problem::NotFound)?;
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Problem::NotFound)
    }
}

/// The parameters after the question mark. Repeated ones go into a `Vec`; unknown ones are ignored, because links gather
/// them on their way.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        super::form::check_text(query.as_bytes())?;
        let value = serde_html_form::from_str(query);
        value.map(Self).map_err(|_| Problem::BadRequest(UNREADABLE.to_owned()))
    }
}

const UNREADABLE: &str =
    "The address has something after its question mark that this page does not understand.";
