//! What the box that addresses are typed into learns of them.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};

use super::pages::with_site;
use crate::support::{Answer, Client};

#[tokio::test]
async fn a_browser_learns_which_hosts_are_ours_and_no_more() {
    let app = with_site().await;
    let account = app.account("Registered").await;
    let zone = app.zone(account, "parked.example").await;
    let mut rows = app.all_seeing().await;
    sqlx::query("update zones set service = 'registered' where zone_id = $1")
        .bind(zone)
        .execute(&mut rows)
        .await
        .unwrap();
    let mut browser = app.browser();
    let ask = |hosts: serde_json::Value| serde_json::json!({ "hosts": hosts }).to_string();
    let hosts = serde_json::json!([
        "login.alderfinch.example",
        "parked.example",
        "elsewhere.example",
        "192.0.2.1",
        "not a host"
    ]);
    let answer = asked(&mut browser, ask(hosts)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let ours: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(ours, serde_json::json!({ "ours": ["login.alderfinch.example"] }));
    let many = asked(&mut browser, ask(serde_json::json!(vec!["a.example"; 251]))).await;
    assert_eq!(many.status, StatusCode::BAD_REQUEST);
    assert_eq!(asked(&mut browser, "[]".to_owned()).await.status, StatusCode::BAD_REQUEST);
    app.stop().await;
}

async fn asked(browser: &mut Client, body: String) -> Answer {
    let request = browser
        .request(Method::POST, "/api/hosts")
        .header(CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "same-origin");
    browser.send(request, Body::from(body)).await
}
