use domain::account::Actor;
use domain::address::ReportedUrl;
use domain::category::Category;
use domain::decision::{DecisionKind, DeclineReason, LimitScope};
use domain::disclosure::{Disclosure, Disclosures};
use domain::elsewhere::Elsewhere;
use domain::report::{Answer, ReportState};
use domain::timeline::{Covered, Happening, Sites};
use jiff::Timestamp;
use leptos::prelude::*;

use super::*;
use crate::components::tests::{HOSTILE, assert_harmless, main_of};
use crate::components::{Reader, Zone};
use crate::form::FormState;
use crate::frame::tests::site;
use crate::links;
use crate::render::html;

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn reader() -> Reader {
    Reader::visitor(at("2026-11-24T14:40:00Z"), Zone::named("Europe/Berlin").unwrap())
}

fn line(number: u32, text: &str, standing: Standing) -> LineStatus {
    LineStatus {
        number,
        raw: text.to_owned(),
        is_cut: false,
        url: ReportedUrl::parse(text).ok(),
        standing,
        since: at("2026-11-24T10:02:00Z"),
    }
}

fn reported(state: ReportState, is_limited: bool) -> Standing {
    Standing::Reported { state, is_limited, due: Some(at("2026-11-25T10:05:00Z")) }
}

fn happened(minute: u8, actor: Actor, what: Happening) -> Passed {
    Passed {
        at: at(&format!("2026-11-24T10:{minute:02}:00Z")),
        actor,
        what,
        reports: 1,
        sites: Sites::default(),
    }
}

fn status() -> Status {
    let elsewhere = ReportedUrl::parse("http://old-blog.elsewhere.example").unwrap();
    let decided = Happening::Decided {
        decision: DecisionKind::Limit,
        reason_code: None,
        scope: Some(LimitScope::Address),
        reason: "It copies a bank.".to_owned(),
        left_out: 0,
        covered: Covered::default(),
    };
    Status {
        token: "t0k3n".to_owned(),
        reference: "NE-7F3K-92QD".to_owned(),
        category: Category::Phishing,
        word: "Phishing".to_owned(),
        sent_at: at("2026-11-24T08:14:00Z"),
        tally: Tally {
            states: vec![(ReportState::Limited, 1), (ReportState::AskedByOwner, 1)],
            not_ours: 1,
            not_addresses: 1,
            ..Tally::default()
        },
        lines: vec![
            line(1, "https://login.example/verify", reported(ReportState::Limited, true)),
            line(2, "https://bücherwelt.example/konto", reported(ReportState::AskedByOwner, false)),
            line(
                3,
                "http://old-blog.elsewhere.example",
                Standing::Elsewhere(Elsewhere::of(elsewhere.host())),
            ),
            line(4, "https://login.example/verify#top", Standing::RepeatOf(1)),
        ],
        pages: Pages { total: 5, later: Some(links::track("t0k3n").with("from", "5")), ..Pages::default() },
        history: vec![
            happened(0, Actor::Reporter, Happening::Received { addresses: 2 }),
            Passed {
                reports: 2,
                ..happened(1, Actor::Portal, Happening::OwnerTold { until: None, held: false })
            },
            happened(2, Actor::Staff, decided),
            happened(3, Actor::Owner, Happening::OwnerAnswered { answer: Answer::NeedsDetail, until: None }),
            happened(
                3,
                Actor::Owner,
                Happening::OwnerWrote { text: "Which page?".into(), to_reporter: true },
            ),
        ],
        is_cut: false,
        question: Some(Question {
            reference: "NE-0001-0002".to_owned(),
            host: "bücherwelt.example".to_owned(),
            more_sites: 2,
            is_owners: true,
            is_named: false,
        }),
        knows: Knows {
            has_name: true,
            has_email: true,
            tell: Disclosures {
                owner: Disclosure::Anonymous,
                host: Disclosure::Named,
                ncmec: Disclosure::Nothing,
            },
            owner_is_told: true,
            goes_to_ncmec: false,
        },
        renewal_key: "k3y".to_owned(),
        link_until: at("2027-05-24T00:00:00Z"),
        letters_stopped: false,
        is_alive: true,
        is_withdrawn: false,
        can_withdraw: true,
        answer_hours: 24,
    }
}

fn page(status: Status, forms: StatusForms) -> String {
    let props = StatusPageProps { site: site(false), status, forms, reader: reader(), flash: None };
    html(|| StatusPage(props)).html
}

#[test]
fn a_report_in_the_middle_of_things() {
    insta::assert_snapshot!(main_of(&page(status(), StatusForms::default())));
}

#[test]
fn a_question_that_nobody_waits_for_any_more_is_not_asked_again() {
    let asked = happened(3, Actor::Staff, Happening::StaffAsked { text: "Which bank?".to_owned() });
    let replied = Happening::ReporterReplied { text: "Aurora.".to_owned(), to_owner: false };
    let shown =
        |history: Vec<Passed>| page(Status { history, question: None, ..status() }, StatusForms::default());
    let lapsed = shown(vec![asked.clone()]);
    assert!(lapsed.contains("No answer is needed any more.") && !lapsed.contains("Read it below"));
    let answered = shown(vec![asked, happened(4, Actor::Reporter, replied)]);
    assert!(!answered.contains("No answer is needed any more.") && answered.contains("Read it below"));
}

