//! The questions of the form: what each field is called, and why it is asked.

use domain::category::{Category, Group};
use domain::disclosure::{Disclosure, Party};
use domain::field::{Field, FieldError, Shape};
use domain::policy::CategoryPolicy;

use crate::letters::words::value;
use crate::words::capital;

/// The heading of a category's form.
#[must_use]
pub fn heading(category: Category) -> &'static str {
    match category {
        Category::Phishing => "Report a page that pretends to be someone else",
        Category::Malware => "Report a page that spreads harmful software",
        Category::Fraud => "Report a site that cheats people out of money",
        Category::Network => "Report an attack on other computers",
        Category::ChildAbuse => "Report sexual abuse of children",
        Category::IntimateImages => "Report intimate images without consent",
        Category::Threats => "Report threats, stalking or harassment",
        Category::Terrorism => "Report terrorist content",
        Category::Copyright => "Report a copy of your work",
        Category::Trademark => "Report misuse of your trademark",
        Category::OtherIllegal => "Report other unlawful content",
        Category::Registration => "Report wrong registration details",
        Category::Unsure => "Report something you are not sure about",
    }
}

/// What a field is called on the form, and its hint.
pub(super) fn question(field: Field, policy: &CategoryPolicy) -> (String, Option<String>) {
    match field {
        Field::Justification => (policy.ask.clone(), Some(policy.ask_hint.clone())),
        Field::OriginalWork if policy.group == Group::Trick => (
            "Who does it pretend to be?".to_owned(),
            Some("A company, a public office or a person.".to_owned()),
        ),
        Field::Email if policy.allows_no_identity() => (
            "Your email address".to_owned(),
            Some("Leave it empty to stay anonymous. Then the link shown after sending is the only way to follow this report.".to_owned()),
        ),
        Field::Name | Field::Email if goes_out_named(policy) => {
            (words(field).0.to_owned(), Some(NAMED_HINT.to_owned()))
        }
        other => {
            let (label, hint) = words(other);
            (label.to_owned(), (!hint.is_empty()).then(|| hint.to_owned()))
        }
    }
}

const NAMED_HINT: &str =
    "It stands in the notice that the site’s owner receives, and that our staff may refer to its host.";

/// Whether the reporter is named to everybody who hears of the report, because the law wants it so.
pub(super) fn goes_out_named(policy: &CategoryPolicy) -> bool {
    policy.owner == [Disclosure::Named] && policy.host == [Disclosure::Named]
}

/// What is wrong with a field and what to do, so that it can be read apart from the field.
#[must_use]
pub fn complaint(field: Field, error: &FieldError, policy: &CategoryPolicy) -> String {
    let (label, _) = question(field, policy);
    match error {
        FieldError::Missing => missing(&label),
        FieldError::NotChosen => format!("Choose an answer to “{label}”."),
        FieldError::NotTicked => {
            "Tick the box to confirm this; without it we cannot take the report.".to_owned()
        }
        other => other.to_string(),
    }
}

fn missing(label: &str) -> String {
    match label.strip_prefix("Your ") {
        Some(own) => format!("Enter your {own}."),
        None if label.ends_with('?') => format!("“{label}” needs an answer."),
        None => format!("Fill in “{label}”."),
    }
}

/// The fields in the order in which the form asks for them.
pub fn form_order() -> impl Iterator<Item = Field> {
    matter().chain(person()).chain(declarations())
}

/// What is wrong with the site; the main question early, remarks last.
pub(super) fn matter() -> impl Iterator<Item = Field> {
    const FIRST: [Field; 3] = [Field::Title, Field::OriginalWork, Field::Justification];
    const LAST: [Field; 1] = [Field::Comments];
    let others = Field::ALL.iter().copied().filter(|field| !FIRST.contains(field) && !LAST.contains(field));
    let about = |field: &Field| !field.is_identity() && !is_declaration(*field);
    FIRST.into_iter().chain(others).chain(LAST).filter(about)
}

