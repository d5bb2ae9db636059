//! What has happened, and what was said, as the reporter may know it.

use domain::account::Actor;
use domain::decision::{DecisionKind, LimitScope};
use domain::report::Answer;
use domain::timeline::{Happening, Sites};
use jiff::Timestamp;

use crate::components::{Event, Reader, Symbol, Tone};
use crate::letters::words::on;
use crate::links::{self, Href};
use crate::words;

/// Something that happened to one or more reports of the submission at the same moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What.
    pub what: Happening,
    /// To how many reports.
    pub reports: u32,
    /// The sites they are about; none where it was done to all that was sent.
    pub sites: Sites,
}

/// A question that waits for the reporter's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The reference of the report it is about.
    pub reference: String,
    /// The site it is about, the first of several.
    pub host: String,
    /// How many sites there are besides.
    pub more_sites: u32,
    /// Whether the site's owner asks, who then reads the answer.
    pub is_owners: bool,
    /// Whether the owner knows who reports.
    pub is_named: bool,
}

/// What was said on either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) from: &'static str,
    pub(super) is_mine: bool,
    pub(super) at: Timestamp,
    pub(super) text: String,
}

/// The words in it, if anybody wrote some.
pub(super) fn said(passed: &Passed) -> Option<Said> {
    let (from, text) = match &passed.what {
        Happening::StaffAsked { text } | Happening::StaffWrote { text, .. } => ("We", text),
        Happening::OwnerWrote { text, .. } => ("The site’s owner", text),
        Happening::ReporterReplied { text, .. } | Happening::ReporterWrote { text } => ("You", text),
        _ => return None,
    };
    Some(Said { from, is_mine: passed.actor == Actor::Reporter, at: passed.at, text: text.clone() })
}

/// Whether it asks the reporter something.
pub(super) fn is_question(passed: &Passed) -> bool {
    matches!(passed.what, Happening::StaffAsked { .. } | Happening::OwnerWrote { to_reporter: true, .. })
}

/// A question that was never answered and is not asked any more.
pub(super) fn lapsed(passed: &Passed) -> Option<Event> {
    let what = "asked you a question, and no longer wait for the answer";
    matches!(passed.what, Happening::StaffAsked { .. })
        .then(|| Event::new(Symbol::Speech, "We", what, passed.at))
}

/// The event as the reporter reads it, with the sites where it was about some alone; what was only said stands among the messages.
pub(super) fn event(passed: &Passed, reader: Reader) -> Option<Event> {
    let event = bare(passed, reader)?;
    Some(match words::named(&passed.sites) {
        Some(sites) => event.about(format!("About {sites}")),
        None => event,
    })
}

fn bare(passed: &Passed, reader: Reader) -> Option<Event> {
    let at = passed.at;
    let event = |symbol, who: &str, what: String| Some(Event::new(symbol, who, what, at));
    match &passed.what {
        Happening::Received { .. } => event(Symbol::Send, "You", "sent the report".into()),
        Happening::OwnerTold { held, .. } => event(Symbol::Mail, "We", told(passed.reports, *held)),
        Happening::OwnerAnswered { answer, until } => {
            event(Symbol::Speech, "The site’s owner", answered(*answer, *until, reader))
        }
        Happening::OwnerWrote { .. } => None,
        Happening::OwnerOverdue => event(Symbol::Alarm, "The site’s owner", "did not answer in time".into()),
        Happening::StaffAsked { .. } => Some(
            Event::new(Symbol::Speech, "We", "asked you a question", at).link(messages(), "Read it below"),
        ),
        Happening::ReporterReplied { .. } => event(Symbol::Speech, "You", "answered".into()),
        Happening::ReporterSilent { .. } => {
            event(Symbol::Alarm, "We", "went on without your answer. You can still write to us".into())
        }
        Happening::ReporterWrote { .. } => event(Symbol::Speech, "You", "wrote to us".into()),
        Happening::AddressesAdded { addresses } => event(Symbol::Plus, "You", added(*addresses)),
        Happening::StaffWrote { .. } => {
            Some(Event::new(Symbol::Speech, "We", "wrote to you", at).link(messages(), "Read it below"))
        }
        Happening::Decided { decision, reason_code, scope, reason, covered, .. } => {
            let mut what = decided(*decision, *scope, &covered.sites);
            if *decision == DecisionKind::Decline {
                what = format!("{what}. {}", words::declined(*reason_code));
            }
            let event = Event::new(Symbol::Gavel, "We", what, at).tone(tone(*decision));
            Some(if reason.trim().is_empty() { event } else { event.quote(reason.clone()) })
        }
        Happening::Lifted { reason, .. } => {
            Some(Event::new(Symbol::Undo, "We", "lifted limits on access", at).quote(reason.clone()))
        }
        Happening::Reopened { reason } => {
            Some(Event::new(Symbol::Repeat, "We", "opened it again", at).quote(reason.clone()))
        }
        Happening::Reclassified { .. } => event(Symbol::Tag, "We", "changed what it is reported as".into()),
        Happening::Withdrawn => event(Symbol::Undo, "You", "took the report back".into()),
        Happening::WithdrawalNoted => {
            event(Symbol::Undo, "You", "wished to take it back; the law keeps us from closing it".into())
        }
        Happening::Referred { to, reason } => {
            let what = format!("refer it to {}", words::recipient(*to));
            let event = Event::new(Symbol::Landmark, "We", what, at);
            Some(if reason.trim().is_empty() { event } else { event.quote(reason.clone()) })
        }
        Happening::PassedOn { to } => {
            event(Symbol::Send, "We", format!("passed it on to {}", words::recipient(*to)))
        }
        Happening::Restricted => None,
    }
}

