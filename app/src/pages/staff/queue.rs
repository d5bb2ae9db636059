//! A queue: dense rows, filters that live in the address, one bar to act on several.

use domain::account::Tier;
use domain::case::{CaseState, Order, View};
use domain::category::{Category, Severity};
use leptos::prelude::*;

use super::case::WITHDRAWN;
use super::desk::{Desk, Work, count, in_queue, several, used};
use super::listing::{Listing, Row};
use crate::components::{
    ActionBar, Button, ButtonKind, CategoryLabel, Clock, ClockCell, Column, Empty, Filter, FilterBar,
    FilterChoice, FilterOn, Hidden, LinkButton, PageHead, Pager, Person, PostForm, Search, Style, Symbol,
    Table, TableKind, Tick, Tone, When, duration,
};
use crate::frame::StaffPlace;
use crate::frame::rail::queue_title;
use crate::links;
use crate::words;

/// A queue.
#[component]
pub fn QueuePage(
    /// Who works here.
    desk: Desk,
    /// What is shown.
    listing: Listing,
    /// The rows.
    rows: Vec<Row>,
    /// The pages before and after.
    neighbours: (Option<Listing>, Option<Listing>),
    /// The categories with their words.
    categories: Vec<(Category, String)>,
    /// The name of the account that is filtered by.
    account: Option<String>,
) -> impl IntoView {
    let title = title(&listing, desk.is_cleared);
    let (place, meta) = (place(&listing), meta(&desk, &listing));
    let reader = desk.reader;
    let (on, offered) = filters(&listing, &categories, account);
    let list = if rows.is_empty() {
        nothing(&listing).into_any()
    } else {
        let summary = summary(&desk, &listing, &neighbours, rows.len());
        let (newer, older) = neighbours;
        view! {
            <Rows rows=rows listing=listing.clone() categories=categories reader=reader />
            <Pager summary=summary newer=newer.map(|page| page.to()) older=older.map(|page| page.to())
                newer_word="Previous" older_word="Next" />
        }
        .into_any()
    };
    view! {
        <Work desk=desk title=title.clone() place=place>
            <PageHead title=title meta=meta><Find /></PageHead>
            <FilterBar on=on offered=offered clear=listing.whole().to() />
            {list}
        </Work>
    }
}

/// The search box of the work area.
#[component]
pub fn Find(
    /// What is searched for now.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    view! {
        <Search to=links::staff_search() name="q" value=value label="Find a case"
            placeholder="Reference, site, account, reporter" is_posted=true />
    }
}

fn title(listing: &Listing, is_cleared: bool) -> String {
    let open = listing.state == Some(CaseState::Open);
    match (listing.view, listing.tier) {
        (View::All, Some(Tier::ChildSafety)) if open && is_cleared => "Child safety".to_owned(),
        (View::All, _) if open => "All open cases".to_owned(),
        (View::All, _) => "All cases".to_owned(),
        (view, _) => queue_title(view).to_owned(),
    }
}

fn place(listing: &Listing) -> Option<StaffPlace> {
    let restricted = listing.view == View::All
        && listing.tier == Some(Tier::ChildSafety)
        && listing.state == Some(CaseState::Open);
    if restricted { Some(StaffPlace::Restricted) } else { in_queue(listing.view) }
}

fn meta(desk: &Desk, listing: &Listing) -> AnyView {
    let waiting = (listing.view != View::All && !listing.is_filtered())
        .then(|| several(desk.counts.of(listing.view), "case", "cases"));
    let (overdue, soon) = (count(desk.counts.of(View::Overdue)), count(desk.counts.of(View::DueSoon)));
    let presses = !matches!(listing.view, View::Overdue | View::DueSoon);
    let at = desk.reader.say(desk.reader.now, Style::Clock);
    view! {
        {waiting.map(|words| view! { <span class="number">{words}</span> })}
        {presses.then(|| view! { <span>"On the whole desk: "{overdue}" overdue, "{soon}" due within 4 hours"</span> })}
        <span>"As of "{at}</span>
    }
    .into_any()
}

