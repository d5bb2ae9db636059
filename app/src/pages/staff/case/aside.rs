//! What stands beside the timeline: the clock, the facts, the reports, what looks alike.

use domain::case::CaseState;
use domain::disclosure::Disclosure;
use domain::report::ReportState;
use leptos::prelude::*;

use super::talk::reporter;
use super::{CaseView, decisions, limits, referrals, sites};
use crate::components::{Badge, Card, Clock, DeadlineRing, Fact, Facts, Style};
use crate::links;
use crate::pages::staff::desk::used;
use crate::pages::staff::listing::Listing;
use crate::pages::staff::record::{Account, Alike, Likeness, Report};
use crate::words;

/// The clock of an open case.
pub(super) fn clock_card(view: &CaseView) -> Option<impl IntoView + use<>> {
    let reader = view.desk.reader;
    let clock = clock(view).filter(|_| view.head.state == CaseState::Open)?;
    Some(view! {
        <Card id="clock" title="Clock" is_untitled=true>
            <div class="body"><DeadlineRing clock=clock reader=reader verb="Decide by" /></div>
        </Card>
    })
}

/// How the clock of a case stands.
fn clock(view: &CaseView) -> Option<Clock> {
    let (head, now) = (&view.head, view.desk.reader.now);
    let due = head.due_at?;
    Some(match head.paused_at {
        Some(paused) => Clock::Paused {
            left: due.duration_since(paused),
            used: used(head.opened_at, due, paused),
            why: "We have asked the reporter and wait for the answer.".to_owned(),
            until: view.reports.iter().filter_map(asked_until).max(),
        },
        None => Clock::Running { due, used: used(head.opened_at, due, now) },
    })
}

/// Until when a report waits for what we asked its reporter.
fn asked_until(report: &Report) -> Option<jiff::Timestamp> {
    report.asked_until.filter(|_| report.state == ReportState::AskedByStaff)
}

/// The facts of the case.
pub(super) fn facts(view: &CaseView) -> impl IntoView + use<> {
    let reader = view.desk.reader;
    let number = view.head.number;
    let accounts = accounts(&view.facts.accounts);
    let sites = sites::facts(&view.facts.sites);
    let in_force = limits::in_force(&view.facts);
    let opened = reader.say(view.head.opened_at, Style::Short);
    let (tier, response) = (words::tier(view.head.tier), words::response(view.response));
    view! {
        <Card id="facts" title="Facts">
            <div class="body">
                <Facts>
                    <Fact name="Case"><span class="id">{number}</span></Fact>
                    <Fact name="Opened">{opened}</Fact>
                    <Fact name="Lies with">{tier}</Fact>
                    {accounts}
                    {sites}
                    <Fact name="Limits in force">{in_force}</Fact>
                    <Fact name="Policy">{response}</Fact>
                </Facts>
            </div>
        </Card>
    }
}

/// How many accounts are named.
const ACCOUNTS: usize = 5;

/// Each account with how the reports about it ended.
fn accounts(all: &[Account]) -> impl IntoView + use<> {
    let rows = all.iter().take(ACCOUNTS).cloned().map(|account| {
        let mut listing = Listing::of(domain::case::View::All);
        listing.account = Some(account.account_id);
        let history = format!("{} confirmed, {} unfounded", account.confirmed, account.unfounded);
        view! {
            <Fact name="Account"><a href=listing.to()><bdi>{account.name}</bdi></a></Fact>
            <Fact name="History">{history}</Fact>
        }
    });
    let rows = rows.collect_view();
    let more = all.len().saturating_sub(ACCOUNTS);
    let more = (more > 0).then(|| view! { <Fact name="Account">{format!("{more} more")}</Fact> });
    view! { {rows}{more} }
}

/// The reports of the case with who reported.
pub(super) fn linked(view: &CaseView) -> impl IntoView + use<> {
    let count = view.head.reports.to_string();
    let reports = view.reports.iter().map(linked_report).collect_view();
    view! {
        <Card id="linked" title="Linked reports" aside=count>
            <ul class="linked">{reports}</ul>
        </Card>
    }
}

fn linked_report(report: &Report) -> impl IntoView + use<> {
    let (tone, word) = words::report_state(report.state);
    let (reference, who) = (report.reference.clone(), reporter(report));
    let theirs = report.submission_reference.clone().map(|reference| {
        view! { <span>"The reporter has it as "<span class="id">{reference}</span></span> }
    });
    let company = report.reporter.as_ref().and_then(|by| by.company.clone());
    let known = report.reporter.as_ref().map(|by| match by.tell.owner {
        Disclosure::Named => "named to the owner",
        Disclosure::Anonymous => "not named to the owner",
        Disclosure::Nothing => "the owner is to hear nothing",
    });
    view! {
        <li>
            <span class="row tight"><span class="id">{reference}</span><Badge tone=tone word=word /></span>
            {theirs}
            <span><bdi>{who}</bdi>{company.map(|company| view! { ", "<bdi>{company}</bdi> })}</span>
            {known.map(|known| view! { <span>{known}</span> })}
        </li>
    }
}

/// Open cases that look alike.
pub(super) fn alike(view: &CaseView) -> Option<impl IntoView + use<>> {
    if view.facts.alike.is_empty() {
        return None;
    }
    let rows = view.facts.alike.iter().map(alike_row).collect_view();
    Some(view! { <Card id="like" title="Looks like"><ul class="linked">{rows}</ul></Card> })
}

fn alike_row(alike: &Alike) -> impl IntoView + use<> {
    let Alike { number, title, why } = alike.clone();
    let why = match why {
        Likeness::Host => "same site",
        Likeness::Reporter => "same reporter’s address",
        Likeness::Account => "same account and category",
    };
    view! { <li><a href=links::case(number)>"Case "{number}</a><span><bdi>{title}</bdi>", "{why}</span></li> }
}

/// Groups what belongs together.
pub(super) fn aside(view: &CaseView) -> impl IntoView + use<> {
    view! {
        {clock_card(view)}
        {facts(view)}
        {decisions::card(view)}
        {limits::card(view)}
        {referrals::card(view)}
        {linked(view)}
        {alike(view)}
    }
}
