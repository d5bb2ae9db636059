mod lists;

use domain::account::{Actor, MemberRole};
use domain::category::{Category, Service};
use domain::decision::{DecisionKind, LimitScope, Response};
use domain::report::{Answer, ReportState};
use domain::timeline::{Covered, Happening};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;
use uuid::Uuid;

use super::contacts::{Contacts, Profile};
use super::members::{Invited, Member, Members};
use super::overview::{Due, Limit, LimitedFor, Month, Overview, Reached};
use super::report::{Answering, Field, Named, Report, ReportPage, Reported};
use super::reports::{Listing, Narrowing, Reports, Row};
use super::words::{host, status};
use super::zones::{Page, Zone, Zones};
use super::{Around, Entry};
use crate::components::tests::{HOSTILE, assert_harmless, readable};
use crate::components::{Clock, FilterOn, ListView, Reader, Zone as TimeZone};
use crate::form::FormState;
use crate::frame::tests::site;
use crate::frame::{AccountName, CustomerPlace, CustomerRail};
use crate::links;
use crate::render::html;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn around(name: &str) -> Around {
    let account = AccountName { id: Uuid::nil(), name: name.to_owned() };
    let rail = CustomerRail {
        account: account.clone(),
        others: vec![account],
        person: name.to_owned(),
        role: name.to_owned(),
        unanswered: 1,
        place: Some(CustomerPlace::Reports),
    };
    let reader = Reader::visitor(at("2026-11-24T14:55:00Z"), TimeZone::named("Europe/Copenhagen").unwrap());
    Around { site: site(false), rail: rail.into(), flash: None, reader }
}

fn running() -> Option<Clock> {
    Some(Clock::Running { due: at("2026-11-24T18:05:00Z"), used: 60 })
}

fn report(said: &str, state: ReportState) -> Report {
    Report {
        reference: "NE-7F3K-92QD".to_owned(),
        category: Category::Phishing,
        word: "Phishing".to_owned(),
        state,
        is_lifted: false,
        allegation: said.to_owned(),
        details: vec![("Brand".to_owned(), said.to_owned())],
        host: "login.alderfinch.example".to_owned(),
        zone: "alderfinch.example".to_owned(),
        service: Service::Proxied,
        response: Response::Voluntary,
        addresses: 2,
        sites: 1,
        received_at: at("2026-11-24T08:14:00Z"),
        answered_at: None,
        clock: running(),
        version: 3,
    }
}

fn history(said: &str) -> Vec<Entry> {
    let text = || said.to_owned();
    let happenings = [
        (Actor::Reporter, Happening::Received { addresses: 1 }),
        (Actor::Portal, Happening::OwnerTold { until: Some(at("2026-11-25T08:14:00Z")), held: false }),
        (Actor::Owner, Happening::OwnerAnswered { answer: Answer::Disputed, until: None }),
        (Actor::Owner, Happening::OwnerWrote { text: text(), to_reporter: false }),
        (Actor::Owner, Happening::OwnerWrote { text: text(), to_reporter: true }),
        (Actor::Reporter, Happening::ReporterReplied { text: text(), to_owner: true }),
        (Actor::Staff, Happening::StaffWrote { to_owner: true, text: text() }),
        (Actor::Staff, Happening::Reopened { reason: text() }),
        (Actor::Staff, Happening::Lifted { reason: text(), covered: covered(0) }),
        (Actor::Staff, Happening::Lifted { reason: text(), covered: covered(3) }),
        (Actor::Staff, decided(said)),
    ];
    let entry =
        |(actor, happening)| Entry { at: at("2026-11-24T11:05:00Z"), actor, name: Some(text()), happening };
    happenings.map(entry).to_vec()
}

fn covered(more: u32) -> Covered {
    Covered { addresses: vec!["https://alderfinch.example/a".to_owned()], more, ..Covered::default() }
}

fn decided(reason: &str) -> Happening {
    let (decision, scope) = (DecisionKind::Limit, Some(LimitScope::Address));
    Happening::Decided {
        decision,
        reason_code: None,
        scope,
        reason: reason.to_owned(),
        left_out: 0,
        covered: Covered::default(),
    }
}

fn answering(form: FormState<Field>, meanwhile: Vec<Entry>) -> Answering {
    Answering {
        form,
        ends: vec![at("2026-11-25T12:00:00Z")],
        answer_hours: 24,
        is_reporter_written_to: true,
        is_open: true,
        may_answer: true,
        meanwhile,
    }
}

