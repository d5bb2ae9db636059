//! What surrounds every page: the document's head, the masthead or the rail, the flash line, the footer.

pub mod brand;
pub mod public;
pub mod rail;
pub mod signed_in;

use std::sync::Arc;

use leptos::config::LeptosOptions;
use leptos::hydration::HydrationScripts;
use leptos::prelude::*;

pub use brand::{Brand, Mark};
pub use public::{Place, Public};
pub use rail::{
    AccountName, CustomerPlace, CustomerRail, PersonRail, Rail, RailEntry, RailSection, StaffPlace,
    StaffRail, Switcher, queue_title,
};
pub use signed_in::App;

use crate::components::{Notice, Tone};
use crate::links::Href;

/// What is the same on every page of one running portal.
#[derive(Clone, Debug)]
pub struct Site {
    /// The provider's name and colour.
    pub brand: Brand,
    /// Where people write when they are stuck. Shown in the footer and on problem pages.
    pub help: String,
    /// Where the portal's own files are.
    pub assets: Assets,
}

/// Where the portal's own files are; each link carries the hash of its content, so that browsers may keep it for ever.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The stylesheet, with [`Brand::css`] at its end.
    pub stylesheet: Href,
    /// The icon, [`Brand::icon`].
    pub icon: Href,
    /// The folder of `islands.js` and `islands_bg.wasm`; nothing when they were not built.
    pub islands: Option<Href>,
}

/// What a page says about itself in the document's head.
#[derive(Clone, Debug)]
pub struct Head {
    title: String,
    secret: bool,
    island: bool,
}

impl Head {
    /// A page that anybody may find. Begin the title with `Error: ` when a form comes back.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), secret: false, island: false }
    }

    /// Whose address is a secret: not indexed, not kept, and told to no other site. (`no-referrer` would also
    /// take the `Origin` from its forms.)
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Which has an island, so the scripts come along.
    #[must_use]
    pub fn with_island(mut self) -> Self {
        self.island = true;
        self
    }
}

/// One line about what has just been done, shown once at the top of the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// How it went.
    pub tone: Tone,
    /// What was done.
    pub text: String,
}

/// The document around a body. `public` and `app` are its two forms.
#[component]
fn Shell(
    site: Arc<Site>,
    head: Head,
    /// The class of the body.
    layout: &'static str,
    children: Children,
) -> impl IntoView {
    let Head { title, secret, island } = head;
    let title = format!("{title} · {}", site.brand.name);
    view! {
        <html lang="en" dir="ltr">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{title}</title>
                <meta name="color-scheme" content="light dark" />
                {secret.then(|| view! {
                    <meta name="robots" content="noindex, nofollow, noarchive" />
                    <meta name="referrer" content="same-origin" />
                })}
                <link rel="stylesheet" href=site.assets.stylesheet.clone() />
                <link rel="icon" type="image/svg+xml" href=site.assets.icon.clone() />
                {site.assets.islands.clone().filter(|_| island).map(scripts)}
            </head>
            <body class=layout>
                <a class="skip" href="#main">"Skip to content"</a>
                {children()}
            </body>
        </html>
    }
}

/// Loads the islands after the page is usable.
fn scripts(folder: Href) -> impl IntoView {
    let folder = folder.as_str().trim_start_matches('/').to_owned();
    let options = LeptosOptions::builder().output_name("islands").site_pkg_dir(folder).build();
    view! { <HydrationScripts options=options islands=true /> }
}

/// The flash line; empty when there is nothing to say.
#[component]
fn FlashLine(flash: Option<Flash>) -> impl IntoView {
    flash.map(|Flash { tone, text }| {
        view! {
            <div class="flash" role="status"><Notice tone=tone><p>{text}</p></Notice></div>
        }
    })
}

#[cfg(test)]
pub(crate) mod tests;
