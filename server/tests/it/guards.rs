use std::num::NonZeroU32;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use axum::routing::{get, post};
use serde::Deserialize;
use server::http::{Form, Problem, Query};
use server::portal::Portal;

use crate::support::{Answer, TestApp};

#[derive(Deserialize)]
struct Note {
    words: String,
    #[serde(default)]
    tag: Vec<String>,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    number: u32,
}

/// Routes that do what real ones must be kept from doing.
fn routes() -> Router<Portal> {
    Router::new()
        .route("/note", post(async |Form(note): Form<Note>| format!("{} {:?}", note.words, note.tag)))
        .route("/page", get(async |Query(page): Query<Page>| page.number.to_string()))
        .route("/broken", get(async || Problem::internal("password=hunter2")))
        .route("/panic", get(async || -> String { panic!("password=hunter2") }))
        .route("/slow", get(async || tokio::time::sleep(Duration::from_secs(60)).await))
        .route("/library", get(async |axum::Json(words): axum::Json<String>| words))
}

async fn note(app: &TestApp, kind: &str, body: impl Into<Body>) -> Answer {
    let mut browser = app.browser();
    let request = browser.request(Method::POST, "/note").header(CONTENT_TYPE, kind);
    browser.send(request, body.into()).await
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn every_answer_carries_the_guards() {
    let app = TestApp::start().await.with_routes(routes());
    let mut browser = app.browser();
    for path in ["/healthz", "/no/such/page", "/broken", "/robots.txt"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn pages_behind_a_secret_are_not_kept_indexed_or_named_to_others() {
    let app = TestApp::start().await;
    let secret = "ab".repeat(32);
    for path in ["track", "reset", "invitation"] {
        let answer = app.browser().get(&format!("/{path}/{secret}")).await;
        assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow, noarchive", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.headers.get_all("cache-control").iter().count(), 1, "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
    let robots = app.browser().get("/robots.txt").await;
    for line in ["/track/", "/reset/", "/invitation/", "/staff", "/account"] {
        assert!(robots.text().contains(&format!("\nDisallow: {line}\n")), "{line}");
    }
    assert!(robots.text().contains("\nAllow: /report\n") && !robots.text().contains("Disallow: /\n"));
    app.stop().await;
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::start().await.with_routes(routes());
    let mut browser = app.browser();
    let foreign = browser.request(Method::POST, "/note").header("sec-fetch-site", "cross-site");
    let foreign = foreign.header("content-type", "application/x-www-form-urlencoded");
    let answer = browser.send(foreign, Body::from("text=Call+this+number")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!answer.text().contains("Call this number"), "another site puts no words on our page");
    assert!(answer.text().contains("did not come from this site"), "{}", answer.text());
    let old = browser.request(Method::POST, "/note").header("origin", "https://evil.example");
    assert_eq!(browser.send(old, Body::empty()).await.status, StatusCode::FORBIDDEN);
    let own = browser.request(Method::POST, "/note").header("origin", "https://abuse.example");
    assert_eq!(browser.send(own, Body::empty()).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    app.stop().await;
}

#[tokio::test]
async fn a_foreign_name_that_points_here_gets_nothing_but_the_probes() {
    let app = TestApp::start().await;
    let ask = async |host: &str, path: &str| {
        let mut browser = app.browser();
        let request = axum::http::Request::builder().uri(path).header("host", host);
        browser.send(request, Body::empty()).await
    };
    for path in ["/", "/dev/mailbox", "/no/such/page", "/sign-in"] {
        let answer = ask("evil.example:8080", path).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{path}");
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8", "{path}");
        assert_eq!(answer.text(), "This portal has another name.\n", "{path}");
    }
    assert_eq!(ask("10.1.2.3", "/healthz").await.status, StatusCode::OK);
    assert_ne!(ask("10.1.2.3", "/readyz").await.status, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(ask("localhost:8080", "/").await.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn a_form_is_read_or_refused_with_a_reason() {
    let app = TestApp::start().await.with_routes(routes());
    let answer = app.browser().post("/note", &[("words", "hi"), ("tag", "a"), ("tag", "b")]).await;
    assert_eq!(answer.text(), "hi [\"a\", \"b\"]");
    let cases = [
        (FORM, "words=hi&role=admin", StatusCode::BAD_REQUEST, "does not know: role"),
        (FORM, "words=%C3%28", StatusCode::BAD_REQUEST, "UTF-8"),
        (FORM, "words=a%00b", StatusCode::BAD_REQUEST, "code 0"),
        (FORM, "tag=a", StatusCode::BAD_REQUEST, "Load the page again"),
        ("application/json", "{}", StatusCode::UNSUPPORTED_MEDIA_TYPE, "could not read"),
        ("multipart/form-data; boundary=x", "--x--", StatusCode::UNSUPPORTED_MEDIA_TYPE, "could not read"),
    ];
    for (kind, body, status, words) in cases {
        let answer = note(&app, kind, body).await;
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.text().contains(words), "{body}: {}", answer.text());
        assert!(answer.header("content-type").starts_with("text/html"), "{body}");
    }
    let refused = note(&app, FORM, "words=It+copies+%3Cmy%3E+bank&role=admin&password=correct+horse").await;
    for shown in ["What you typed", "It copies &lt;my&gt; bank"] {
        assert!(refused.text().contains(shown), "{shown}: {}", refused.text());
    }
    assert!(!refused.text().contains("correct horse"));
    app.stop().await;
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_and_the_limit_said() {
    let app = TestApp::start_with(|config| config.limits.body_bytes = NonZeroU32::new(2048).unwrap()).await;
    let app = app.with_routes(routes());
    let answer = note(&app, FORM, format!("words={}", "x".repeat(2042))).await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer = note(&app, FORM, format!("words={}", "x".repeat(2043))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text().contains("2 kB"), "{}", answer.text());
    app.stop().await;
}

#[tokio::test]
async fn who_posts_too_often_has_to_wait_and_may_still_read() {
    let app =
        TestApp::start_with(|config| config.limits.posts_per_minute = NonZeroU32::new(2).unwrap()).await;
    let app = app.with_routes(routes());
    for _ in 0..2 {
        assert_eq!(note(&app, FORM, "words=hi").await.status, StatusCode::OK);
    }
    let answer = note(&app, FORM, "words=hi").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(app.browser().get("/healthz").await.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn a_defect_is_told_without_its_cause() {
    let app = TestApp::start().await.with_routes(routes());
    let mut browser = app.browser();
    for path in ["/broken", "/panic"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(!answer.text().contains("hunter2"), "{path}: {}", answer.text());
        let id = answer.header("x-request-id").to_owned();
        assert!(answer.text().contains(&id), "{path}: {}", answer.text());
    }
    app.stop().await;
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let app = TestApp::start_with(|config| config.limits.request_timeout = Duration::from_millis(50)).await;
    let app = app.with_routes(routes());
    let answer = app.browser().get("/slow").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "10");
    app.stop().await;
}

#[tokio::test]
async fn refusals_by_a_library_and_wrong_methods_are_pages_too() {
    let app = TestApp::start().await.with_routes(routes());
    let mut browser = app.browser();
    let cases = [
        (Method::GET, "/library", StatusCode::UNSUPPORTED_MEDIA_TYPE, "could not read"),
        (Method::GET, "/note", StatusCode::METHOD_NOT_ALLOWED, "cannot be used that way"),
        (Method::GET, "/page?number=many", StatusCode::BAD_REQUEST, "question mark"),
        (Method::GET, "/page?number=%FF", StatusCode::BAD_REQUEST, "UTF-8"),
        (Method::GET, "/dev/mailbox/not-an-id", StatusCode::NOT_FOUND, "cannot find"),
    ];
    for (method, path, status, words) in cases {
        let answer = browser.send(browser.request(method, path), Body::empty()).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.text().contains(words), "{path}: {}", answer.text());
    }
    assert_eq!(browser.get("/page?number=7&utm_source=x").await.text(), "7");
    app.stop().await;
}

#[tokio::test]
async fn programs_get_problems_as_json() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let request = browser.request(Method::GET, "/no-such").header(ACCEPT, "application/json");
    let answer = browser.send(request, Body::empty()).await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((&problem["status"], &problem["title"]), (&404.into(), &"We cannot find that page".into()));
    app.stop().await;
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_asked_for_once() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let path = app.portal.site.assets.stylesheet.as_str().to_owned();
    let request = browser.request(Method::GET, &path).header("accept-encoding", "gzip, br");
    let answer = browser.send(request, Body::empty()).await;
    assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, "br"));
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
    let request = browser.request(Method::GET, &path).header("if-none-match", answer.header("etag"));
    let again = browser.send(request, Body::empty()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(browser.get("/assets/style-0000.css").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/favicon.ico").await.header("content-type"), "image/svg+xml");
    app.stop().await;
}

#[tokio::test]
async fn pages_are_compressed_and_carry_a_policy_of_their_own() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let request = browser.request(Method::GET, "/no-such").header("accept-encoding", "gzip");
    let answer = browser.send(request, Body::empty()).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    let first = browser.get("/no-such").await.header("content-security-policy").to_owned();
    let second = browser.get("/no-such").await.header("content-security-policy").to_owned();
    assert!(first.contains("script-src 'self' 'nonce-") && first.contains("form-action 'self'"), "{first}");
    assert_ne!(first, second);
    app.stop().await;
}
