//! The second step of a decision: what each party will be told, in the very words of its letter. Nothing has left yet.

use domain::category::Category;
use domain::referral::Recipient;
use leptos::prelude::*;

use super::case::{Form, SeenFields, Waiting, shown};
use super::desk::{Desk, Work, several};
use super::queue::host;
use super::record::{Address, Seen};
use crate::components::{
    Button, ButtonKind, CategoryLabel, Crumbs, Disclosure, Fact, Facts, Hidden, Notice, PageHead, Parties,
    Party, PostForm, Symbol, Tone,
};
use crate::letters::{Letter, Paragraph, Paragraphs};
use crate::links::{self, CaseStep};
use crate::words;

/// Letters of one kind to one party.
#[derive(Clone, Debug)]
pub struct Told {
    /// Who reads them.
    pub party: ToldParty,
    /// The account they are about; nothing where it is about all.
    pub account: Option<String>,
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
    /// The sites that stop as a whole.
    pub stopped: Vec<Stopped>,
}

/// Sites of one account that a limit stops as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// The account's name.
    pub account: String,
    /// Whether they are all that the account has.
    pub is_all: bool,
    /// The first of them.
    pub sites: Vec<String>,
    /// How many there are.
    pub count: u64,
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
    /// Who still has time to answer.
    waiting: Waiting,
    /// The decision.
    verdict: Verdict,
    /// Who is told what; the owners first.
    told: Vec<Told>,
    /// What was typed, to be sent or changed.
    form: Form,
) -> impl IntoView {
    let letters: u64 = told.iter().map(|told| told.letters).sum();
    let send = match letters {
        0 => "Decide".to_owned(),
        _ => format!("Decide and send {}", several(letters, "letter", "letters")),
    };
    let nobody = (letters == 0).then(|| view! { <p class="muted">"Nobody is written to."</p> });
    let parties = parties(told);
    let warning = warning(&verdict.stopped);
    let referral = verdict.referral.map(referral);
    let (send_again, change_again) = (kept(&form), kept(&form));
    let meta =
        view! { <CategoryLabel of=category.0 word=category.1 /><span><bdi>{title}</bdi></span> }.into_any();
    view! {
        <Work desk=desk title=format!("Case {number}: check the decision")>
            <Crumbs above=vec![(links::case(number), format!("Case {number}"))] here="Check the decision" />
            <PageHead title="Check what everybody is told" meta=meta />
            <div class="stack loose">
                {warning}
                {waiting.notice()}
                {facts(verdict)}
                <section class="stack" aria-labelledby="told">
                    <div>
                        <h2 id="told">"What each party will be told"</h2>
                        <p class="muted">"The very words of the letters. The same is on their pages. Nothing has left yet."</p>
                    </div>
                    <Parties>{parties}{referral}</Parties>
                </section>
                {nobody}
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
    let stopped = stopped(verdict.stopped);
    let (limited, left): (Vec<_>, Vec<_>) =
        verdict.addresses.into_iter().partition(|address| address.limited_at.is_some());
    let (limited, left) =
        (named("Limited", limited, |_| None), named("Not limited", left, Address::why_left_out));
    view! {
        <section class="card" aria-labelledby="verdict">
            <header><h2 id="verdict">{verdict.what}</h2></header>
            <div class="body"><Facts>{details.collect_view()}{stopped}{lifts}{limited}{left}</Facts></div>
        </section>
    }
}

/// Says so where more than one site goes dark, or those of more than one customer.
fn warning(stopped: &[Stopped]) -> Option<impl IntoView + use<>> {
    let (sites, accounts) = (stopped.iter().map(|stopped| stopped.count).sum(), stopped.len() as u64);
    if sites < 2 {
        return None;
    }
    let whose = several(accounts, "customer", "customers");
    let title = format!("This blocks {} of {whose}", several(sites, "site", "sites"));
    let rest = "Every page of them goes dark, whether it was reported or not. Their names stand below.";
    Some(view! { <Notice tone=Tone::Warn title=title><p>{rest}</p></Notice> })
}

/// What goes dark as a whole, by name, account by account.
fn stopped(all: Vec<Stopped>) -> Option<impl IntoView> {
    let sites = all.iter().map(|stopped| stopped.count).sum();
    let name = match sites {
        0 => return None,
        1 => "This site stops".to_owned(),
        sites => format!("These {sites} sites stop"),
    };
    let row = |Stopped { account, is_all, sites, count }: Stopped| {
        let more = count.saturating_sub(sites.len() as u64);
        let more = (more > 0).then(|| format!(" and {more} more"));
        let hosts = sites.iter().enumerate().map(|(at, site)| {
            let comma = (at > 0).then_some(", ");
            view! { {comma}{host(site)} }
        });
        let hosts = hosts.collect_view();
        let all = if is_all { "every site, " } else { "" };
        let count = several(count, "site", "sites");
        view! { <li><span>{hosts}{more}</span>" "<small><bdi>{account}</bdi>": "{all}{count}</small></li> }
    };
    let rows = all.into_iter().map(row).collect_view();
    Some(view! { <Fact name=name><ul class="plain">{rows}</ul></Fact> })
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

/// How many owners are shown with their letters.
const OWNERS: usize = 5;

fn parties(told: Vec<Told>) -> impl IntoView {
    let (mut owners, others): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|told| told.party == ToldParty::Owner);
    let hidden = owners.split_off(owners.len().min(OWNERS));
    let more = (!hidden.is_empty()).then(|| {
        let letters: u64 = hidden.iter().map(|told| told.letters).sum();
        let role = several(letters, "letter", "letters");
        let name = format!("And {}", several(hidden.len() as u64, "more owner", "more owners"));
        view! {
            <Party symbol=Symbol::People name=name role=role sees=Vec::new()>
                <p>"Each is told the same of their own sites and pages."</p>
            </Party>
        }
    });
    let owners = owners.into_iter().map(party).collect_view();
    let others = others.into_iter().map(party).collect_view();
    view! { {owners}{more}{others} }
}

fn party(told: Told) -> impl IntoView {
    let (symbol, name) = match (told.party, &told.account) {
        (ToldParty::Owner, None) => (Symbol::Person, "The owner of the site".to_owned()),
        (ToldParty::Owner, Some(account)) => (Symbol::Person, format!("The owner: {account}")),
        (ToldParty::Reporters, _) => (Symbol::People, "Who reported".to_owned()),
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
    let says = |letter: &Letter| letter.paragraphs.iter().any(|said| matches!(said, Paragraph::Quote(_)));
    let reason = match (&told.letter, &told.on_page) {
        (Some(letter), _) if says(letter) => Disclosure::shown("Our reason", "Shown"),
        (_, Some(_)) => Disclosure::shown("Our reason", "On their status page"),
        (_, None) => Disclosure::kept("Our reason", "Not shown"),
    };
    let answer = match told.letters {
        0 => Disclosure::kept("The owner’s answer", "Not shown"),
        _ => Disclosure::shown("The owner’s answer", "Their own"),
    };
    match told.party {
        ToldParty::Owner => vec![Disclosure::kept("Who reported", "Not in this letter"), answer, reason],
        ToldParty::Reporters => vec![
            Disclosure::shown("Who reported", "Themselves"),
            Disclosure::kept("The owner’s answer", "Not shown"),
            reason,
        ],
    }
}
