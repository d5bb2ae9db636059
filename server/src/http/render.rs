//! From a page to the bytes of a response, with a content policy that fits that page alone.

use app::components::Reader;
use app::frame::PersonRail;
use app::pages::problem::{Problem as Words, ProblemPage, ProblemPageProps};
use app::render::{self, Document, Fixed};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse as _, Response};
use leptos::IntoView;

use super::guard::RequestId;
use crate::portal::Portal;

/// The response that shows a page: `render::page(|| Receipt(ReceiptProps { … }))`. No cache keeps it.
pub fn page<V: IntoView>(view: impl FnOnce() -> V) -> Response {
    answer(render::html(view))
}

/// The same for a page that is the same for everybody.
pub fn fixed<V: IntoView>(page: &Fixed, view: impl FnOnce() -> V) -> Response {
    answer(page.html(view))
}

fn answer(document: Document) -> Response {
    let Document { html, nonce } = document;
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&content_policy(&nonce)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Somebody who reads a page without having said in which zone.
pub fn visitor(portal: &Portal) -> Reader {
    portal.reader(None)
}

/// `frame-src` is for the mailbox, which shows a letter in a frame of its own.
fn content_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

/// The page of a problem.
pub(super) fn problem(
    portal: &Portal,
    problem: Words,
    inside: Option<PersonRail>,
    id: RequestId,
) -> Response {
    let props = ProblemPageProps { site: portal.site.clone(), problem, inside, request: id.to_string() };
    page(|| ProblemPage(props))
}
