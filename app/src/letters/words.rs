//! Words that several letters share, and how a stranger's words are made harmless in mail.

use domain::address::Defanged;
use domain::category::{Category, Group};
use domain::field::{Field, Shape};
use jiff::Timestamp;

use crate::components::Reader;

/// What an address is reported as, to follow "was" or "were". An allegation, never a finding.
#[must_use]
pub fn reported_as(category: Category) -> &'static str {
    match category {
        Category::Phishing => "reported as phishing",
        Category::Malware => "reported as harmful software",
        Category::Fraud => "reported as fraud",
        Category::Network => "reported as the source of an attack",
        Category::ChildAbuse | Category::Unsure => "reported",
        Category::IntimateImages => "reported as intimate images without consent",
        Category::Threats => "reported as threats or harassment",
        Category::Terrorism => "reported as terrorist content",
        Category::Copyright => "reported as a copyright infringement",
        Category::Trademark => "reported as a trademark infringement",
        Category::OtherIllegal => "reported as unlawful",
        Category::Registration => "reported for its registration details",
    }
}

/// What was reported, as the beginning of a sentence: `A page on a[.]example was`, `3 pages on your sites were`.
/// `host` is nothing where the addresses lie on several.
#[must_use]
pub fn what_was(category: Category, addresses: u32, host: Option<&str>) -> String {
    what_was_at(category, addresses, host.map(disarm))
}

/// The same with the site as it is shown.
#[must_use]
pub fn what_was_at(category: Category, addresses: u32, shown: Option<String>) -> String {
    match (category, addresses, shown) {
        (Category::Network | Category::Registration, _, Some(host)) => format!("{host} was"),
        (_, 1, Some(host)) => format!("A page on {host} was"),
        (_, 1, None) => "A page on your site was".to_owned(),
        (_, count, Some(host)) => format!("{count} pages on {host} were"),
        (_, count, None) => format!("{count} pages on your sites were"),
    }
}

/// What the answer to a question of the form is called in a letter about a category of this group.
#[must_use]
pub fn field(of: Field, group: Group) -> &'static str {
    match of {
        Field::OriginalWork if group == Group::Trick => "Said to pretend to be",
        Field::Name => "Name",
        Field::Email | Field::Email2 => "Email",
        Field::Company => "Company",
        Field::Telephone => "Telephone",
        Field::Title => "Title",
        Field::Justification => "What is wrong",
        Field::Comments => "Remarks",
        Field::OriginalWork => "Original work",
        Field::Address1 => "Street",
        Field::City => "City",
        Field::State => "State or province",
        Field::Country => "Country",
        Field::AgentName => "Right holder",
        Field::Agree => "Statements made under penalty of perjury",
        Field::Signature => "Signature",
        Field::TrademarkNumber => "Trademark number",
        Field::TrademarkOffice => "Trademark office",
        Field::TrademarkSymbol => "Trademark",
        Field::ReportedCountry => "Seen from",
        Field::ReportedUserAgent => "Seen with",
        Field::SourceIps => "Attacks came from",
        Field::DestinationIps => "Attacks went to",
        Field::PortsProtocols => "Ports and protocols",
        Field::SubjectRepresentation => "The reporter is, or speaks for, the person shown",
        Field::RegistrationRequest => "Request",
        Field::RegistrationBasis => "Legal basis",
        Field::RegistrationElements => "Data asked for",
        Field::RegistrationGoodFaith => "Made in good faith",
        Field::RegistrationLawful => "Lawful use promised",
        Field::RegistrationRequestor => "Asked by",
        Field::RegistrationAuthority => "Authority",
    }
}

/// The answer to a question of the form in words.
#[must_use]
pub fn value(of: Field, answer: &str) -> String {
    match of.shape() {
        Shape::Line(_) if matches!(of, Field::ReportedCountry | Field::Country) => country(answer),
        Shape::Tick | Shape::YesNo => if answer == "true" { "Yes" } else { "No" }.to_owned(),
        Shape::OneOf(_) | Shape::AnyOf(_) => {
            answer.lines().map(|word| word.replace('_', " ")).collect::<Vec<_>>().join(", ")
        }
        Shape::Ips(_) | Shape::Ports(_) => answer.lines().collect::<Vec<_>>().join(", "),
        Shape::Line(_) | Shape::Text(_) | Shape::Email => answer.to_owned(),
    }
}

