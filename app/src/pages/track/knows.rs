//! Who knows about the reporter.

use domain::disclosure::{Disclosure as Told, Disclosures as Tell};
use leptos::prelude::*;

use crate::components::{Card, Disclosure, Disclosures};

/// What was left and what was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knows {
    /// A name was left.
    pub has_name: bool,
    /// An email address was left.
    pub has_email: bool,
    /// What each party may know.
    pub tell: Tell,
    /// Whether owners are ever told of such reports.
    pub owner_is_told: bool,
    /// Whether such reports go to NCMEC.
    pub goes_to_ncmec: bool,
}

/// Who knows what about the reader.
#[component]
pub fn WhoKnows(
    /// What was left and chosen.
    of: Knows,
) -> impl IntoView {
    let owner = if of.owner_is_told { of.tell.owner } else { Told::Nothing };
    let mut all = vec![ours(of), party("Site owners", owner), party("Hosting companies", of.tell.host)];
    all.extend(of.goes_to_ncmec.then(|| party("NCMEC", of.tell.ncmec)));
    all.push(party("Police, registrars", Told::Anonymous));
    all.push(Disclosure::kept("The public", "Nothing"));
    view! { <Card id="knows" title="Who may know who you are"><Disclosures of=all /></Card> }
}

fn ours(of: Knows) -> Disclosure {
    const WHO: &str = "Our staff";
    match (of.has_name, of.has_email) {
        (true, true) => Disclosure::shown(WHO, "Name, email"),
        (true, false) => Disclosure::shown(WHO, "Name"),
        (false, true) => Disclosure::shown(WHO, "Email"),
        (false, false) => Disclosure::kept(WHO, "Nothing"),
    }
}

fn party(who: &str, told: Told) -> Disclosure {
    match told {
        Told::Named => Disclosure::shown(who, "Name, email"),
        Told::Anonymous => Disclosure::kept(who, "Not named"),
        Told::Nothing => Disclosure::kept(who, "Not told"),
    }
}
