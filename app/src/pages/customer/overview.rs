//! The overview: what needs an answer first, what is limited now, and how things went.

use domain::category::Category;
use domain::decision::{LimitScope, Response};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;
use uuid::Uuid;

use super::words::{address, count, host, number, otherwise, own_site};
use super::{Around, Frame};
use crate::components::{
    Address, Badge, Bars, ButtonKind, Card, CategoryLabel, Cell, Clock, ClockBar, Column, Empty, Figure,
    Figures, Icon, LinkButton, PageHead, Reader, Style, Symbol, Table, Tone, When, duration,
};
use crate::letters::words::addresses;
use crate::links;

/// A report that waits for an answer.
#[derive(Clone, Debug)]
pub struct Due {
    /// Its reference.
    pub reference: String,
    /// The site it is about.
    pub host: String,
    /// What it is reported as.
    pub category: Category,
    /// That in the policy's word.
    pub word: String,
    /// How many addresses it names.
    pub addresses: u32,
    /// Until when an answer is asked for.
    pub clock: Option<Clock>,
    /// What we do about such a report by ourselves.
    pub response: Response,
    /// Whether the owner said that they are working on it.
    pub is_worked_on: bool,
}

/// Something that visitors cannot reach as usual.
#[derive(Clone, Debug)]
pub struct Limit {
    /// How far it reaches.
    pub scope: LimitScope,
    /// The address or the site.
    pub target: String,
    /// Since when.
    pub since: Timestamp,
    /// The report behind it; nothing where the account was told of none.
    pub report: Option<LimitedFor>,
}

/// The report behind a limit.
#[derive(Clone, Debug)]
pub struct LimitedFor {
    /// What it was reported as, in the policy's word.
    pub word: String,
    /// The report's reference.
    pub reference: String,
    /// Why it is limited.
    pub reason: String,
}

/// The figures of the last thirty days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// Reports that nothing has ended yet.
    pub open: u64,
    /// Those of them that wait for the owner.
    pub with_you: u64,
    /// The middle of the times it took to answer, in minutes.
    pub answer_minutes: Option<i64>,
    /// Reports that ended.
    pub closed: u64,
    /// Those of them that ended without any action.
    pub without_action: u64,
    /// Sites with a report.
    pub sites_reported: u64,
    /// Sites in all.
    pub sites: u64,
}

/// How an account is reached.
#[derive(Clone, Debug)]
pub struct Reached {
    /// Where letters go.
    pub contact: Option<String>,
    /// How many members can answer.
    pub responders: u64,
}

/// An account's overview.
#[component]
pub fn Overview(
    /// What surrounds it.
    around: Around,
    /// The account.
    account: Uuid,
    /// How many reports wait for an answer, without those that the owner works on.
    unanswered: u64,
    /// The first of them, the nearest deadline first.
    due: Vec<Due>,
    /// What is limited now.
    limits: Vec<Limit>,
    /// The last thirty days.
    month: Month,
    /// Reports in each of the last twelve weeks, the present one last.
    weeks: Vec<u64>,
    /// How the account is reached.
    reached: Reached,
    /// Whether the reader may answer.
    may_answer: bool,
) -> impl IntoView {
    let reader = around.reader;
    let mut due = due;
    due.sort_by_key(|due| due.is_worked_on);
    let meta = meta(&due, reader);
    view! {
        <Frame around=around title="Overview">
            <PageHead title=title(unanswered) meta=view! { <p>{meta}</p> }.into_any() />
            <div class="stack loose">
                <First account=account due=due reader=reader may_answer=may_answer />
                <Limited account=account limits=limits reader=reader />
                <section class="card" aria-label="Last 30 days"><Figures of=figures(&month) /></section>
                <div class="tiles">
                    <Weeks weeks=weeks />
                    <Reaching account=account reached=reached />
                </div>
            </div>
        </Frame>
    }
}

fn title(unanswered: u64) -> String {
    match unanswered {
        0 => "Nothing needs your answer".to_owned(),
        1 => "One report needs your answer".to_owned(),
        100.. => "More than 99 reports need your answer".to_owned(),
        many => format!("{} reports need your answer", number(many)),
    }
}

