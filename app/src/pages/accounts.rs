//! Where to go after signing in, for those who have more than one place to go.

use std::sync::Arc;

use jiff::Timestamp;
use leptos::prelude::*;

use crate::components::{Empty, Icon, LinkButton, PostButton, Reader, Symbol};
use crate::frame::{AccountName, Flash, Head, Place, Public, Site};
use crate::letters::words::on;
use crate::links::{self, Href};

/// An account and what waits in it.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The account.
    pub account: AccountName,
    /// How many of its reports need an answer, counted to 100.
    pub unanswered: u64,
    /// The nearest deadline of these.
    pub due: Option<Timestamp>,
}

/// The accounts of whoever is signed in.
#[component]
pub fn Accounts(
    /// The running portal.
    site: Arc<Site>,
    /// What has just been done.
    flash: Option<Flash>,
    /// The person's name.
    name: String,
    /// Their accounts.
    accounts: Vec<Choice>,
    /// Whether they are staff too.
    is_staff: bool,
    /// Who reads it.
    reader: Reader,
) -> impl IntoView {
    let is_empty = accounts.is_empty() && !is_staff;
    let body = if is_empty {
        view! { <Nowhere /> }.into_any()
    } else {
        view! { <Choose accounts=accounts is_staff=is_staff reader=reader /> }.into_any()
    };
    view! {
        <Public site=site head=Head::new("Your accounts").secret() place=Place::Accounts flash=flash>
            <div class="centre"><div class="stack loose">
                <div class="stack tight">
                    <h1>"Your accounts"</h1>
                    <p class="muted">"Signed in as "<bdi>{name}</bdi>". "<a href=links::you()>"You and your devices"</a></p>
                </div>
                {body}
                <PostButton to=links::sign_out() words="Sign out" is_small=true />
            </div></div>
        </Public>
    }
}

#[component]
fn Choose(accounts: Vec<Choice>, is_staff: bool, reader: Reader) -> impl IntoView {
    let desk = is_staff.then(|| {
        entry(
            links::staff(),
            Symbol::Shield,
            "Abuse desk".to_owned(),
            "You work here on everybody’s reports".to_owned(),
        )
    });
    let accounts = accounts.into_iter().map(|choice| {
        let waiting = waiting(&choice, reader);
        entry(links::account(choice.account.id), Symbol::Globe, choice.account.name, waiting)
    });
    view! { <nav class="chooser" aria-label="Accounts"><ul>{desk}{accounts.collect_view()}</ul></nav> }
}

/// What waits in an account.
fn waiting(choice: &Choice, reader: Reader) -> String {
    let count = match choice.unanswered {
        0 => return "Nothing needs your answer".to_owned(),
        1 => "1 report needs your answer".to_owned(),
        100.. => "More than 99 reports need your answer".to_owned(),
        many => format!("{many} reports need your answer"),
    };
    match choice.due {
        Some(due) if due <= reader.now => format!("{count}, the first is overdue"),
        Some(due) => format!("{count}, the first by {}", on(due, reader)),
        None => count,
    }
}

fn entry(to: Href, symbol: Symbol, name: String, note: String) -> impl IntoView {
    view! {
        <li>
            <a class="chooser-link" href=to>
                <Icon of=symbol /><span><b><bdi>{name}</bdi></b><small class="muted">{note}</small></span><Icon of=Symbol::Forward />
            </a>
        </li>
    }
}

#[component]
fn Nowhere() -> impl IntoView {
    view! {
        <Empty symbol=Symbol::People title="You belong to no account"
            text="Ask an owner of the account to invite you. The invitation comes by mail and opens it here.">
            <LinkButton to=links::home() words="Go to the front page" />
        </Empty>
    }
}
