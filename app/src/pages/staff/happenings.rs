//! What happened, in the words of the work area.

use std::collections::HashMap;

use domain::account::Actor;
use domain::category::Category;
use domain::decision::DeclineReason;
use domain::report::Answer;
use domain::timeline::{CaseHappening, Happening};
use jiff::civil::Date;

use super::record::{Event, Report, What};
use crate::components::{self, Audience, Reader, Style, Symbol, Tone};
use crate::links;
use crate::words;

/// What is needed to tell of events beyond the events themselves.
#[derive(Clone, Debug)]
pub(super) struct Telling {
    /// The categories with their words.
    pub(super) categories: Vec<(Category, String)>,
    /// What each report says, by reference, and whether its owner sees it.
    pub(super) reports: HashMap<String, (String, bool)>,
    /// Who reads it.
    pub(super) reader: Reader,
}

impl Telling {
    /// From the reports of a case.
    pub(super) fn of(reports: &[Report], categories: Vec<(Category, String)>, reader: Reader) -> Self {
        let told = |report: &Report| {
            (report.reference.clone(), (report.allegation.clone(), report.owner_told_at.is_some()))
        };
        Self { categories, reports: reports.iter().map(told).collect(), reader }
    }

    /// An event as the timeline shows it.
    pub(super) fn tell(&self, event: Event) -> components::Event {
        let Event { at, actor, name, what } = event;
        match what {
            What::Report { reference, happening, to_reporter, to_owner } => {
                let is_owner_told = self.reports.get(&reference).is_some_and(|(_, told)| *told);
                let who = who(actor, name);
                let said = self.report(&reference, happening);
                said.show(who, at).audience(audience(to_reporter, to_owner && is_owner_told))
            }
            What::Case(happening) => {
                self.case(happening).show(who(actor, name), at).audience(Audience::Staff)
            }
        }
    }

    fn report(&self, reference: &str, happening: Happening) -> Said {
        let about = |words: &str| format!("{words} ({reference})");
        match happening {
            Happening::Received { addresses } => {
                let words = format!("sent {reference}, {}", addresses_of(addresses));
                let allegation = self.reports.get(reference).map(|(allegation, _)| allegation.clone());
                Said::new(Symbol::Flag, words).maybe_quote(allegation)
            }
            Happening::OwnerTold { until, held } => {
                let by = until.map(|until| {
                    format!(", who should answer by {}", self.reader.say(until, Style::Weekday))
                });
                let held = if held { "; nothing more happens without an order" } else { "" };
                Said::new(
                    Symbol::Mail,
                    format!("told the owner{} ({reference}){held}", by.unwrap_or_default()),
                )
                .tone(Tone::Live)
            }
            Happening::OwnerAnswered { answer, until } => {
                let until = until.filter(|_| answer == Answer::Working);
                let until = until.map(|until| format!(", until {}", self.reader.say(until, Style::Weekday)));
                let words = format!("{}{} ({reference})", words::answer(answer), until.unwrap_or_default());
                Said::new(Symbol::Speech, words).tone(Tone::Warn)
            }
            Happening::OwnerWrote { text, to_reporter } => {
                let words = if to_reporter { "asked the reporter" } else { "wrote to us" };
                Said::new(Symbol::Speech, about(words)).quote(text).tone(Tone::Warn)
            }
            Happening::OwnerOverdue => {
                Said::new(Symbol::Alarm, about("noted that the owner let the time pass")).tone(Tone::Warn)
            }
            Happening::StaffAsked { text } => Said::new(
                Symbol::Pause,
                about("asked the reporter; clocks stand still until they answer or the time for it is over"),
            )
            .quote(text),
            Happening::ReporterReplied { text, to_owner } => {
                let words =
                    if to_owner { "answered the owner’s question" } else { "answered our question" };
                Said::new(Symbol::Speech, about(words)).quote(text).tone(Tone::Warn)
            }
            Happening::ReporterSilent { .. } => {
                Said::new(Symbol::Alarm, about("noted that the reporter did not answer in time; it goes on"))
            }
            Happening::ReporterWrote { text } => {
                Said::new(Symbol::Speech, about("wrote to us")).quote(text).tone(Tone::Warn)
            }
            Happening::AddressesAdded { addresses } => {
                Said::new(Symbol::Plus, format!("added {} to {reference}", addresses_of(addresses)))
                    .tone(Tone::Warn)
            }
            Happening::StaffWrote { to_owner, text } => {
                let words = if to_owner { "wrote to the owner" } else { "wrote to the reporter" };
                Said::new(Symbol::Mail, about(words)).quote(text)
            }
            Happening::Decided { decision, reason_code, scope, reason, covered, .. } => {
                let reach = scope.map(|scope| words::limited(scope, &covered.sites));
                let what = verdict(words::decision(decision), reason_code, reach);
                let of = words::covered(&covered).map(|of| format!(": {of}")).unwrap_or_default();
                let words = format!("decided on {reference}: {what}{of}");
                Said::new(Symbol::Gavel, words).quote(reason).tone(Tone::Ok)
            }
            Happening::Lifted { reason, covered } => {
                let words = about(words::lifted(&covered));
                let words = words::covered(&covered).map_or(words.clone(), |of| format!("{words}: {of}"));
                Said::new(Symbol::Undo, words).quote(reason)
            }
            Happening::Reopened { reason } => {
                Said::new(Symbol::Repeat, about("opened the report again")).quote(reason)
            }
            Happening::Reclassified { category, .. } => {
                Said::new(Symbol::Tag, format!("set {reference} to “{}”", self.word(category)))
            }
            Happening::Restricted => {
                Said::new(Symbol::Lock, about("restricted the report to cleared staff")).tone(Tone::Stop)
            }
            Happening::Withdrawn => Said::new(Symbol::Undo, about("took the report back")),
            Happening::WithdrawalNoted => {
                Said::new(Symbol::Undo, about("wished to take it back; it is referred all the same"))
            }
            Happening::Referred { to, reason } => {
                let words = format!("refers {reference} to {}", words::recipient(to));
                Said::new(Symbol::Send, words).quote(reason)
            }
            Happening::PassedOn { to } => {
                Said::new(Symbol::Send, format!("passed {reference} on to {}", words::recipient(to)))
                    .tone(Tone::Ok)
            }
        }
    }

