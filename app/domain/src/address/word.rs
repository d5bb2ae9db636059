//! Reads one word as an address, and checks that visitors could open it.

use std::borrow::Cow;
use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use url::{Position, Url};

use super::clean::{trim_emphasis, trim_front, trim_host, trim_rest};
use super::host::is_number;
use super::scheme::{self, Start};
use super::{BadHostName, Host, HostName, MAX_LENGTH, NotAnAddress, ReportedUrl, ip, refang};

/// Last labels that lead nowhere outside one machine or network (RFC 6761, RFC 6762 appendix G, ICANN).
const LOCAL: [&str; 10] =
    ["localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "arpa"];

/// Last labels kept for documentation and tests (RFC 2606); no list of endings has them.
const RESERVED: [&str; 3] = ["example", "test", "invalid"];

/// Lengths of MD5, SHA-1, SHA-256 and SHA-512 sums in hexadecimal digits.
const SUMS: [usize; 4] = [32, 40, 64, 128];

/// Reads one word as an address.
pub(super) fn word(text: &str) -> Result<ReportedUrl, NotAnAddress> {
    let text = trim_front(trim_emphasis(text));
    let is_openable = has_browsers_scheme(text);
    let (given, text) = unscheme(text)?;
    let text = if given.is_none() { text.strip_prefix('.').unwrap_or(text) } else { text };
    let split = refang::split(text.strip_prefix("*.").unwrap_or(text), is_openable);
    let rest = refang::rest(split.rest, split.escaped);
    let rest = trim_rest(&rest);
    let (user, host) = match split.authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), bracket_ipv6(host)),
        None => (None, bracket_ipv6(&split.authority)),
    };
    if given.is_none() {
        check_bare(user.is_some(), &host, rest)?;
    }
    check_single(&split.authority, rest)?;
    let url = parse(given.unwrap_or(!host.ends_with(":80")), &host, rest)?;
    Ok(ReportedUrl { scheme_given: given.is_some(), had_userinfo: user.is_some(), ..url })
}

/// Whether it begins as browsers want it, so that they would open it as it is.
fn has_browsers_scheme(text: &str) -> bool {
    let is = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    is("http:") || is("https:")
}

/// Takes off the scheme, even if it stands there twice.
fn unscheme(text: &str) -> Result<(Option<bool>, &str), NotAnAddress> {
    let mut given = None;
    let mut text = text;
    loop {
        match scheme::start(text) {
            Start::Web { secure, rest } => (given, text) = (Some(secure), rest),
            Start::Bare(rest) if given.is_none() => return Ok((None, rest)),
            Start::Other(name) if given.is_none() => return Err(other_scheme(name)),
            Start::Bare(_) | Start::Other(_) => return Ok((given, text)),
        }
    }
}

fn other_scheme(name: String) -> NotAnAddress {
    if name == "mailto" { NotAnAddress::LooksLikeEmail } else { NotAnAddress::OtherScheme(name) }
}

/// A bare IPv6 address in the brackets that belong around it; other hosts without what follows them.
fn bracket_ipv6(host: &str) -> Cow<'_, str> {
    let host = host.trim();
    let digits = host.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'));
    if digits && host.matches(':').count() >= 2 {
        Cow::Owned(format!("[{host}]"))
    } else {
        Cow::Borrowed(trim_host(host))
    }
}

/// Refuses what only a scheme could make an address.
fn check_bare(has_user: bool, host: &str, rest: &str) -> Result<(), NotAnAddress> {
    let name = host.split(':').next().unwrap_or(host);
    if host.is_empty() {
        return Err(if rest.is_empty() { NotAnAddress::JustWords } else { NotAnAddress::NoHost });
    }
    if has_user && matches!(rest, "" | "/") {
        return Err(NotAnAddress::LooksLikeEmail);
    }
    if name.eq_ignore_ascii_case("localhost") {
        return Err(NotAnAddress::LocalName);
    }
    if is_sum(name) {
        return Err(NotAnAddress::Fingerprint);
    }
    if is_range(host, rest) {
        return Err(NotAnAddress::AddressRange);
    }
    let is_site = if host.starts_with('[') { is_ipv6(host) } else { is_dotted(name) };
    if is_site { Ok(()) } else { Err(NotAnAddress::JustWords) }
}

/// Whether a host in brackets is an IP address, and not a time or a hardware address.
fn is_ipv6(host: &str) -> bool {
    host.contains("]:") || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
}

