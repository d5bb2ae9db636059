//! Addresses as they are shown: never clickable, never mistakable.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{Host, HostName, ReportedUrl};

/// An address in parts that no program turns into a link. Read back, it gives the same address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defanged {
    /// `hxxp://` or `hxxps://`.
    pub scheme: String,
    /// The host with its last dot in brackets, in its own letters where they are safe to show.
    pub host: String,
    /// The same host in ASCII, where that looks different.
    pub ascii_host: Option<String>,
    /// Port, path, query and fragment; `/` for the whole site.
    pub rest: String,
}

impl Defanged {
    pub(super) fn of(url: &ReportedUrl) -> Self {
        let secure = url.text.starts_with("https");
        let (host, ascii_host) = match url.host() {
            Host::Name(name) => names(name),
            Host::Ip(IpAddr::V4(ip)) => (bracket_last_dot(&ip.to_string()), None),
            Host::Ip(IpAddr::V6(ip)) => (format!("[{ip}]"), None),
        };
        let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
        Self {
            scheme: if secure { "hxxps://" } else { "hxxp://" }.to_owned(),
            host,
            ascii_host,
            rest: port + &rest(&url.text[url.path_at..]),
        }
    }
}

fn names(name: &HostName) -> (String, Option<String>) {
    let shown = name.unicode();
    let ascii = (shown != name.ascii()).then(|| bracket_last_dot(name.ascii()));
    (bracket_last_dot(&shown), ascii)
}

fn bracket_last_dot(host: &str) -> String {
    host.rsplit_once('.').map_or_else(|| host.to_owned(), |(front, last)| format!("{front}[.]{last}"))
}

/// A path without the links that mail programs would find inside it: addresses, `www.` names and mailboxes.
fn rest(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut left = text;
    let mut in_host = false;
    while let Some(c) = left.chars().next() {
        let mark = ["://", "www.", "@"]
            .iter()
            .find(|mark| left.get(..mark.len()).is_some_and(|l| l.eq_ignore_ascii_case(mark)));
        in_host = mark.is_some() || (in_host && !matches!(c, '/' | '?' | '#' | '&' | '='));
        let len = if mark == Some(&"://") { 3 } else { c.len_utf8() };
        match c {
            ':' if len == 3 => out.push_str("[:]//"),
            '.' if in_host => out.push_str("[.]"),
            _ => out.push(c),
        }
        left = &left[len..];
    }
    out
}

/// The whole address, defanged.
impl fmt::Display for Defanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scheme)?;
        f.write_str(&self.host)?;
        f.write_str(&self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Defanged {
        ReportedUrl::parse(text).unwrap().defanged()
    }

    #[test]
    fn the_last_dot_is_in_brackets() {
        let url = shown("https://login.alderfinch.example/aurora/verify?id=8841");
        assert_eq!(url.scheme, "hxxps://");
        assert_eq!(url.host, "login.alderfinch[.]example");
        assert_eq!(url.rest, "/aurora/verify?id=8841");
        assert_eq!(url.ascii_host, None);
        assert_eq!(shown("http://203.0.113.41:8080/").to_string(), "hxxp://203.0.113[.]41:8080/");
        assert_eq!(shown("http://[2001:db8::1]/").to_string(), "hxxp://[2001:db8::1]/");
    }

    #[test]
    fn international_names_come_in_both_forms() {
        let url = shown("https://bücherwelt.example/konto");
        assert_eq!(url.host, "bücherwelt[.]example");
        assert_eq!(url.ascii_host.as_deref(), Some("xn--bcherwelt-q9a[.]example"));
        assert_eq!(shown("https://pаypal.example").host, "xn--pypal-4ve[.]example");
    }

    #[test]
    fn brackets_of_a_disguise_are_no_markdown() {
        let url = ReportedUrl::parse("http://a.example/)://!.(https://:///path>co.uk").unwrap();
        assert!(url.to_string().contains("[.](https"), "{url}");
        assert_eq!(ReportedUrl::parse(&url.to_string()), Ok(url));
    }

    #[test]
    fn links_inside_the_path_are_defanged_too() {
        let rest = |text: &str| shown(text).rest;
        assert_eq!(rest("https://a.example/web/http://b.example/c.html"), "/web/http[:]//b[.]example/c.html");
        assert_eq!(rest("https://a.example/?to=WWW.b.example&x=1.5"), "/?to=WWW[.]b[.]example&x=1.5");
        assert_eq!(rest("https://a.example/?mail=me@b.example"), "/?mail=me@b[.]example");
        assert_eq!(rest("https://a.example/kit.zip"), "/kit.zip");
    }
}
