//! The list of reports about an account's sites.

use domain::category::Category;
use domain::report::ReportState;
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;

use super::report::aside::still_runs;
use super::words::{host, status};
use super::{Around, Frame};
use crate::components::{
    Address, Badge, Button, CategoryLabel, Cell, Clock, ClockBar, Column, Empty, Filter, FilterBar, FilterOn,
    Hidden, Icon, LinkButton, ListView, PageHead, Pager, Reader, Search, Style, Symbol, Table, TableKind,
    Tone, Views, When,
};
use crate::letters::words::addresses;
use crate::links::{self, Href};

/// One report in the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its reference.
    pub reference: String,
    /// The site it is about.
    pub host: String,
    /// How many addresses it names.
    pub addresses: u32,
    /// On how many of the account's sites.
    pub sites: u32,
    /// What it is reported as.
    pub category: Category,
    /// That in the policy's word.
    pub word: String,
    /// Where it stands.
    pub state: ReportState,
    /// Whether access was limited and is not any more.
    pub is_lifted: bool,
    /// Until when an answer is asked for.
    pub clock: Option<Clock>,
    /// When the owner answered.
    pub answered_at: Option<Timestamp>,
    /// When it came in.
    pub received_at: Timestamp,
}

/// How the list is narrowed, and the ways to narrow it.
#[derive(Clone, Debug)]
pub struct Narrowing {
    /// The views with their counts.
    pub views: Vec<ListView>,
    /// The filters that are on.
    pub on: Vec<FilterOn>,
    /// The filters to put on.
    pub offered: Vec<Filter>,
    /// The list without filters.
    pub clear: Href,
    /// What is searched for.
    pub text: String,
    /// The first and the last day, as typed.
    pub days: (String, String),
    /// The parameters that stay when something else is searched for.
    pub kept: Vec<(&'static str, String)>,
    /// The parameters that stay when other days are chosen.
    pub kept_with_days: Vec<(&'static str, String)>,
    /// Whether there is no report at all, whatever the filters.
    pub is_untouched: bool,
}

/// One page of the list.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The rows.
    pub rows: Vec<Row>,
    /// What the pager says.
    pub summary: String,
    /// How many sites a search looked into, where it left others out.
    pub sites_searched: Option<usize>,
    /// The page before.
    pub newer: Option<Href>,
    /// The page after.
    pub older: Option<Href>,
    /// The list as a file.
    pub file: Href,
    /// Whether the nearest deadline is first rather than the newest report.
    pub by_deadline: bool,
}

/// The list.
#[component]
pub fn Reports(
    /// What surrounds it.
    around: Around,
    /// The account.
    account: Uuid,
    /// How it is narrowed.
    narrowing: Narrowing,
    /// The page of it.
    listing: Listing,
) -> impl IntoView {
    let reader = around.reader;
    let (list, days_of) = (links::account_reports(account), links::account_reports(account));
    let Narrowing { views, on, offered, clear, text, days, kept, kept_with_days, is_untouched } = narrowing;
    let file = listing.file.clone();
    let (whole, is_searched) = (clear.clone(), !text.is_empty());
    view! {
        <Frame around=around title="Reports">
            <PageHead title="Reports">
                <Search to=list value=text label="Search reports" placeholder="Site, address or reference" kept=kept />
                <LinkButton to=file words="Export CSV" symbol=Symbol::Download is_small=true />
            </PageHead>
            <Views of=views />
            <FilterBar on=on offered=offered clear=clear><Days to=days_of days=days kept=kept_with_days /></FilterBar>
            <Rows account=account listing=listing whole=whole is_untouched=is_untouched is_searched=is_searched reader=reader />
        </Frame>
    }
}

/// Chooses the days between which reports came in.
#[component]
fn Days(to: Href, days: (String, String), kept: Vec<(&'static str, String)>) -> impl IntoView {
    let kept =
        kept.into_iter().map(|(name, value)| view! { <Hidden name=name value=value /> }).collect_view();
    let (first, last) = days;
    view! {
        <details class="filter" name="filter">
            <summary><Icon of=Symbol::Plus />"Days"</summary>
            <div>
                <form class="stack tight" action=to>
                    {kept}
                    {day("from", "From", first)}
                    {day("to", "To", last)}
                    <Button words="Show these days" is_small=true />
                </form>
            </div>
        </details>
    }
}

fn day(name: &'static str, label: &'static str, value: String) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input class="input small" type="date" id=name name=name value=value />
        </div>
    }
}

