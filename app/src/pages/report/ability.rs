//! What we can do about the addresses given, what we cannot, and who can.

use domain::capability::{Can, Cannot, Statement, WhoCan, statement};
use domain::category::Service;
use domain::disclosure::Disclosures;
use domain::policy::CategoryPolicy;
use leptos::prelude::*;

use super::line::{Fate, Line};
use crate::components::{Icon, Symbol};

/// The capability statement for the addresses of a list, one card for each way in which we serve them.
#[component]
pub fn Ability(
    /// What the category allows.
    policy: CategoryPolicy,
    /// What the reporter chose.
    tell: Disclosures,
    /// The lines of the list.
    lines: Vec<Line>,
) -> impl IntoView {
    let kinds = [Some(Service::Hosted), Some(Service::Proxied), Some(Service::Registered), None];
    let cards = kinds.into_iter().filter_map(|kind| {
        let count = lines.iter().filter(|line| service(&line.fate) == Some(kind)).count();
        (count > 0).then(|| card(kind, count, &statement(kind, &policy, tell)))
    });
    view! {
        <section class="stack" aria-labelledby="able">
            <h2 id="able">"What we can do about these addresses"</h2>
            {cards.collect::<Vec<_>>()}
        </section>
    }
}

/// How we serve a line's address: `Some(None)` is not at all, `None` is no address of its own.
fn service(fate: &Fate) -> Option<Option<Service>> {
    match fate {
        Fate::Ours(service) => Some(Some(*service)),
        Fate::Elsewhere(_) => Some(None),
        Fate::RepeatOf(_) | Fate::NotAnAddress(_) => None,
    }
}

fn card(kind: Option<Service>, count: usize, statement: &Statement) -> impl IntoView + use<> {
    let can: Vec<_> = statement.can.iter().map(|can| able(*can)).collect();
    let cannot: Vec<_> = statement.cannot.iter().map(|cannot| unable(*cannot)).collect();
    let who: Vec<_> = statement.who_can.iter().map(|who| who_can(*who)).collect();
    let count = if count == 1 { "1 address".to_owned() } else { format!("{count} addresses") };
    view! {
        <div class="card">
            <header><h3>{title(kind)}</h3><span>{count}</span></header>
            <div class="body tiles">
                {column("We can", "bullets can", Symbol::Check, can)}
                {column("We cannot", "bullets", Symbol::Cross, cannot)}
                {column("Who can remove the content", "bullets", Symbol::Forward, who)}
            </div>
        </div>
    }
}

/// A column, unless there is nothing to say in it.
fn column(
    title: &'static str,
    class: &'static str,
    symbol: Symbol,
    lines: Vec<&'static str>,
) -> Option<impl IntoView> {
    let item = |words| view! { <li><Icon of=symbol /><span>{words}</span></li> };
    (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(item).collect_view();
        view! { <div class="stack tight"><h4>{title}</h4><ul class=class>{lines}</ul></div> }
    })
}

fn title(kind: Option<Service>) -> &'static str {
    match kind {
        Some(Service::Proxied) => "Sites whose traffic we carry",
        Some(Service::Hosted) => "Sites that we host",
        Some(Service::Registered) => "Domains that are registered with us",
        None => "Not on our network",
    }
}

fn able(can: Can) -> &'static str {
    match can {
        Can::Warn => "Put a warning page in front of each address",
        Can::StopTraffic => "Stop carrying traffic for the whole site",
        Can::RemoveContent => "Remove the content from our servers",
        Can::AskOwner => "Make the owner answer by a deadline",
        Can::TellHost => "Refer the report to the company that hosts the site",
        Can::ReferToNcmec => "Refer it to NCMEC, as the law asks",
        Can::ActOnOrder => "Act when a court or an authority orders it",
        Can::CorrectRegistration => "Have the registration corrected",
        Can::SayWhoCan => "Tell you who can act",
    }
}

fn unable(cannot: Cannot) -> &'static str {
    match cannot {
        Cannot::Delete => {
            "Delete the page: we pass traffic for this site and cannot remove content from its server"
        }
        Cannot::ActWithoutOrder => "Block it by ourselves before an order arrives",
        Cannot::ActElsewhere => "Act on it: it does not pass through our network",
        Cannot::ChangeContent => "Change what the site shows: only its name is registered with us",
    }
}

fn who_can(who: WhoCan) -> &'static str {
    match who {
        WhoCan::Owner => "The site’s owner",
        WhoCan::Host => "The company that hosts the site",
        WhoCan::SomebodyElse => "Whoever hosts it; beside each address stands how to find them",
        WhoCan::Hotlines => "Hotlines and the police, who stand beside each address",
        WhoCan::Us => "We ourselves",
    }
}