fn report_page(said: &str, report: Report, answering: Answering) -> String {
    let reported = Reported { url: said.to_owned(), added_at: at("2026-11-24T08:14:00Z"), limited_at: None };
    let named = Named { name: said.to_owned(), email: Some(said.to_owned()), company: Some(said.to_owned()) };
    let (around, history) = (around(said), history(said));
    html(|| {
        view! { <ReportPage around=around account=Uuid::nil() report=report addresses=vec![reported] reporter=Some(named) history=history answering=answering /> }
    })
    .html
}

#[test]
fn what_strangers_and_colleagues_write_stays_text_on_every_page() {
    let hostile = || HOSTILE.to_owned();
    let mut form = FormState::new();
    for field in [Field::Answer, Field::Done, Field::Until, Field::Plan, Field::Because, Field::Question] {
        form = form.keep(field, HOSTILE);
        form.refuse(field, HOSTILE);
    }
    let page =
        report_page(HOSTILE, report(HOSTILE, ReportState::WithOwner), answering(form, history(HOSTILE)));
    assert_harmless(&page);
    let row = Row {
        reference: hostile(),
        host: hostile(),
        addresses: 1,
        sites: 3,
        category: Category::Malware,
        word: hostile(),
        state: ReportState::WithOwner,
        is_lifted: false,
        clock: running(),
        answered_at: None,
        received_at: at("2026-11-24T08:14:00Z"),
    };
    assert_harmless(&list(narrowing(HOSTILE), vec![row]));
    assert_harmless(&overview(HOSTILE));
    for page in others(HOSTILE) {
        assert_harmless(&page);
    }
}

fn narrowing(text: &str) -> Narrowing {
    let view = ListView {
        title: text.to_owned(),
        count: Some(3),
        to: links::cases().with("text", text),
        is_current: true,
    };
    let on = FilterOn { name: text.to_owned(), value: text.to_owned(), without: links::cases() };
    Narrowing {
        views: vec![view],
        on: vec![on],
        offered: vec![],
        clear: links::cases(),
        text: text.to_owned(),
        days: (text.to_owned(), text.to_owned()),
        kept: vec![("zone", text.to_owned())],
        kept_with_days: vec![("text", text.to_owned())],
        is_untouched: false,
    }
}

fn list(narrowing: Narrowing, rows: Vec<Row>) -> String {
    let listing = Listing {
        rows,
        summary: "1 report".to_owned(),
        sites_searched: None,
        newer: None,
        older: None,
        file: links::account_reports_file(Uuid::nil()),
        by_deadline: false,
    };
    let around = around(&narrowing.text);
    html(|| view! { <Reports around=around account=Uuid::nil() narrowing=narrowing listing=listing /> }).html
}

fn overview(text: &str) -> String {
    let due = Due {
        is_worked_on: false,
        reference: text.to_owned(),
        host: text.to_owned(),
        category: Category::Phishing,
        word: text.to_owned(),
        addresses: 1,
        clock: running(),
        response: Response::Voluntary,
    };
    let limit = |scope| Limit {
        scope,
        target: text.to_owned(),
        since: at("2026-11-22T15:30:00Z"),
        report: Some(LimitedFor {
            word: text.to_owned(),
            reference: text.to_owned(),
            reason: text.to_owned(),
        }),
    };
    let limits = vec![limit(LimitScope::Address), limit(LimitScope::Zone), limit(LimitScope::Account)];
    let (around, month) = (around(text), Month { open: 3, with_you: 1, sites: 40, ..Month::default() });
    let reached = Reached { contact: Some(text.to_owned()), responders: 2 };
    html(|| {
        view! { <Overview around=around account=Uuid::nil() unanswered=1 due=vec![due] limits=limits month=month weeks=vec![1, 4, 11] reached=reached may_answer=true /> }
    })
    .html
}

fn others(text: &str) -> Vec<String> {
    let owned = || text.to_owned();
    let since = at("2026-01-24T08:14:00Z");
    let member = Member {
        user: Uuid::nil(),
        name: owned(),
        email: owned(),
        role: MemberRole::Reader,
        since,
        is_you: false,
    };
    let invited = Invited { user: Uuid::nil(), email: owned(), role: MemberRole::Owner, until: since };
    let mut form = FormState::new().keep("email", text).keep("name", text).keep("abuse_contact", text);
    form.refuse("email", text);
    let zone = Zone {
        host: owned(),
        service: Service::Proxied,
        since,
        limited: None,
        reported_at: None,
        open: owned(),
    };
    let page = Page { zones: vec![zone], summary: owned(), text: owned(), back: None, on: None };
    let you = Profile { name: owned(), email: owned(), time_zone: owned() };
    let (one, two, three) = (around(text), around(text), around(text));
    let contacts = form.clone();
    vec![
        html(|| view! { <Members around=one account=Uuid::nil() members=vec![member] invited=vec![invited] may_manage=true form=form /> }).html,
        html(|| view! { <Zones around=two account=Uuid::nil() page=page /> }).html,
        html(|| view! { <Contacts around=three account=Uuid::nil() form=contacts stored=(HOSTILE.to_owned(), String::new()) may_manage=true you=you /> }).html,
    ]
}

