//! The frame of pages for everyone: masthead, one column, footer.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Flash, FlashLine, Head, Mark, Shell, Site};
use crate::links::{self, Href};

/// Where in the masthead a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Reporting abuse.
    Report,
    /// Following a report.
    Track,
    /// For courts and authorities.
    Authorities,
    /// Signing in.
    SignIn,
    /// The accounts of somebody who is signed in.
    Accounts,
}

/// A page for everyone.
#[component]
pub fn Public(
    /// The running portal.
    site: Arc<Site>,
    /// What the page says about itself.
    head: Head,
    /// Where in the masthead it is.
    #[prop(optional_no_strip, into)]
    place: Option<Place>,
    /// What has just been done.
    #[prop(optional_no_strip, into)]
    flash: Option<Flash>,
    /// The page itself, which has the one `h1`.
    children: Children,
) -> impl IntoView {
    let name = site.brand.name.clone();
    let help = site.help.clone();
    view! {
        <Shell site=site head=head layout="public">
            <Masthead name=name.clone() place=place />
            <main id="main" tabindex="-1">
                <FlashLine flash=flash />
                {children()}
            </main>
            <Footer name=name help=help />
        </Shell>
    }
}

#[component]
fn Masthead(name: String, place: Option<Place>) -> impl IntoView {
    let entry = move |to: Href, word: &'static str, is: Place| {
        view! {
            <li><a href=to aria-current=(place == Some(is)).then_some("page")>{word}</a></li>
        }
    };
    // From a report's own page, which only its secret link opens, nothing leads away to the form for lost links.
    let mine = if place == Some(Place::Track) { links::here("main") } else { links::find() };
    view! {
        <header class="masthead">
            <div class="masthead-inner">
                <a class="brand" href=links::home()><Mark />{name}" "<span>"Abuse desk"</span></a>
                <nav aria-label="Main">
                    <ul>
                        {entry(links::report(), "Report abuse", Place::Report)}
                        {entry(mine, "My report", Place::Track)}
                        {entry(links::authorities(), "Authorities", Place::Authorities)}
                        {if place == Some(Place::Accounts) {
                            entry(links::accounts(), "Your accounts", Place::Accounts)
                        } else {
                            entry(links::sign_in(), "Sign in", Place::SignIn)
                        }}
                    </ul>
                </nav>
            </div>
        </header>
    }
}

#[component]
fn Footer(name: String, help: String) -> impl IntoView {
    view! {
        <footer class="footer">
            <div class="footer-inner">
                <p>{name}" carries traffic for other people’s websites. This desk handles reports about them."</p>
                <ul>
                    <li><a href=links::authorities()>"For courts and authorities"</a></li>
                    <li>"Stuck? "<a href=links::mail(&help)>{help.clone()}</a></li>
                </ul>
            </div>
        </footer>
    }
}
