//! Why a text is not an address we can look at.

use serde::{Deserialize, Serialize};

/// The reason a text was not taken as an address; its message tells the reporter what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "reason", content = "detail", rename_all = "snake_case")]
pub enum NotAnAddress {
    /// Nothing but spaces, quotes or invisible signs.
    #[error("This is empty. Give the address of the page, for example https://www.example.com/page.")]
    Empty,
    /// Longer than [`super::MAX_LENGTH`] once written out.
    #[error("This is too long. Give one address alone, of at most 2,048 characters.")]
    TooLong,
    /// A path or a scheme without a site.
    #[error("The name of the site is missing. Give the whole address, from https:// on.")]
    NoHost,
    /// Mail, files, apps: anything but http and https. Holds the scheme, in lower case.
    #[error(
        "We can only look at web pages, and this begins with {0}. Give an address that begins with http:// or https://."
    )]
    OtherScheme(String),
    /// Not a name that can exist, or a port that is not a number.
    #[error(
        "The name of the site is not written correctly. Check it for missing dots, spaces and signs that do not belong there."
    )]
    BadHost,
    /// A name that means something only on one computer or inside one network.
    #[error("This name works only inside a private network. Give the name visitors use on the internet.")]
    LocalName,
    /// A Tor service.
    #[error(
        "This is a Tor address. We carry no traffic for it; give the address of the site on the open web, if it has one."
    )]
    Onion,
    /// An IP address that nobody can reach over the internet.
    #[error("This IP address belongs to a private network. Give the one visitors reach over the internet.")]
    PrivateIp,
    /// A network in CIDR form.
    #[error("This is a range of IP addresses. Give each address on a line of its own.")]
    AddressRange,
    /// A mailbox, with or without `mailto:`.
    #[error("This is an email address. Give the address of the web page it is about.")]
    LooksLikeEmail,
    /// An MD5, SHA-1, SHA-256 or SHA-512 sum.
    #[error("This is the fingerprint of a file. Give the address the file was loaded from.")]
    Fingerprint,
    /// More than one address, and no way to tell which is meant.
    #[error("These are several addresses. Put each on a line of its own.")]
    SeveralAddresses,
    /// Words without an address among them.
    #[error(
        "There is no address in this. Give the address of the page, for example https://www.example.com/page."
    )]
    JustWords,
}

impl NotAnAddress {
    /// A stable word for lists that machines read.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::NoHost => "no_host",
            Self::OtherScheme(_) => "other_scheme",
            Self::BadHost => "bad_host",
            Self::LocalName => "local_name",
            Self::Onion => "onion",
            Self::PrivateIp => "private_ip",
            Self::AddressRange => "address_range",
            Self::LooksLikeEmail => "looks_like_email",
            Self::Fingerprint => "fingerprint",
            Self::SeveralAddresses => "several_addresses",
            Self::JustWords => "just_words",
        }
    }
}