/// A country by its code of two letters (ISO 3166-1), in English; what is no code stays as it is.
fn country(text: &str) -> String {
    domain::country::of(text).map_or(text, |(_, name)| name).to_owned()
}

/// Why the abuse contact of a site or an account receives a letter.
#[must_use]
pub fn as_contact(email: &str, of: &str) -> String {
    format!("You receive this because {email} is the abuse contact of {}.", disarm(of))
}

/// Why the former abuse contact of an account receives a letter.
#[must_use]
pub fn as_former_contact(email: &str, of: &str) -> String {
    format!("You receive this because {email} was the abuse contact of {}.", disarm(of))
}

/// Why an owner of an account receives a letter that goes to each of them.
#[must_use]
pub fn as_one_of_owners(account: &str) -> String {
    format!("You receive this because you are an owner of {}.", disarm(account))
}

/// Why an owner of an account without an abuse contact receives a letter.
#[must_use]
pub fn as_owner(account: &str) -> String {
    format!(
        "You receive this because you are an owner of {}, which has no abuse contact of its own.",
        disarm(account)
    )
}

/// The first of several sites: `a.example and 2 more sites`.
#[must_use]
pub fn and_more(site: String, more: u32) -> String {
    match more {
        0 => site,
        1 => format!("{site} and 1 more site"),
        more => format!("{site} and {more} more sites"),
    }
}

/// A count of addresses: `1 address`, `3 addresses`.
#[must_use]
pub fn addresses(count: u32) -> String {
    if count == 1 { "1 address".to_owned() } else { format!("{count} addresses") }
}

/// A moment with its weekday and zone, such as `Tuesday 24 November, 19:05 CET`; the year is said when it is not this one.
#[must_use]
pub fn on(at: Timestamp, reader: Reader) -> String {
    let at = reader.zone.at(at);
    let year = if at.year() == reader.zone.at(reader.now).year() { "" } else { " %Y" };
    at.strftime(&format!("%A %-d %B{year}, %H:%M %Z")).to_string()
}

/// A day with its year, such as `24 May 2027`.
#[must_use]
pub fn day(at: Timestamp, reader: Reader) -> String {
    reader.zone.at(at).strftime("%-d %B %Y").to_string()
}

/// How long until then, to the nearest hour, or in days: `24 hours`, `3 days`.
#[must_use]
pub fn time_left(until: Timestamp, reader: Reader) -> String {
    const HALF_AN_HOUR: i64 = 1800;
    let left = until.duration_since(reader.now).as_secs().max(0);
    hours(u32::try_from((left + HALF_AN_HOUR) / 3600).unwrap_or(u32::MAX))
}

/// A number of hours in words, in days from two days on.
#[must_use]
pub fn hours(hours: u32) -> String {
    match hours {
        0 => "less than an hour".to_owned(),
        1 => "1 hour".to_owned(),
        2..72 => format!("{hours} hours"),
        _ => format!("{} days", hours / 24),
    }
}

/// An address in one piece, with every dot of its host in brackets.
#[must_use]
pub fn whole(address: &Defanged) -> String {
    let also =
        address.ascii_host.as_ref().map(|ascii| format!(" (also {})", disarm(ascii))).unwrap_or_default();
    format!("{}{}{}{also}", address.scheme, disarm(&address.host), disarm(&address.rest))
}

/// A stranger's words with everything defanged that a mail program could take for a link: schemes, names and mailboxes.
#[must_use]
pub fn disarm(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, char) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + char.len_utf8()..]);
        match char {
            't' | 'T' if is_in_scheme(before, after) => out.push(if char == 't' { 'x' } else { 'X' }),
            ':' if after.starts_with("//") && !is_defanged(before) => out.push_str("[:]"),
            '.' if is_dot_of_name(before, after) => out.push_str("[.]"),
            _ if hides(char) => out.push('\u{fffd}'),
            _ => out.push(char),
        }
    }
    out
}

