//! Where to go after signing in, for those who have more than one place to go.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Empty, Icon, LinkButton, PostButton, Symbol};
use crate::frame::{AccountName, Flash, Head, Place, Public, Site};
use crate::links::{self, Href};

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
    accounts: Vec<AccountName>,
    /// Whether they are staff too.
    is_staff: bool,
) -> impl IntoView {
    let is_empty = accounts.is_empty() && !is_staff;
    let body = if is_empty {
        view! { <None /> }.into_any()
    } else {
        view! { <Choose accounts=accounts is_staff=is_staff /> }.into_any()
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
fn Choose(accounts: Vec<AccountName>, is_staff: bool) -> impl IntoView {
    let desk = is_staff.then(|| entry(links::staff(), Symbol::Shield, "Abuse desk".to_owned()));
    let accounts =
        accounts.into_iter().map(|account| entry(links::account(account.id), Symbol::Globe, account.name));
    view! { <nav class="chooser" aria-label="Accounts"><ul>{desk}{accounts.collect_view()}</ul></nav> }
}

fn entry(to: Href, symbol: Symbol, name: String) -> impl IntoView {
    view! {
        <li>
            <a class="chooser-link" href=to>
                <Icon of=symbol /><b><bdi>{name}</bdi></b><Icon of=Symbol::Forward />
            </a>
        </li>
    }
}

#[component]
fn None() -> impl IntoView {
    view! {
        <Empty symbol=Symbol::People title="You belong to no account"
            text="Ask an owner of the account to invite you. The invitation comes by mail and opens it here.">
            <LinkButton to=links::home() words="Go to the front page" />
        </Empty>
    }
}
