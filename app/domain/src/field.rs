//! The fields of a report form and what may stand in each (limits of Cloudflare's public form, domain facts §2.9).

use std::net::IpAddr;

use crate::country;
use crate::word::words;

words! {
    /// A field of a report form, apart from the addresses and the disclosure choices.
    Field {
        /// The reporter's name.
        Name = "name",
        /// The reporter's email address.
        Email = "email",
        /// The same again.
        Email2 = "email2",
        /// The reporter's company.
        Company = "company",
        /// A telephone number.
        Telephone = "tele",
        /// A short title of the report.
        Title = "title",
        /// What is wrong, in the reporter's words.
        Justification = "justification",
        /// More remarks, for staff.
        Comments = "comments",
        /// The work that was copied, or the brand that is imitated.
        OriginalWork = "original_work",
        /// Street and number.
        Address1 = "address1",
        /// City.
        City = "city",
        /// State or province.
        State = "state",
        /// Country.
        Country = "country",
        /// The right holder for whom an agent speaks.
        AgentName = "agent_name",
        /// The 512(f) acknowledgement and the good-faith statements.
        Agree = "agree",
        /// The signature; the reporter's name.
        Signature = "signature",
        /// The trademark's registration number.
        TrademarkNumber = "trademark_number",
        /// The office where it is registered.
        TrademarkOffice = "trademark_office",
        /// The mark itself.
        TrademarkSymbol = "trademark_symbol",
        /// The country in which the reporter saw it, two letters.
        ReportedCountry = "reported_country",
        /// The browser in which the reporter saw it.
        ReportedUserAgent = "reported_user_agent",
        /// Attacking addresses.
        SourceIps = "source_ips",
        /// Attacked addresses.
        DestinationIps = "destination_ips",
        /// Ports and protocols such as `80/TCP`.
        PortsProtocols = "ports_protocols",
        /// Whether the reporter is, or speaks for, the person shown.
        SubjectRepresentation = "ncsei_subject_representation",
        /// What is asked about the registration: its disclosure or its correction.
        RegistrationRequest = "reg_who_request_type",
        /// Why there is a right to it.
        RegistrationBasis = "reg_who_legal_basis",
        /// Which data.
        RegistrationElements = "reg_who_requested_data_elements",
        /// Good faith.
        RegistrationGoodFaith = "reg_who_good_faith_affirmation",
        /// Lawful processing.
        RegistrationLawful = "reg_who_lawful_processing_agreement",
        /// Who asks.
        RegistrationRequestor = "reg_who_requestor_type",
        /// By whose authority.
        RegistrationAuthority = "reg_who_authorization_statement",
    }
}

/// The shape of a field's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines of at most so many characters.
    Text(usize),
    /// An email address.
    Email,
    /// A box that is ticked or not; a required one must be ticked.
    Tick,
    /// Yes or no; a required one must be answered.
    YesNo,
    /// At most so many IP addresses, one a line.
    Ips(usize),
    /// At most so many entries such as `80/TCP`, one a line.
    Ports(usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Any of these words, at least one where required.
    AnyOf(&'static [&'static str]),
}

/// The longest list of source or destination addresses or ports.
pub const NETWORK_ENTRIES: usize = 30;
/// The data a registration request may name (ICANN Registration Data Policy 10.2).
pub const REGISTRATION_ELEMENTS: &[&str] = &[
    "registrant_name",
    "registrant_organization",
    "registrant_email",
    "registrant_phone",
    "registrant_address",
    "registrant_address_country",
    "registrant_address_postal_code",
    "admin_name",
    "admin_organization",
    "admin_email",
    "admin_phone",
    "admin_address",
    "tech_name",
    "tech_organization",
    "tech_email",
    "tech_phone",
    "tech_address",
];

/// What is wrong with the content of a field; says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// It is required.
    #[error("Fill this in.")]
    Missing,
    /// A required box is not ticked.
    #[error("Tick this box to go on.")]
    NotTicked,
    /// No choice was made.
    #[error("Choose one.")]
    NotChosen,
    /// Longer than allowed.
    #[error("Shorten this to {limit} characters; it has {length}.")]
    TooLong {
        /// Characters allowed.
        limit: usize,
        /// Characters sent.
        length: usize,
    },
    /// Not an email address.
    #[error("Enter a whole email address, like name@example.com.")]
    NotAnEmail,
    /// The second email differs from the first.
    #[error("The two email addresses differ. Type the same one twice.")]
    EmailsDiffer,
    /// The signature is not the name.
    #[error("Sign with your full name, as you wrote it above.")]
    SignatureDiffers,
    /// Not the code of a country.
    #[error("Choose a country, or give its two letters, like DE or US.")]
    NotACountry,
    /// Not an IP address.
    #[error("Line {line} is not an IP address.")]
    NotAnIp {
        /// The line, from 1.
        line: usize,
    },
    /// Not a port with its protocol.
    #[error("Line {line} is not a port with its protocol, like 80/TCP.")]
    NotAPort {
        /// The line, from 1.
        line: usize,
    },
    /// More entries than allowed.
    #[error("Give at most {limit} different entries; there are {count}.")]
    TooMany {
        /// Entries allowed.
        limit: usize,
        /// Entries sent.
        count: usize,
    },
    /// Control characters.
    #[error("Remove the control characters from this field.")]
    ControlCharacters,
}

