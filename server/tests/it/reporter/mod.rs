//! The reporter's side: reporting and following, told through the site's own pages.

mod arriving;
mod check;
mod corpora;
mod hosts;
mod limits;
mod links;
mod list;
mod pages;
mod pipeline;
mod plans;
mod policy;
mod talk;
mod tracking;

use axum::http::StatusCode;
use uuid::Uuid;

use crate::support::{Answer, Client, TestApp};

pub use tracking::owner_asks;

/// A form as the page posts it.
pub type Fields<'a> = Vec<(&'a str, &'a str)>;

/// A report of these addresses by Robin.
pub fn by_robin(addresses: &str) -> Fields<'_> {
    vec![
        ("addresses", addresses),
        ("justification", "It copies the sign-in page of my bank."),
        ("name", "Robin Reed"),
        ("email", "robin@mailbox.example"),
    ]
}

/// The same without a word about who sends it.
pub fn by_nobody(addresses: &str) -> Fields<'_> {
    vec![("addresses", addresses), ("justification", "There are pictures of children.")]
}

/// Sends a report as the page that shows everything does.
pub async fn send(browser: &mut Client, category: &str, fields: &[(&str, &str)], key: &str) -> Answer {
    let mut fields = fields.to_vec();
    fields.extend([("step", "send"), ("statement", "yes"), ("key", key)]);
    browser.post(&format!("/report/{category}"), &fields).await
}

/// Sends a report and returns the token of its link.
pub async fn sent(app: &TestApp, category: &str, fields: &[(&str, &str)]) -> String {
    let key = Uuid::new_v4().simple().to_string();
    let answer = send(&mut app.browser(), category, fields, &key).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    token(&answer)
}

/// The token in the address of a receipt.
pub fn token(answer: &Answer) -> String {
    let location = answer.location();
    location.strip_prefix("/track/").and_then(|rest| rest.strip_suffix("/receipt")).unwrap().to_owned()
}