fn summary(
    desk: &Desk,
    listing: &Listing,
    pages: &(Option<Listing>, Option<Listing>),
    shown: usize,
) -> String {
    match pages {
        (None, None) => several(u64::try_from(shown).unwrap_or(0), "case", "cases"),
        _ if listing.view != View::All && !listing.is_filtered() => {
            format!("{shown} of {}", several(desk.counts.of(listing.view), "case", "cases"))
        }
        _ => format!("{shown} on this page"),
    }
}

/// The filters that are on, and those that can be put on.
fn filters(
    listing: &Listing,
    categories: &[(Category, String)],
    account: Option<String>,
) -> (Vec<FilterOn>, Vec<Filter>) {
    let word = |category: Category| {
        let known = categories.iter().find(|(known, _)| *known == category);
        known.map_or_else(|| category.to_string(), |(_, word)| word.clone())
    };
    let mut on = Vec::new();
    let mut add = |name: &str, value: Option<String>, without: Listing| {
        let filter = |value| FilterOn { name: name.to_owned(), value, without: without.to() };
        on.extend(value.map(filter));
    };
    add("Category", listing.category.map(word), listing.but(|other| other.category = None));
    add("Priority", listing.severity.map(severity_word), listing.but(|other| other.severity = None));
    add(
        "Tier",
        listing.tier.map(|tier| words::tier(tier).to_owned()),
        listing.but(|other| other.tier = None),
    );
    add("Account", listing.account.and(account), listing.but(|other| other.account = None));
    add("State", listing.state.map(|state| state.to_string()), listing.but(|other| other.state = None));
    add(
        "Order",
        (listing.is_open_only() && listing.order == Order::Newest).then(|| order_word(Order::Newest)),
        listing.but(|other| other.order = Order::Due),
    );
    let mut offered = Vec::new();
    if listing.category.is_none() {
        let choices = categories.iter().map(|(category, word)| {
            choice(word.clone(), listing.but(|other| other.category = Some(*category)))
        });
        offered.push(Filter { name: "Category".into(), choices: choices.collect() });
    }
    if listing.severity.is_none() {
        let choices = Severity::ALL.iter().map(|severity| {
            choice(severity_word(*severity), listing.but(|other| other.severity = Some(*severity)))
        });
        offered.push(Filter { name: "Priority".into(), choices: choices.collect() });
    }
    if listing.tier.is_none() {
        let choices = Tier::ALL
            .iter()
            .filter(|tier| **tier != Tier::ChildSafety)
            .map(|tier| choice(words::tier(*tier).to_owned(), listing.but(|other| other.tier = Some(*tier))));
        offered.push(Filter { name: "Tier".into(), choices: choices.collect() });
    }
    if listing.view == View::All && listing.state.is_none() {
        let choices = CaseState::ALL
            .iter()
            .map(|state| choice(state.to_string(), listing.but(|other| other.state = Some(*state))));
        offered.push(Filter { name: "State".into(), choices: choices.collect() });
    }
    if listing.is_open_only() {
        let others = Order::ALL.iter().filter(|order| **order != listing.order);
        let choices =
            others.map(|order| choice(order_word(*order), listing.but(|other| other.order = *order)));
        offered.push(Filter { name: "Order".into(), choices: choices.collect() });
    }
    (on, offered)
}

fn choice(title: String, to: Listing) -> FilterChoice {
    FilterChoice { title, count: None, to: to.to() }
}

fn order_word(order: Order) -> String {
    let words = match order {
        Order::Due => "Due first",
        Order::Severity => "Highest priority first",
        Order::Newest => "Newest first",
    };
    words.to_owned()
}

fn severity_word(severity: Severity) -> String {
    words::priority(severity).word().to_owned()
}

