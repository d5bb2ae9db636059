//! What each party will see, before anything is sent.

use domain::answers::Answers;
use domain::category::Category;
use domain::disclosure::{Disclosure as Told, Disclosures};
use domain::policy::{CategoryPolicy, OwnerNotice};
use leptos::prelude::*;

use crate::components::{Card, Disclosure, Parties, Party, Symbol};
use crate::letters::{Paragraph, Paragraphs};

/// What decides who sees what.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The provider's name.
    pub provider: String,
    /// What is reported.
    pub category: Category,
    /// What the category allows.
    pub policy: CategoryPolicy,
    /// What was answered.
    pub answers: Answers,
    /// What the reporter chose.
    pub disclosures: Disclosures,
    /// How many addresses there are.
    pub addresses: usize,
    /// How many of them are ours.
    pub ours: usize,
    /// A letter to an owner as it will read; none where they are not written to.
    pub owner_letter: Option<OwnerLetter>,
}

/// The letter to the owner of the first site as it will read.
#[derive(Clone, Debug)]
pub struct OwnerLetter {
    /// The site, as it is shown.
    pub site: String,
    /// Whether other sites are reported too.
    pub has_others: bool,
    /// Its words.
    pub words: Vec<Paragraph>,
}

/// The parties side by side.
pub(super) fn parties(sight: &Sight) -> impl IntoView + use<> {
    let others = (sight.ours > 0).then(|| view! { {owner(sight)}{host(sight)}{ncmec(sight)} });
    let staff = staff(sight);
    let letter = letter(sight).map(owner_letter);
    view! { <Parties>{staff}{others}</Parties>{letter} }
}

/// The letter that can be read in full.
fn letter(sight: &Sight) -> Option<&OwnerLetter> {
    sight.owner_letter.as_ref().filter(|_| owner_is_told(sight))
}

/// The letter itself. Of several sites it says nothing that tells which of them have the same owner.
fn owner_letter(letter: &OwnerLetter) -> impl IntoView + use<> {
    let OwnerLetter { site, has_others, words } = letter.clone();
    let (title, aside) = if has_others {
        ("A letter to a site’s owner", format!("The one about {site}"))
    } else {
        ("The letter to the site’s owner", "Word for word".to_owned())
    };
    let others = has_others.then(|| {
        view! {
            <p class="muted">
                "Each site’s owner gets one like it about their own addresses. Whoever has several sites gets one letter about all of them."
            </p>
        }
    });
    view! {
        <Card id="letter" title=title aside=aside>
            <div class="body stack">{others}<div class="paper"><Paragraphs of=words /></div></div>
        </Card>
    }
}

/// What stands above the parties.
pub(super) fn promise(sight: &Sight) -> String {
    let letter = match letter(sight) {
        Some(OwnerLetter { has_others: true, .. }) => "A letter as the owners get it stands below them. ",
        Some(_) => "What is written to the owner stands below them, word for word. ",
        None => "",
    };
    // What is not ours is nothing that we could refer.
    let referred = if sight.ours > 0 {
        "Our staff may also refer it to the police, or to the company that registered the domain; without your name and email, unless they ask you and you agree. "
    } else {
        ""
    };
    format!("{letter}{referred}Nobody else is sent anything, and nothing is published.")
}

fn staff(sight: &Sight) -> impl IntoView + use<> {
    let given = sight.answers.name().is_some() || sight.answers.email().is_some();
    let person = if given { Disclosure::shown(WHO, "Shown") } else { Disclosure::kept(WHO, "Not given") };
    let sees = vec![
        Disclosure::shown(ADDRESSES, all(sight.addresses)),
        Disclosure::shown(WORDS, "Shown"),
        Disclosure::shown(DETAILS, "Shown"),
        person,
    ];
    let role =
        if sight.policy.clearance.is_some() { "Specially trained staff alone" } else { "Our analysts" };
    let from_whom = from_whom(sight);
    view! {
        <Party symbol=Symbol::Shield name=sight.provider.clone() role=role sees=sees>
            <p>"When you send it"</p>
            <p>{from_whom}</p>
            <p>{use_of(given)}</p>
        </Party>
    }
}

