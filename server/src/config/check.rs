//! What settings must agree on among themselves.

use url::{Host, Url};

use super::reader::Reader;
use super::{Config, MailTransport};

/// Refuses settings that do not go together, each with what to do.
pub(super) fn check(config: &Config, reader: &mut Reader) {
    if let Err(problem) = config.read_policy() {
        reader.refuse(format!("policy: {problem}"));
    }
    let external = !config.is_embedded();
    if external && config.secret_key.is_none() {
        reader.refuse("secret_key: needed with a database of your own, the same for every process");
    }
    if config.mail.transport == MailTransport::File && config.mail.folder.is_none() {
        reader.refuse("mail.folder: needed when mail.transport is \"file\"");
    }
    if external && config.mail.transport == MailTransport::Mailbox {
        reader.refuse("mail.transport: with a database of your own choose smtp or file");
    }
    if config.mail.transport == MailTransport::Mailbox && config.base_url.as_ref().is_some_and(is_elsewhere) {
        reader.refuse(
            "mail.transport: the mailbox shows every letter, with its secret links, to whoever opens /dev/mailbox; with a base_url \
             that others reach choose smtp or file",
        );
    }
    let leaves = config.mail.transport == MailTransport::Smtp;
    if leaves && config.base_url.is_none() {
        reader.refuse("base_url: needed with a mail server; links in letters begin with it");
    }
    if leaves && config.mail.from.email.domain() == "localhost" {
        reader.refuse("mail.from: needed with a mail server; it is the sender of every letter");
    }
    if config.site.name.trim().is_empty() {
        reader.refuse("site.name: give the portal a name; it stands in every title and letter");
    }
    if !(0.0..=360.0).contains(&config.site.hue) {
        reader.refuse("site.hue: expected an angle from 0 to 360 (OKLCH)");
    }
    if !(0.0..=0.4).contains(&config.site.chroma) {
        reader.refuse("site.chroma: expected a number from 0 to 0.4 (OKLCH)");
    }
    if config.mail.smtp.username.is_some() != config.mail.smtp.password.is_some() {
        reader.refuse("mail.smtp.username and mail.smtp.password go together");
    }
    if config.sessions.idle > config.sessions.absolute {
        reader.refuse("sessions.idle: cannot be longer than sessions.absolute");
    }
}

/// Whether people come to this address from other machines.
fn is_elsewhere(base_url: &Url) -> bool {
    match base_url.host() {
        Some(Host::Domain(name)) => name != "localhost",
        Some(Host::Ipv4(ip)) => !ip.is_loopback(),
        Some(Host::Ipv6(ip)) => !ip.is_loopback(),
        None => false,
    }
}
