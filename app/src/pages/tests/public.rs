//! The pages that everybody begins with.

use leptos::prelude::*;

use crate::components::tests::main_of;
use crate::frame::tests::site;
use crate::pages::authorities::AuthoritiesPage;
use crate::pages::home::HomePage;
use crate::render::html;

#[test]
fn the_front_page() {
    insta::assert_snapshot!(main_of(&html(|| view! { <HomePage site=site(false) flash=None /> }).html));
}

#[test]
fn the_page_for_authorities() {
    insta::assert_snapshot!(main_of(&html(|| view! { <AuthoritiesPage site=site(false) /> }).html));
}
