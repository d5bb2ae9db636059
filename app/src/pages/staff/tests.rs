mod matter;
mod owners;

use domain::account::{Actor, Tier};
use domain::case::{CaseState, Move, View};
use domain::category::{Category, Clearance, Group, Service, Severity};
use domain::decision::{DecisionKind, LimitScope, Response};
use domain::disclosure::{Disclosure, Disclosures};
use domain::field::Field;
use domain::referral::{Recipient, ReferralState};
use domain::report::{Answer, ReportState};
use domain::timeline::{CaseHappening, Covered, Happening};
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;

use self::matter::*;
use super::board::BoardPage;
use super::case::{CaseForms, CasePage, CaseView, Form, Me, Past, Waiting};
use super::decision::{DecisionPage, FIELDS, Stopped, Told, ToldParty, Verdict};
use super::desk::Desk;
use super::finding::{Found, FoundAccount, Results};
use super::letter::LetterPage;
use super::listing::{Counts, Listing, Row};
use super::queue::QueuePage;
use super::record::{
    Account, Address, Alike, Decided, Event, Facts, Filed, Head, Lens, Letter, Limit, Limits, Referral,
    Report, ReportedBy, Seen, Site, Sites, What,
};
use super::search::SearchPage;
use super::stale::{Again, StalePage};
use super::stuck::{GaveUp, StuckCounts, Why};
use crate::components::tests::{HOSTILE, assert_harmless};
use crate::components::{Reader, Zone};
use crate::form::FormState;
use crate::frame::tests::site;
use crate::letters::{self, Paragraph};
use crate::links::{self, CaseStep};
use crate::render::html;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The words of the page proper.
fn said(page: &str) -> String {
    words_of(page.split_once("<main").unwrap().1)
}

/// Each piece of text on a line of its own, and where forms lead.
fn words_of(html: &str) -> String {
    let (_, html) = html.split_once('>').unwrap();
    let mut lines = Vec::new();
    for piece in html.split('<').filter(|piece| !piece.starts_with("!--")) {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        if let Some(action) = tag.strip_prefix("form ").and_then(|tag| tag.split("action=\"").nth(1)) {
            lines.push(format!("[to {}]", action.split('"').next().unwrap()));
        }
        lines.extend(Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned));
    }
    lines.join("\n")
}

fn case_page(view: CaseView) -> String {
    html(|| view! { <CasePage view=view /> }).html
}

fn row(words: &str, number: i64) -> Row {
    Row {
        case_id: Uuid::nil(),
        number,
        version: 1,
        title: words.to_owned(),
        host: "login.alderfinch.example".to_owned(),
        category: Category::Phishing,
        severity: Severity::High,
        rank: 1,
        state: CaseState::Open,
        tier: Tier::First,
        account: Some(words.to_owned()),
        assigned_to: None,
        reports: 2,
        opened_at: at("2026-11-24T08:14:00Z"),
        due_at: Some(at("2026-11-24T18:05:00Z")),
        paused_at: None,
        changed_at: at("2026-11-24T08:14:00Z"),
        is_answered: false,
        is_returned: true,
        is_withdrawn: false,
        is_restricted: false,
    }
}

fn queue(words: &str) -> String {
    let mut listing = Listing::of(View::New);
    listing.account = Some(Uuid::nil());
    let (rows, account) = (vec![row(words, 51), row(words, 47)], Some(words.to_owned()));
    let (desk, categories) = (desk(words), categories(words));
    html(|| view! { <QueuePage desk=desk listing=listing rows=rows neighbours=(None, None) categories=categories account=account /> }).html
}

fn board(words: &str) -> String {
    let (desk, next, stuck) = (desk(words), vec![row(words, 51)], StuckCounts { letters: 1, referrals: 2 });
    let gave_up = GaveUp {
        job_id: 7,
        task: words.to_owned(),
        why: Why::MailAway,
        since: at("2026-11-24T08:14:00Z"),
        case_number: Some(51),
        reference: Some(words.to_owned()),
    };
    html(|| view! { <BoardPage desk=desk next=next came_in=vec![4, 6, 5] stuck=stuck gave_up=vec![gave_up] /> }).html
}

fn decision(words: &str) -> String {
    let told = |party, letters, silent| Told {
        party,
        account: (party == ToldParty::Owner).then(|| words.to_owned()),
        recipients: vec![words.to_owned()],
        letters,
        letter: Some(written(words)),
        on_page: (party == ToldParty::Reporters).then(|| words.to_owned()),
        sees_limit: party == ToldParty::Owner,
        silent,
    };
    let told = vec![told(ToldParty::Owner, 1, 0), told(ToldParty::Reporters, 3, 1)];
    let details = vec![("Why".to_owned(), words.to_owned())];
    let verdict = Verdict {
        what: "Access limited".to_owned(),
        details,
        referral: Some(domain::referral::Recipient::Host),
        lifts: 1,
        addresses: vec![address(words)],
        stopped: vec![stopped(words, true, 22), stopped(words, false, 1)],
    };
    let form = FIELDS.iter().fold(Form::within("decide"), |form, name| form.keep(*name, words));
    let (desk, title, category) = (desk(words), words.to_owned(), (Category::Phishing, words.to_owned()));
    html(|| view! { <DecisionPage desk=desk number=51 title=title category=category seen=seen() verdict=verdict told=told form=form waiting=Waiting::default() /> }).html
}

