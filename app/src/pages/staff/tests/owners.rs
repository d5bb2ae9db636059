//! Owners who still have time to answer, and what speaks for a limit of more than the reported addresses.

use super::*;
use crate::pages::staff::record::Sites;

/// A report about an account whose owner has until a day of November.
fn about(account: &str, state: ReportState, until: &str) -> Report {
    let due = Some(at(&format!("2026-11-{until}T09:00:00Z")));
    let asked = state.waits_for_reporter();
    let (owner_due_at, owner_paused_at) = (due, asked.then(|| at("2026-11-24T14:00:00Z")));
    Report {
        account: account.to_owned(),
        asked_until: due.filter(|_| asked),
        owner_due_at,
        owner_paused_at,
        ..report("words", state)
    }
}

fn waiting(reports: &[Report]) -> String {
    let waiting = Waiting::of(reports, desk("Maren").reader);
    html(|| waiting.notice()).html
}

#[test]
fn each_owner_who_still_has_time_is_named_with_the_last_of_their_deadlines() {
    let said = waiting(&[
        about("Kestrel & Rowe", ReportState::WithOwner, "25"),
        about("Kestrel & Rowe", ReportState::WithOwner, "26"),
        about("Alderfinch", ReportState::OwnerWorking, "27"),
        about("Marrowgate", ReportState::AskedByOwner, "28"),
        about("Brindle", ReportState::AskedByStaff, "29"),
    ]);
    for words in [
        "Kestrel &amp; Rowe still has until Thu 26 Nov, 10:00 to answer.",
        "Alderfinch is working on it until Fri 27 Nov, 10:00.",
        "Marrowgate has asked the reporter a question. Their time to answer stands still until the reply, at the latest until Sat 28 Nov, 10:00.",
        "The time of Brindle to answer stands still until the reply, at the latest until Sun 29 Nov, 10:00.",
        "Some owners still have time",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert!(!said.contains("Wed 25 Nov"), "{said}");
    for over in
        [("24", ReportState::WithOwner), ("26", ReportState::Answered), ("26", ReportState::Withdrawn)]
    {
        assert_eq!(waiting(&[about("Kestrel", over.1, over.0)]), waiting(&[]), "{over:?}");
    }
    let many: Vec<Report> =
        ('A'..='G').map(|name| about(&name.to_string(), ReportState::WithOwner, "26")).collect();
    assert!(waiting(&many).contains("And 2 more."));
}

#[test]
fn a_case_says_of_each_site_where_its_content_lies_and_whether_it_is_the_first_time() {
    let page = |hosts: &[(&str, i64)]| {
        let shown: Vec<_> = hosts.iter().map(|(host, earlier)| one_site(host, *earlier)).collect();
        let facts = Facts { sites: Sites { count: shown.len(), shown }, ..Facts::default() };
        case_page(CaseView { facts, ..case("words", CaseState::Open) })
    };
    let one = page(&[("alderfinch.example", 0)]);
    assert!(one.contains("No other case about alderfinch[.]example led to a warning or a limit"), "{one}");
    assert!(one.contains("<dt>Origin</dt>") && !one.contains("<dt>Sites</dt>"));
    let two = page(&[("alderfinch.example", 1), ("wrenhouse.example", 0)]);
    for words in
        ["1 other case about alderfinch[.]example led", "No other case about wrenhouse", "<dt>Sites</dt>"]
    {
        assert!(two.contains(words), "{words} in {two}");
    }
    assert_eq!(two.matches("192.0.2.7").count(), 2, "each site with its origin");
    let hosts: Vec<String> = (0..7).map(|n| format!("s{n}.example")).collect();
    let many: Vec<(&str, i64)> =
        hosts.iter().map(|host| (host.as_str(), i64::from(host != "s0.example"))).collect();
    let many = page(&many);
    assert!(many.contains("Of 7 sites, 1 had no warning and no limit"), "{many}");
    assert!(many.contains("<summary>2 more</summary>"));
}

#[test]
fn a_case_that_was_taken_back_offers_no_decision() {
    let view = case("words", CaseState::Open);
    let head = Head { withdrawn_at: Some(at("2026-11-24T14:00:00Z")), ..view.head.clone() };
    let goes_on = case_page(CaseView { head: head.clone(), ..view.clone() });
    assert!(goes_on.contains("Withdrawn by the reporter") && goes_on.contains("id=\"decision\""));
    let over = CaseView { head, reports: vec![report("words", ReportState::Withdrawn)], ..view };
    let over = case_page(over);
    assert!(over.contains("nothing is left to decide") && over.contains("Close the case"));
    assert!(!over.contains("id=\"decision\"") && !over.contains("#decision"), "{over}");
}

#[test]
fn a_title_that_names_its_site_says_it_once_whatever_the_script() {
    let mut view = case("Phishing on zoll.b\u{fc}cherwelt[.]example", CaseState::Open);
    view.head.host = "zoll.xn--bcherwelt-q9a.example".to_owned();
    let page = case_page(view);
    assert!(
        !page.contains("xn--bcherwelt-q9a[.]example</h1>") && page.contains("cherwelt[.]example</h1>"),
        "{page}"
    );
}