fn messages() -> Href {
    links::here("messages")
}

fn told(reports: u32, held: bool) -> String {
    let whom = if reports > 1 { format!("{reports} site owners") } else { "the site’s owner".to_owned() };
    if held {
        format!("told {whom}, and act when an order arrives")
    } else {
        format!("told {whom} and asked for an answer")
    }
}

fn answered(answer: Answer, until: Option<Timestamp>, reader: Reader) -> String {
    match (answer, until) {
        (Answer::Removed, _) => "says that it is removed or fixed".to_owned(),
        (Answer::Working, Some(until)) => format!("is working on it until {}", on(until, reader)),
        (Answer::Working, None) => "is working on it".to_owned(),
        (Answer::Disputed, _) => "says that this is a mistake".to_owned(),
        (Answer::NeedsDetail, _) => "asked for more detail".to_owned(),
    }
}

fn added(count: u32) -> String {
    if count == 1 { "added 1 address".to_owned() } else { format!("added {count} addresses") }
}

fn decided(kind: DecisionKind, scope: Option<LimitScope>, sites: &Sites) -> String {
    match kind {
        DecisionKind::Forward => "passed it on and take no step of our own".to_owned(),
        DecisionKind::Warn => "warned the owner".to_owned(),
        DecisionKind::Limit => {
            format!("limited access to {}", words::limited(scope.unwrap_or(LimitScope::Address), sites))
        }
        DecisionKind::Decline => "closed it without action".to_owned(),
        DecisionKind::Refer => "refer it to somebody who can act".to_owned(),
    }
}

fn tone(kind: DecisionKind) -> Tone {
    match kind {
        DecisionKind::Limit | DecisionKind::Warn | DecisionKind::Refer => Tone::Ok,
        DecisionKind::Forward | DecisionKind::Decline => Tone::Idle,
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::*;
    use crate::components::{Timeline, Zone};

    fn passed(what: Happening) -> Passed {
        Passed { at: Timestamp::UNIX_EPOCH, actor: Actor::Owner, what, reports: 1, sites: Sites::default() }
    }

    #[test]
    fn the_owners_question_is_a_message_and_not_said_twice() {
        let question = passed(Happening::OwnerWrote { text: "Which page?".into(), to_reporter: true });
        let reader = Reader::visitor(Timestamp::UNIX_EPOCH, Zone::UTC);
        assert_eq!(event(&question, reader), None);
        assert_eq!(said(&question).map(|said| said.text).as_deref(), Some("Which page?"));
    }

    #[test]
    fn what_was_done_about_some_sites_alone_names_them() {
        let sites = Sites { hosts: vec!["b.example".into()], more: 2 };
        let answered = Happening::OwnerAnswered { answer: Answer::Disputed, until: None };
        let passed = Passed { sites, ..passed(answered) };
        let reader = Reader::visitor(Timestamp::UNIX_EPOCH, Zone::UTC);
        let events = vec![event(&passed, reader).unwrap()];
        let html = crate::render::fragment(|| view! { <Timeline events=events reader=reader /> });
        assert!(
            html.contains("says that this is a mistake") && html.contains("About b[.]example and 2 more"),
            "{html}"
        );
    }

    #[test]
    fn several_owners_told_at_once_are_one_line() {
        assert_eq!(told(3, false), "told 3 site owners and asked for an answer");
        assert_eq!(told(1, true), "told the site’s owner, and act when an order arrives");
    }
}