#[component]
fn Rows(
    account: Uuid,
    listing: Listing,
    whole: Href,
    is_untouched: bool,
    is_searched: bool,
    reader: Reader,
) -> impl IntoView {
    let Listing { rows, summary, sites_searched, newer, older, by_deadline, .. } = listing;
    let left_out = sites_searched.map(|sites| {
        view! {
            <p class="muted">"We looked only into the first "{sites}" of your sites with this in their name. Write more of the name to find the others."</p>
        }
    });
    if rows.is_empty() && newer.is_none() && older.is_none() {
        return view! { {left_out}<Nothing is_untouched=is_untouched is_searched=is_searched whole=whole /> }
            .into_any();
    }
    let (caption, back, on) = if by_deadline {
        ("Reports about your sites, the nearest deadline first", "Sooner", "Later")
    } else {
        ("Reports about your sites, the newest first", "Newer", "Older")
    };
    let columns =
        ["Site and reference", "Reported as", "Status", "Answer by", "Received"].map(Column::new).to_vec();
    let rows = rows.into_iter().map(|row| line(account, row, reader)).collect_view();
    view! {
        {left_out}
        <Table caption=caption kind=TableKind::Rows columns=columns>{rows}</Table>
        <Pager summary=summary newer=newer older=older newer_word=back older_word=on />
    }
    .into_any()
}

#[component]
fn Nothing(is_untouched: bool, is_searched: bool, whole: Href) -> impl IntoView {
    if is_untouched {
        return view! {
            <Empty symbol=Symbol::Inbox tone=Tone::Ok title="Nobody has reported your sites"
                text="When somebody does, the report appears here, and we write to your abuse contact." />
        }
        .into_any();
    }
    let text = if is_searched {
        "Search for a part of one of your sites’ names, the beginning of another host’s name, a whole address or a whole reference. Or look in another view."
    } else {
        "Take a filter away, or look in another view."
    };
    view! {
        <Empty symbol=Symbol::Search title="No report fits" text=text>
            <LinkButton to=whole words="Show every report" />
        </Empty>
    }
    .into_any()
}

fn line(account: Uuid, row: Row, reader: Reader) -> impl IntoView {
    let (tone, word) = status(row.state, row.is_lifted);
    let presses = row.clock.as_ref().is_some_and(|clock| clock.tone(reader) == Tone::Stop);
    let on_sites = (row.sites > 1).then(|| format!(" on {} of your sites", row.sites));
    let tone = if presses && row.state == ReportState::WithOwner { Tone::Stop } else { tone };
    view! {
        <tr>
            <th scope="row">
                <a href=links::account_report(account, &row.reference)><Address of=host(&row.host) /></a>
                <small>{addresses(row.addresses)}{on_sites}" · "<span class="id">{row.reference}</span></small>
            </th>
            <td><CategoryLabel of=row.category word=row.word /></td>
            <td><Badge tone=tone word=word /></td>
            <Cell label="Answer by">{answer_by(row.state, row.clock, row.answered_at, reader)}</Cell>
            <Cell label="Received"><When at=row.received_at reader=reader /></Cell>
        </tr>
    }
}

fn answer_by(
    state: ReportState,
    clock: Option<Clock>,
    answered: Option<Timestamp>,
    reader: Reader,
) -> AnyView {
    match (clock, answered) {
        (Some(clock), _) if still_runs(state, &clock, reader) => {
            view! { <ClockBar clock=clock reader=reader /> }.into_any()
        }
        (_, Some(at)) => {
            view! { <span class="muted">"Answered "<When at=at reader=reader style=Style::Date /></span> }
                .into_any()
        }
        _ if state == ReportState::Held => view! { <span class="muted">"Not answered"</span> }.into_any(),
        _ => view! { <span class="muted">"No answer needed"</span> }.into_any(),
    }
}
