//! Every URL of the site, as a function. Pages, redirects and mail take their links from here.

use std::fmt::{self, Display, Write};

use domain::category::Category;
use leptos::tachys::prelude::IntoAttributeValue;
use uuid::Uuid;

mod account;
mod staff;
mod track;
mod you;

pub use account::*;
pub use staff::*;
pub use track::*;
pub use you::*;

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

/// How courts and authorities reach the desk.
#[must_use]
pub fn authorities() -> Href {
    Href::to("/authorities")
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