fn nothing(listing: &Listing) -> impl IntoView + use<> {
    if listing.is_filtered() {
        let (whole, text) = (listing.whole().to(), "There may be more without the filters.");
        return view! {
            <Empty symbol=Symbol::Filter title="No case matches these filters" text=text>
                <LinkButton to=whole words="Remove the filters" />
            </Empty>
        }
        .into_any();
    }
    let (title, text) = match listing.view {
        View::New => {
            ("Nothing waits for somebody to take it", "New reports open cases, and those appear here.")
        }
        View::DueSoon => ("Nothing is due soon", "Cases appear here four hours before their time is up."),
        View::Overdue => ("Nothing is overdue", "Cases appear here when their time is up."),
        View::Answered => ("No owner has answered", "Cases appear here when the owner of a site answers."),
        View::Returned => ("No reporter came back", "Cases appear here when a reporter writes again."),
        View::Escalated => {
            ("Nothing is escalated", "Cases appear here when somebody passes them to another tier.")
        }
        View::Mine => ("You have no case", "Cases appear here when you take them."),
        View::All => ("There is no case yet", "The first report opens the first case."),
    };
    let is_new = listing.view == View::New;
    let (to, words) = if is_new {
        (links::staff(), "Back to the dashboard")
    } else {
        (links::queue(View::New), "See what is new")
    };
    view! {
        <Empty symbol=Symbol::Inbox tone=Tone::Ok title=title text=text><LinkButton to=to words=words /></Empty>
    }
    .into_any()
}

/// The table, in the form that acts on several of its rows.
#[component]
fn Rows(
    rows: Vec<Row>,
    listing: Listing,
    categories: Vec<(Category, String)>,
    reader: crate::components::Reader,
) -> impl IntoView {
    let columns = columns(&listing);
    let back = listing.to().as_str().split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    let rows = rows.into_iter().map(|row| line(row, &categories, &listing, reader)).collect_view();
    view! {
        <PostForm to=links::together() class="queue">
            <Hidden name="back" value=back />
            <Table caption="Cases" columns=columns kind=TableKind::Dense>{rows}</Table>
            <ActionBar label="With the selected cases">
                <Button words="Take them" kind=ButtonKind::Primary is_small=true says=("step", "claim".to_owned()) />
                <Button words="Join as one case" is_small=true says=("step", "join".to_owned()) />
                <label class="hidden" for="severity">"Priority"</label>
                <select class="input small short" id="severity" name="severity">
                    {Severity::ALL.iter().map(|severity| {
                        view! { <option value=severity.as_str() selected=*severity == Severity::Normal>{severity_word(*severity)}</option> }
                    }).collect_view()}
                </select>
                <Button words="Set priority" is_small=true says=("step", "severity".to_owned()) />
            </ActionBar>
        </PostForm>
    }
}

fn columns(listing: &Listing) -> Vec<Column> {
    let sorted = |column: Column, order: Order| {
        if !listing.is_open_only() {
            return column;
        }
        let ascending = (listing.order == order).then_some(true);
        column.sort(listing.but(|other| other.order = order).to(), ascending)
    };
    let time =
        if listing.is_open_only() { sorted(Column::new("Due"), Order::Due) } else { Column::new("Changed") };
    let mut columns = vec![
        Column::new("Select").unseen(),
        sorted(Column::new("Priority"), Order::Severity),
        Column::new("Site").main(),
        Column::new("Reported as"),
        Column::new("Account"),
    ];
    columns.extend(has_holders(listing).then(|| Column::new("With")));
    columns.extend([time, Column::new("No.").number()]);
    columns
}

/// Whether somebody may have its cases; nobody has a new one.
fn has_holders(listing: &Listing) -> bool {
    listing.view != View::New
}