#[test]
fn a_report_that_waits_for_an_answer() {
    let page = report_page(
        "It asks for the card number.",
        report("", ReportState::WithOwner),
        answering(FormState::new(), vec![]),
    );
    let (_, main) = page.split_once("<main").unwrap();
    insta::assert_snapshot!(readable(main));
}

#[test]
fn the_overview_of_a_busy_account() {
    let page = overview("login.alderfinch.example");
    let (_, main) = page.split_once("<main").unwrap();
    insta::assert_snapshot!(readable(main));
}

#[test]
fn every_state_shows_its_word_and_only_open_ones_take_an_answer() {
    for state in ReportState::ALL {
        let is_open = state.may_be_answered();
        let answering = Answering { is_open, ..answering(FormState::new(), vec![]) };
        let page = report_page("words", report("words", *state), answering);
        assert!(page.contains(status(*state, false).1), "{state}");
        assert_eq!(page.contains("name=\"version\""), is_open, "{state}");
        let has_ring = page.contains("class=\"ring\"");
        assert_eq!(has_ring, state.is_undecided(), "a decided report has no deadline: {state}");
    }
}

#[test]
fn what_waits_for_an_order_is_never_overdue() {
    let clock = Some(Clock::Running { due: at("2026-11-20T09:00:00Z"), used: 100 });
    let report = Report { clock, ..report("words", ReportState::Held) };
    let page = report_page("words", report, answering(FormState::new(), vec![]));
    assert!(!page.contains("class=\"ring\"") && page.contains("your answer goes on record"), "{page}");
}

#[test]
fn a_clock_that_stands_still_says_why_and_until_when() {
    let why = "You asked the reporter something.".to_owned();
    let until = Some(at("2026-11-26T09:00:00Z"));
    let clock =
        Some(Clock::Paused { left: SignedDuration::from_hours(20), used: 16, why: why.clone(), until });
    let report = Report { clock, ..report("words", ReportState::AskedByOwner) };
    let page = report_page("words", report, answering(FormState::new(), vec![]));
    assert!(page.contains("Paused, 20 h left") && page.contains(&why));
    assert!(
        page.contains("Thu 26 Nov, 10:00") && page.contains("or until Thu 26 Nov, 10:00 at the latest."),
        "{page}"
    );
}

#[test]
fn a_report_asks_for_an_answer_or_does_not_but_never_both() {
    let closed = Answering { is_open: false, ..answering(FormState::new(), vec![]) };
    let page = report_page("words", report("words", ReportState::Withdrawn), closed);
    assert!(page.contains("nothing to answer any more") && !page.contains("You can answer again"), "{page}");
    let late = Report { clock: None, answered_at: None, ..report("words", ReportState::Unanswered) };
    let page = report_page("words", late, answering(FormState::new(), vec![]));
    assert!(
        page.contains("You still can, until we decide.") && !page.contains("No answer is needed"),
        "{page}"
    );
    let decided = Report { clock: None, answered_at: None, ..report("words", ReportState::Warned) };
    let page = report_page("words", decided, answering(FormState::new(), vec![]));
    assert!(page.contains("No answer is needed.") && page.contains("Write to us about it"), "{page}");
    assert!(!page.contains(">Answer</a>"), "{page}");
}

#[test]
fn what_is_served_again_is_not_called_limited() {
    let lifted = Report { is_lifted: true, ..report("words", ReportState::Limited) };
    let page = report_page("words", lifted, answering(FormState::new(), vec![]));
    assert!(page.contains("Limit lifted") && !page.contains("Access limited"), "{page}");
}

#[test]
fn a_question_nobody_is_told_of_says_so_before_it_is_asked() {
    let page = |is_reporter_written_to| {
        let answering = Answering { is_reporter_written_to, ..answering(FormState::new(), vec![]) };
        report_page("words", report("words", ReportState::WithOwner), answering)
    };
    assert!(page(true).contains("until they reply, for 24 hours at most"));
    let later = "sees your question when they next open their status page";
    assert!(!page(true).contains(later) && page(false).contains(later));
}

#[test]
fn a_site_is_never_clickable() {
    assert_eq!(host("xn--bcher-kva.example").host, "bücher[.]example");
    assert_eq!(host("javascript:alert(1)").host, "javascript:alert(1)");
}
