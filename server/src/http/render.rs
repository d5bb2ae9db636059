//! From a page to the bytes of a response, with a content policy that fits that page alone.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse as _, Response};

use super::Problem;
use super::guard::RequestId;
use crate::portal::Portal;

/// An HTML document whose inline script carries `nonce`. Never kept by a cache unless the caller says so.
#[must_use]
pub fn document(html: String, nonce: &str) -> Response {
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&content_policy(nonce)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn content_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The page of a problem.
pub(super) fn problem(portal: &Portal, problem: &Problem, id: RequestId) -> Response {
    let words = problem.words();
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title} · {site}</title>\
         <link rel=\"stylesheet\" href=\"{style}\"><main><h1>{title}</h1><p>{text}</p><p>Request {id}</p></main></html>",
        title = words.title,
        site = escape(&portal.config.site.name),
        style = portal.assets.stylesheet(),
        text = escape(&words.text),
    );
    document(html, "")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
