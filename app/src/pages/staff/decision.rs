//! The second step of a decision: what each party will be told, in the very words of its letter. Nothing has left yet.

use domain::category::Category;
use domain::referral::Recipient;
use leptos::prelude::*;

use super::case::{Form, SeenFields, shown};
use super::desk::{Desk, Work, several};
use super::record::{Address, Seen};
use crate::components::{
    Button, ButtonKind, CategoryLabel, Crumbs, Disclosure, Fact, Facts, Hidden, PageHead, Parties, Party,
    PostForm, Symbol,
};
use crate::letters::{Letter, Paragraph, Paragraphs};
use crate::links::{self, CaseStep};
use crate::words;

/// Letters of one kind to one party.
#[derive(Clone, Debug)]
pub struct Told {
    /// Who reads them.
    pub party: ToldParty,
    /// The addresses they go to, the first few.
    pub recipients: Vec<String>,
    /// How many letters there are.
    pub letters: u64,
    /// The first of them.
    pub letter: Option<Letter>,
    /// How many reports nobody can be written to about.
    pub silent: u64,
    /// The reason, where some who get no letter read it on their status page.
    pub on_page: Option<String>,
    /// Whether they can see all the same that access is limited.
    pub sees_limit: bool,
}

/// Somebody who is told of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldParty {
    /// The owner of the site.
    Owner,
    /// The people who reported.
    Reporters,
}

/// What a decision is, in words.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What: `Access limited`.
    pub what: String,
    /// How far, why, to whom, on which order; name and value.
    pub details: Vec<(String, String)>,
    /// To whom it is referred.
    pub referral: Option<Recipient>,
    /// What was in force and is lifted with it.
    pub lifts: u64,
    /// The addresses of the case as a limit would leave them; nothing where it is none.
    pub addresses: Vec<Address>,
}

/// What everybody will be told.
#[component]
pub fn DecisionPage(
    /// Who works here.
    desk: Desk,
    /// The case's number.
    number: i64,
    /// What the case is called.
    title: String,
    /// Its category with its word.
    category: (Category, String),
    /// What the page knows of it.
    seen: Seen,
    /// The decision.
    verdict: Verdict,
    /// Who is told what; the owner first.
    told: Vec<Told>,
    /// What was typed, to be sent or changed.
    form: Form,
) -> impl IntoView {
    let letters: u64 = told.iter().map(|told| told.letters).sum();
    let send = format!("Decide and send {}", several(letters, "letter", "letters"));
    let parties = told.into_iter().map(party).collect_view();
    let referral = verdict.referral.map(referral);
    let (send_again, change_again) = (kept(&form), kept(&form));
    let meta =
        view! { <CategoryLabel of=category.0 word=category.1 /><span><bdi>{title}</bdi></span> }.into_any();
    view! {
        <Work desk=desk title=format!("Case {number}: check the decision")>
            <Crumbs above=vec![(links::case(number), format!("Case {number}"))] here="Check the decision" />
            <PageHead title="Check what everybody is told" meta=meta />
            <div class="stack loose">
                {facts(verdict)}
                <section class="stack" aria-labelledby="told">
                    <div>
                        <h2 id="told">"What each party will be told"</h2>
                        <p class="muted">"The very words of the letters. The same is on their pages. Nothing has left yet."</p>
                    </div>
                    <Parties>{parties}{referral}</Parties>
                </section>
                <div class="row">
                    <PostForm to=links::case_step(number, CaseStep::Decide) class="row">
                        <SeenFields of=seen />
                        {send_again}
                        <Button words=send kind=ButtonKind::Primary />
                    </PostForm>
                    <PostForm to=links::case_step(number, CaseStep::Preview) class="row">
                        <SeenFields of=seen />
                        <Hidden name="change" value="yes" />
                        {change_again}
                        <Button words="Change it" />
                    </PostForm>
                </div>
            </div>
        </Work>
    }
}

/// The names under which the parts of a decision are posted.
pub const FIELDS: [&str; 6] = ["kind", "scope", "order", "code", "to", "reason"];

fn kept(form: &Form) -> impl IntoView + use<> {
    let fields = FIELDS.map(|name| view! { <Hidden name=name value=form.value(name).to_owned() /> });
    fields.into_iter().collect_view()
}

fn facts(verdict: Verdict) -> impl IntoView {
    let lifts = (verdict.lifts > 0).then(|| {
        let words =
            several(verdict.lifts, "limit of an earlier decision ends", "limits of an earlier decision end");
        view! { <Fact name="Lifted">{words}</Fact> }
    });
    let details =
        verdict.details.into_iter().map(|(name, value)| view! { <Fact name=name><bdi>{value}</bdi></Fact> });
    let (limited, left): (Vec<_>, Vec<_>) =
        verdict.addresses.into_iter().partition(|address| address.limited_at.is_some());
    let (limited, left) =
        (named("Limited", limited, |_| None), named("Not limited", left, Address::why_left_out));
    view! {
        <section class="card" aria-labelledby="verdict">
            <header><h2 id="verdict">{verdict.what}</h2></header>
            <div class="body"><Facts>{details.collect_view()}{lifts}{limited}{left}</Facts></div>
        </section>
    }
}

