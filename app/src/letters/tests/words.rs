//! What single letters say, and when.

use super::*;

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
            Change::Lifted { reason: reason(), limits: 1, addresses: listed(), whole: Whole::default() },
            false,
            ["We lifted a limit", "A limit on access is lifted."],
        ),
        (
            Change::Lifted { reason: reason(), limits: 3, addresses: listed(), whole: Whole::default() },
            true,
            ["We lifted limits", "3 limits on access are lifted."],
        ),
        (
            Change::Lifted { reason: reason(), limits: 3, addresses: listed(), whole: Whole::default() }
                .untold(),
            true,
            ["There is news about your report", "What it is stands on your status page."],
        ),
        (
            Change::Withdrawn,
            true,
            ["Taken back, as you asked", "If it was not you, somebody else has the link"],
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
                sites: Sites::default(),
            };
            for told in [for_owner(&verdict), for_reporter(&verdict)] {
                assert!(told.contains(&Paragraph::heading("What you can do now")));
                assert!(told.contains(&Paragraph::quote("Because.")));
                assert!(!format!("{told:?}").contains("stays up"), "another limit may cover the whole site");
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
        sites: Sites::default(),
    };
    for told in [for_owner(&in_part), for_reporter(&in_part)] {
        let told = format!("{told:?}");
        assert!(told.contains("What is not named here is not limited"), "{told}");
        assert!(!told.contains("the addresses you reported"), "{told}");
    }
    let of_sites = |scope, hosts: &[&str], more| {
        let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        Verdict { scope: Some(scope), left_out: 0, sites: Sites { hosts, more }, ..in_part.clone() }
    };
    let three = ["alderfinch.example", "thistledown.example", "wrenhouse.example"];
    let said = [
        of_sites(LimitScope::Zone, &three[..1], 0),
        of_sites(LimitScope::Zone, &three, 0),
        of_sites(LimitScope::Zone, &three, 4),
        of_sites(LimitScope::Account, &[], 0),
    ]
    .map(|verdict| [for_owner(&verdict), for_reporter(&verdict)].map(|told| told[0].clone()));
    insta::assert_debug_snapshot!(said);
    let after = |code: &DeclineReason| {
        let verdict = Verdict {
            kind: DecisionKind::Decline,
            scope: None,
            reason_code: Some(*code),
            reason: String::new(),
            to: None,
            addresses: Listed::default(),
            left_out: 0,
            sites: Sites::default(),
        };
        format!("{:?}", for_reporter(&verdict))
    };
    let mut said: Vec<_> = DeclineReason::ALL.iter().map(after).collect();
    said.sort_unstable();
    said.dedup();
    assert_eq!(said.len(), DeclineReason::ALL.len(), "each reason has words of its own");
}
