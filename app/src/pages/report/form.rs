//! The form of one category.

use std::sync::Arc;

use domain::category::Category;
use domain::decision::Response;
use domain::disclosure::Party;
use domain::field::Field;
use domain::list::MAX_LINES;
use domain::policy::{CategoryPolicy, OwnerNotice, Policy};
use leptos::prelude::*;

use super::choose::thousands;
use super::control::{control, disclosure};
use super::question::{declarations, goes_out_named, matter, person};
use super::{Entry, STEP, heading};
use crate::components::{
    AddressList, Back, Button, ButtonKind, Card, ErrorSummary, File, Icon, Notice, PostForm, Symbol, Tone,
};
use crate::form::FormState;
use crate::frame::{Head, Place, Public, Site};
use crate::letters::words::hours;
use crate::links;

/// The second step: what we need to know.
#[component]
pub fn FormPage(
    /// The running portal.
    site: Arc<Site>,
    /// The policy in force.
    policy: Arc<Policy>,
    /// What is reported.
    category: Category,
    /// What was typed before, and what is wrong with it.
    form: FormState<Entry>,
) -> impl IntoView {
    let rules = policy.of(category);
    let parts = view! {
        {addresses(category, rules, &form)}
        {controls(matter(), rules, &form)}
        {about_you(rules, &form)}
        {disclosures(rules, &form)}
        {controls(declarations(), rules, &form)}
    };
    let next_steps = next_steps(rules);
    let title =
        if form.is_valid() { heading(category).to_owned() } else { format!("Error: {}", heading(category)) };
    view! {
        <Public site=site head=Head::new(title).with_island() place=Place::Report>
            <div class="split">
                <div class="stack loose">
                    <Back to=links::report() words="Choose something else" />
                    <ErrorSummary of=form.problems() />
                    <div class="stack tight">
                        <p class="step">"Step 2 of 4"</p>
                        <h1>{heading(category)}</h1>
                    </div>
                    {before(category)}
                    <PostForm to=links::report_form(category) has_files=true>
                        {parts}
                        <div class="actions">
                            <Button words="Continue" kind=ButtonKind::Primary is_large=true says=(STEP, "check".to_owned()) />
                            <span class="muted">"Nothing is sent yet."</span>
                        </div>
                    </PostForm>
                </div>
                <aside class="stack loose" aria-label="Help with this form">
                    {next_steps}
                    {help(category)}
                </aside>
            </div>
        </Public>
    }
}

/// What the addresses are called: an attack and a registration are not about pages.
fn asked_addresses(category: Category) -> (&'static str, &'static str) {
    match category {
        Category::Network => (
            "Sites or IP addresses behind the attack",
            "One on each line, such as example.com or 192.0.2.1. Altered forms such as hxxps and [.] are fine.",
        ),
        Category::Registration => (
            "Domains it is about",
            "One on each line, such as example.com. Altered forms such as [.] are fine.",
        ),
        _ => (
            "Addresses of the pages",
            "One on each line, also from different sites. Copy them in full from the address bar or the message. Altered forms such as hxxps and [.] are fine.",
        ),
    }
}

/// The addresses; no file of any kind where none may ever be uploaded.
fn addresses(category: Category, policy: &CategoryPolicy, form: &FormState<Entry>) -> impl IntoView + use<> {
    let (label, hint) = asked_addresses(category);
    let below =
        format!("Up to {} lines. Typed addresses are never opened by your browser.", thousands(MAX_LINES));
    let file = policy.uploads.then(|| {
        view! {
            <File
                state=form.field(Entry::List)
                label="Or a list as a file"
                hint="A CSV or text file. Its lines are added to those above."
                accept=".csv,.tsv,.txt,text/csv,text/plain"
                is_optional=true
            />
        }
    });
    view! {
        <AddressList
            state=form.field(Entry::Addresses)
            label=label
            hint=hint
            limit=MAX_LINES
            below=below
        />
        {file}
    }
}

/// Who reports.
fn about_you(policy: &CategoryPolicy, form: &FormState<Entry>) -> impl IntoView + use<> {
    let fields = controls(person(), policy, form);
    let title = if policy.allows_no_identity() { "About you, if you like" } else { "About you" };
    view! { <h2>{title}</h2>{fields} }
}