/// How many addresses are named.
const NAMED: usize = 20;

fn named(
    name: &'static str,
    addresses: Vec<Address>,
    why: fn(&Address) -> Option<&'static str>,
) -> Option<impl IntoView> {
    let more = addresses.len().saturating_sub(NAMED);
    let rows = addresses.into_iter().take(NAMED).map(|address| {
        let why = why(&address).map(|why| view! { <small>{why}</small> });
        view! { <li>{shown(&address.url)}{why}</li> }
    });
    let rows = rows.collect_view();
    let more = (more > 0).then(|| view! { <li>{format!("and {more} more")}</li> });
    (!rows.is_empty()).then(|| view! { <Fact name=name><ul class="plain">{rows}{more}</ul></Fact> })
}

fn party(told: Told) -> impl IntoView {
    let (symbol, name) = match told.party {
        ToldParty::Owner => (Symbol::Person, "The owner of the site"),
        ToldParty::Reporters => (Symbol::People, "Who reported"),
    };
    let role = role(&told);
    let sees = sees(&told);
    let to = (!told.recipients.is_empty()).then(|| {
        let more = told.letters.saturating_sub(u64::try_from(told.recipients.len()).unwrap_or(0));
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("To {}{more}", told.recipients.join(", "))
    });
    let letter = told.letter.map(|letter| {
        view! {
            <p>{to}</p>
            <p><b>{letter.subject}</b></p>
            <Paragraphs of=letter.paragraphs />
        }
    });
    let letter = match letter {
        Some(letter) => letter.into_any(),
        None => view! { <p>"Nobody is written to."</p> }.into_any(),
    };
    let limit = told.sees_limit.then(|| {
        let words = "Where they hear nothing, their account shows all the same that access is limited and since when, but not why.";
        view! { <p class="muted">{words}</p> }
    });
    let on_page = told.on_page.filter(|reason| !reason.trim().is_empty()).map(|reason| {
        view! {
            <p class="muted">"On their status page stands what was decided, and our reason:"</p>
            <Paragraphs of=vec![Paragraph::quote(&reason)] />
        }
    });
    view! { <Party symbol=symbol name=name role=role sees=sees>{letter}{on_page}{limit}</Party> }
}

/// Who is to act has no letter from here: our staff pass it on.
fn referral(to: Recipient) -> impl IntoView {
    let sees = vec![
        Disclosure::kept("Who reported", "Nothing is sent"),
        Disclosure::kept("The owner’s answer", "Nothing is sent"),
        Disclosure::kept("Our reason", "Nothing is sent"),
    ];
    view! {
        <Party symbol=Symbol::Landmark name=words::capital(words::recipient(to)) role="No letter from the portal" sees=sees>
            <p>"A referral is opened and waits under “Referrals to file”. Whoever files it passes the case on there, and says so on the case. The reporters read then that it was passed on, and to whom."</p>
        </Party>
    }
}

fn role(told: &Told) -> String {
    let letters = several(told.letters, "letter", "letters");
    match (told.party, told.silent) {
        (_, 0) => letters,
        (ToldParty::Owner, silent) => {
            format!("{letters}; hears nothing of {}", several(silent, "report", "reports"))
        }
        (ToldParty::Reporters, silent) => {
            format!(
                "{letters}; {} without a letter, only on the status page",
                several(silent, "report", "reports")
            )
        }
    }
}

/// The same rows for each, in the same order.
fn sees(told: &Told) -> Vec<Disclosure> {
    let says = |reason: &String, letter: &Letter| letter.paragraphs.contains(&Paragraph::quote(reason));
    let reason = match (&told.letter, &told.on_page) {
        (Some(_), None) => Disclosure::shown("Our reason", "Shown"),
        (Some(letter), Some(reason)) if says(reason, letter) => Disclosure::shown("Our reason", "Shown"),
        (_, Some(_)) => Disclosure::shown("Our reason", "On their status page"),
        (None, None) => Disclosure::kept("Our reason", "Not shown"),
    };
    match told.party {
        ToldParty::Owner => vec![
            Disclosure::kept("Who reported", "Not in this letter"),
            Disclosure::shown("The owner’s answer", "Their own"),
            reason,
        ],
        ToldParty::Reporters => vec![
            Disclosure::shown("Who reported", "Themselves"),
            Disclosure::kept("The owner’s answer", "Not shown"),
            reason,
        ],
    }
}