/// Whether this `t` is one of the two in `http` before `://`.
fn is_in_scheme(before: &str, after: &str) -> bool {
    let ends = |text: &str, end: &str| {
        text.len() >= end.len()
            && text.is_char_boundary(text.len() - end.len())
            && text[text.len() - end.len()..].eq_ignore_ascii_case(end)
    };
    let starts = |text: &str, start: &str| {
        text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    let first = ends(before, "h") && (starts(after, "tp://") || starts(after, "tps://"));
    let second = ends(before, "ht") && (starts(after, "p://") || starts(after, "ps://"));
    first || second
}

/// Whether a scheme is http or https, whose letters are changed instead, or was defanged already.
fn is_defanged(before: &str) -> bool {
    let scheme = before.rsplit(|char: char| !char.is_ascii_alphanumeric()).next().unwrap_or_default();
    let known = ["http", "https", "hxxp", "hxxps"];
    known.iter().any(|known| known.eq_ignore_ascii_case(scheme))
}

/// Whether a dot stands between two parts of a name, and not in a number or at the end of a sentence.
fn is_dot_of_name(before: &str, after: &str) -> bool {
    let name = |char: char| char.is_alphanumeric() || char == '-';
    before.ends_with(name) && after.starts_with(|char: char| char.is_alphabetic())
}

/// Whether a character cannot be seen or turns the direction of the text; line breaks and tabs stay.
fn hides(char: char) -> bool {
    (char.is_control() && !matches!(char, '\n' | '\t'))
        || matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Zone;

    #[test]
    fn a_strangers_words_hold_no_link() {
        let disarmed = [
            ("see http://evil.example/a.html now", "see hxxp://evil[.]example/a[.]html now"),
            ("HTTPS://EVIL.EXAMPLE", "HXXPS://EVIL[.]EXAMPLE"),
            ("go to www.evil.example.", "go to www[.]evil[.]example."),
            ("write to me@mail.example, please", "write to me@mail[.]example, please"),
            ("ftp://evil.example", "ftp[:]//evil[.]example"),
            ("javascript://x", "javascript[:]//x"),
            ("http://3232235777/x", "hxxp://3232235777/x"),
            ("bücher.example und пример.рф", "bücher[.]example und пример[.]рф"),
            ("hxxps://a[.]example", "hxxps://a[.]example"),
        ];
        for (text, wanted) in disarmed {
            assert_eq!(disarm(text), wanted);
            assert_eq!(disarm(wanted), wanted, "twice is the same as once");
        }
    }

    #[test]
    fn whom_a_page_copies_is_no_original_work() {
        assert_eq!(field(Field::OriginalWork, Group::Trick), "Said to pretend to be");
        assert_eq!(field(Field::OriginalWork, Group::Rights), "Original work");
    }

    #[test]
    fn plain_prose_stays_as_it_is() {
        for text in ["It took 3.5 hours. Then it stopped…", "Line one.\nLine two: the end.", "He said: “no.”"]
        {
            assert_eq!(disarm(text), text);
        }
    }

    #[test]
    fn nothing_stays_unseen() {
        assert_eq!(disarm("a\u{202e}b\u{200b}c\u{7}\n"), "a\u{fffd}b\u{fffd}c\u{fffd}\n");
    }

    #[test]
    fn times_name_their_zone() {
        let reader =
            Reader::visitor("2026-11-24T10:05:00Z".parse().unwrap(), Zone::named("Europe/Berlin").unwrap());
        let due = "2026-11-24T18:05:00Z".parse().unwrap();
        assert_eq!(on(due, reader), "Tuesday 24 November, 19:05 CET");
        assert_eq!(on("2027-01-01T00:00:00Z".parse().unwrap(), reader), "Friday 1 January 2027, 01:00 CET");
        assert_eq!(time_left(due, reader), "8 hours");
        assert_eq!(
            (hours(71), hours(72), hours(360)),
            ("71 hours".into(), "3 days".into(), "15 days".into())
        );
    }
}
