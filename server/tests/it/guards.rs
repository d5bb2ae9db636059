use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::support::TestApp;

#[tokio::test]
async fn every_answer_carries_the_guards() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for path in ["/healthz", "/no/such/page"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let foreign = browser.request(Method::POST, "/").header("sec-fetch-site", "cross-site");
    let answer = browser.send(foreign, Body::empty()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text().contains("did not come from this site"), "{}", answer.text());
    let old = browser.request(Method::POST, "/").header("origin", "https://evil.example");
    assert_eq!(browser.send(old, Body::empty()).await.status, StatusCode::FORBIDDEN);
    let own = browser.request(Method::POST, "/no-such").header("origin", "https://abuse.example");
    assert_eq!(browser.send(own, Body::empty()).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}
