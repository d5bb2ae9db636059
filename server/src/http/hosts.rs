//! The names under which the portal answers. A stranger may point a name of theirs here, and a browser would take the portal for theirs.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use url::{Host, Url};

use super::router::PROBES;
use crate::config::Config;
use crate::portal::Portal;

/// What others are told.
const ELSEWHERE: &str = "This portal has another name.\n";

/// The portal's own names.
#[derive(Clone, Debug)]
pub struct Hosts {
    names: Vec<Host>,
    /// Whether any IP address is one of this machine.
    is_any_ip: bool,
}

impl Hosts {
    /// The host of the base URL, and those of this machine where nobody gave the portal a name or a database of its own.
    #[must_use]
    pub fn of(config: &Config, base_url: &Url) -> Self {
        let mut names: Vec<Host> = base_url.host().map(|host| host.to_owned()).into_iter().collect();
        let is_local = config.is_embedded() || config.base_url.is_none();
        let ip = config.listen.ip().to_canonical();
        if is_local {
            names.push(Host::Domain("localhost".to_owned()));
            names.extend([Host::Ipv4(Ipv4Addr::LOCALHOST), Host::Ipv6(Ipv6Addr::LOCALHOST)]);
            names.push(match ip {
                std::net::IpAddr::V4(ip) => Host::Ipv4(ip),
                std::net::IpAddr::V6(ip) => Host::Ipv6(ip),
            });
        }
        Self { names, is_any_ip: is_local && ip.is_unspecified() }
    }

    /// Whether a `Host` header, with or without a port, says one of them.
    fn has(&self, authority: &str) -> bool {
        let Ok(authority) = authority.parse::<Authority>() else { return false };
        let Ok(host) = Host::parse(authority.host()) else { return false };
        self.names.contains(&host) || (self.is_any_ip && !matches!(host, Host::Domain(_)))
    }
}

/// Answers under the portal's own names alone; whoever looks whether it lives may ask by any.
pub(super) async fn at_home(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let is_probe = |path: &MatchedPath| PROBES.contains(&path.as_str());
    let named = request.headers().get(HOST).and_then(|value| value.to_str().ok());
    let asked = request.uri().authority().map(Authority::as_str).or(named).unwrap_or_default();
    if portal.hosts.has(asked) || request.extensions().get().is_some_and(is_probe) {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, ELSEWHERE).into_response()
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::config::Sources;

    fn hosts(change: impl FnOnce(&mut Config)) -> Hosts {
        let mut config = Config::read(Sources::default()).unwrap().0;
        config.base_url = Some("https://abuse.example".parse().unwrap());
        change(&mut config);
        let base_url = config.base_url.clone().unwrap();
        Hosts::of(&config, &base_url)
    }

    #[test]
    fn a_host_is_ours_whatever_its_port_and_case() {
        let ours = hosts(|_| {});
        for host in ["abuse.example", "ABUSE.example:443", "localhost:8080", "127.0.0.1", "[::1]:8080"] {
            assert!(ours.has(host), "{host}");
        }
        for host in ["", "evil.example", "abuse.example.evil.example", "192.0.2.1", "abuse.example/", "a b"] {
            assert!(!ours.has(host), "{host}");
        }
    }

    #[test]
    fn with_a_database_and_a_name_of_its_own_it_has_that_name_alone() {
        let ours = hosts(|config| config.database.url = Some(SecretString::from("postgres:///")));
        assert!(ours.has("abuse.example") && !ours.has("localhost") && !ours.has("127.0.0.1"));
    }

    #[test]
    fn where_it_listens_on_every_address_any_of_them_is_its_own_but_no_name() {
        let ours = hosts(|config| config.listen = "0.0.0.0:8080".parse().unwrap());
        assert!(ours.has("192.0.2.1:8080") && ours.has("[2001:db8::1]") && !ours.has("evil.example"));
    }
}