/// Whether a name has dots, however written, or is an IP address: in four parts, or in one that begins with `0x`.
fn is_dotted(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    match is_number(last) {
        true => name.split('.').count() == 4 || (name.starts_with("0x") && name.len() == 10),
        false => name.contains(['.', '。', '．', '｡', '%']),
    }
}

fn is_sum(text: &str) -> bool {
    SUMS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// `192.0.2.0/24`: an IP address and a prefix length.
fn is_range(host: &str, rest: &str) -> bool {
    let prefix = rest.strip_prefix('/').and_then(|length| length.parse::<u8>().ok());
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    prefix.is_some_and(|length| length <= 128) && ip.is_ok()
}

/// Refuses addresses strung together without a space: `http://a,http://b`.
fn check_single(authority: &str, rest: &str) -> Result<(), NotAnAddress> {
    let runs_on = rest.starts_with("//") && (authority.ends_with("http:") || authority.ends_with("https:"));
    let follows = |at: usize| {
        let letters = rest[..at].bytes().rev().take(8).take_while(u8::is_ascii_alphanumeric).count();
        let (before, name) = rest[..at].split_at(at - letters);
        before.ends_with([',', ';', '|']) && scheme::is_web(&name.to_ascii_lowercase()).is_some()
    };
    let several = runs_on || rest.match_indices("://").any(|(at, _)| follows(at));
    if several { Err(NotAnAddress::SeveralAddresses) } else { Ok(()) }
}

fn parse(secure: bool, site: &str, rest: &str) -> Result<ReportedUrl, NotAnAddress> {
    let (host, port) = split_port(site);
    let host = read_host(host)?;
    let scheme = if secure { "https" } else { "http" };
    let url = Url::parse(&format!("{scheme}://host{port}{rest}")).map_err(|_| NotAnAddress::BadHost)?;
    let text = match host {
        Host::Ip(IpAddr::V6(ip)) => format!("{scheme}://[{ip}]{}", &url[Position::AfterHost..]),
        ref host => format!("{scheme}://{host}{}", &url[Position::AfterHost..]),
    };
    if text.len() > MAX_LENGTH {
        return Err(NotAnAddress::TooLong);
    }
    let from_path = url[Position::BeforePath..].len();
    let fragment = url[Position::AfterQuery..].len();
    let (path_at, key_len) = (text.len() - from_path, text.len() - fragment);
    Ok(ReportedUrl { text, host, path_at, key_len, scheme_given: true, had_userinfo: false, is_cut: false })
}

fn split_port(site: &str) -> (&str, &str) {
    match site.rfind(':') {
        Some(colon) if !site[colon..].contains(']') => site.split_at(colon),
        _ => (site, ""),
    }
}

/// Reads a host as browsers do, if visitors can reach it.
fn read_host(text: &str) -> Result<Host, NotAnAddress> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| NotAnAddress::BadHost)?;
    let text = decoded.strip_suffix('.').unwrap_or(&decoded);
    if text.is_empty() {
        return Err(NotAnAddress::NoHost);
    }
    if text.starts_with('[') || is_number(text.rsplit('.').next().unwrap_or(text)) {
        return read_ip(text);
    }
    match HostName::parse(text) {
        Ok(name) => check_name(name),
        Err(BadHostName::Number) => read_ip(text),
        Err(_) => Err(NotAnAddress::BadHost),
    }
}

fn read_ip(text: &str) -> Result<Host, NotAnAddress> {
    let ip = match url::Host::parse(text) {
        Ok(url::Host::Ipv4(ip)) => IpAddr::V4(ip),
        Ok(url::Host::Ipv6(ip)) => ip.to_canonical(),
        _ => return Err(NotAnAddress::BadHost),
    };
    if ip::is_public(ip) { Ok(Host::Ip(ip)) } else { Err(NotAnAddress::PrivateIp) }
}

fn check_name(name: HostName) -> Result<Host, NotAnAddress> {
    let top = name.labels().next_back().unwrap_or_default();
    if top == "onion" {
        return Err(NotAnAddress::Onion);
    }
    let is_local = LOCAL.contains(&top) || top == name.ascii();
    if is_local { Err(NotAnAddress::LocalName) } else { Ok(Host::Name(name)) }
}

/// Whether the site is an IP address or has an ending that exists.
pub(super) fn ends_as_usual(url: &ReportedUrl) -> bool {
    let Host::Name(name) = url.host() else { return true };
    name.has_real_ending() || name.labels().next_back().is_some_and(|top| RESERVED.contains(&top))
}