fn line(
    row: Row,
    categories: &[(Category, String)],
    listing: &Listing,
    reader: crate::components::Reader,
) -> impl IntoView + use<> {
    let (is_open_only, has_holders) = (listing.is_open_only(), has_holders(listing));
    let holder = row.assigned_to.clone().map(|name| view! { <Person name=name /> });
    let word = categories.iter().find(|(known, _)| *known == row.category).map(|(_, word)| word.clone());
    let word = word.unwrap_or_else(|| row.category.to_string());
    let (time, notes) = (time(&row, is_open_only, reader).into_any(), notes(&row));
    let select = format!("Select case {}", row.number);
    let level = words::priority(row.severity);
    let tick = format!("{}.{}", row.number, row.version);
    view! {
        <tr>
            <td class="pick"><Tick name="case" value=tick label=select /></td>
            <td class="rank priority" data-level=level.key()>{level.word()}</td>
            <th scope="row">
                {by_site(row.number, &row.title, &row.host)}
                {(!notes.is_empty()).then(|| view! { " "<small class="muted">{notes}</small> })}
            </th>
            <td><CategoryLabel of=row.category word=word /></td>
            <td class="account">{row.account.unwrap_or_else(|| "Several".to_owned())}</td>
            {has_holders.then(|| view! { <td class="with">{holder}</td> })}
            {time}
            <td class="number">{row.number}</td>
        </tr>
    }
}

/// What sets a case apart from most.
fn notes(row: &Row) -> String {
    let all = [
        (row.is_restricted, "restricted".to_owned()),
        (row.reports > 1, format!("{} reports", row.reports)),
        (row.is_answered, "owner answered".to_owned()),
        (row.is_returned && !row.is_withdrawn, "reporter came back".to_owned()),
        (row.is_withdrawn, WITHDRAWN.to_lowercase()),
    ];
    let words: Vec<_> = all.into_iter().filter(|(is, _)| *is).map(|(_, words)| words).collect();
    words.join(", ")
}

/// A case by its sites, for a row that says elsewhere what it is about. A title that names none stands before the site.
fn by_site(number: i64, title: &str, site: &str) -> impl IntoView + use<> {
    let sites = title.split_once(" on ").map_or(title, |(_, sites)| sites);
    let sites = if names_site(sites) { sites } else { title };
    view! { <a href=links::case(number)><bdi>{sites.to_owned()}</bdi></a>{beside(title, site)} }
}

/// A case by its title, with the site where the title names none.
pub(super) fn by_title(number: i64, title: String, site: &str) -> impl IntoView + use<> {
    let site = beside(&title, site);
    view! { <a href=links::case(number)><bdi>{title}</bdi></a>{site} }
}

fn beside(title: &str, site: &str) -> Option<impl IntoView + use<>> {
    let site = host(site);
    (!names_site(title) && !site.is_empty())
        .then(|| view! { " "<span class="address" dir="ltr">{site}</span> })
}

/// Whether a title names a site already, as those do that the portal makes.
pub(super) fn names_site(title: &str) -> bool {
    title.contains("[.]")
}

/// A host that no program makes a link of.
pub(super) fn host(host: &str) -> String {
    host.rsplit_once('.').map_or_else(|| host.to_owned(), |(front, last)| format!("{front}[.]{last}"))
}

fn time(row: &Row, is_open_only: bool, reader: crate::components::Reader) -> impl IntoView + use<> {
    match clock(row, reader).filter(|_| is_open_only) {
        Some(clock) => view! { <ClockCell clock=clock reader=reader /> }.into_any(),
        None => view! { <td class="when"><When at=row.changed_at reader=reader /></td> }.into_any(),
    }
}

fn clock(row: &Row, reader: crate::components::Reader) -> Option<Clock> {
    let due = row.due_at?;
    if let Some(paused) = row.paused_at {
        let (left, used) = (due.duration_since(paused), used(row.opened_at, due, paused));
        let why = format!("Waits for the reporter since {}", duration(reader.now.duration_since(paused)));
        return Some(Clock::Paused { left, used, why, until: None });
    }
    Some(Clock::Running { due, used: used(row.opened_at, due, reader.now) })
}
