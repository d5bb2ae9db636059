//! Every letter, with the same things in it; what single letters say is in `words`.

mod words;

use domain::address::ReportedUrl;
use domain::category::{Category, Group, Service};
use domain::decision::{DecisionKind, DeclineReason, LimitScope, Response};
use domain::disclosure::Disclosure;
use domain::policy::OwnerNotice;
use domain::referral::Recipient;
use domain::report::Answer;
use domain::timeline::Sites;

use super::*;
use crate::components::tests::{HOSTILE, assert_harmless, readable};
use crate::components::{Reader, Zone};
use crate::links;
use crate::render::fragment;

fn reader() -> Reader {
    Reader::visitor("2026-11-24T10:05:00Z".parse().unwrap(), Zone::named("Europe/Berlin").unwrap())
}

fn defanged(text: &str) -> domain::address::Defanged {
    ReportedUrl::parse(text).unwrap().defanged()
}

fn envelope() -> Envelope {
    Envelope {
        site: "Northwind Edge".into(),
        base: "https://abuse.example".into(),
        link: Some(links::track("0123abcd")),
        stop: Some(links::track("0123abcd").at("letters")),
    }
}

fn notice() -> Notice {
    Notice {
        reference: "NE-7F3K-92QD".into(),
        category: Category::Phishing,
        group: Group::Trick,
        host: Some("login.alderfinch.example".into()),
        addresses: vec![defanged("https://login.alderfinch.example/aurora/verify?id=8841")],
        address_count: 1,
        service: Service::Proxied,
        sites: vec![],
        response: Response::Voluntary,
        allegation: "It copies the sign-in page of my bank and asks for the card number and PIN.".into(),
        facts: vec![Fact { name: "Pretends to be".into(), value: "Aurora Bank".into() }],
        reporter: None,
        due: Some("2026-11-24T18:05:00Z".parse().unwrap()),
        why: "You receive this because abuse@alderfinch.example is the abuse contact of Alderfinch Media."
            .into(),
        answer_hours: 24,
    }
}

fn receipt() -> Receipt {
    Receipt {
        reference: "NE-7F3K-92QD".into(),
        category: Category::Phishing,
        restricted: false,
        counts: Counts { accepted: 3, repeated: 1, not_ours: 2, not_addresses: 1 },
        addresses: vec![
            defanged("https://login.alderfinch.example/verify"),
            defanged("https://bücherwelt.example/konto"),
        ],
        owner_notice: OwnerNotice::AtOnce,
        to_owner: Disclosure::Anonymous,
        response: Response::Voluntary,
        to_ncmec: false,
        answer_hours: 24,
        decide_hours: 24,
        link_until: "2027-05-24T10:05:00Z".parse().unwrap(),
    }
}

fn listed() -> Listed {
    Listed { first: vec![defanged("https://alderfinch.example/login")], more: 2 }
}

fn restricted() -> CaseName {
    CaseName::Restricted
}

/// One of each, with `text` wherever somebody else's words stand.
fn all(text: &str) -> Vec<Content> {
    let text = text.to_owned();
    let case = CaseName::Plain { number: 4796, title: text.clone() };
    let verdict = Verdict {
        kind: DecisionKind::Limit,
        scope: Some(LimitScope::Address),
        reason_code: None,
        reason: text.clone(),
        to: None,
        addresses: listed(),
        left_out: 0,
        sites: Sites::default(),
    };
    let (reference, why, until) =
        ("NE-7F3K-92QD".to_owned(), "You answer for the site.".to_owned(), reader().now);
    vec![
        Content::Receipt(receipt()),
        Content::NewLink(NewLink { reference: reference.clone(), link_until: until }),
        Content::Notice(Notice {
            allegation: text.clone(),
            reporter: Some(Named {
                name: text.clone(),
                email: Some("robin@mailbox.example".into()),
                company: Some(text.clone()),
                more: vec![],
            }),
            ..notice()
        }),
        Content::Question(Question {
            reference: reference.clone(),
            host: Some(text.clone()),
            asker: Asker::Owner,
            text: text.clone(),
            named_to_owner: false,
            until: Some(until),
        }),
        Content::Reply(Reply {
            reference: reference.clone(),
            text: text.clone(),
            due: Some(until),
            why: why.clone(),
        }),
        Content::AnswerToReporter(AnswerToReporter {
            reference: reference.clone(),
            host: Some(text.clone()),
            answer: Answer::Removed,
            until: None,
        }),
        Content::AnswerToStaff(AnswerToStaff {
            case: case.clone(),
            reference: reference.clone(),
            answer: Answer::Working,
            until: Some(until),
        }),
        Content::Message(Message {
            reference: reference.clone(),
            text: text.clone(),
            more: 0,
            to_reporter: true,
            why: why.clone(),
        }),
        Content::News(News {
            reference: reference.clone(),
            host: Some(text.clone()),
            what: Change::Lifted {
                reason: text.clone(),
                limits: 3,
                addresses: listed(),
                whole: Whole::default(),
            },
            more: 2,
            to_reporter: true,
            why: why.clone(),
        }),
        Content::News(News {
            reference: reference.clone(),
            host: Some(text.clone()),
            what: Change::Added {
                addresses: vec![defanged("https://login.alderfinch.example/evil")],
                more: 2,
                upto: 1,
                due: Some(until),
            },
            more: 0,
            to_reporter: false,
            why: why.clone(),
        }),
        Content::CameBack(CameBack { case: case.clone(), reference: reference.clone(), text: text.clone() }),
        Content::DecisionToOwner(DecisionToOwner {
            reference: reference.clone(),
            host: Some(text.clone()),
            verdict: verdict.clone(),
            why,
        }),
        Content::DecisionToReporter(DecisionToReporter {
            reference: reference.clone(),
            host: Some(text.clone()),
            verdict: Some(verdict),
        }),
        Content::Escalation(Escalation {
            case: case.clone(),
            tier: domain::account::Tier::Senior,
            by: text.clone(),
            reason: text.clone(),
        }),
        Content::Overdue(Overdue { case: case.clone(), reference: reference.clone(), account: text.clone() }),
        Content::Unreachable(Unreachable { case, reference, account: text.clone() }),
        Content::ContactChanged(ContactChanged {
            account: text.clone(),
            was: Some(text.clone()),
            now: Some(text.clone()),
            by: text.clone(),
            why: "You receive this because you are an owner of the account.".to_owned(),
        }),
        Content::Invitation(Invitation {
            to: InvitedAs::Member { account: text, role: domain::account::MemberRole::Responder },
            until,
        }),
        Content::Reset(Reset { until }),
    ]
}