fn stopped(account: &str, is_all: bool, count: u64) -> Stopped {
    let sites = vec!["alderfinch.example".to_owned(), "wrenhouse.example".to_owned()];
    Stopped {
        account: account.to_owned(),
        is_all,
        sites: sites.into_iter().take(count as usize).collect(),
        count,
    }
}

fn stale(words: &str) -> String {
    let text = FormState::new().keep("text", words).field("text");
    let again = Again {
        to: links::case_step(51, CaseStep::Note),
        words: "Note it all the same".to_owned(),
        text: Some((text, "Note".to_owned())),
        kept: vec![("tier", words.to_owned())],
    };
    let changes = vec![of_case(words, CaseHappening::Closed { reason: words.to_owned() })];
    let (desk, reports) = (desk(words), vec![report(words, ReportState::Answered)]);
    html(|| view! { <StalePage desk=desk number=51 seen=seen() changes=changes reports=reports categories=categories("Phishing") again=again /> }).html
}

fn search(words: &str) -> String {
    let found = Found {
        case_id: Uuid::nil(),
        number: 51,
        title: words.to_owned(),
        host: "login.alderfinch.example".to_owned(),
        state: CaseState::Decided,
        account: Some(words.to_owned()),
        changed_at: at("2026-11-24T08:14:00Z"),
    };
    let zone = Some("alderfinch.example".to_owned());
    let account = FoundAccount { account_id: Uuid::nil(), name: words.to_owned(), zone };
    let results = Some(Results { cases: vec![found], accounts: vec![account], more: None });
    let (desk, query) = (desk(words), words.to_owned());
    html(|| view! { <SearchPage desk=desk query=query results=results /> }).html
}

fn letter_page(words: &str) -> String {
    let (desk, letter, written) = (desk(words), letter(words), written(words));
    html(|| view! { <LetterPage desk=desk number=51 letter=letter words=written /> }).html
}

#[test]
fn what_strangers_and_colleagues_write_stays_text_on_every_page() {
    let full = CaseView {
        past: Past::Events(events(HOSTILE, HOSTILE)),
        facts: facts(HOSTILE),
        forms: forms(HOSTILE),
        ..case(HOSTILE, CaseState::Open)
    };
    let letters = CaseView { past: Past::Letters(vec![letter(HOSTILE)]), ..case(HOSTILE, CaseState::Open) };
    let pages = [case_page(full), case_page(letters), queue(HOSTILE), board(HOSTILE), decision(HOSTILE)];
    let others = [stale(HOSTILE), search(HOSTILE), letter_page(HOSTILE)];
    for page in pages.iter().chain(&others) {
        assert_harmless(page);
    }
}

#[test]
fn a_case_offers_what_its_state_allows() {
    let steps = [
        (CaseStep::Note, Move::Work),
        (CaseStep::Classify, Move::Work),
        (CaseStep::Preview, Move::Decide),
        (CaseStep::Reopen, Move::Reopen),
    ];
    for state in CaseState::ALL {
        let page = case_page(case("words", *state));
        for (step, of) in steps {
            let form = format!("action=\"{}\"", links::case_step(51, step).as_str());
            assert_eq!(page.contains(&form), state.after(of).is_ok(), "{state}: {form}");
        }
    }
}

#[test]
fn a_restricted_case_says_so() {
    let open = case("words", CaseState::Open);
    let head = Head { clearance: Some(Clearance::ChildSafety), ..open.head.clone() };
    assert!(!case_page(open.clone()).contains("Restricted"));
    assert!(case_page(CaseView { head, ..open }).contains("Restricted"));
}

/// Each event with who sees it.
#[test]
fn the_past_of_a_case() {
    let past = Past::Events(events("Maren", "It copies my bank."));
    let page = case_page(CaseView { past, ..case("Bank sign-in copied", CaseState::Open) });
    let (_, history) = page.split_once("<ol class=\"timeline").unwrap();
    let (history, _) = history.split_once("</section>").unwrap();
    insta::assert_snapshot!(words_of(history));
}

#[test]
fn a_queue() {
    insta::assert_snapshot!(said(&queue("Alderfinch Media")));
}

#[test]
fn the_dashboard() {
    insta::assert_snapshot!(said(&board("Bank sign-in copied")));
}

#[test]
fn a_decision_before_it_is_sent() {
    let page = decision("It copies a bank.");
    insta::assert_snapshot!(said(&page));
    for name in FIELDS {
        let kept = format!("name=\"{name}\" value=\"It copies a bank.\"");
        assert_eq!(page.matches(&kept).count(), 2, "{name} is sent, or changed");
    }
}

#[test]
fn somebody_was_faster() {
    let page = stale("Looks like a kit.");
    insta::assert_snapshot!(said(&page));
    assert!(
        page.contains("name=\"version\" value=\"4\"") && page.contains("value=\"Looks like a kit.\""),
        "{page}"
    );
}

#[test]
fn a_search() {
    insta::assert_snapshot!(said(&search("alderfinch")));
}

#[test]
fn a_letter_that_could_not_be_sent() {
    insta::assert_snapshot!(said(&letter_page("abuse@alderfinch.example")));
}
