//! Whom to ask about an address that is not on our network.

use std::net::IpAddr;

use psl::Type;

use crate::address::{Host, HostName, ReportedUrl};
use crate::policy::CategoryPolicy;

/// Who can act on an address that is not ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// Whoever runs a platform where other people have their sites; holds its name, such as `github.io`.
    Platform(String),
    /// Whoever hosts a site; holds its registrable domain, by which the host is found.
    Site(String),
    /// Whoever runs the network of an IP address.
    Network(IpAddr),
    /// Neither site nor host; holds what the policy says instead, as sentences.
    Said(String),
}

impl Elsewhere {
    /// Who can act on an address that was reported under this policy.
    pub fn for_report(url: Option<&ReportedUrl>, policy: &CategoryPolicy) -> Self {
        match (&policy.elsewhere, url) {
            (Some(said), _) => Self::Said(said.clone()),
            (None, Some(url)) => Self::of(url.host()),
            (None, None) => Self::Site(String::new()),
        }
    }

    /// Who can act on a host, as far as its name tells.
    pub fn of(host: &Host) -> Self {
        match host {
            Host::Ip(ip) => Self::Network(*ip),
            Host::Name(name) => platform(name).map_or_else(
                || Self::Site(name.registrable().unwrap_or(name.ascii()).to_owned()),
                Self::Platform,
            ),
        }
    }
}

/// The suffix of the private section of the Public Suffix List under which a name lies.
fn platform(name: &HostName) -> Option<String> {
    let suffix = psl::suffix(name.ascii().as_bytes()).filter(|suffix| suffix.typ() == Some(Type::Private))?;
    std::str::from_utf8(suffix.as_bytes()).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::ReportedUrl;

    #[test]
    fn a_platform_answers_for_the_sites_on_it() {
        let whom = |text: &str| Elsewhere::of(ReportedUrl::parse(text).unwrap().host());
        assert_eq!(whom("https://someone.github.io/x"), Elsewhere::Platform("github.io".into()));
        assert_eq!(whom("https://a.b.example.co.uk"), Elsewhere::Site("example.co.uk".into()));
        assert_eq!(whom("https://co.uk"), Elsewhere::Site("co.uk".into()));
        assert_eq!(whom("http://192.0.2.1/x"), Elsewhere::Network([192, 0, 2, 1].into()));
    }
}
