//! Every URL of the site, as a function. Pages, redirects and mail take their links from here.

use std::fmt::{self, Display, Write};

use domain::account::Tier;
use domain::case::{CaseState, View};
use domain::category::Category;
use leptos::tachys::prelude::IntoAttributeValue;
use uuid::Uuid;

mod staff;

pub use staff::{CaseStep, case_letter, case_step, pending_referrals, staff_search, stuck_letters, together};

/// A link to a page of this site, or to the desk's own mailbox. Only this module makes one, so no stranger's text becomes a link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Href(String);

impl Href {
    fn to(path: &str) -> Self {
        Self(path.to_owned())
    }

    /// Adds a query parameter; both parts are percent-encoded. Comes before [`Href::at`].
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        encode(key, &mut self.0);
        self.0.push('=');
        encode(value, &mut self.0);
        self
    }

    /// Points at an element of the page by its id.
    #[must_use]
    pub fn at(mut self, id: &str) -> Self {
        self.0.push('#');
        encode(id, &mut self.0);
        self
    }

    /// The link as it stands in an attribute or a `Location` header: a path, a query, a fragment.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The whole URL under `base`, such as `https://abuse.example`, for mail.
    #[must_use]
    pub fn under(&self, base: &str) -> String {
        format!("{}{}", base.trim_end_matches('/'), self.0)
    }
}

impl Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl IntoAttributeValue for Href {
    type Output = String;

    fn into_attribute_value(self) -> String {
        self.0
    }
}

/// Percent-encodes all but RFC 3986's unreserved characters.
fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

/// A path whose segments are percent-encoded.
fn path(segments: &[&dyn Display]) -> Href {
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        encode(&segment.to_string(), &mut path);
    }
    Href(path)
}

/// A place on the page that is being shown.
#[must_use]
pub fn here(id: &str) -> Href {
    Href(String::new()).at(id)
}

/// The page somebody wanted before they signed in; nothing unless it is a plain path of this site.
#[must_use]
pub fn next(wanted: &str) -> Option<Href> {
    let is_plain = wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_path = wanted.starts_with('/') && !wanted.starts_with("//");
    (is_plain && is_path && wanted.len() <= 2000).then(|| Href::to(wanted))
}

/// A letter to one of the desk's own addresses; `address` is configuration, never a stranger's text.
#[must_use]
pub fn mail(address: &str) -> Href {
    let mut href = "mailto:".to_owned();
    let (local, host) = address.rsplit_once('@').unwrap_or((address, ""));
    encode(local, &mut href);
    href.push('@');
    encode(host, &mut href);
    Href(href)
}

// Everyone

/// The front page.
#[must_use]
pub fn home() -> Href {
    Href::to("/")
}

/// Choose what is wrong.
#[must_use]
pub fn report() -> Href {
    Href::to("/report")
}

/// The report form of one category.
#[must_use]
pub fn report_form(category: Category) -> Href {
    path(&[&"report", &category])
}

/// Where a lost link can be asked for.
#[must_use]
pub fn find() -> Href {
    Href::to("/track")
}

/// What became of a submission, for whoever holds the secret token.
#[must_use]
pub fn track(token: &str) -> Href {
    path(&[&"track", &token])
}

/// The receipt shown once after sending.
#[must_use]
pub fn receipt(token: &str) -> Href {
    path(&[&"track", &token, &"receipt"])
}

/// The list of a submission with what became of each line, as a file.
#[must_use]
pub fn track_list(token: &str) -> Href {
    path(&[&"track", &token, &"list.csv"])
}

/// Where the answer to a question goes.
#[must_use]
pub fn track_reply(token: &str) -> Href {
    path(&[&"track", &token, &"reply"])
}

/// Where a message to our staff goes.
#[must_use]
pub fn track_message(token: &str) -> Href {
    path(&[&"track", &token, &"message"])
}

/// Where more addresses go.
#[must_use]
pub fn track_addresses(token: &str) -> Href {
    path(&[&"track", &token, &"addresses"])
}

/// Where a submission is withdrawn.
#[must_use]
pub fn track_withdraw(token: &str) -> Href {
    path(&[&"track", &token, &"withdraw"])
}

/// Where a new link takes the place of the old one.
#[must_use]
pub fn track_renew(token: &str) -> Href {
    path(&[&"track", &token, &"link"])
}

/// Where letters about a submission are stopped, or wanted again.
#[must_use]
pub fn track_letters(token: &str) -> Href {
    path(&[&"track", &token, &"letters"])
}

/// How courts and authorities reach the desk.
#[must_use]
pub fn authorities() -> Href {
    Href::to("/authorities")
}

/// Sign in.
#[must_use]
pub fn sign_in() -> Href {
    Href::to("/sign-in")
}

/// Ends the session; only ever posted to.
#[must_use]
pub fn sign_out() -> Href {
    Href::to("/sign-out")
}

/// Ask for a new password.
#[must_use]
pub fn forgot() -> Href {
    Href::to("/forgot")
}

/// Set a new password with a token from a letter.
#[must_use]
pub fn reset(token: &str) -> Href {
    path(&[&"reset", &token])
}

/// Accept an invitation with a token from a letter.
#[must_use]
pub fn invitation(token: &str) -> Href {
    path(&[&"invitation", &token])
}

/// Ends every session of whoever is signed in; only ever posted to.
#[must_use]
pub fn sign_out_everywhere() -> Href {
    Href::to("/sign-out/everywhere")
}

/// Name and time zone of whoever is signed in, their password and their devices.
#[must_use]
pub fn you() -> Href {
    Href::to("/you")
}

/// Changes one's password; only ever posted to.
#[must_use]
pub fn your_password() -> Href {
    Href::to("/you/password")
}