/// Who reports.
pub(super) fn person() -> impl Iterator<Item = Field> {
    Field::ALL.iter().copied().filter(|field| field.is_identity() && !is_declaration(*field))
}

/// What is signed or ticked at the end.
pub(super) fn declarations() -> impl Iterator<Item = Field> {
    Field::ALL.iter().copied().filter(|field| is_declaration(*field))
}

fn is_declaration(field: Field) -> bool {
    field.shape() == Shape::Tick || field == Field::Signature
}

/// What a field is called where it is read again.
pub(super) fn short(field: Field, group: Group) -> String {
    match field {
        Field::Justification => "What you wrote".to_owned(),
        Field::ReportedCountry => "Seen in".to_owned(),
        Field::ReportedUserAgent => "Seen with".to_owned(),
        Field::SubjectRepresentation => "You are, or speak for, the person shown".to_owned(),
        Field::OriginalWork if group == Group::Trick => "Pretends to be".to_owned(),
        Field::OriginalWork => "Original work".to_owned(),
        other => words(other).0.trim_end_matches('?').to_owned(),
    }
}

/// The same for somebody else who reads it.
#[must_use]
pub fn asked_of_reporter(field: Field, group: Group) -> String {
    if field == Field::SubjectRepresentation {
        return "Is, or speaks for, the person shown".to_owned();
    }
    let asked = short(field, group);
    asked.strip_prefix("Your ").map_or_else(|| asked.clone(), capital)
}

/// An answer in words.
#[must_use]
pub fn answered(field: Field, answer: &str) -> String {
    match field.shape() {
        Shape::Tick | Shape::YesNo => if answer == "true" { "Yes" } else { "No" }.to_owned(),
        Shape::OneOf(_) => option(answer),
        Shape::AnyOf(_) => answer.lines().map(option).collect::<Vec<_>>().join(", "),
        Shape::Line(_) => value(field, answer),
        _ => answer.to_owned(),
    }
}

fn words(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::Name => ("Your name", "You decide below who else learns it."),
        Field::Email => (
            "Your email address",
            "For a link to follow this report, and for questions. You decide below who else sees it.",
        ),
        Field::Email2 => ("Your email address again", "To make sure that letters reach you."),
        Field::Company => ("Your company or organisation", ""),
        Field::Telephone => ("Your telephone number", "Only our staff see it."),
        Field::Title => ("A short title", "So that you recognise this report among others."),
        Field::Justification => ("What is wrong?", ""),
        Field::Comments => ("Anything else for our staff", "Only our staff read this."),
        Field::OriginalWork => ("Which work is it about?", "Its title, and where the original can be found."),
        Field::Address1 => ("Street and number", ""),
        Field::City => ("City", ""),
        Field::State => ("State or province", ""),
        Field::Country => ("Country", ""),
        Field::AgentName => {
            ("Who holds the rights?", "The person or company for whom you speak; your own name if it is you.")
        }
        Field::Agree => (
            "I believe in good faith that this use is not allowed by the right holder, its agent or the law. What I have written is accurate, and under penalty of perjury I may act for the right holder. I know that false statements can make me liable (17 USC 512(f)).",
            "",
        ),
        Field::Signature => ("Your signature", "Type your full name, as you wrote it above."),
        Field::TrademarkNumber => ("Registration number", ""),
        Field::TrademarkOffice => ("Where is it registered?", "For example EUIPO or USPTO."),
        Field::TrademarkSymbol => ("The mark itself", "The word, or a description of the sign."),
        Field::ReportedCountry => {
            ("In which country did you see it?", "Some pages show themselves in one country only.")
        }
        Field::ReportedUserAgent => ("In which browser did you see it?", ""),
        Field::SourceIps => ("Attacking IP addresses", "One on each line, up to 30."),
        Field::DestinationIps => (
            "Attacked IP addresses",
            "One on each line, up to 30. They are passed on with your report. Your own may say who you are: leave it out to stay unknown.",
        ),
        Field::PortsProtocols => ("Ports and protocols", "One on each line, like 80/TCP."),
        Field::SubjectRepresentation => ("Are you the person shown, or do you speak for that person?", ""),
        Field::RegistrationRequest => ("What do you ask for?", ""),
        Field::RegistrationBasis => (
            "Why do you have a right to it?",
            "The law or contract you rely on, and what you need the data for.",
        ),
        Field::RegistrationElements => ("Which data is it about?", ""),
        Field::RegistrationGoodFaith => ("I ask for this in good faith.", ""),
        Field::RegistrationLawful => {
            ("I will handle whatever I am told lawfully, and only for the reason given.", "")
        }
        Field::RegistrationRequestor => ("Who asks?", ""),
        Field::RegistrationAuthority => {
            ("By whose authority do you ask?", "If you ask for somebody else, say what allows you to.")
        }
    }
}