fn meta(due: &[Due], reader: Reader) -> String {
    let working = match due.iter().filter(|due| due.is_worked_on).count() {
        0 => "",
        1 => "You are working on one more. ",
        _ => "You are working on others. ",
    };
    let zone = format!("{working}Times are shown in the time zone {:?}.", reader.zone).replace('_', " ");
    match due.iter().find(|due| !due.is_worked_on).and_then(|first| first.clock.as_ref()) {
        Some(Clock::Running { due, .. }) if *due > reader.now => {
            format!("The first is due in {}. {zone}", duration(due.duration_since(reader.now)))
        }
        Some(Clock::Running { .. }) => format!("The first is overdue. {zone}"),
        _ => zone,
    }
}

#[component]
fn First(account: Uuid, due: Vec<Due>, reader: Reader, may_answer: bool) -> impl IntoView {
    if due.is_empty() {
        return view! {
            <Empty symbol=Symbol::Check tone=Tone::Ok title="Nothing waits for you"
                text="When somebody reports one of your sites, it appears here with the time you have to answer.">
                <LinkButton to=links::account_reports(account) words="All reports" />
            </Empty>
        }
        .into_any();
    }
    let rows = due.into_iter().enumerate().map(|(at, due)| line(account, due, reader, at == 0 && may_answer));
    let rows = rows.collect_view();
    view! {
        <section class="card" aria-labelledby="due">
            <header><h2 id="due">"Answer first"</h2><a href=links::account_reports(account)>"All reports"</a></header>
            <ul class="dues">{rows}</ul>
        </section>
    }
    .into_any()
}

fn line(account: Uuid, due: Due, reader: Reader, is_first: bool) -> impl IntoView {
    let page = links::account_report(account, &due.reference);
    let shown = host(&due.host);
    let next = if due.is_worked_on {
        "You are working on it. Say when it is done."
    } else {
        otherwise(due.response)
    };
    let about = format!(" about {}", shown.host);
    let kind = if is_first { ButtonKind::Primary } else { ButtonKind::Plain };
    view! {
        <li class="due">
            <div class="what">
                <a href=page.clone()><Address of=shown /></a>
                <div class="meta"><CategoryLabel of=due.category word=due.word /><span>{addresses(due.addresses)}</span></div>
            </div>
            <p class="else muted">{next}</p>
            <div class="left">{due.clock.map(|clock| left(clock, reader))}</div>
            <LinkButton to=page.at("answer") words="Answer" about=about kind=kind is_small=true />
        </li>
    }
}

fn left(clock: Clock, reader: Reader) -> impl IntoView {
    let note = match &clock {
        Clock::Running { due, .. } => {
            view! { <When at=*due reader=reader style=Style::Weekday /> }.into_any()
        }
        Clock::Paused { why, .. } => why.clone().into_any(),
    };
    view! { <ClockBar clock=clock reader=reader /><small>{note}</small> }
}

#[component]
fn Limited(account: Uuid, limits: Vec<Limit>, reader: Reader) -> impl IntoView {
    if limits.is_empty() {
        return view! {
            <Card id="limited" title="Limited right now">
                <p class="body muted">"Nothing. All your sites are served as usual. If we limit access to an address or a site, it stands here with the way to have it lifted."</p>
            </Card>
        }
        .into_any();
    }
    let is_all = limits.iter().any(|limit| limit.scope == LimitScope::Account);
    let aside =
        if is_all { "No site of the account is served" } else { "Everything else is served as usual" };
    let columns = ["What", "What visitors get", "Since", "How to have it lifted"].map(Column::new).to_vec();
    let rows = limits.into_iter().map(|limit| limited(account, limit, reader)).collect_view();
    view! {
        <Card id="limited" title="Limited right now" aside=aside>
            <Table caption="What is limited right now" columns=columns is_inside=true>{rows}</Table>
        </Card>
    }
    .into_any()
}