/// Signs out one device; only ever posted to.
#[must_use]
pub fn your_devices() -> Href {
    Href::to("/you/devices")
}

/// Signs out every device but this one; only ever posted to.
#[must_use]
pub fn your_other_devices() -> Href {
    Href::to("/you/devices/others")
}

// Customers

/// The accounts of whoever is signed in; leads on where there is only one way.
#[must_use]
pub fn accounts() -> Href {
    Href::to("/accounts")
}

/// An account's overview.
#[must_use]
pub fn account(account: Uuid) -> Href {
    path(&[&"accounts", &account])
}

/// An account's reports.
#[must_use]
pub fn account_reports(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"reports"])
}

/// The same list as a file.
#[must_use]
pub fn account_reports_file(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"reports.csv"])
}

/// One report about an account's sites.
#[must_use]
pub fn account_report(account: Uuid, reference: &str) -> Href {
    path(&[&"accounts", &account, &"reports", &reference])
}

/// An account's zones.
#[must_use]
pub fn account_zones(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"zones"])
}

/// An account's members.
#[must_use]
pub fn account_members(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"members"])
}

/// Changes what a member may do; only ever posted to.
#[must_use]
pub fn account_member_role(account: Uuid, user: Uuid) -> Href {
    path(&[&"accounts", &account, &"members", &user, &"role"])
}

/// Removes a member; only ever posted to.
#[must_use]
pub fn account_member_remove(account: Uuid, user: Uuid) -> Href {
    path(&[&"accounts", &account, &"members", &user, &"remove"])
}

/// Takes back an invitation; only ever posted to.
#[must_use]
pub fn account_invitation_withdraw(account: Uuid, user: Uuid) -> Href {
    path(&[&"accounts", &account, &"invitations", &user, &"withdraw"])
}

/// Where an account's letters go.
#[must_use]
pub fn account_contacts(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"contacts"])
}

// Staff

/// Staff's dashboard.
#[must_use]
pub fn staff() -> Href {
    Href::to("/staff")
}

/// Staff's queues; add filters with [`Href::with`].
#[must_use]
pub fn cases() -> Href {
    Href::to("/staff/cases")
}

/// One of staff's queues.
#[must_use]
pub fn queue(view: View) -> Href {
    cases().with("view", view.as_str())
}

/// The cases that need clearance for child safety.
#[must_use]
pub fn restricted_cases() -> Href {
    queue(View::All).with("tier", Tier::ChildSafety.as_str()).with("state", CaseState::Open.as_str())
}

/// One case.
#[must_use]
pub fn case(number: i64) -> Href {
    path(&[&"staff", &"cases", &number])
}

// Machinery

/// Where a browser asks which hosts are ours; JSON.
#[must_use]
pub fn hosts() -> Href {
    Href::to("/api/hosts")
}

/// A file of the portal itself; `file` may hold folders.
#[must_use]
pub fn asset(file: &str) -> Href {
    let mut path = "/assets".to_owned();
    for segment in file.split('/') {
        path.push('/');
        encode(segment, &mut path);
    }
    Href(path)
}

/// Every component in every state; demo mode only.
#[must_use]
pub fn style_guide() -> Href {
    Href::to("/dev/components")
}

/// The local mailbox; demo mode only.
#[must_use]
pub fn mailbox() -> Href {
    Href::to("/dev/mailbox")
}

/// One letter in the local mailbox.
#[must_use]
pub fn mailbox_letter(id: Uuid) -> Href {
    path(&[&"dev", &"mailbox", &id])
}

/// The HTML of one letter in the local mailbox.
#[must_use]
pub fn mailbox_html(id: Uuid) -> Href {
    path(&[&"dev", &"mailbox", &id, &"html"])
}

/// A link to this site as it stands in one of its own letters; `whole` must lead to `base` and nowhere else.
#[must_use]
pub fn in_letter(whole: &str, base: &str) -> Option<Href> {
    let rest = whole.strip_prefix(base.trim_end_matches('/'))?;
    let leads_here = rest.starts_with('/') && !rest.starts_with("//") && !rest.contains('\\');
    leads_here.then(|| Href::to(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_and_parameters_are_encoded() {
        assert_eq!(track("../../x?y#z").as_str(), "/track/..%2F..%2Fx%3Fy%23z");
        let href = cases().with("text", "a&b=c ü").with("view", "mine").at("top");
        assert_eq!(href.as_str(), "/staff/cases?text=a%26b%3Dc%20%C3%BC&view=mine#top");
    }

    #[test]
    fn signing_in_leads_to_pages_of_this_site_alone() {
        assert_eq!(next("/accounts/1/reports?view=open").unwrap().as_str(), "/accounts/1/reports?view=open");
        for foreign in
            ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "", "/a\nb", "/é"]
        {
            assert_eq!(next(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn a_mail_link_takes_no_headers() {
        assert_eq!(mail("help?bcc=x@desk.example").as_str(), "mailto:help%3Fbcc%3Dx@desk.example");
    }

    #[test]
    fn only_links_to_this_site_are_links_in_its_mailbox() {
        let base = "https://abuse.example/";
        assert_eq!(in_letter("https://abuse.example/track/t", base), Some(track("t")));
        assert_eq!(in_letter("https://abuse.example.evil.example/", base), None);
        assert_eq!(in_letter("https://abuse.example//evil.example", base), None);
        assert_eq!(in_letter("https://abuse.example", base), None);
    }

    #[test]
    fn a_link_in_a_letter_is_whole() {
        assert_eq!(home().under("https://abuse.example/"), "https://abuse.example/");
        assert_eq!(receipt("t").under("https://abuse.example"), "https://abuse.example/track/t/receipt");
    }
}