    fn case(&self, happening: CaseHappening) -> Said {
        match happening {
            CaseHappening::Opened => Said::new(Symbol::Plus, "opened the case"),
            CaseHappening::ReportJoined { reference } => Said::new(
                Symbol::Link,
                format!("put {reference} into this case, because it is about the same thing"),
            ),
            CaseHappening::Claimed => Said::new(Symbol::Person, "took the case"),
            CaseHappening::Released => Said::new(Symbol::Undo, "gave the case back"),
            CaseHappening::Classified { category, severity, reason } => {
                let priority = words::priority(severity).word().to_lowercase();
                let words = format!("set it to “{}”, priority {priority}", self.word(category));
                Said::new(Symbol::Tag, words).quote(reason)
            }
            CaseHappening::Noted { text } => Said::new(Symbol::Note, "left a note").quote(text),
            CaseHappening::Joined { from, reports } => Said::new(
                Symbol::Link,
                format!("joined another case into this one, with {}", reports_of(reports)),
            )
            .link(from),
            CaseHappening::JoinedInto { into } => {
                Said::new(Symbol::Link, "joined this case into another one").link(into)
            }
            CaseHappening::Split { into, reports } => {
                Said::new(Symbol::Split, format!("split {} off", reports_of(reports))).link(into)
            }
            CaseHappening::SplitFrom { from } => {
                Said::new(Symbol::Split, "split it off another case").link(from)
            }
            CaseHappening::Escalated { tier, reason } => {
                Said::new(Symbol::Up, format!("passed it to: {}", words::tier(tier)))
                    .quote(reason)
                    .tone(Tone::Warn)
            }
            CaseHappening::Decided { decision, .. } => {
                Said::new(Symbol::Gavel, format!("decided the case: {}", words::decision(decision)))
                    .tone(Tone::Ok)
            }
            CaseHappening::Closed { reason } => Said::new(Symbol::Check, "closed the case").quote(reason),
            CaseHappening::Reopened { reason } => {
                Said::new(Symbol::Repeat, "opened the case again").quote(reason)
            }
            CaseHappening::OwnerUnreachable { reference } => {
                Said::new(Symbol::Mail, format!("found nobody to write to about {reference}"))
                    .tone(Tone::Stop)
            }
            CaseHappening::ReporterSilent => {
                Said::new(Symbol::Clock, "let the clock go on, because the reporter did not answer")
                    .tone(Tone::Warn)
            }
            CaseHappening::ReferralOpened { to } => Said::new(
                Symbol::Send,
                format!("opened a referral to {}; it waits to be filed", words::recipient(to)),
            ),
            CaseHappening::ReferralFiled { to, with, on, reference, note } => {
                let called = if reference.is_empty() {
                    String::new()
                } else {
                    format!(", reference there {reference}")
                };
                let whom = words::recipient(to);
                let words = format!("filed the referral to {whom} with {with} on {}{called}", day(on));
                Said::new(Symbol::Send, words).quote(note).tone(Tone::Ok)
            }
            CaseHappening::LinksEnded => {
                Said::new(Symbol::Lock, "ended the links by which the reporters follow this")
            }
            CaseHappening::ReferralFailed { to, note } => {
                let words = format!("could not file the referral to {}", words::recipient(to));
                Said::new(Symbol::Alarm, words).quote(note).tone(Tone::Stop)
            }
        }
    }

