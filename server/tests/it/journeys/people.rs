//! The people of the stories. Each does what the page offers and sees what the page shows.

use domain::account::{MemberRole, StaffRole};
use domain::category::Clearance;
use uuid::Uuid;

use crate::support::{Client, Form, Page, Received, TestApp};

/// Somebody who reports.
pub(super) struct Reporter {
    pub(super) browser: Client,
    /// The path of the status page.
    pub(super) link: String,
}

/// Somebody of a customer's account.
pub(super) struct Customer {
    browser: Client,
    user_id: Uuid,
    pub(super) account_id: Uuid,
}

/// Somebody on staff.
pub(super) struct Worker {
    browser: Client,
}

impl TestApp {
    /// Somebody fills in the form of a category, looks at everything once more and sends it.
    pub(super) async fn reporter_submits(&self, category: &str, fields: &[(&str, &str)]) -> Reporter {
        let mut browser = self.browser();
        let start = browser.open("/report").await;
        start.shows("What is wrong with the site?");
        let form = browser.open(&format!("/report/{category}")).await.form(&format!("/report/{category}"));
        let filled = fields.iter().fold(form, |form, (name, value)| form.with(name, value));
        let review = browser.submit(&filled.forged("step", "check")).await;
        review.shows("Check your answers");
        let sending =
            review.form(&format!("/report/{category}")).with("statement", "yes").forged("step", "send");
        let receipt = browser.submit(&sending).await;
        assert!(receipt.path().ends_with("/receipt"), "{} {}", receipt.path(), receipt.words());
        let link = receipt.path().trim_end_matches("/receipt").to_owned();
        Reporter { browser, link }
    }

    /// A member of an account, signed in.
    pub(super) async fn customer(&self, account_id: Uuid, email: &str, role: MemberRole) -> Customer {
        let member = self.member(account_id, email, role).await;
        Customer { browser: self.signed_in(member.user_id).await, user_id: member.user_id, account_id }
    }

    /// A member of staff, signed in.
    pub(super) async fn worker(&self, email: &str, role: StaffRole, clearances: &[Clearance]) -> Worker {
        let staff = self.staff(email, role, clearances).await;
        Worker { browser: self.signed_in(staff.user_id).await }
    }
}

impl Reporter {
    /// The status page.
    pub(super) async fn looks(&mut self) -> Page {
        self.browser.open(&self.link.clone()).await
    }

    /// Does something that the status page offers.
    pub(super) async fn does(&mut self, what: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.looks().await.form(&format!("{}/{what}", self.link));
        self.browser.submit(&fill(form, fields)).await
    }
}

impl Customer {
    /// The list of the account's reports.
    pub(super) async fn lists(&mut self) -> Page {
        self.browser.open(&format!("/accounts/{}/reports", self.account_id)).await
    }

    /// Comes back on another day.
    pub(super) async fn comes_back(&mut self, app: &TestApp) {
        self.browser = app.signed_in(self.user_id).await;
    }

    /// Opens what a letter leads to.
    pub(super) async fn follows(&mut self, letter: &Received) -> Page {
        self.browser.open(letter.link()).await
    }

    /// Answers the report that a letter leads to.
    pub(super) async fn answers(&mut self, letter: &Received, fields: &[(&str, &str)]) -> Page {
        self.answers_at(letter.link(), fields).await
    }

    /// Answers a report on its page.
    pub(super) async fn answers_at(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.browser.open(path).await.form(path);
        self.browser.submit(&fill(form, fields)).await
    }
}

impl Worker {
    pub(super) async fn opens(&mut self, path: &str) -> Page {
        self.browser.open(path).await
    }

    /// Does something that the page of a case offers.
    pub(super) async fn does(&mut self, number: i64, what: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.opens(&format!("/staff/cases/{number}")).await;
        self.browser.submit(&fill(page.form(&format!("/staff/cases/{number}/{what}")), fields)).await
    }

    /// Sends a form that a page showed.
    pub(super) async fn sends(&mut self, form: &Form) -> Page {
        self.browser.submit(form).await
    }

    /// Decides a case after having read what each party will be told. Returns the page with that.
    pub(super) async fn decides(&mut self, number: i64, fields: &[(&str, &str)]) -> Page {
        let preview = self.does(number, "preview", fields).await;
        let form = preview.form(&format!("/staff/cases/{number}/decide"));
        let after = self.browser.submit(&form).await;
        assert!(
            after.path().starts_with(&format!("/staff/cases/{number}")),
            "{} {}",
            after.path(),
            after.words()
        );
        preview
    }
}

fn fill(form: Form, fields: &[(&str, &str)]) -> Form {
    fields.iter().fold(form, |form, (name, value)| form.with(name, value))
}

/// The one letter to somebody.
#[track_caller]
pub(super) fn letter_to<'l>(letters: &'l [Received], whom: &str) -> &'l Received {
    let to: Vec<_> = letters.iter().filter(|letter| letter.to == whom).collect();
    let all: Vec<_> = letters.iter().map(|letter| (&letter.to, &letter.subject)).collect();
    assert_eq!(to.len(), 1, "letters to {whom} among {all:?}");
    to[0]
}
