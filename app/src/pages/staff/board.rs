//! The dashboard: what breaches next, what nobody has taken, what came back, what came in, what got stuck; for leads, which jobs gave up.

use domain::case::{CaseState, Order, View};
use leptos::prelude::*;

use super::desk::{Desk, Work, count, several, used};
use super::listing::{Listing, Row};
use super::queue::{Find, by_title};
use super::stuck::{GaveUp, StuckCounts};
use crate::components::{
    Bars, Button, Card, Cell, Clock, ClockBar, Column, Empty, Hidden, LinkButton, PageHead, PostButton,
    PostForm, PriorityMark, Reader, Style, Symbol, Table, TableKind, Tone, When,
};
use crate::frame::StaffPlace;
use crate::links::{self, Href};
use crate::words;

/// The dashboard.
#[component]
pub fn BoardPage(
    /// Who works here.
    desk: Desk,
    /// The cases that breach next.
    next: Vec<Row>,
    /// Reports of the last days, today last.
    came_in: Vec<u64>,
    /// What got stuck.
    stuck: StuckCounts,
    /// The jobs that gave up; nobody but a lead sees any.
    gave_up: Vec<GaveUp>,
) -> impl IntoView {
    let gave_up = jobs_card(gave_up, desk.reader);
    let (title, figures, rest) = (title(&desk), figures(&desk), rest(&desk, stuck));
    let next = next_card(next, &desk).into_any();
    let today = today(&desk, came_in);
    view! {
        <Work desk=desk title="Dashboard" place=Some(StaffPlace::Dashboard)>
            <PageHead title=title><Find /></PageHead>
            <div class="stack loose">
                {figures}
                <div class="split">{next}<aside class="stack" aria-label="Today and what else waits">{today}{rest}</aside></div>
                {gave_up}
            </div>
        </Work>
    }
}

/// Where things stand, as a sentence.
fn title(desk: &Desk) -> String {
    match (desk.counts.of(View::Overdue), desk.counts.of(View::DueSoon)) {
        (0, 0) => "Nothing is due in the next four hours".to_owned(),
        (0, 1) => "1 case is due in the next four hours".to_owned(),
        (0, soon) => format!("{} cases are due in the next four hours", count(soon)),
        (1, _) => "1 case is overdue".to_owned(),
        (overdue, _) => format!("{} cases are overdue", count(overdue)),
    }
}

/// Each number leads to what it counts.
fn figures(desk: &Desk) -> impl IntoView + use<> {
    let view = |name: &'static str, view: View, tone: Option<Tone>| {
        figure(name, desk.counts.of(view), links::queue(view), tone)
    };
    let stop = |count: u64| (count > 0).then_some(Tone::Stop);
    let overdue = view("Overdue", View::Overdue, stop(desk.counts.of(View::Overdue)));
    view! {
        <section class="card" aria-labelledby="now">
            <h2 class="hidden" id="now">"Right now"</h2>
            <ul class="figures links">
                {overdue}
                {view("Due within 4 hours", View::DueSoon, None)}
                {view("Nobody has it", View::New, None)}
                {view("Reporter came back", View::Returned, None)}
                {view("Owner answered", View::Answered, None)}
                {view("Escalated", View::Escalated, None)}
            </ul>
        </section>
    }
}

/// What waits beside the queues.
fn rest(desk: &Desk, stuck: StuckCounts) -> impl IntoView + use<> {
    let line = |name: &'static str, of: u64, to: Href| {
        view! { <li><a href=to>{name}</a><span class=(of > 0).then_some("shown")>{count(of)}</span></li> }
    };
    let mine = desk.counts.of(View::Mine);
    view! {
        <Card id="rest" title="Also waiting">
            <ul class="disclosure">
                {line("Cases that you have", mine, links::queue(View::Mine))}
                {line("Referrals to file", stuck.referrals, links::pending_referrals())}
                {line("Letters that could not be sent", stuck.letters, links::stuck_letters())}
            </ul>
        </Card>
    }
}

fn figure(name: &'static str, of: u64, to: Href, tone: Option<Tone>) -> impl IntoView + use<> {
    view! { <li><a href=to data-tone=tone.map(Tone::key)><span>{name}</span><b>{count(of)}</b></a></li> }
}