impl Field {
    /// What may stand in the field.
    pub fn shape(self) -> Shape {
        match self {
            Self::Name | Self::City | Self::State | Self::Country | Self::Title | Self::Signature => {
                Shape::Line(255)
            }
            Self::OriginalWork | Self::ReportedUserAgent => Shape::Line(255),
            Self::Email | Self::Email2 => Shape::Email,
            Self::Company | Self::Address1 => Shape::Line(100),
            Self::Telephone => Shape::Line(20),
            Self::AgentName => Shape::Line(60),
            Self::Justification | Self::RegistrationBasis | Self::RegistrationAuthority => Shape::Text(5000),
            Self::Comments => Shape::Text(2000),
            Self::TrademarkNumber | Self::TrademarkOffice | Self::TrademarkSymbol => Shape::Line(1000),
            Self::ReportedCountry => Shape::Line(2),
            Self::Agree | Self::RegistrationGoodFaith | Self::RegistrationLawful => Shape::Tick,
            Self::SubjectRepresentation => Shape::YesNo,
            Self::SourceIps | Self::DestinationIps => Shape::Ips(NETWORK_ENTRIES),
            Self::PortsProtocols => Shape::Ports(NETWORK_ENTRIES),
            Self::RegistrationRequest => Shape::OneOf(&["disclosure", "invalid_whois"]),
            Self::RegistrationRequestor => Shape::OneOf(&["government", "corporation", "individual"]),
            Self::RegistrationElements => Shape::AnyOf(REGISTRATION_ELEMENTS),
        }
    }

    /// Whether the field says who the reporter is; such fields are kept apart from the report.
    pub fn is_identity(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Email
                | Self::Email2
                | Self::Company
                | Self::Telephone
                | Self::Address1
                | Self::City
                | Self::State
                | Self::Country
                | Self::AgentName
                | Self::Signature
                | Self::Agree
        )
    }

    /// Whether only staff read it.
    pub fn is_for_staff_only(self) -> bool {
        matches!(self, Self::Comments | Self::ReportedUserAgent)
    }

    /// Checks what was typed. An empty optional field gives `None`; lists come back one entry a line, without repeats.
    ///
    /// # Errors
    /// Says what to do about the content.
    pub fn read(self, typed: &[String], required: bool) -> Result<Option<String>, FieldError> {
        let text = typed.join("\n").replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return if required { Err(self.missing()) } else { Ok(None) };
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(FieldError::ControlCharacters);
        }
        self.check(text).map(Some)
    }

    fn missing(self) -> FieldError {
        match self.shape() {
            Shape::Tick => FieldError::NotTicked,
            Shape::YesNo | Shape::OneOf(_) | Shape::AnyOf(_) => FieldError::NotChosen,
            _ => FieldError::Missing,
        }
    }

    fn check(self, text: &str) -> Result<String, FieldError> {
        match self.shape() {
            Shape::Line(limit) => {
                let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if self == Self::ReportedCountry {
                    let (code, _) = country::of(&line).ok_or(FieldError::NotACountry)?;
                    return Ok(code.to_owned());
                }
                within(&line, limit)
            }
            Shape::Text(limit) => within(text, limit),
            Shape::Email => email(text),
            Shape::Tick if matches!(text, "1" | "on" | "true" | "yes") => Ok("true".into()),
            Shape::Tick => Err(FieldError::NotTicked),
            Shape::YesNo if matches!(text, "true" | "false") => Ok(text.into()),
            Shape::Ips(limit) => entries(text, limit, |line, entry| {
                entry.parse::<IpAddr>().map(|ip| ip.to_string()).map_err(|_| FieldError::NotAnIp { line })
            }),
            Shape::Ports(limit) => {
                within(text, 2000)?;
                entries(text, limit, |line, entry| port(entry).ok_or(FieldError::NotAPort { line }))
            }
            Shape::OneOf(words) if words.contains(&text) => Ok(text.into()),
            Shape::AnyOf(words) if text.lines().all(|word| words.contains(&word)) => Ok(text.into()),
            Shape::YesNo | Shape::OneOf(_) | Shape::AnyOf(_) => Err(FieldError::NotChosen),
        }
    }
}

/// Reads an email address: something, an @, and a host with a dot. Lower-cases the host alone.
///
/// # Errors
/// When it is not one, or longer than 254 characters (RFC 5321 §4.5.3.1).
pub fn email(text: &str) -> Result<String, FieldError> {
    let (local, host) = text.rsplit_once('@').ok_or(FieldError::NotAnEmail)?;
    let host = idna::domain_to_ascii(host).map_err(|_| FieldError::NotAnEmail)?;
    let local_is_fine = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let host_is_fine = host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    let email = format!("{local}@{host}");
    if local_is_fine && host_is_fine && email.len() <= 254 { Ok(email) } else { Err(FieldError::NotAnEmail) }
}

fn within(text: &str, limit: usize) -> Result<String, FieldError> {
    let length = text.chars().count();
    if length > limit { Err(FieldError::TooLong { limit, length }) } else { Ok(text.into()) }
}

fn port(entry: &str) -> Option<String> {
    let (number, protocol) = entry.split_once('/')?;
    let number: u16 = number.trim().parse().ok()?;
    let protocol = protocol.trim().to_ascii_uppercase();
    let has_ports = matches!(protocol.as_str(), "TCP" | "UDP" | "SCTP");
    (protocol == "ICMP" || (has_ports && number > 0)).then(|| format!("{number}/{protocol}"))
}

fn entries(
    text: &str,
    limit: usize,
    read: impl Fn(usize, &str) -> Result<String, FieldError>,
) -> Result<String, FieldError> {
    let mut all: Vec<String> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let entry = read(index + 1, line.trim())?;
        if !all.contains(&entry) {
            all.push(entry);
        }
        if all.len() > limit {
            let count = text.lines().filter(|line| !line.trim().is_empty()).count();
            return Err(FieldError::TooMany { limit, count });
        }
    }
    Ok(all.join("\n"))
}

#[cfg(test)]
mod tests;
