//! The words a customer reads about a report: the same on the list, the page and in the file.

use domain::address::{Defanged, ReportedUrl};
use domain::decision::Response;
use domain::report::ReportState;

use crate::components::Tone;

/// Where a report stands, as its owner may see it; `is_lifted` says that what was limited is served again.
#[must_use]
pub fn status(state: ReportState, is_lifted: bool) -> (Tone, &'static str) {
    match state {
        ReportState::Limited if is_lifted => (Tone::Ok, "Limit lifted"),
        ReportState::WithOwner => (Tone::Warn, "Needs your answer"),
        ReportState::OwnerWorking => (Tone::Live, "You are working on it"),
        ReportState::Unanswered => (Tone::Stop, "Not answered in time"),
        ReportState::Answered | ReportState::Received => (Tone::Live, "We are reviewing"),
        ReportState::AskedByOwner | ReportState::AskedByStaff => (Tone::Idle, "Waiting for the reporter"),
        ReportState::Held => (Tone::Idle, "Waiting for an order"),
        ReportState::Warned => (Tone::Warn, "You were warned"),
        ReportState::Limited => (Tone::Stop, "Access limited"),
        // A referral may be about the owner, who is not told of it.
        ReportState::Forwarded | ReportState::Referred => (Tone::Done, "Closed, passed on"),
        ReportState::Declined => (Tone::Ok, "Closed, no action"),
        ReportState::Withdrawn => (Tone::Done, "Closed, taken back"),
    }
}

/// What happens without an answer.
#[must_use]
pub fn otherwise(response: Response) -> &'static str {
    match response {
        Response::Voluntary => "Otherwise we decide without your side.",
        Response::ForwardOnly => "Otherwise the reporter learns that there was no answer.",
        Response::OrderRequired => "We act only on an order of a court or authority.",
    }
}

/// A site alone, defanged; text that is no host is shown as it is.
#[must_use]
pub fn host(text: &str) -> Defanged {
    match ReportedUrl::parse(text) {
        Ok(url) => Defanged { scheme: String::new(), rest: String::new(), ..url.defanged() },
        Err(_) => unknown(text),
    }
}

/// A site of the reader's own, which needs no brackets.
#[must_use]
pub fn own_site(zone: &str) -> Defanged {
    let shown = host(zone);
    Defanged { host: shown.host.replace("[.]", "."), ..shown }
}

/// An address, defanged; text that is none is shown as it is.
#[must_use]
pub fn address(text: &str) -> Defanged {
    ReportedUrl::parse(text).map_or_else(|_| unknown(text), |url| url.defanged())
}

fn unknown(text: &str) -> Defanged {
    Defanged { scheme: String::new(), host: text.to_owned(), ascii_host: None, rest: String::new() }
}

/// A count with its noun: `1 report`, `3 reports`.
#[must_use]
pub fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A count as a word at the beginning of a sentence.
#[must_use]
pub fn number(number: u64) -> String {
    const WORDS: [&str; 10] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    let word = usize::try_from(number).ok().and_then(|number| WORDS.get(number));
    word.map_or_else(|| number.to_string(), |word| (*word).to_owned())
}