fn limited(account: Uuid, limit: Limit, reader: Reader) -> impl IntoView {
    let Limit { scope, target, since, report } = limit;
    let (what, gets) = match scope {
        LimitScope::Address => {
            (view! { <Address of=address(&target) /> }.into_any(), "This address is blocked")
        }
        LimitScope::Zone => {
            (view! { <Address of=own_site(&target) /> }.into_any(), "The whole site is blocked")
        }
        LimitScope::Account => ("Every site of the account".into_any(), "All sites are blocked"),
    };
    let (named, lift) = match report {
        Some(report) => told(account, report),
        None => (().into_any(), view! { <p>"The report behind it is not shown to you. Write to us if you think that this is a mistake."</p> }.into_any()),
    };
    view! {
        <tr>
            <th scope="row">{what}{named}</th>
            <td><Badge tone=Tone::Stop word=gets /></td>
            <Cell label="Since"><When at=since reader=reader /></Cell>
            <td>{lift}</td>
        </tr>
    }
}

/// Which report a limit is about, and why and how it ends.
fn told(account: Uuid, report: LimitedFor) -> (AnyView, AnyView) {
    let LimitedFor { word, reference, reason } = report;
    let page = links::account_report(account, &reference);
    let named = view! { <small>{word}", "<a href=page.clone() class="id">{reference}</a></small> };
    let lift = view! {
        <p dir="auto">{reason}</p>
        <p class="muted">"Remove what was reported, then tell us on the report’s page. We look again."</p>
        <a href=page.at("answer")>"Ask for a review"</a>
    };
    (named.into_any(), lift.into_any())
}

fn figures(month: &Month) -> Vec<Figure> {
    let figure =
        |name: &str, value: String, note: String| Figure { name: name.to_owned(), value, note: Some(note) };
    let with_us = month.open.saturating_sub(month.with_you);
    let answer = month.answer_minutes.map(|minutes| duration(SignedDuration::from_mins(minutes)));
    let lately = || "In the last 30 days".to_owned();
    vec![
        figure(
            "Open reports",
            month.open.to_string(),
            format!("{} with you, {with_us} with us", month.with_you),
        ),
        figure("Your usual time to answer", answer.unwrap_or_else(|| "–".to_owned()), lately()),
        figure(
            "Closed in 30 days",
            month.closed.to_string(),
            format!("{} without any action", month.without_action),
        ),
        figure("Sites reported", format!("{} of {}", month.sites_reported, month.sites), lately()),
    ]
}

#[component]
fn Weeks(weeks: Vec<u64>) -> impl IntoView {
    let now = weeks.last().copied().unwrap_or_default();
    let mut before = weeks[..weeks.len().saturating_sub(1)].to_vec();
    before.sort_unstable();
    let usual = before.get(before.len() / 2).copied().unwrap_or_default();
    let most = before.last().copied().unwrap_or_default();
    let label = format!("Reports per week for twelve weeks: up to {most} before, and {now} this week");
    let usually = if usual == 0 { String::new() } else { format!(" Dashed: a usual week, {usual}.") };
    let caption = format!("{} this week.{usually}", count(now, "report"));
    let axis = vec!["11 weeks ago".to_owned(), "This week".to_owned()];
    view! {
        <Card id="weeks" title="Reports about your sites" aside="12 weeks">
            <div class="body"><Bars of=weeks usual=usual label=label axis=axis caption=caption /></div>
        </Card>
    }
}

#[component]
fn Reaching(account: Uuid, reached: Reached) -> impl IntoView {
    let letters = match reached.contact {
        Some(contact) => point(
            true,
            format!(
                "Letters about your sites go to {contact}, unless your provider named another address for a site."
            ),
        ),
        None => point(false, "There is no abuse contact. Letters go to the account’s owners.".to_owned()),
    };
    let people = match reached.responders {
        1 => point(false, "One person can answer reports. A second one helps when they are away.".to_owned()),
        many => point(true, format!("{} people can answer reports.", number(many))),
    };
    view! {
        <Card id="reaching" title="How we reach you">
            <ul class="body bullets">{letters}{people}</ul>
            <footer class="row">
                <a href=links::account_contacts(account)>"Contacts"</a>
                <a href=links::account_members(account)>"Members"</a>
            </footer>
        </Card>
    }
}

fn point(is_fine: bool, words: String) -> impl IntoView {
    let symbol = if is_fine { Symbol::Check } else { Symbol::Warning };
    view! { <li data-tone=(!is_fine).then_some("warn")><Icon of=symbol /><span>{words}</span></li> }
}
