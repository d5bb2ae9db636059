//! What a search of the work area found.

use domain::case::{CaseState, View};
use leptos::prelude::*;

use super::desk::{Desk, Work, several};
use super::finding::{Found, FoundAccount, Results};
use super::listing::{Key, Listing};
use super::queue::{Find, by_title, host};
use crate::components::{
    Badge, Button, Card, Cell, Column, Empty, Hidden, LinkButton, PageHead, PostForm, Reader, Symbol, Table,
    TableKind, Tone, When,
};
use crate::links;

/// What was found.
#[component]
pub fn SearchPage(
    /// Who works here.
    desk: Desk,
    /// What was searched for.
    query: String,
    /// What was found; nothing where nothing was searched for.
    results: Option<Results>,
) -> impl IntoView {
    let reader = desk.reader;
    let title =
        if query.is_empty() { "Find a case".to_owned() } else { format!("Results for “{query}”") };
    let body = match results {
        None => hint().into_any(),
        Some(found) if found.cases.is_empty() && found.accounts.is_empty() => nothing().into_any(),
        Some(Results { cases, accounts, more }) => {
            let more = more.map(|key| older(query.clone(), key));
            view! { <div class="stack loose">{cases_table(cases, reader)}{more}{accounts_card(accounts)}</div> }
                .into_any()
        }
    };
    view! {
        <Work desk=desk title="Find a case">
            <PageHead title=title><Find value=query /></PageHead>
            {body}
        </Work>
    }
}

/// The next page, which is posted like the search.
fn older(query: String, from: Key) -> impl IntoView {
    view! {
        <PostForm to=links::staff_search()>
            <Hidden name="q" value=query />
            <Hidden name="after" value=from.spell() />
            <Button words="Show those that changed before" is_small=true />
        </PostForm>
    }
}

fn hint() -> impl IntoView {
    view! {
        <Empty symbol=Symbol::Search title="What do you have at hand?"
            text="The number of a case, the reference of a report or a submission, a site and what lies below it, the beginning of an account’s name, a reporter’s email address or name, or an IP address: of a site’s origin, or one that was reported." />
    }
}

fn nothing() -> impl IntoView {
    view! {
        <Empty symbol=Symbol::Search title="Nothing was found"
            text="Check a reference for slips. A site finds everything below it; an account’s name is found by its beginning, a reporter’s by whole words of it.">
            <LinkButton to=links::queue(View::All) words="See all cases" />
        </Empty>
    }
}

fn cases_table(cases: Vec<Found>, reader: Reader) -> Option<impl IntoView> {
    if cases.is_empty() {
        return None;
    }
    let title = several(u64::try_from(cases.len()).unwrap_or(0), "case", "cases");
    let columns = vec![
        Column::new("Case").main(),
        Column::new("Account"),
        Column::new("State"),
        Column::new("Changed"),
        Column::new("No.").number(),
    ];
    let rows = cases.into_iter().map(|found| row(found, reader)).collect_view();
    Some(view! {
        <section class="stack tight" aria-labelledby="cases">
            <h2 id="cases">{title}</h2>
            <Table caption="Cases that were found" columns=columns kind=TableKind::Dense>{rows}</Table>
        </section>
    })
}

fn row(found: Found, reader: Reader) -> impl IntoView {
    let Found { number, title, host: site, state, account, changed_at, .. } = found;
    let (tone, word) = match state {
        CaseState::Open => (Tone::Live, "Open"),
        CaseState::Decided => (Tone::Ok, "Decided"),
        CaseState::Closed => (Tone::Done, "Closed"),
        CaseState::Merged => (Tone::Done, "Joined"),
    };
    view! {
        <tr>
            <th scope="row">{by_title(number, title, &site)}</th>
            <Cell label="Account" class="account">{account.unwrap_or_else(|| "Several".to_owned())}</Cell>
            <Cell label="State"><Badge tone=tone word=word /></Cell>
            <Cell label="Changed" class="when"><When at=changed_at reader=reader /></Cell>
            <td class="number muted" data-label="Case">{number}</td>
        </tr>
    }
}

fn accounts_card(accounts: Vec<FoundAccount>) -> Option<impl IntoView> {
    if accounts.is_empty() {
        return None;
    }
    let rows = accounts.into_iter().map(|found| {
        let FoundAccount { account_id, name, zone } = found;
        let mut listing = Listing::of(View::All);
        listing.account = Some(account_id);
        let zone = zone
            .map(|zone| view! { <span>"has "<span class="address" dir="ltr">{host(&zone)}</span></span> });
        view! { <li><a href=listing.to()><bdi>{name}</bdi></a>{zone}</li> }
    });
    let rows = rows.collect_view();
    Some(view! { <Card id="accounts" title="Accounts and their cases"><ul class="linked">{rows}</ul></Card> })
}
