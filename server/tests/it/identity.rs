//! Signing in and out, resets, invitations, and what people change about themselves.

mod invitations;
mod links;
mod sign_in;
mod you;

use uuid::Uuid;

use crate::support::{Client, TestApp};

const PASSWORD: &str = "correct horse battery";
const COOKIE: &str = "__Host-session";

/// Somebody with a password.
async fn ines(app: &TestApp) -> Uuid {
    let user_id = app.user("ines@example.net").await;
    app.password(user_id, PASSWORD).await;
    user_id
}

async fn sign_in(browser: &mut Client, email: &str, password: &str) -> crate::support::client::Answer {
    browser.post("/sign-in", &[("email", email), ("password", password)]).await
}

/// Whether the browser is signed in.
async fn is_in(browser: &mut Client) -> bool {
    browser.get("/you").await.status == axum::http::StatusCode::OK
}

/// The tokens of all tickets, the oldest first.
async fn tokens(app: &TestApp) -> Vec<String> {
    let mut all = app.all_seeing().await;
    let ids: Vec<Uuid> = sqlx::query_scalar("select ticket_id from tickets order by ticket_id")
        .fetch_all(&mut all)
        .await
        .unwrap();
    ids.into_iter().map(|id| app.portal.secrets.ticket_token(id).reveal()).collect()
}
