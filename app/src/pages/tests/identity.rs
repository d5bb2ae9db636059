use domain::account::MemberRole;
use leptos::prelude::*;

use crate::components::tests::{HOSTILE, assert_harmless, main_of};
use crate::components::{Reader, Zone};
use crate::form::FormState;
use crate::frame::tests::site;
use crate::frame::{AccountName, Rail};
use crate::links;
use crate::pages::accounts::{Accounts, Choice};
use crate::pages::forgot::Forgot;
use crate::pages::invitation::{Invitation, Offer};
use crate::pages::reset::Reset;
use crate::pages::sign_in::SignIn;
use crate::pages::you::{Device, Forms, You};
use crate::render::html;

/// A form in which somebody typed, and which comes back.
fn hostile_form() -> FormState<&'static str> {
    let mut form = FormState::new();
    for field in ["email", "password", "present", "name", "time_zone"] {
        form = form.keep(field, HOSTILE);
        form.refuse(field, HOSTILE);
    }
    form
}

fn pages() -> Vec<String> {
    let hostile = || HOSTILE.to_owned();
    let offer = Offer {
        email: hostile(),
        account: Some(hostile()),
        role: Some(MemberRole::Reader),
        has_password: false,
    };
    let (reader, now) =
        (Reader::visitor("2026-11-24T14:55:00Z".parse().unwrap(), Zone::UTC), "2026-11-24T14:55:00Z");
    let device = Device {
        key: hostile(),
        name: hostile(),
        since: now.parse().unwrap(),
        seen: now.parse().unwrap(),
        is_this: false,
    };
    let rail =
        Rail { home: links::home(), switcher: None, sections: vec![], person: hostile(), role: hostile() };
    let forms = Forms { details: hostile_form(), password: hostile_form() };
    let account = AccountName { id: uuid::Uuid::nil(), name: hostile() };
    let account = Choice { account, unanswered: 3, due: Some(now.parse().unwrap()) };
    vec![
        html(|| view! { <SignIn site=site(false) flash=None form=hostile_form() next=Some(hostile()) late=Some(vec![hostile()]) /> }).html,
        html(|| view! { <Forgot site=site(false) form=hostile_form() is_sent=false /> }).html,
        html(|| view! { <Reset site=site(false) token=hostile() email=hostile() form=hostile_form() /> }).html,
        html(|| view! { <Invitation site=site(false) token=hostile() offer=offer form=hostile_form() /> }).html,
        html(|| view! { <Accounts site=site(false) flash=None name=hostile() accounts=vec![account] is_staff=true reader=reader /> }).html,
        html(|| view! { <You site=site(false) rail=rail flash=None reader=reader email=hostile() forms=forms devices=vec![device] zones=vec![hostile()] /> }).html,
    ]
}

#[test]
fn what_people_type_about_themselves_stays_text() {
    for page in pages() {
        assert_harmless(&page);
        assert_eq!(page.matches("<h1").count(), 1, "{page}");
    }
}

#[test]
fn a_password_is_never_shown_again() {
    for page in pages() {
        let fields = page.split("<input").filter(|field| field.contains("type=\"password\""));
        assert!(
            fields.into_iter().all(|field| !field.split('>').next().unwrap_or_default().contains("value=")),
            "{page}"
        );
    }
}

#[test]
fn the_sign_in_after_a_wrong_password() {
    let mut form = FormState::new().keep("email", "ines@alderfinch.example");
    form.refuse_all("Address and password do not belong together.");
    let next = Some("/accounts/1/reports".to_owned());
    let page = html(|| view! { <SignIn site=site(false) flash=None form=form next=next late=None /> });
    insta::assert_snapshot!(main_of(&page.html));
}

#[test]
fn a_new_password_is_asked_for_and_set() {
    let ask = |is_sent| {
        main_of(&html(|| view! { <Forgot site=site(false) form=FormState::new() is_sent=is_sent /> }).html)
    };
    let (token, email) = ("t0k3n".to_owned(), "ines@alderfinch.example".to_owned());
    let reset = html(|| view! { <Reset site=site(false) token=token email=email form=FormState::new() /> });
    insta::assert_snapshot!([ask(false), ask(true), main_of(&reset.html)].join("\n\n"));
}

#[test]
fn an_invitation_asks_for_a_name_and_a_password_or_only_to_join() {
    let page = |has_password, account: Option<&str>| {
        let offer = Offer {
            email: "nora@alderfinch.example".to_owned(),
            account: account.map(str::to_owned),
            role: account.map(|_| MemberRole::Responder),
            has_password,
        };
        let token = "t0k3n".to_owned();
        let page =
            html(|| view! { <Invitation site=site(false) token=token offer=offer form=FormState::new() /> });
        main_of(&page.html)
    };
    insta::assert_snapshot!([page(false, Some("Alderfinch Media")), page(true, None)].join("\n\n"));
}
