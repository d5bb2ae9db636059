//! The frame of pages for people who signed in: rail and work area.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Flash, FlashLine, Head, Mark, Rail, RailEntry, RailSection, Shell, Site, Switcher};
use crate::components::{Icon, Symbol};
use crate::links;

/// A page for people who signed in. Never indexed.
#[component]
pub fn App(
    /// The running portal.
    site: Arc<Site>,
    /// What the page says about itself.
    head: Head,
    /// The way through the rest: [`Rail`] is made from a `CustomerRail` or a `StaffRail`.
    #[prop(into)]
    rail: Rail,
    /// What has just been done.
    #[prop(optional_no_strip, into)]
    flash: Option<Flash>,
    /// The page itself, which has the one `h1`.
    children: Children,
) -> impl IntoView {
    let name = site.brand.name.clone();
    view! {
        <Shell site=site head=head.secret() layout="app">
            <RailBar name=name rail=rail />
            <main id="main" tabindex="-1">
                <FlashLine flash=flash />
                {children()}
            </main>
        </Shell>
    }
}

#[component]
fn RailBar(name: String, rail: Rail) -> impl IntoView {
    let Rail { home, switcher, sections, person, role } = rail;
    view! {
        <header class="rail">
            <div class="rail-inner">
                <a class="brand" href=home><Mark />{name}</a>
                <div class="rail-toggle">
                    <button class="button small" type="button" popovertarget="menu"><Icon of=Symbol::Menu />"Menu"</button>
                </div>
                <div class="rail-menu" id="menu" popover="auto">
                    {switcher.map(|switcher| view! { <AccountSwitcher switcher=switcher /> })}
                    <nav aria-label="Main">{sections.into_iter().map(section).collect_view()}</nav>
                    <RailFoot person=person role=role />
                </div>
            </div>
        </header>
    }
}

fn section(section: RailSection) -> impl IntoView {
    let RailSection { title, entries } = section;
    view! {
        {title.map(|title| view! { <h2 class="rail-title">{title}</h2> })}
        <ul class="nav">{entries.into_iter().map(entry).collect_view()}</ul>
    }
}

fn entry(entry: RailEntry) -> impl IntoView {
    let RailEntry { symbol, word, to, count, urgent, current } = entry;
    let tone = urgent.then_some("stop");
    view! {
        <li>
            <a href=to aria-current=current.then_some("page")>
                <Icon of=symbol />
                {word}
                {count.map(|count| view! { <span class="count" data-tone=tone>{count}</span> })}
            </a>
        </li>
    }
}

#[component]
fn AccountSwitcher(switcher: Switcher) -> impl IntoView {
    let Switcher { current, others } = switcher;
    let name = view! { <span><small>"Account"</small><b>{current}</b></span> };
    if others.is_empty() {
        return view! { <div class="switcher"><p>{name}</p></div> }.into_any();
    }
    let accounts =
        others.into_iter().map(|other| view! { <li><a href=links::account(other.id)>{other.name}</a></li> });
    view! {
        <details class="switcher">
            <summary>{name}<Icon of=Symbol::UpDown /></summary>
            <ul>{accounts.collect_view()}</ul>
        </details>
    }
    .into_any()
}

#[component]
fn RailFoot(person: String, role: String) -> impl IntoView {
    view! {
        <div class="rail-foot">
            <b><a href=links::you()>{person}</a></b>
            <span>{role}</span>
            <form method="post" action=links::sign_out()>
                <button class="link">"Sign out"</button>
            </form>
        </div>
    }
}
