//! One report: what was said, what has happened, and the answer to it.

pub mod answer;
pub mod aside;

use domain::category::{Category, Service};
use domain::decision::Response;
use domain::report::ReportState;
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;

use super::words::{address, host, otherwise, status};
use super::{Around, Entry, Frame, ReadOnly};
use crate::components::{
    Address, Badge, ButtonKind, Card, Cell, Clock, Column, Crumbs, ErrorSummary, Event, Fact, Facts,
    LinkButton, Notice, PageHead, Reader, SectionHead, Style, Symbol, Table, Timeline, Tone, When,
};
use crate::form::FormState;
use crate::letters::words::{reported_as, what_was_at};
use crate::links;

pub use answer::Field;

/// A report as its owner may see it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its reference.
    pub reference: String,
    /// What it is reported as.
    pub category: Category,
    /// That in the policy's word.
    pub word: String,
    /// Where it stands.
    pub state: ReportState,
    /// Whether access was limited and is not any more.
    pub is_lifted: bool,
    /// What the reporter said.
    pub allegation: String,
    /// What else the form asked about the matter: question and answer.
    pub details: Vec<(String, String)>,
    /// The site it is mainly about.
    pub host: String,
    /// The zone.
    pub zone: String,
    /// What we do for the zone.
    pub service: Service,
    /// What we do about the category by ourselves.
    pub response: Response,
    /// How many addresses it names.
    pub addresses: u32,
    /// On how many of the account's sites.
    pub sites: u32,
    /// When it came in.
    pub received_at: Timestamp,
    /// When the owner answered last.
    pub answered_at: Option<Timestamp>,
    /// Until when an answer is asked for.
    pub clock: Option<Clock>,
    /// How many changes it has seen.
    pub version: i32,
}

/// An address of the report.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The address; hostile.
    pub url: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// Since when access to it is limited.
    pub limited_at: Option<Timestamp>,
}

/// Who reported, as far as they let the owner know.
#[derive(Clone, Debug)]
pub struct Named {
    /// Their name.
    pub name: String,
    /// Their email address.
    pub email: Option<String>,
    /// Whom they work for.
    pub company: Option<String>,
}

/// What the owner can do about it.
#[derive(Clone, Debug)]
pub struct Answering {
    /// What was typed, and what is wrong with it.
    pub form: FormState<Field>,
    /// The ends that can be promised.
    pub ends: Vec<Timestamp>,
    /// How many hours a question to the reporter is waited for.
    pub answer_hours: u32,
    /// Whether the reporter gets letters, and so hears of a question.
    pub is_reporter_written_to: bool,
    /// Whether the state allows an answer.
    pub is_open: bool,
    /// Whether the reader may answer.
    pub may_answer: bool,
    /// What somebody else did since the form was opened.
    pub meanwhile: Vec<Entry>,
}

/// A report with its answer form.
#[component]
pub fn ReportPage(
    /// What surrounds it.
    around: Around,
    /// The account.
    account: Uuid,
    /// The report.
    report: Report,
    /// Its addresses, as many as are shown.
    addresses: Vec<Reported>,
    /// Who reported.
    reporter: Option<Named>,
    /// What has happened, oldest first.
    history: Vec<Entry>,
    /// The answer.
    answering: Answering,
) -> impl IntoView {
    let reader = around.reader;
    let title = title(&report);
    let head = if answering.form.is_valid() { title.clone() } else { format!("Error: {title}") };
    let above = vec![(links::account_reports(account), "Reports".to_owned())];
    let meta = meta(&report, reporter.as_ref(), reader);
    let (problems, meanwhile) = (answering.form.problems(), answering.meanwhile.clone());
    let (kind, words) = match report.answered_at {
        _ if asks(report.state) => (ButtonKind::Primary, "Answer"),
        Some(_) => (ButtonKind::Plain, "Answer again"),
        None if report.state.is_undecided() => (ButtonKind::Plain, "Answer"),
        None => (ButtonKind::Quiet, "Write to us about it"),
    };
    let is_open = answering.is_open;
    let action = (answering.is_open && answering.may_answer)
        .then(|| view! { <LinkButton to=links::here("answer") words=words kind=kind /> });
    view! {
        <Frame around=around title=head>
            <Crumbs above=above here=report.reference.clone() />
            <PageHead title=title meta=meta>{action}</PageHead>
            <div class="split">
                <div class="stack loose">
                    <ErrorSummary of=problems />
                    <Meanwhile entries=meanwhile reader=reader />
                    <Said account=account report=report.clone() addresses=addresses reader=reader />
                    <Answer account=account report=report.clone() answering=answering reader=reader />
                    <History entries=history report=report.clone() reader=reader />
                </div>
                <aside class="stack" aria-label="Deadline and facts">
                    <aside::Deadline report=report.clone() reader=reader />
                    <aside::About report=report.clone() reporter=reporter />
                    {is_open.then(|| view! { <aside::Powers response=report.response service=report.service /> })}
                </aside>
            </div>
        </Frame>
    }
}

/// Whether the next word is the owner's.
fn asks(state: ReportState) -> bool {
    matches!(state, ReportState::WithOwner | ReportState::OwnerWorking | ReportState::Unanswered)
}

fn title(report: &Report) -> String {
    let place = match report.sites {
        0 | 1 => host(&report.host).host,
        sites => format!("{sites} of your sites"),
    };
    format!(
        "{} {}",
        what_was_at(report.category, report.addresses, Some(place)),
        reported_as(report.category)
    )
}

