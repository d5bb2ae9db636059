//! Does what was posted once more where the database ended its transaction because it and another one waited for each other.

use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Problem;
use super::form::{BodyLimit, read};

/// For routes whose handlers extract, do one command and answer: what was undone leaves nothing behind.
pub(super) async fn once_more(request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let Some(BodyLimit(limit)) = head.extensions.get().copied() else {
        return Problem::internal("the route has no body limit").into_response();
    };
    let body = match read(body, limit).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    let again = next.clone();
    let first = next.run(Request::from_parts(head.clone(), Body::from(body.clone()))).await;
    if matches!(first.extensions().get(), Some(Problem::Crossed)) {
        return again.run(Request::from_parts(head, Body::from(body))).await;
    }
    first
}
