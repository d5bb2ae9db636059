//! Who a letter is from and to.

use lettre::Address;

use super::Party;

/// Text that is no address a letter can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct BadAddress;

/// A party of a letter. The domain is written in ASCII (IDNA), as mail servers want it; line breaks in the name become
/// spaces.
///
/// # Errors
/// When `address` is none.
pub fn party(name: Option<&str>, address: &str) -> Result<Party, BadAddress> {
    let (user, domain) = address.rsplit_once('@').ok_or(BadAddress)?;
    let domain = idna::domain_to_ascii(domain).map_err(|_| BadAddress)?;
    let address = Address::new(user, domain).map_err(|_| BadAddress)?;
    let name = name.map(one_line).filter(|name| !name.is_empty());
    Ok(Party::new(name, address))
}

/// Text that fits into a header: without line breaks and other control characters.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