#[test]
fn the_notice_as_mail() {
    let html = html(notice().letter(reader()), envelope());
    let from = html.find("<body>").unwrap();
    insta::assert_snapshot!(readable(&html[from..]));
}

#[test]
fn the_notice_as_a_page_shows_it() {
    let paragraphs = notice().paragraphs(reader());
    insta::assert_snapshot!(readable(&fragment(|| leptos::view! { <Paragraphs of=paragraphs /> })));
}

#[test]
fn the_receipt_as_mail() {
    let html = html(receipt().letter(reader()), envelope());
    let from = html.find("<body>").unwrap();
    insta::assert_snapshot!(readable(&html[from..]));
}

#[test]
fn a_strangers_words_are_neither_markup_nor_link_in_any_letter() {
    for content in all(&format!("{HOSTILE} http://evil.example/x www.evil.example me@evil.example")) {
        let letter = content.letter(reader());
        assert!(!letter.subject.contains("evil.example"), "{}", letter.subject);
        let html = html(letter, envelope());
        assert!(!html.contains("evil.example") && !html.contains("http://"), "{}: {html}", content.kind());
        assert_eq!(html.matches("href=").count(), html.matches("href=\"https://abuse.example/").count());
        if html.contains("onerror") {
            let body = html.find("<body>").unwrap();
            assert_harmless(&html[body..]);
        }
    }
}

#[test]
fn the_news_as_mail() {
    let news = News {
        reference: "NE-7F3K-92QD".into(),
        host: Some("login.alderfinch.example".into()),
        what: Change::Added {
            addresses: vec![defanged("https://login.alderfinch.example/aurora/2")],
            more: 1,
            upto: 1,
            due: Some("2026-11-24T18:05:00Z".parse().unwrap()),
        },
        more: 0,
        to_reporter: false,
        why: "You receive this because you are an owner of Alderfinch Media.".into(),
    };
    let html = html(news.letter(reader()), envelope());
    let from = html.find("<body>").unwrap();
    insta::assert_snapshot!(readable(&html[from..]));
}

#[test]
fn a_letter_loads_nothing() {
    for content in all("words") {
        let html = html(content.letter(reader()), envelope());
        for remote in ["<img", "<script", "<link", "src=", "url(", "@import"] {
            assert!(!html.contains(remote), "{remote} in {}", content.kind());
        }
    }
}

#[test]
fn a_letter_is_kept_and_read_back() {
    for content in all("words") {
        let json = serde_json::to_value(&content).unwrap();
        assert_eq!(json["kind"], content.kind());
        assert_eq!(serde_json::from_value::<Content>(json).unwrap(), content);
    }
}

#[test]
fn a_restricted_case_has_no_words_in_mail() {
    let secret = "secret words";
    let reference = "NE-7F3K-92QD".to_owned();
    let letters = [
        AnswerToStaff {
            case: restricted(),
            reference: reference.clone(),
            answer: Answer::Removed,
            until: None,
        }
        .letter(reader()),
        CameBack { case: restricted(), reference: reference.clone(), text: secret.into() }.letter(reader()),
        Escalation {
            case: restricted(),
            tier: domain::account::Tier::ChildSafety,
            by: secret.into(),
            reason: secret.into(),
        }
        .letter(reader()),
        Overdue { case: restricted(), reference: reference.clone(), account: secret.into() }.letter(reader()),
        Unreachable { case: restricted(), reference, account: secret.into() }.letter(reader()),
        Receipt {
            restricted: true,
            category: Category::ChildAbuse,
            owner_notice: OwnerNotice::Never,
            to_ncmec: true,
            ..receipt()
        }
        .letter(reader()),
    ];
    for letter in letters {
        let html = html(letter, envelope());
        let body = html.split("<body>").nth(1).unwrap();
        for word in [secret, "alderfinch", "4796", "child", "ncmec", "clearing house"] {
            assert!(!body.to_lowercase().contains(word), "{word} in {body}");
        }
    }
}

#[test]
fn only_a_reporter_can_stop_letters() {
    for content in all("words") {
        let html = html(content.letter(reader()), envelope());
        let to_reporter = matches!(
            content,
            Content::Receipt(_)
                | Content::Question(_)
                | Content::AnswerToReporter(_)
                | Content::Message(_)
                | Content::DecisionToReporter(_)
                | Content::News(News { to_reporter: true, .. })
        );
        assert_eq!(html.contains("Stop letters"), to_reporter, "{}", content.kind());
    }
}
