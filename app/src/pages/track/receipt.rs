//! What is shown once after sending, or after a link was renewed: the reference and the secret link.

use std::sync::Arc;

use domain::category::Category;
use jiff::Timestamp;
use leptos::prelude::*;

use super::story::Tally;
use crate::components::{ButtonKind, Card, Icon, LinkButton, Notice, Reader, Symbol, Tone};
use crate::frame::{Head, Place, Public, Site};
use crate::letters::words::day;
use crate::links;

/// What is confirmed.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The secret.
    pub token: String,
    /// The whole link.
    pub link: String,
    /// What the submission is quoted by.
    pub reference: String,
    /// What is reported.
    pub category: Category,
    /// How many addresses stand where.
    pub tally: Tally,
    /// Where the link is sent too.
    pub email: Option<String>,
    /// Until when the link works.
    pub link_until: Timestamp,
    /// What happens next, step by step.
    pub next: Vec<String>,
    /// Whether the link takes the place of an older one.
    pub is_renewed: bool,
}

/// The confirmation.
#[component]
pub fn ReceiptPage(
    /// The running portal.
    site: Arc<Site>,
    /// What is confirmed.
    receipt: Receipt,
    /// Who reads it.
    reader: Reader,
) -> impl IntoView {
    let Receipt { token, link, reference, tally, email, link_until, next, is_renewed, .. } = receipt;
    let title = if is_renewed { "Here is your new link" } else { "We have your report" };
    let step = (!is_renewed).then(|| view! { <p class="step">"Step 4 of 4"</p> });
    let confirmation = if is_renewed {
        "The link you had before has stopped working."
    } else {
        "Thank you. Everything below is stored, and you need not do anything more."
    };
    let outcomes = (!is_renewed).then(|| outcomes(&tally));
    let next = (!is_renewed).then(|| steps(next));
    view! {
        <Public site=site head=Head::new(title).secret() place=Place::Track>
            <div class="stack loose measure">
                <div class="stack tight">{step}<h1>{title}</h1></div>
                <Notice tone=Tone::Ok>
                    <p><strong>"Your reference is "<span class="id">{reference}</span></strong></p>
                    <p>{confirmation}</p>
                </Notice>
                {outcomes}
                <Card id="link" title="Keep this link">
                    <div class="body stack tight">
                        <p class="secret" dir="ltr">{link}</p>
                        <p>
                            "It opens your report without a password until "{day(link_until, reader)}
                            ". Anyone who has it can read along, so keep it to yourself."
                        </p>
                        {mailed(email)}
                    </div>
                </Card>
                {next}
                <div class="actions">
                    <LinkButton to=links::track(&token) words="Follow your report" kind=ButtonKind::Primary is_large=true />
                    <LinkButton to=links::report() words="Report something else" kind=ButtonKind::Quiet is_large=true />
                </div>
            </div>
        </Public>
    }
}

fn mailed(email: Option<String>) -> impl IntoView {
    match email {
        Some(email) => view! {
            <p>"It also goes to "<bdi>{email}</bdi>", unless very many letters went there within the hour. Copy it now all the same."</p>
        }
        .into_any(),
        None => view! {
            <p><strong>"You left no email address, so nobody can send you this link again."</strong>" Copy it now."</p>
        }
        .into_any(),
    }
}

fn outcomes(tally: &Tally) -> impl IntoView + use<> {
    let line = |count: u32, symbol: Symbol, words: &'static str| {
        (count > 0).then(|| view! { <li><Icon of=symbol /><span>{format!("{count} {words}")}</span></li> })
    };
    view! {
        <ul class="bullets">
            {line(tally.accepted(), Symbol::Check, if tally.accepted() == 1 { "address is on our network. We look at it." } else { "addresses are on our network. We look at them." })}
            {line(tally.not_ours, Symbol::Forward, if tally.not_ours == 1 { "address is not on our network. Your report says who can act." } else { "addresses are not on our network. Your report says who can act." })}
            {line(tally.not_addresses, Symbol::Cross, if tally.not_addresses == 1 { "line held no address. Your report says why." } else { "lines held no address. Your report says why." })}
        </ul>
    }
}

fn steps(next: Vec<String>) -> impl IntoView {
    let next =
        next.into_iter().map(|words| view! { <li><Icon of=Symbol::Forward /><span>{words}</span></li> });
    view! { <Card id="next" title="What happens next"><div class="body"><ol class="bullets">{next.collect::<Vec<_>>()}</ol></div></Card> }
}