fn next_card(rows: Vec<Row>, desk: &Desk) -> impl IntoView + use<> {
    let reader = desk.reader;
    if rows.is_empty() {
        return view! {
            <Empty symbol=Symbol::Check tone=Tone::Ok title="No case is open" text="The next report opens one, and it appears here.">
                <LinkButton to=links::queue(View::All) words="See all cases" />
            </Empty>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(|row| due(row, reader)).collect_view();
    let mut listing = Listing::of(View::All);
    listing.state = Some(CaseState::Open);
    listing.order = Order::Due;
    view! {
        <Card id="next" title="Due next">
            <ul class="dues short">{rows}</ul>
            <footer><a href=listing.to()>"All open cases"</a></footer>
        </Card>
    }
    .into_any()
}

fn due(row: Row, reader: crate::components::Reader) -> impl IntoView {
    let clock = row.due_at.map(|due| {
        let clock = match row.paused_at {
            Some(paused) => Clock::Paused {
                left: due.duration_since(paused),
                used: used(row.opened_at, due, paused),
                why: "Waits for the reporter".to_owned(),
                until: None,
            },
            None => Clock::Running { due, used: used(row.opened_at, due, reader.now) },
        };
        view! { <ClockBar clock=clock reader=reader /> }
    });
    let holder = row.assigned_to.map_or_else(|| "Nobody has it".to_owned(), |name| format!("With {name}"));
    view! {
        <li class="due">
            <span class="what">{by_title(row.number, row.title, &row.host)}<small><bdi>{holder}</bdi></small></span>
            <span><PriorityMark level=words::priority(row.severity) /></span>
            <span class="left">{clock}</span>
        </li>
    }
}

fn today(desk: &Desk, came_in: Vec<u64>) -> impl IntoView + use<> {
    let (today, before) = came_in.split_last().map_or((0, &[][..]), |(today, before)| (*today, before));
    let days = u64::try_from(before.len()).unwrap_or(1).max(1);
    let usual = (before.iter().sum::<u64>() + days / 2) / days;
    let caption =
        format!("{} came in today. Dashed: a usual day, {usual}.", several(today, "report", "reports"));
    let label =
        format!("Reports a day over the last {days} days and today; today {today}, on a usual day {usual}");
    let first = desk.reader.now - jiff::SignedDuration::from_hours(24 * i64::try_from(days).unwrap_or(14));
    let axis = vec![desk.reader.say(first, Style::Date), "Today".to_owned()];
    let newest = links::queue(View::All);
    view! {
        <Card id="today" title="Came in today" aside=today.to_string()>
            <div class="body"><Bars of=came_in usual=usual label=label axis=axis caption=caption /></div>
            <footer><a href=newest>"The newest cases"</a></footer>
        </Card>
    }
}

/// The jobs that gave up, each with a way to start it again.
fn jobs_card(jobs: Vec<GaveUp>, reader: Reader) -> Option<impl IntoView> {
    if jobs.is_empty() {
        return None;
    }
    let aside = jobs.len().to_string();
    let columns = vec![
        Column::new("What").main(),
        Column::new("About"),
        Column::new("Why"),
        Column::new("Since"),
        Column::new("Try again").unseen(),
    ];
    let all = (jobs.len() > 1).then(|| {
        let ids = jobs.iter().map(|job| view! { <Hidden name="job" value=job.job_id.to_string() /> }).collect_view();
        view! { <footer><PostForm to=links::jobs()>{ids}<Button words="Try all of these again" is_small=true /></PostForm></footer> }
    });
    let rows = jobs.into_iter().map(|job| job_row(job, reader)).collect_view();
    Some(view! {
        <Card id="gave-up" title="Jobs that gave up" aside=aside>
            <Table caption="Jobs that gave up" columns=columns kind=TableKind::Plain is_inside=true>{rows}</Table>
            {all}
        </Card>
    })
}

fn job_row(job: GaveUp, reader: Reader) -> impl IntoView {
    let (what, why) = (job.what(), job.why.words());
    let case =
        job.case_number.map(|number| view! { <a href=links::case(number)>{format!("Case {number}")}</a>" " });
    let again = job.job_id.to_string();
    view! {
        <tr>
            <th scope="row">{what}<small class="muted">{format!("Job {}", job.job_id)}</small></th>
            <Cell label="About">{case}{job.reference}</Cell>
            <Cell label="Why">{why}</Cell>
            <Cell label="Since"><When at=job.since reader=reader /></Cell>
            <td><PostButton to=links::jobs() words="Try again" is_small=true><Hidden name="job" value=again.clone() /></PostButton></td>
        </tr>
    }
}