fn meta(report: &Report, reporter: Option<&Named>, reader: Reader) -> AnyView {
    let (tone, word) = status(report.state, report.is_lifted);
    let who = reporter
        .map_or("The reporter is not named".to_owned(), |named| format!("Reported by {}", named.name));
    let at = report.received_at;
    view! {
        <Badge tone=tone word=word />
        <span>"Received "<When at=at reader=reader style=Style::Weekday /></span>
        <bdi>{who}</bdi>
    }
    .into_any()
}

/// What changed between opening the form and sending it.
#[component]
fn Meanwhile(entries: Vec<Entry>, reader: Reader) -> impl IntoView {
    (!entries.is_empty()).then(|| {
        let lines = entries.into_iter().map(|entry| view! { <li>{entry.sentence(reader)}</li> }).collect_view();
        view! {
            <Notice tone=Tone::Warn title="This report changed while you were writing">
                <ul>{lines}</ul>
                <p>"Your answer was not sent. It is still below: look at what changed, then send it again or change it."</p>
            </Notice>
        }
    })
}

#[component]
fn Said(account: Uuid, report: Report, addresses: Vec<Reported>, reader: Reader) -> impl IntoView {
    let all = links::account_report(account, &report.reference).with("addresses", "all").at("said");
    let more = usize::try_from(report.addresses).unwrap_or(usize::MAX) > addresses.len();
    let more = more.then(|| format!("Show all {} addresses", report.addresses));
    let columns = ["Address", "Reported", "Now"].map(Column::new).to_vec();
    let rows = addresses.into_iter().map(|one| row(one, reader)).collect_view();
    view! {
        <Card id="said" title="What was reported" aside="The reporter’s own words. We have not changed them.">
            <div class="body stack">
                <blockquote class="quote" dir="auto">{report.allegation}</blockquote>
                {details(report.details)}
                <p class="muted">"This is an allegation. What we found ourselves stands in the history."</p>
            </div>
            <Table caption="The reported addresses" columns=columns is_inside=true>{rows}</Table>
            {more.map(|more| view! { <footer><a href=all>{more}</a></footer> })}
        </Card>
    }
}

fn details(of: Vec<(String, String)>) -> impl IntoView {
    let fact = |(asked, answered)| view! { <Fact name=asked><span class="words" dir="auto">{answered}</span></Fact> };
    (!of.is_empty()).then(|| view! { <Facts>{of.into_iter().map(fact).collect_view()}</Facts> })
}

fn row(reported: Reported, reader: Reader) -> impl IntoView {
    let Reported { url, added_at, limited_at } = reported;
    let (tone, word) = match limited_at {
        Some(_) => (Tone::Stop, "Access limited"),
        None => (Tone::Idle, "Served as usual"),
    };
    view! {
        <tr>
            <th scope="row"><Address of=address(&url) /></th>
            <Cell label="Reported"><When at=added_at reader=reader /></Cell>
            <Cell label="Now"><Badge tone=tone word=word /></Cell>
        </tr>
    }
}

#[component]
fn Answer(account: Uuid, report: Report, answering: Answering, reader: Reader) -> impl IntoView {
    let refusal = match (answering.is_open, answering.may_answer) {
        (false, _) => "This report is closed. There is nothing to answer any more.",
        (true, false) => {
            "You can read this report. Ask one of the account’s owners to let you answer reports."
        }
        (true, true) => {
            let form = view! { <answer::AnswerForm account=account report=report answering=answering reader=reader /> };
            return form.into_any();
        }
    };
    view! { <section id="answer" aria-label="Your answer"><ReadOnly words=refusal /></section> }.into_any()
}

#[component]
fn History(entries: Vec<Entry>, report: Report, reader: Reader) -> impl IntoView {
    let mut events: Vec<Event> =
        entries.into_iter().map(|entry| entry.event(reader)).chain(next(&report, reader)).collect();
    // The same done to several addresses at once is one thing.
    events.dedup();
    view! {
        <section aria-labelledby="history">
            <SectionHead id="history" title="History" />
            <Timeline events=events reader=reader />
        </section>
    }
}

/// What comes next, and when at the latest.
fn next(report: &Report, reader: Reader) -> Option<Event> {
    let (due, asked_until) = match &report.clock {
        Some(Clock::Running { due, .. }) => (Some(*due), None),
        Some(Clock::Paused { until, .. }) => (None, *until),
        None => (None, None),
    };
    Some(match report.state {
        ReportState::WithOwner | ReportState::OwnerWorking => {
            Event::next(Symbol::Clock, otherwise(report.response), due)
        }
        ReportState::Unanswered | ReportState::Answered | ReportState::Received => {
            Event::next(Symbol::Gavel, "Our analysts decide and write to you.", None)
        }
        ReportState::AskedByOwner | ReportState::AskedByStaff => {
            let most = asked_until
                .map(|until| format!(", or until {} at the latest", reader.say(until, Style::Weekday)));
            let most = most.unwrap_or_default();
            let words =
                format!("We wait for the reporter. Your time to answer stops until they reply{most}.");
            Event::next(Symbol::Pause, words, None)
        }
        ReportState::Held => {
            Event::next(Symbol::Gavel, "Nothing happens until a court or an authority orders it.", None)
        }
        _ => return None,
    })
}
