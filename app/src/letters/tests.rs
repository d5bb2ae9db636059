use domain::address::ReportedUrl;
use domain::category::{Category, Group, Service};
use domain::decision::{DecisionKind, DeclineReason, LimitScope, Response};
use domain::disclosure::Disclosure;
use domain::policy::OwnerNotice;
use domain::referral::Recipient;
use domain::report::Answer;

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
            what: Change::Lifted { reason: text.clone(), limits: 3, addresses: listed() },
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
fn each_site_is_told_what_we_do_for_it() {
    let hosts = |service, from: u32, to: u32| (from..to).map(move |n| (service, format!("s{n}.example")));
    assert_eq!(Served::where_it_differs(hosts(Service::Hosted, 0, 3)), []);
    let mixed =
        hosts(Service::Hosted, 0, 1).chain(hosts(Service::Proxied, 1, 8)).chain(hosts(Service::Hosted, 0, 1));
    let notice = Notice { sites: Served::where_it_differs(mixed), ..notice() };
    let Some(Paragraph::List(lines)) = notice.paragraphs(reader()).pop() else { panic!("no list") };
    assert!(lines[0].starts_with("s0[.]example: we host the site and can remove"), "{lines:?}");
    assert!(lines[1].starts_with("s1[.]example, s2[.]example, s3[.]example, s4[.]example, s5[.]example and 2 more: we carry the traffic"), "{lines:?}");
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
fn an_accounts_name_stands_quoted_in_an_invitation_and_in_no_subject() {
    let name = "Urgent: your parcel is held";
    let until = "2026-11-24T18:05:00Z".parse().unwrap();
    let to = InvitedAs::Member { account: name.to_owned(), role: domain::account::MemberRole::Responder };
    let letter = Content::Invitation(Invitation { to, until }).letter(reader());
    assert_eq!(
        (&*letter.subject, &*letter.title),
        ("Your invitation to the abuse portal", "Join the abuse portal")
    );
    assert!(html(letter, envelope()).contains(&format!("answer abuse reports for “{name}”.")));
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
fn what_else_happened_in_words() {
    let due = Some("2026-11-24T18:05:00Z".parse().unwrap());
    let reason = || "The page was gone.".to_owned();
    let added =
        |due| Change::Added { addresses: vec![defanged("https://a.example/2")], more: 1, upto: 1, due };
    let all = [
        (
            Change::Reopened { reason: reason() },
            true,
            ["We opened your report again", "> The page was gone."],
        ),
        (
            Change::Lifted { reason: reason(), limits: 1, addresses: listed() },
            false,
            ["We lifted a limit", "A limit on access is lifted."],
        ),
        (
            Change::Lifted { reason: reason(), limits: 3, addresses: listed() },
            true,
            ["We lifted limits", "3 limits on access are lifted."],
        ),
        (
            Change::Lifted { reason: reason(), limits: 3, addresses: listed() }.untold(),
            true,
            ["There is news about your report", "What it is stands on your status page."],
        ),
        (Change::Withdrawn, false, ["A report on your site was taken back", "Nothing more is asked of you"]),
        (added(due), false, ["Please answer by", "And 1 more on the report’s page."]),
        (added(None), false, ["More addresses on your site were reported", "a[.]example"]),
        (
            Change::PassedOn { to: Some(Recipient::Host) },
            true,
            ["We passed your report on", "on to the company that hosts the site"],
        ),
        (Change::Silent { due }, false, ["They have not replied", "Please answer by"]),
    ];
    for (what, to_reporter, words) in all {
        let asks = matches!(&what, Change::Added { due: Some(_), .. } | Change::Silent { .. });
        let (reference, why) = ("NE-7F3K-92QD".to_owned(), "You answer for the site.".to_owned());
        let host = Some("login.alderfinch.example".to_owned());
        let letter = News { reference, host, what, more: 0, to_reporter, why }.letter(reader());
        assert!(letter.subject.ends_with(": NE-7F3K-92QD"), "{}", letter.subject);
        let html = html(letter, envelope());
        let said = readable(&html).split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.map(|words| words.trim_start_matches("> "));
        assert!(words.iter().all(|words| said.contains(words)), "{words:?} in {said}");
        assert_eq!(said.contains("Please answer by"), asks, "{said}");
    }
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

#[test]
fn an_unnamed_reporter_leaves_no_trace_and_a_named_one_does() {
    let words = |notice: Notice| format!("{:?}", notice.letter(reader()));
    assert!(words(notice()).contains("The reporter is not named."));
    let named = Named {
        name: "Robin Vale".into(),
        email: Some("robin@mailbox.example".into()),
        company: None,
        more: vec![],
    };
    assert!(
        words(Notice { reporter: Some(named), ..notice() }).contains("Robin Vale, robin@mailbox.example")
    );
}

#[test]
fn what_waits_for_an_order_asks_for_nothing_by_a_date_in_its_subject() {
    let held = Notice {
        category: Category::Terrorism,
        response: Response::OrderRequired,
        address_count: 34,
        ..notice()
    };
    assert_eq!(
        held.letter(reader()).subject,
        "34 pages on login[.]alderfinch[.]example were reported as terrorist content (NE-7F3K-92QD)"
    );
}

#[test]
fn every_decision_says_what_can_be_done_now() {
    for kind in DecisionKind::ALL {
        for scope in LimitScope::ALL {
            let verdict = Verdict {
                kind: *kind,
                scope: Some(*scope),
                reason_code: None,
                reason: "Because.".into(),
                to: None,
                addresses: Listed::default(),
                left_out: 0,
            };
            for told in [for_owner(&verdict), for_reporter(&verdict)] {
                assert!(told.contains(&Paragraph::heading("What you can do now")));
                assert!(told.contains(&Paragraph::quote("Because.")));
            }
        }
    }
    let in_part = Verdict {
        kind: DecisionKind::Limit,
        scope: Some(LimitScope::Address),
        reason_code: None,
        reason: String::new(),
        to: None,
        addresses: listed(),
        left_out: 2,
    };
    for told in [for_owner(&in_part), for_reporter(&in_part)] {
        let told = format!("{told:?}");
        assert!(told.contains("What is not named here is not limited"), "{told}");
        assert!(!told.contains("the addresses you reported"), "{told}");
    }
    let after = |code: &DeclineReason| {
        let verdict = Verdict {
            kind: DecisionKind::Decline,
            scope: None,
            reason_code: Some(*code),
            reason: String::new(),
            to: None,
            addresses: Listed::default(),
            left_out: 0,
        };
        format!("{:?}", for_reporter(&verdict))
    };
    let mut said: Vec<_> = DeclineReason::ALL.iter().map(after).collect();
    said.sort_unstable();
    said.dedup();
    assert_eq!(said.len(), DeclineReason::ALL.len(), "each reason has words of its own");
}