/// One of the words that a field may be answered with.
pub(super) fn option(word: &str) -> String {
    match word {
        "disclosure" => "Registration data that is not public".to_owned(),
        "invalid_whois" => "A correction of wrong data".to_owned(),
        "government" => "An authority".to_owned(),
        "corporation" => "A company".to_owned(),
        "individual" => "A private person".to_owned(),
        element => part_of_registration(element),
    }
}

/// Whose data of a domain's registration, and which.
fn part_of_registration(element: &str) -> String {
    let (whose, which) = element.split_once('_').unwrap_or((element, ""));
    let whose = match whose {
        "admin" => "Administrative contact".to_owned(),
        "tech" => "Technical contact".to_owned(),
        other => capital(other),
    };
    let which = match which {
        "address_country" => "country",
        "address_postal_code" => "postal code",
        "organization" => "organisation",
        other => other,
    };
    format!("{whose}: {}", which.replace('_', " "))
}

/// What a party is asked to know of the reporter, as a question, with a hint.
pub(super) fn may_know(party: Party) -> (&'static str, Option<&'static str>) {
    match party {
        Party::Owner => (
            "May the site’s owner know who you are?",
            Some("Naming yourself lets them ask you directly. You can see the letter on the next page."),
        ),
        Party::Host => ("May the company that hosts the site know who you are?", None),
        Party::Ncmec => (
            "May NCMEC know who you are?",
            Some(
                "NCMEC is the clearing house for reports of child abuse in the United States. We refer every such report to it, as the law asks.",
            ),
        ),
    }
}

/// A choice and what it leads to.
pub(super) fn choice(party: Party, disclosure: Disclosure) -> (&'static str, &'static str) {
    match (disclosure, party) {
        (Disclosure::Named, _) => {
            ("Yes, share my name and email", "With them alone, and for this report only.")
        }
        (Disclosure::Anonymous, _) => {
            ("No, keep my name and email to yourselves", "They read what you wrote, without who wrote it.")
        }
        (Disclosure::Nothing, Party::Owner) => {
            ("Do not tell the owner at all", "We look at it without them. They learn nothing of this report.")
        }
        (Disclosure::Nothing, _) => ("Do not tell them at all", "They learn nothing of this report."),
    }
}

#[cfg(test)]
mod tests {
    use domain::policy::Policy;

    use super::*;

    #[test]
    fn the_form_asks_for_each_field_once() {
        let mut asked: Vec<_> = form_order().collect();
        asked.sort_unstable();
        assert_eq!(asked, Field::ALL);
    }

    #[test]
    fn every_field_of_every_category_is_asked_in_words() {
        let policy = Policy::compiled_in();
        for category in Category::ALL {
            let policy = policy.of(*category);
            for (field, _) in policy.fields() {
                let (label, _) = question(field, policy);
                assert!(label.len() > 3 && !label.contains('_'), "{field}: {label}");
            }
        }
    }
}