    fn word(&self, category: Category) -> String {
        let known = self.categories.iter().find(|(known, _)| *known == category);
        known.map_or_else(|| category.to_string(), |(_, word)| word.clone())
    }
}

/// A sentence without its subject, and what goes with it.
struct Said {
    symbol: Symbol,
    words: String,
    quote: Option<String>,
    tone: Option<Tone>,
    case: Option<i64>,
}

impl Said {
    fn new(symbol: Symbol, words: impl Into<String>) -> Self {
        Self { symbol, words: words.into(), quote: None, tone: None, case: None }
    }

    fn quote(self, text: String) -> Self {
        self.maybe_quote(Some(text))
    }

    fn maybe_quote(self, text: Option<String>) -> Self {
        Self { quote: text.filter(|text| !text.trim().is_empty()), ..self }
    }

    fn tone(self, tone: Tone) -> Self {
        Self { tone: Some(tone), ..self }
    }

    fn link(self, case: i64) -> Self {
        Self { case: (case > 0).then_some(case), ..self }
    }

    fn show(self, who: String, at: jiff::Timestamp) -> components::Event {
        let mut event = components::Event::new(self.symbol, who, self.words, at);
        if let Some(quote) = self.quote {
            event = event.quote(quote);
        }
        if let Some(tone) = self.tone {
            event = event.tone(tone);
        }
        match self.case {
            Some(case) => event.link(links::case(case), format!("Case {case}")),
            None => event,
        }
    }
}

fn who(actor: Actor, name: Option<String>) -> String {
    match (actor, name) {
        (Actor::Reporter, _) => "The reporter".to_owned(),
        (Actor::Owner, Some(name)) => format!("The owner ({name})"),
        (Actor::Owner, None) => "The owner".to_owned(),
        (Actor::Staff, Some(name)) => name,
        (Actor::Staff | Actor::Portal, _) => "The portal".to_owned(),
    }
}

fn audience(to_reporter: bool, to_owner: bool) -> Audience {
    match (to_reporter, to_owner) {
        (true, true) => Audience::Everyone,
        (true, false) => Audience::Reporter,
        (false, true) => Audience::Customer,
        (false, false) => Audience::Staff,
    }
}

/// What was decided, with its code or its reach.
pub(super) fn verdict(decision: &str, code: Option<DeclineReason>, reach: Option<String>) -> String {
    match (code, reach) {
        (Some(code), _) => format!("{decision} ({})", words::decline_title(code)),
        (None, Some(reach)) => format!("{decision} for {reach}"),
        (None, None) => decision.to_owned(),
    }
}

/// A day, as staff read it.
pub(super) fn day(on: Date) -> String {
    on.strftime("%-d %B %Y").to_string()
}

fn addresses_of(count: u32) -> String {
    if count == 1 { "1 address".to_owned() } else { format!("{count} addresses") }
}

fn reports_of(count: u32) -> String {
    if count == 1 { "1 report".to_owned() } else { format!("{count} reports") }
}
