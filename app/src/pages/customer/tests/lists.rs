//! The lists of an account: its reports, its sites, its people, and where its letters go.

use leptos::prelude::*;

use super::*;
use crate::components::tests::main_of;
use crate::pages::customer::zones::Limited;

fn alderfinch() -> Around {
    around("Alderfinch Media")
}

fn row(reference: &str, state: ReportState, clock: Option<Clock>) -> Row {
    Row {
        reference: reference.to_owned(),
        host: "login.alderfinch.example".to_owned(),
        addresses: 2,
        sites: 1,
        category: Category::Phishing,
        word: "Phishing".to_owned(),
        state,
        is_lifted: false,
        clock,
        answered_at: Some(at("2026-11-24T12:30:00Z")).filter(|_| state == ReportState::Answered),
        received_at: at("2026-11-24T08:14:00Z"),
    }
}

#[test]
fn a_list_of_reports() {
    let rows = vec![
        row("NE-7F3K-92QD", ReportState::WithOwner, running()),
        Row { addresses: 40, sites: 3, ..row("NE-0001-0002", ReportState::Answered, None) },
        Row { is_lifted: true, ..row("NE-0003-0004", ReportState::Limited, None) },
    ];
    insta::assert_snapshot!(main_of(&list(narrowing("words"), rows)));
}

#[test]
fn a_list_that_lets_nothing_through_and_one_that_is_still_empty() {
    let still = Narrowing { is_untouched: true, on: vec![], text: String::new(), ..narrowing("words") };
    let pages = [list(narrowing("words"), vec![]), list(still, vec![])].map(|page| main_of(&page));
    let empty =
        pages.map(|page| page.split_once("class=\"card empty").map(|(_, empty)| empty.to_owned()).unwrap());
    insta::assert_snapshot!(empty.join("\n\n"));
}

#[test]
fn the_sites_of_an_account() {
    let zone = |host: &str, service, limited: Option<bool>| Zone {
        host: host.to_owned(),
        service,
        since: at("2025-11-24T08:14:00Z"),
        limited: limited.map(|is_whole| Limited { since: at("2026-11-22T15:30:00Z"), is_whole }),
        reported_at: limited.map(|_| at("2026-11-21T09:00:00Z")),
        open: "1".to_owned(),
    };
    let zones = vec![
        zone("alderfinch.example", Service::Proxied, Some(true)),
        zone("finch-hosted.example", Service::Hosted, Some(false)),
        zone("xn--bcher-kva.example", Service::Registered, None),
    ];
    let page = Page { zones, summary: "3 sites".to_owned(), text: String::new(), back: None, on: None };
    let page = html(|| view! { <Zones around=alderfinch() account=Uuid::nil() page=page /> });
    insta::assert_snapshot!(main_of(&page.html));
}

fn members(may_manage: bool) -> String {
    let member = |id, name: &str, role, is_you| Member {
        user: Uuid::from_u128(id),
        name: name.to_owned(),
        email: format!("{}@alderfinch.example", name.to_lowercase()),
        role,
        since: at("2026-01-24T08:14:00Z"),
        is_you,
    };
    let members =
        vec![member(1, "Ines", MemberRole::Owner, true), member(2, "Otto", MemberRole::Reader, false)];
    let invited = Invited {
        user: Uuid::from_u128(3),
        email: "nora@alderfinch.example".to_owned(),
        role: MemberRole::Responder,
        until: at("2026-12-01T08:14:00Z"),
    };
    let invited = if may_manage { vec![invited] } else { vec![] };
    let form = FormState::new();
    main_of(&html(|| view! { <Members around=alderfinch() account=Uuid::nil() members=members invited=invited may_manage=may_manage form=form /> }).html)
}

#[test]
fn the_members_as_an_owner_sees_them() {
    insta::assert_snapshot!(members(true));
    let read = members(false);
    assert!(read.contains("Only owners of this account invite") && !read.contains("<form"), "{read}");
}

#[test]
fn the_contacts_of_an_account() {
    let page = |may_manage| {
        let form = FormState::new()
            .keep("name", "Alderfinch Media")
            .keep("abuse_contact", "abuse@alderfinch.example");
        let stored = ("Alderfinch Media".to_owned(), "abuse@alderfinch.example".to_owned());
        let you = Profile {
            name: "Ines".to_owned(),
            email: "ines@alderfinch.example".to_owned(),
            time_zone: "Europe/Copenhagen".to_owned(),
        };
        main_of(&html(|| view! { <Contacts around=alderfinch() account=Uuid::nil() form=form stored=stored may_manage=may_manage you=you /> }).html)
    };
    insta::assert_snapshot!(page(true));
    assert!(!page(false).contains("<form") && page(false).contains("abuse@alderfinch.example"));
}
