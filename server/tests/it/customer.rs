//! The customer's side: the list, a report, the answer to it, the sites, the people.

mod account;
mod answers;
mod list;
mod plans;
mod report;
mod tenancy;

use domain::account::MemberRole;
use server::database::Member;
use uuid::Uuid;

use crate::reporter::{by_robin, sent};
use crate::support::{Client, TestApp};

pub use plans::{GROWING, fill};

/// An account with one site, and its owner.
pub struct Finch {
    pub account: Uuid,
    pub owner: Member,
}

/// Sets up the account and lets its owner in.
pub async fn finch(app: &TestApp) -> (Finch, Client) {
    let account = app.account("Alderfinch Media").await;
    app.zone(account, "alderfinch.example").await;
    let owner = app.member(account, "ines@alderfinch.example", MemberRole::Owner).await;
    let browser = app.signed_in(owner.user_id).await;
    (Finch { account, owner }, browser)
}

impl Finch {
    /// The owner in another browser; a session that is not used ends after half a day.
    pub async fn back(&self, app: &TestApp) -> Client {
        app.signed_in(self.owner.user_id).await
    }

    /// A page of the account.
    pub fn page(&self, rest: &str) -> String {
        format!("/accounts/{}{rest}", self.account)
    }
}

/// Reports addresses as phishing and returns the report's reference, of the account that has it.
pub async fn reported(app: &TestApp, account: Uuid, category: &str, addresses: &str) -> String {
    sent(app, category, &by_robin(addresses)).await;
    let mut all = app.all_seeing().await;
    let newest = "select reference from reports where account_id = $1 order by age(xmin) limit 1";
    sqlx::query_scalar(newest).bind(account).fetch_one(&mut all).await.unwrap()
}

/// The hidden version on a report's page.
pub fn version(page: &str) -> String {
    let (_, after) = page.split_once("name=\"version\" value=\"").unwrap();
    after.split_once('"').unwrap().0.to_owned()
}

/// Whether a page says something; shows what it says otherwise.
pub fn assert_says(page: &str, words: &[&str]) {
    let main = between(page, "<main", "</main>").replace("<!>", "");
    for words in words {
        assert!(main.contains(words), "{words:?} is not in {}", readable(&main));
    }
}

/// The words of a page without its markup.
fn readable(html: &str) -> String {
    let parts = html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim());
    parts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
}

/// The text of a page between two marks, for telling one part from another.
pub fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, after) = page.split_once(from).unwrap_or_else(|| panic!("{from} is not in {page}"));
    after.split_once(to).map_or(after, |(part, _)| part)
}
