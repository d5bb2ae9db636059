//! Choose what is wrong.

use std::sync::Arc;

use domain::category::{Category, Group};
use domain::list::MAX_LINES;
use domain::policy::{CategoryPolicy, Policy};
use leptos::prelude::*;

use super::review::kept;
use super::{Entry, STEP};
use crate::components::{Card, Icon, Notice, PostForm, Symbol, Tone, category_symbol};
use crate::form::FormState;
use crate::frame::{Head, Place, Public, Site};
use crate::links;

/// The first step: what is wrong with the site, in plain words.
#[component]
pub fn ChoosePage(
    /// The running portal.
    site: Arc<Site>,
    /// The policy in force, which names the categories.
    policy: Arc<Policy>,
    /// What was typed into another category's form, to go along.
    kept: Option<FormState<Entry>>,
) -> impl IntoView {
    let choices = match kept {
        Some(form) => again(&policy, &form).into_any(),
        None => sections(&policy, choice).into_any(),
    };
    view! {
        <Public site=site head=Head::new("What do you want to report?") place=Place::Report>
            <div class="stack wide">
                <Danger />
                <div class="stack tight">
                    <p class="step">"Step 1 of 4"</p>
                    <h1>"What is wrong with the site?"</h1>
                    <p class="lead">
                        "Choose the closest match. It takes about five minutes and no account. If your choice turns out not to fit, we move the report for you."
                    </p>
                </div>
                <div class="split">
                    {choices}
                    <Before />
                </div>
            </div>
        </Public>
    }
}

/// What comes before any report.
#[component]
fn Danger() -> impl IntoView {
    view! {
        <Notice tone=Tone::Stop title="Is someone in danger right now?">
            <p>
                "Call your local emergency number first: 112 in Europe, 911 in North America, 999 in the UK. We look at urgent reports day and night, but we are not an emergency service."
            </p>
        </Notice>
    }
}

/// The categories once more, for a form that was filled in already: what was typed goes along, as far as it is asked again.
fn again(policy: &Policy, form: &FormState<Entry>) -> impl IntoView + use<> {
    let sections = sections(policy, change);
    let kept = kept(form);
    view! { <PostForm to=links::report()>{kept}{sections}</PostForm> }
}

fn sections(policy: &Policy, choice: fn(Category, &CategoryPolicy) -> AnyView) -> impl IntoView + use<> {
    let section = |group: &Group| {
        let id = group.as_str();
        let entries: Vec<_> =
            policy.in_group(*group).map(|(category, entry)| choice(category, entry)).collect();
        view! {
            <section aria-labelledby=id>
                <h2 id=id>{title(*group)}</h2>
                <ul class="links">{entries}</ul>
            </section>
        }
    };
    let sections: Vec<_> = Group::ALL.iter().map(section).collect();
    view! { <div class="chooser">{sections}</div> }
}

fn title(group: Group) -> &'static str {
    match group {
        Group::Trick => "It tricks or attacks people",
        Group::Harm => "It harms someone",
        Group::Rights => "It uses something that is mine",
        Group::Else => "Something else",
    }
}

fn choice(category: Category, policy: &CategoryPolicy) -> AnyView {
    let words = words(category, policy);
    view! { <li><a class="chooser-link" href=links::report_form(category)>{words}</a></li> }.into_any()
}

fn change(category: Category, policy: &CategoryPolicy) -> AnyView {
    let words = words(category, policy);
    let to = links::report_form(category);
    view! { <li><button class="chooser-link" name=STEP value="edit" formaction=to>{words}</button></li> }
        .into_any()
}

fn words(category: Category, policy: &CategoryPolicy) -> impl IntoView + use<> {
    let (wrong, hint) = (policy.wrong.clone(), policy.hint.clone());
    view! {
        <Icon of=category_symbol(category) />
        <span><b>{wrong}</b><small>{hint}</small></span>
        <Icon of=Symbol::Forward />
    }
}

#[component]
fn Before() -> impl IntoView {
    let can = |words: &'static str| view! { <li><Icon of=Symbol::Check />{words}</li> };
    view! {
        <aside class="stack loose" aria-label="Before you start">
            <Card id="able" title="What we can do">
                <div class="body stack">
                    <ul class="bullets can">
                        {can("Show visitors a warning page")}
                        {can("Stop carrying the site’s traffic")}
                        {can("Pass your report to the owner and to the company that hosts the site")}
                        {can("Refer it to the police, to the domain’s registrar, or to a child-safety hotline")}
                    </ul>
                    <p>
                        "For most sites we only carry traffic. Then we "<strong>"cannot remove content from the server"</strong>": the host can, and we tell you who to ask."
                    </p>
                </div>
            </Card>
            <section class="stack tight">
                <h2>"Many addresses?"</h2>
                <p>
                    "Put up to "{thousands(MAX_LINES)}" in one report, even from different sites, or send them as a file. Each one gets its own answer."
                </p>
            </section>
            <section class="stack tight">
                <h2>"Already reported?"</h2>
                <p><a href=links::find()>"Follow your report"</a>" to see what happened or to add something."</p>
            </section>
            <section class="stack tight">
                <h2>"Police, court or regulator?"</h2>
                <p><a href=links::authorities()>"See how to send an order or request"</a>", so that we can check it quickly."</p>
            </section>
        </aside>
    }
}

/// A number with its thousands apart.
pub(super) fn thousands(number: usize) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}