fn controls(
    fields: impl Iterator<Item = Field>,
    policy: &CategoryPolicy,
    form: &FormState<Entry>,
) -> Vec<AnyView> {
    fields.filter_map(|field| Some(control(field, policy.asks_for(field)?, policy, form))).collect()
}

fn disclosures(policy: &CategoryPolicy, form: &FormState<Entry>) -> impl IntoView + use<> {
    let notice = goes_out_named(policy).then(|| {
        view! {
            <Notice tone=Tone::Live title="This notice goes out with your name">
                <p>"The site’s owner receives it in full, with your name and how to reach you; so does its host, if our staff refer it there. You can see the letter on the next page."</p>
            </Notice>
        }
    });
    view! {
        {notice}
        {disclosure(Party::Owner, &policy.owner, form)}
        {disclosure(Party::Host, &policy.host, form)}
        {disclosure(Party::Ncmec, &policy.ncmec, form)}
    }
}

/// What to know before filling in.
fn before(category: Category) -> Option<impl IntoView> {
    let (title, text) = match category {
        Category::ChildAbuse => (
            "Do not send or copy any image",
            "The address is enough. Saving or sending such images is a crime in many countries, even with the best intent.",
        ),
        Category::Threats | Category::IntimateImages => (
            "Are you in danger?",
            "Call your local emergency number first: 112 in Europe, 911 in North America, 999 in the UK.",
        ),
        _ => return None,
    };
    Some(view! { <Notice tone=Tone::Stop title=title><p>{text}</p></Notice> })
}

fn next_steps(policy: &CategoryPolicy) -> impl IntoView + use<> {
    let owner = match policy.owner_notice {
        OwnerNotice::AtOnce => {
            format!("The owner is told and gets {} to answer.", hours(policy.answer_hours))
        }
        OwnerNotice::AfterReview => "Our staff look at it first. Until then nobody is told.".to_owned(),
        OwnerNotice::Never => {
            "The site’s owner is not told. It goes to NCMEC and to specially trained staff.".to_owned()
        }
    };
    let decide = match policy.response {
        Response::Voluntary => format!("Our staff decide, usually within {}.", hours(policy.decide_hours)),
        Response::ForwardOnly => "We pass your notice on. We do not judge it ourselves.".to_owned(),
        Response::OrderRequired => {
            "We pass it on, and act when a court or an authority orders it.".to_owned()
        }
    };
    let step = |symbol, words: String| view! { <li><Icon of=symbol /><span>{words}</span></li> };
    view! {
        <Card id="next" title="What happens next">
            <div class="body stack">
                <ol class="bullets">
                    {step(Symbol::Check, "You check your answers and see every letter.".to_owned())}
                    {step(Symbol::Send, owner)}
                    {step(Symbol::Clock, decide)}
                    {step(Symbol::Mail, "You hear what happened to each address.".to_owned())}
                </ol>
            </div>
        </Card>
    }
}

/// What may help the reporter beside this report.
fn help(category: Category) -> Option<impl IntoView> {
    let (title, text) = match category {
        Category::Phishing => (
            "Did you type a password there?",
            "Change it now on the real site, and call your bank if you gave card details. Do not wait for us.",
        ),
        Category::Malware => (
            "Did you open the file?",
            "Take the device off the network and have it checked before you use passwords on it.",
        ),
        Category::Fraud => (
            "Did you pay?",
            "Tell your bank or card company at once, and the police. The sooner, the more can be got back.",
        ),
        Category::ChildAbuse => (
            "You did the right thing",
            "What you saw may stay with you. Hotlines for such reports, which inhope.org lists by country, also know who to talk to.",
        ),
        Category::IntimateImages => (
            "Images can be blocked elsewhere too",
            "stopncii.org, and for pictures of people under 18 takeitdown.ncmec.org, keep them off many platforms without seeing them.",
        ),
        Category::Copyright => (
            "Only for the right holder or their agent",
            "Whoever knowingly states something false in such a notice can be liable for the damage (17 USC 512(f)).",
        ),
        _ => return None,
    };
    Some(view! { <section class="stack tight"><h2>{title}</h2><p>{text}</p></section> })
}
