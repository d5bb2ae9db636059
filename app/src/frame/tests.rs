use std::sync::Arc;

use domain::case::View;
use leptos::prelude::*;
use uuid::Uuid;

use super::*;
use crate::components::tests::{HOSTILE, assert_harmless, readable};
use crate::links;
use crate::render::html;

pub(crate) fn site(islands: bool) -> Arc<Site> {
    Arc::new(Site {
        brand: Brand { name: "Northwind Edge".to_owned(), hue: 262.0, chroma: 0.16 },
        help: "help@northwind-edge.example".to_owned(),
        assets: Assets {
            stylesheet: links::asset("main.css").with("v", "1"),
            icon: links::asset("icon.svg"),
            islands: islands.then(|| links::asset("pkg")),
        },
    })
}

fn customer() -> CustomerRail {
    let account = |id, name: &str| AccountName { id: Uuid::from_u128(id), name: name.to_owned() };
    CustomerRail {
        account: account(1, "Alderfinch Media"),
        others: vec![account(2, "Quillwater Studio")],
        person: "Ines".to_owned(),
        role: "Owner".to_owned(),
        unanswered: 3,
        place: Some(CustomerPlace::Reports),
    }
}

fn staff(restricted: Option<u64>) -> StaffRail {
    StaffRail {
        person: "Maren".to_owned(),
        role: "Analyst".to_owned(),
        counts: vec![(View::New, 41), (View::Overdue, 1)],
        restricted,
        place: Some(StaffPlace::Queue(View::New)),
    }
}

fn app(rail: impl Into<Rail>) -> String {
    let rail = rail.into();
    html(|| view! { <App site=site(true) head=Head::new("Reports") rail=rail><h1>"Reports"</h1></App> }).html
}

#[test]
fn a_public_page() {
    let flash = Flash { tone: Tone::Ok, text: "Sent.".to_owned() };
    let page = html(|| {
        view! {
            <Public site=site(true) head=Head::new("What is wrong?") place=Place::Report flash=flash><h1>"What is wrong?"</h1></Public>
        }
    });
    insta::assert_snapshot!(readable(&page.html));
}

#[test]
fn a_customers_page() {
    insta::assert_snapshot!(readable(&app(customer())));
}

#[test]
fn a_staff_page_names_the_restricted_queue_to_cleared_staff_alone() {
    insta::assert_snapshot!(readable(&app(staff(Some(3)))));
    assert!(!app(staff(None)).contains("Child safety"));
}

#[test]
fn a_secret_page_tells_nobody() {
    let page = |head: Head| html(|| view! { <Public site=site(true) head=head>"x"</Public> }).html;
    assert!(!page(Head::new("Home")).contains("noindex"));
    let secret = page(Head::new("Report").secret());
    assert!(
        secret.contains("content=\"noindex, nofollow, noarchive\"")
            && secret.contains("content=\"same-origin\"")
    );
}

#[test]
fn scripts_come_with_an_island_and_carry_the_nonce() {
    let page = |built, head: Head| html(|| view! { <Public site=site(built) head=head>"x"</Public> });
    for without in [page(true, Head::new("Home")), page(false, Head::new("Form").with_island())] {
        assert!(!without.html.contains("<script"));
    }
    let with = page(true, Head::new("Form").with_island());
    assert!(
        with.html.contains(&format!("<script type=\"module\" nonce=\"{}\">", with.nonce)),
        "{}",
        with.html
    );
    assert!(with.html.contains("\"assets/pkg\", \"islands\", \"islands_bg\""));
}

#[test]
fn hostile_names_are_only_text() {
    let flash = Flash { tone: Tone::Warn, text: HOSTILE.to_owned() };
    let rail = CustomerRail {
        account: AccountName { id: Uuid::nil(), name: HOSTILE.to_owned() },
        others: vec![AccountName { id: Uuid::nil(), name: HOSTILE.to_owned() }],
        person: HOSTILE.to_owned(),
        role: HOSTILE.to_owned(),
        ..customer()
    };
    let page =
        html(|| view! { <App site=site(false) head=Head::new(HOSTILE) rail=rail flash=flash>"x"</App> });
    assert_harmless(&page.html);
    assert_eq!(page.html.matches("</title>").count(), 1);
}
