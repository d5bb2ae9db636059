//! What every request passes before a handler sees it: who sent it, from where, how often, and for how long.

use std::any::Any;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use ipnet::IpNet;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use uuid::Uuid;

use super::Problem;
use super::brake::household;
use crate::ids;
use crate::portal::Portal;

/// Headers of every answer; a page replaces the content policy by its own.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (REFERRER_POLICY, "same-origin"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    ),
];

/// Number of one request, in its answer, on problem pages and in the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestId(Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What logs say of a request: its number, and the route rather than the path, which may be a secret.
pub(super) fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    tracing::debug_span!("request", method = %request.method(), route, id)
}

/// Where a request came from, as far as a trusted proxy or the connection tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The network it belongs to, as text: of IPv6 what one household gets.
    #[must_use]
    pub fn network(self) -> String {
        household(self.0).to_string()
    }
}

/// Numbers the request and finds out where it came from.
pub async fn identify(State(portal): State<Portal>, mut request: Request, next: Next) -> Response {
    let id = RequestId(ids::at(portal.clock.now()));
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let address = client_address(peer, request.headers(), &portal.config.trusted_proxies);
    request.extensions_mut().insert(id);
    request.extensions_mut().insert(ClientAddress(address));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The right-most address that is no trusted proxy; anything left of it may be invented.
fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let values = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut addresses = named.iter().rev().map_while(|text| forwarded(text));
    addresses.find(|address| !is_trusted(*address, trusted)).unwrap_or(peer)
}

/// An address as proxies write it: IPv6 with or without brackets, both with or without a port.
fn forwarded(text: &str) -> Option<IpAddr> {
    let bare = || text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text).parse().ok();
    let address = text.parse::<SocketAddr>().map(|socket| socket.ip()).ok().or_else(bare);
    address.map(|address| address.to_canonical())
}

/// Whether an address is a trusted proxy's.
pub(crate) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// Adds the headers that every answer carries. Browsers that came by HTTPS once are told to stay with it.
pub async fn protect(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if portal.base_url.scheme() == "https" {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// No page behind a secret link is kept or indexed; that it is not named to other sites holds for every page.
/// A stricter referrer policy would make browsers hide the origin of its forms.
pub async fn keep_secret(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow, noarchive"),
    );
    response
}

/// Gives up on a request that takes too long.
pub async fn hurry(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let limit = portal.config.limits.request_timeout;
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!(?limit, "a request took too long");
            Problem::Unavailable.into_response()
        }
    }
}

/// A panic is a defect like any other: logged, and told as such.
#[expect(clippy::needless_pass_by_value, reason = "the library hands it over")]
pub fn caught(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    Problem::internal(format!("panic: {text}")).into_response()
}

/// How a form from another site is answered.
type Refusal = fn(ProtectionError) -> Response;

/// Refuses forms that were sent from another site, by what browsers say of themselves.
///
/// # Errors
/// When the base URL has no origin a browser could send.
pub fn same_origin(base_url: &url::Url) -> Result<CsrfLayer<Refusal>, tower_http::csrf::ConfigError> {
    let refuse: Refusal = |_| Problem::ForeignForm.into_response();
    let layer = CsrfLayer::new().add_trusted_origin(base_url.origin().ascii_serialization())?;
    Ok(layer.with_rejection_response(refuse))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(text));
        headers
    }

    #[test]
    fn only_a_trusted_proxy_may_speak_for_others() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let stranger: IpAddr = "192.0.2.7".parse().unwrap();
        let headers = said("1.1.1.1, 203.0.113.9, 10.0.0.1");
        let found = |peer, trusted: &[IpNet]| client_address(Some(peer), &headers, trusted).to_string();
        assert_eq!(found(stranger, &[proxy.into()]), "192.0.2.7");
        assert_eq!(found(proxy, &[]), "10.0.0.1");
        assert_eq!(found(proxy, &[proxy.into()]), "203.0.113.9");
        assert_eq!(client_address(Some(proxy), &said("nonsense"), &[proxy.into()]), proxy);
    }

    #[test]
    fn proxies_may_be_a_network_and_may_name_ports() {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "2001:db8:f::/48".parse().unwrap()];
        let found = |text| client_address("10.9.8.7".parse().ok(), &said(text), &trusted).to_string();
        assert_eq!(found("1.1.1.1, 203.0.113.9:4711, 10.1.2.3:80, [2001:db8:f::1]:443"), "203.0.113.9");
        assert_eq!(found("[2001:db8:1::7]:4711, 10.1.2.3"), "2001:db8:1::7");
        assert_eq!(found("[2001:db8:1::7]"), "2001:db8:1::7");
        assert_eq!(found("2001:db8:1::7"), "2001:db8:1::7");
        assert_eq!(found("[::ffff:203.0.113.9]:1"), "203.0.113.9");
        assert_eq!(found("unknown, 10.1.2.3"), "10.9.8.7");
    }
}
