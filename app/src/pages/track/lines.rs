//! What happened to each address.

use domain::address::{NotAnAddress, ReportedUrl};
use domain::elsewhere::Elsewhere;
use domain::report::ReportState;
use jiff::Timestamp;
use leptos::prelude::*;

use crate::components::{Badge, Cell, Column, Pager, Reader, SectionHead, Table, Tone, When};
use crate::letters::words::on;
use crate::links::Href;
use crate::pages::report::ask_instead;
use crate::pages::report::line::{LineText, READ_UP_TO_HERE};

/// A line of the list and what became of it.
#[derive(Clone, Debug)]
pub struct LineStatus {
    /// Where it stands in the list.
    pub number: u32,
    /// What was sent.
    pub raw: String,
    /// The address in it.
    pub url: Option<ReportedUrl>,
    /// Whether more stood on the line, which was left out.
    pub is_cut: bool,
    /// What became of it.
    pub standing: Standing,
    /// Since when.
    pub since: Timestamp,
}

/// What became of a line.
#[derive(Clone, Debug)]
pub enum Standing {
    /// Part of a report.
    Reported {
        /// Where the report stands.
        state: ReportState,
        /// Whether this very address is limited.
        is_limited: bool,
        /// The owner's deadline.
        due: Option<Timestamp>,
    },
    /// Left out of the limit on what else its report names.
    LeftOut,
    /// The same address stands in this line.
    RepeatOf(u32),
    /// An earlier report had it already.
    RepeatedReport,
    /// Not on our network.
    Elsewhere(Elsewhere),
    /// No address.
    NotAnAddress(NotAnAddress),
}

/// Where in a long list the page is.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// How many lines there are in all.
    pub total: u32,
    /// The lines before these.
    pub earlier: Option<Href>,
    /// The lines after these.
    pub later: Option<Href>,
    /// The whole list as a file.
    pub file: Option<Href>,
}

impl LineStatus {
    /// What it means, as a sentence or more.
    #[must_use]
    pub fn explained(&self, reader: Reader) -> String {
        let explained = self.standing.explained(reader);
        if self.is_cut { format!("{explained} {READ_UP_TO_HERE}") } else { explained }
    }
}

impl Standing {
    /// Its word.
    #[must_use]
    pub fn word(&self) -> (Tone, &'static str) {
        match self {
            Self::Reported { is_limited: true, .. } => (Tone::Ok, "Access limited"),
            Self::Reported { state: ReportState::Limited, .. } => (Tone::Done, "Limit lifted"),
            Self::Reported { state, .. } => state_word(*state),
            Self::LeftOut => (Tone::Idle, "Not limited"),
            Self::RepeatOf(_) | Self::RepeatedReport => (Tone::Idle, "Repeated"),
            Self::Elsewhere(_) => (Tone::Idle, "Not ours"),
            Self::NotAnAddress(_) => (Tone::Warn, "Not an address"),
        }
    }

    /// What it means, as a sentence or two.
    fn explained(&self, reader: Reader) -> String {
        match self {
            Self::Reported { state, is_limited, due } => reported(*state, *is_limited, *due, reader),
            Self::LeftOut => crate::words::declined(None).to_owned(),
            Self::RepeatOf(line) => format!("The same address as in line {line}."),
            Self::RepeatedReport => "It is in an earlier report of this address.".to_owned(),
            Self::Elsewhere(elsewhere) => ask_instead(elsewhere),
            Self::NotAnAddress(why) => why.to_string(),
        }
    }
}

fn state_word(state: ReportState) -> (Tone, &'static str) {
    match state {
        ReportState::Received | ReportState::Answered | ReportState::Unanswered => {
            (Tone::Live, "With our staff")
        }
        ReportState::AskedByOwner | ReportState::AskedByStaff => (Tone::Warn, "Waiting for you"),
        other => crate::words::report_state(other),
    }
}

fn reported(state: ReportState, is_limited: bool, due: Option<Timestamp>, reader: Reader) -> String {
    if is_limited {
        return "We no longer serve it. The content may still be on the server.".to_owned();
    }
    let until = due.map(|due| on(due, reader));
    match (state, until) {
        (ReportState::Received, _) => "Our staff look at it.".to_owned(),
        (ReportState::WithOwner, Some(until)) => {
            format!("The owner was told and has until {until} to answer.")
        }
        (ReportState::WithOwner, None) => "The owner was told.".to_owned(),
        (ReportState::OwnerWorking, Some(until)) => format!("The owner expects to be done by {until}."),
        (ReportState::OwnerWorking, None) => "The owner works on it.".to_owned(),
        (ReportState::Answered, _) => "The owner has answered. Our staff decide next.".to_owned(),
        (ReportState::Unanswered, _) => "The owner did not answer in time. Our staff decide next.".to_owned(),
        (ReportState::AskedByOwner, _) => "The owner has a question for you.".to_owned(),
        (ReportState::AskedByStaff, _) => "We have a question for you.".to_owned(),
        (ReportState::Held, _) => {
            "The owner was told. We act when a court or an authority orders it.".to_owned()
        }
        (ReportState::Forwarded, _) => "We passed it on and take no step of our own.".to_owned(),
        (ReportState::Warned, _) => "We warned the owner.".to_owned(),
        (ReportState::Limited, _) => "We had limited access to it, and lifted the limit again.".to_owned(),
        (ReportState::Declined, _) => "We closed it without action; the reason stands below.".to_owned(),
        (ReportState::Referred, _) => "We refer it to somebody who can act.".to_owned(),
        (ReportState::Withdrawn, _) => "You took it back.".to_owned(),
    }
}

/// The lines of one page.
#[component]
pub fn Lines(
    /// The lines.
    lines: Vec<LineStatus>,
    /// The others.
    pages: Pages,
    /// Who reads them.
    reader: Reader,
) -> impl IntoView {
    let columns = vec![Column::new("Address"), Column::new("Outcome"), Column::new("Since")];
    let Pages { total, earlier, later, file } = pages;
    let rows = lines.into_iter().map(|line| row(line, total > 1, reader)).collect_view();
    let is_long = earlier.is_some() || later.is_some();
    let summary = if total == 1 { "1 line".to_owned() } else { format!("{total} lines") };
    view! {
        <section aria-labelledby="addresses">
            <SectionHead id="addresses" title="What happened to each address">
                {file.filter(|_| total > 1).map(|file| view! { <a href=file>"Download the list"</a> })}
            </SectionHead>
            <Table caption="What happened to each address" columns=columns>{rows}</Table>
            {is_long.then(|| view! { <Pager summary=summary newer=earlier older=later newer_word="Earlier lines" older_word="Later lines" /> })}
        </section>
    }
}

/// A line, with its number where there are several.
fn row(line: LineStatus, is_numbered: bool, reader: Reader) -> impl IntoView {
    let (tone, word) = line.standing.word();
    let explained = line.explained(reader);
    let number = is_numbered.then(|| format!("Line {}. ", line.number));
    view! {
        <tr>
            <th scope="row"><LineText raw=line.raw url=line.url /><small>{number}{explained}</small></th>
            <Cell label="Outcome"><Badge tone=tone word=word /></Cell>
            <Cell label="Since"><When at=line.since reader=reader /></Cell>
        </tr>
    }
}