/// The page of a report of which some was decided before the rest was taken back.
fn page_of_withdrawn_rest() -> String {
    page(
        Status { question: None, is_withdrawn: true, can_withdraw: false, ..status() },
        StatusForms::default(),
    )
}

#[test]
fn a_withdrawn_report_asks_for_nothing_more() {
    let status = Status {
        tally: Tally { states: vec![(ReportState::Withdrawn, 1)], ..Tally::default() },
        question: None,
        is_alive: false,
        can_withdraw: false,
        ..status()
    };
    let page = page(status, StatusForms::default());
    assert!(page.contains("You withdrew this report"));
    assert!(page.contains("Report it again"));
    let decided = page_of_withdrawn_rest();
    assert!(
        decided.contains("Report it again")
            && decided.contains("Tell us more")
            && !decided.contains("Add addresses")
    );
    assert!(!page.contains("Tell us more") && !page.contains("Add addresses") && !page.contains("/withdraw"));
}

#[test]
fn a_declined_report_says_why_and_what_can_be_done() {
    let declined = Happening::Decided {
        decision: DecisionKind::Decline,
        reason_code: Some(DeclineReason::ContentRemoved),
        scope: None,
        reason: String::new(),
        left_out: 0,
        covered: Covered::default(),
    };
    let status = Status {
        tally: Tally { states: vec![(ReportState::Declined, 1)], ..Tally::default() },
        history: vec![happened(2, Actor::Staff, declined)],
        question: None,
        ..status()
    };
    let page = page(status, StatusForms::default()).replace("<!>", "");
    assert!(page.contains("What was reported is gone already.") && page.contains("Tell us more"));
}

#[test]
fn refused_words_come_back_with_what_is_wrong() {
    let mut forms = StatusForms::default();
    forms.reply = forms.reply.keep("text", HOSTILE);
    forms.reply.refuse("text", "Shorten this.");
    let page = page(status(), forms);
    assert!(page.contains("One answer needs another look") && page.contains("href=\"#reply-text\""));
    assert_harmless(&page.replace("<!>", ""));
}

#[test]
fn nothing_hostile_comes_out_of_what_others_wrote() {
    let words = |text: &str| text.to_owned();
    let history = vec![
        happened(0, Actor::Staff, Happening::StaffAsked { text: words(HOSTILE) }),
        happened(1, Actor::Reporter, Happening::ReporterWrote { text: words(HOSTILE) }),
        happened(2, Actor::Staff, Happening::Reopened { reason: words(HOSTILE) }),
    ];
    let lines = vec![line(1, HOSTILE, Standing::RepeatOf(1))];
    let question = status().question.map(|question| Question {
        host: words(HOSTILE),
        reference: words(HOSTILE),
        ..question
    });
    let page = page(Status { history, lines, question, ..status() }, StatusForms::default());
    assert_harmless(&page.replace("<!>", ""));
}

#[test]
fn a_receipt_without_an_address_says_to_copy_the_link() {
    let receipt = receipt::Receipt {
        token: "t0k3n".to_owned(),
        link: "https://abuse.example/track/t0k3n".to_owned(),
        reference: "NE-7F3K-92QD".to_owned(),
        category: Category::ChildAbuse,
        tally: Tally { states: vec![(ReportState::Received, 1)], not_ours: 2, ..Tally::default() },
        email: None,
        link_until: at("2027-05-24T00:00:00Z"),
        next: vec!["We refer it to NCMEC.".to_owned()],
        is_renewed: false,
    };
    let props = receipt::ReceiptPageProps { site: site(false), receipt, reader: reader() };
    insta::assert_snapshot!(main_of(&html(|| receipt::ReceiptPage(props)).html));
}

#[test]
fn a_lost_link_is_asked_for_with_reference_and_address() {
    let mut form = FormState::new().keep("reference", "NE-7F3K").keep("email", "robin@mailbox.example");
    form.refuse("reference", "This is no reference.");
    let page = |form, is_asked| {
        html(|| view! { <find::FindPage site=site(false) form=form is_asked=is_asked flash=None /> }).html
    };
    insta::assert_snapshot!(main_of(&page(form, false)));
    assert!(page(FormState::new(), true).contains("If they belong together, a link is on its way"));
}

#[test]
fn before_a_report_is_taken_back_the_page_says_what_that_changes() {
    let page = |goes_on, owners_know| {
        let withdrawal = withdraw::Withdrawal {
            token: "t0k3n".to_owned(),
            reference: "NE-7F3K-92QD".to_owned(),
            goes_on,
            owners_know,
        };
        main_of(&html(|| view! { <withdraw::WithdrawPage site=site(false) withdrawal=withdrawal form=FormState::new() /> }).html)
    };
    insta::assert_snapshot!(page(true, true));
    assert_ne!(page(false, true), page(true, true));
    assert_ne!(page(true, false), page(true, true));
}

#[test]
fn a_link_that_opens_nothing_says_where_to_find_one_that_does() {
    insta::assert_snapshot!(main_of(&html(|| view! { <gone::GonePage site=site(false) /> }).html));
}