fn owner(sight: &Sight) -> impl IntoView + use<> {
    let told = owner_is_told(sight);
    let when = match (told, sight.policy.owner_notice) {
        (false, _) => "No letter",
        (true, OwnerNotice::AtOnce) => "Letter, sent at once",
        (true, _) => "Letter, if our staff decide to send it",
    };
    let words = match (told, sight.disclosures.owner) {
        (false, _) if sight.policy.clearance.is_some() => "The owner learns nothing of this report from us.",
        (false, _) => {
            "The owner learns nothing of this report from us. Should we block the address, they can see that, but not why."
        }
        (true, Told::Named) => {
            "It names you, quotes what you wrote and asks for an answer. You can read it below."
        }
        (true, _) => {
            "It quotes what you wrote, does not name you, and asks for an answer. You can read it below."
        }
    };
    view! {
        <Party symbol=Symbol::Person name="The site’s owner" role="Our customer" sees=seen(told, "Their own", sight.disclosures.owner)>
            <p>{when}</p>
            <p>{words}</p>
        </Party>
    }
}

fn use_of(given: bool) -> &'static str {
    if given {
        "We use your details to reply, and our staff can find your other reports by them. We never sell or publish them."
    } else {
        "You gave neither name nor address, so nobody learns who you are, and we cannot write to you."
    }
}

/// Whether the site's owner may hear of it at all.
fn owner_is_told(sight: &Sight) -> bool {
    sight.policy.owner_notice != OwnerNotice::Never && sight.disclosures.owner != Told::Nothing
}

fn host(sight: &Sight) -> impl IntoView + use<> {
    let told = sight.disclosures.host != Told::Nothing;
    let when = if told { "If our staff refer it there" } else { "Never" };
    let words = told.then(|| passed_on(sight.disclosures.host));
    view! {
        <Party symbol=Symbol::Server name="The hosting company" role="Runs the server behind the site" sees=seen(told, "On their server", sight.disclosures.host)>
            <p>{when}</p>
            {words.map(|words| view! { <p>{words}</p> })}
        </Party>
    }
}

fn ncmec(sight: &Sight) -> Option<impl IntoView + use<>> {
    let told = sight.disclosures.ncmec;
    (!sight.policy.ncmec.is_empty()).then(|| {
        view! {
            <Party symbol=Symbol::Landmark name="NCMEC" role="Clearing house for child-abuse reports" sees=seen(true, "All of ours", told)>
                <p>"When our staff refer it, in every case: the law asks for it"</p>
                <p>{passed_on(told)}</p>
            </Party>
        }
    })
}

const ADDRESSES: &str = "Addresses";
const WORDS: &str = "What you wrote";
const DETAILS: &str = "Other answers";
const WHO: &str = "Your name and email";

fn seen(is_told: bool, addresses: &str, told: Told) -> Vec<Disclosure> {
    if !is_told {
        return [ADDRESSES, WORDS, DETAILS, WHO].map(|what| Disclosure::kept(what, "Not shown")).to_vec();
    }
    let who = if told == Told::Named {
        Disclosure::shown(WHO, "Shown")
    } else {
        Disclosure::kept(WHO, "Not shown")
    };
    vec![
        Disclosure::shown(ADDRESSES, addresses),
        Disclosure::shown(WORDS, "Shown"),
        Disclosure::shown(DETAILS, "About the matter"),
        who,
    ]
}

fn all(count: usize) -> String {
    match count {
        1 => "The one".to_owned(),
        2 => "Both".to_owned(),
        more => format!("All {more}"),
    }
}

fn from_whom(sight: &Sight) -> String {
    let from = [sight.answers.name(), sight.answers.email()];
    let from: Vec<&str> = from.into_iter().flatten().collect();
    let from = if from.is_empty() { "somebody who stays anonymous".to_owned() } else { from.join(", ") };
    format!("{}, reported through the form by {from}.", sight.policy.word)
}

/// What staff pass on to somebody outside when they refer a report.
fn passed_on(told: Told) -> &'static str {
    match told {
        Told::Named => "They pass on what you wrote, with your name and email.",
        _ => "They pass on what you wrote, without your name and email.",
    }
}
