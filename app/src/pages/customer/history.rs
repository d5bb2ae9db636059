//! What has happened to a report, as its owner may know it.

use domain::account::Actor;
use domain::decision::DecisionKind;
use domain::timeline::Happening;
use jiff::Timestamp;

use crate::components::{Event, Reader, Style, Symbol, Tone};
use crate::letters::words::{addresses, on};
use crate::words;

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// The name of a colleague of the reader's; other names are not told.
    pub name: Option<String>,
    /// What.
    pub happening: Happening,
}

/// How it is told: its icon, what it means, the rest of the sentence, somebody's own words.
type Told = (Symbol, Option<Tone>, String, Option<String>);

impl Entry {
    /// As an event of the timeline.
    pub(super) fn event(self, reader: Reader) -> Event {
        let who = self.who();
        let (symbol, tone, what, quote) = told(self.happening, reader);
        let event = Event::new(symbol, who, what, self.at);
        let event = tone.into_iter().fold(event, Event::tone);
        quote.into_iter().fold(event, Event::quote)
    }

    /// As a sentence, for somebody who has to know what changed meanwhile.
    pub(super) fn sentence(self, reader: Reader) -> String {
        let (who, at) = (self.who(), reader.say(self.at, Style::Weekday));
        let (_, _, what, _) = told(self.happening, reader);
        format!("{who} {} ({at}).", what.trim_end_matches('.'))
    }

    fn who(&self) -> String {
        match (self.actor, &self.name) {
            (Actor::Owner, Some(name)) => name.clone(),
            (Actor::Owner, None) => "Your side".to_owned(),
            (Actor::Reporter, _) => "The reporter".to_owned(),
            (Actor::Staff | Actor::Portal, _) => "We".to_owned(),
        }
    }
}

fn told(happening: Happening, reader: Reader) -> Told {
    let plain = |symbol, what: &str| (symbol, None, what.to_owned(), None);
    let said = |what: &str, text: String| (Symbol::Speech, None, what.to_owned(), Some(text));
    match happening {
        Happening::Received { addresses: count } => {
            (Symbol::Flag, None, format!("sent this to us, with {}", addresses(count)), None)
        }
        Happening::OwnerTold { until, held } => {
            (Symbol::Mail, Some(Tone::Live), owner_told(until, held, reader), None)
        }
        Happening::OwnerAnswered { answer, until } => {
            let until = until.map(|until| format!(", until {}", on(until, reader))).unwrap_or_default();
            (Symbol::Speech, Some(Tone::Ok), format!("{}{until}", words::answer(answer)), None)
        }
        Happening::OwnerWrote { text, to_reporter: true } => said("asked the reporter", text),
        Happening::OwnerWrote { text, to_reporter: false } => said("wrote to us", text),
        Happening::OwnerOverdue => {
            (Symbol::Alarm, Some(Tone::Stop), "did not hear from you in time".to_owned(), None)
        }
        Happening::StaffAsked { .. } => plain(Symbol::Speech, "asked the reporter something"),
        Happening::ReporterReplied { text, .. } => said("replied", text),
        Happening::ReporterSilent { .. } => {
            plain(Symbol::Alarm, "noted that the reporter did not reply in time")
        }
        Happening::ReporterWrote { .. } => plain(Symbol::Speech, "wrote to us"),
        Happening::AddressesAdded { addresses: count } => {
            (Symbol::Plus, None, format!("added {}", addresses(count)), None)
        }
        Happening::StaffWrote { text, .. } => said("wrote to you", text),
        Happening::Decided { decision, reason, scope, covered, .. } => {
            let reach = scope.map(|scope| format!(" for {}", words::limited(scope, &covered.sites)));
            let reach = reach.unwrap_or_default();
            let decision = if decision == DecisionKind::Refer { DecisionKind::Forward } else { decision };
            let what = format!("decided: {}{reach}", words::decision(decision).to_lowercase());
            (Symbol::Gavel, Some(Tone::Warn), what, quoted(reason))
        }
        Happening::Lifted { reason, covered } => {
            let of = words::covered(&covered).map(|of| format!(" on {of}")).unwrap_or_default();
            (Symbol::Undo, Some(Tone::Ok), format!("{}{of}", words::lifted(&covered)), quoted(reason))
        }
        Happening::Reopened { reason } => {
            (Symbol::Repeat, None, "opened it again".to_owned(), quoted(reason))
        }
        Happening::Reclassified { .. } => plain(Symbol::Tag, "changed what it is reported as"),
        Happening::Withdrawn => (Symbol::Undo, Some(Tone::Done), "took the report back".to_owned(), None),
        Happening::WithdrawalNoted => plain(Symbol::Undo, "wished to take the report back"),
        Happening::Restricted => plain(Symbol::Lock, "took it over"),
        Happening::PassedOn { .. } => plain(Symbol::Send, "passed it on to somebody who can act"),
        Happening::Referred { .. } => plain(Symbol::Forward, "referred it to somebody who can act"),
    }
}

fn owner_told(until: Option<Timestamp>, held: bool, reader: Reader) -> String {
    match until {
        _ if held => "wrote to you. Nothing more happens without an order".to_owned(),
        Some(until) => format!("wrote to you and asked for an answer by {}", on(until, reader)),
        None => "wrote to you".to_owned(),
    }
}

fn quoted(reason: String) -> Option<String> {
    Some(reason).filter(|reason| !reason.trim().is_empty())
}
