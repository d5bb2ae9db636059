//! One line of what was sent, and what becomes of it.

use std::collections::HashSet;

use domain::address::{NotAnAddress, ReportedUrl};
use domain::category::Service;
use domain::elsewhere::Elsewhere;
use leptos::prelude::*;

use crate::components::{Address, Badge, Tone};
use crate::words::serves;

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    /// Where it stands in the list, from 1.
    pub number: u32,
    /// What was typed.
    pub raw: String,
    /// The address in it, if one was found.
    pub url: Option<ReportedUrl>,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a line before it is sent.
#[derive(Clone, Debug)]
pub enum Fate {
    /// We serve the site in this way.
    Ours(Service),
    /// The same address stands in an earlier line.
    RepeatOf(u32),
    /// Not on our network; who can act instead.
    Elsewhere(Elsewhere),
    /// No address, and why.
    NotAnAddress(NotAnAddress),
}

impl Line {
    /// Whether it holds no address, or more than was read.
    fn needs_a_look(&self) -> bool {
        matches!(self.fate, Fate::NotAnAddress(_)) || is_cut(self.url.as_ref(), &self.fate)
    }
}

/// Whether only the beginning of the line was read.
fn is_cut(url: Option<&ReportedUrl>, fate: &Fate) -> bool {
    url.is_some_and(ReportedUrl::is_cut) && !matches!(fate, Fate::RepeatOf(_))
}

/// Said of an address that is only the beginning of its line.
pub const READ_UP_TO_HERE: &str = "We read the line up to here, and left out the rest.";

impl Fate {
    fn service(&self) -> Option<Service> {
        if let Self::Ours(service) = self { Some(*service) } else { None }
    }
}

/// The word of a fate.
#[must_use]
pub fn fate_words(fate: &Fate) -> (Tone, &'static str) {
    match fate {
        Fate::Ours(_) => (Tone::Ok, "Ours"),
        Fate::RepeatOf(_) => (Tone::Idle, "Repeated"),
        Fate::Elsewhere(_) => (Tone::Idle, "Not ours"),
        Fate::NotAnAddress(_) => (Tone::Warn, "Not an address"),
    }
}

/// Who can act on an address that is not ours, as a sentence.
#[must_use]
pub fn ask_instead(elsewhere: &Elsewhere) -> String {
    match elsewhere {
        Elsewhere::Platform(name) => {
            format!("Not on our network. Ask whoever runs {}.", dotless(name))
        }
        Elsewhere::Site(name) => format!(
            "Not on our network. Ask the company that hosts {}; lookup.icann.org shows who registered it and whom to write to.",
            dotless(name)
        ),
        Elsewhere::Said(words) => format!("Not on our network. {words}"),
        Elsewhere::Network(ip) => {
            format!(
                "Not on our network. Ask whoever runs the network of {}; search.arin.net shows who that is.",
                dotless(&ip.to_string())
            )
        }
    }
}

fn dotless(name: &str) -> String {
    name.rsplit_once('.').map_or_else(|| name.to_owned(), |(front, last)| format!("{front}[.]{last}"))
}

/// What was typed on a line: the address found in it, or the words themselves.
#[component]
pub fn LineText(
    /// What was typed.
    raw: String,
    /// The address in it.
    url: Option<ReportedUrl>,
) -> impl IntoView {
    match url {
        Some(url) => view! { <Address of=url.defanged() /> }.into_any(),
        None => view! { <span class="address" dir="auto">{shortened(&raw)}</span> }.into_any(),
    }
}

/// A line that is no address can be very long.
fn shortened(raw: &str) -> String {
    const SHOWN: usize = 160;
    match raw.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &raw[..end]),
        None => raw.to_owned(),
    }
}

/// The lines as they will be sent. Of a long list most is folded, and what somebody may want to mend stands first.
#[component]
pub fn Lines(
    /// The lines in their order.
    lines: Vec<Line>,
) -> impl IntoView {
    const OPEN: usize = 10;
    let services: HashSet<_> = lines.iter().filter_map(|line| line.fate.service()).collect();
    let differ = services.len() > 1;
    let is_folded = lines.len() > OPEN;
    let first = is_folded && lines.iter().any(Line::needs_a_look);
    let first = first.then_some(" What we could not read, or not to its end, stands first.");
    let sums = (lines.len() > 1).then(|| view! { <p>{sums(&lines)}{first}</p> });
    let mut lines = lines;
    if is_folded {
        lines.sort_by_key(|line| !line.needs_a_look());
    }
    let rest = lines.split_off(lines.len().min(OPEN));
    let more = (!rest.is_empty()).then(|| {
        let count = rest.len();
        view! {
            <details>
                <summary>{count}" more lines"</summary>
                <ol class="numbered">{rest.into_iter().map(|of| line(of, differ)).collect_view()}</ol>
            </details>
        }
    });
    view! { {sums}<ol class="numbered">{lines.into_iter().map(|of| line(of, differ)).collect_view()}</ol>{more} }
}

/// What becomes of how many lines: `2 on our network, 1 not ours, 1 holds no address.`
fn sums(lines: &[Line]) -> String {
    let count = |is: fn(&Fate) -> bool| lines.iter().filter(|line| is(&line.fate)).count();
    let bad = count(|fate| matches!(fate, Fate::NotAnAddress(_)));
    let sums = [
        (count(|fate| matches!(fate, Fate::Ours(_))), "on our network"),
        (count(|fate| matches!(fate, Fate::Elsewhere(_))), "not ours"),
        (count(|fate| matches!(fate, Fate::RepeatOf(_))), "repeated"),
        (bad, if bad == 1 { "holds no address" } else { "hold no address" }),
    ];
    let sums =
        sums.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    format!("{} lines: {}.", lines.len(), sums.collect::<Vec<_>>().join(", "))
}

/// A line; `differ` says whether there are others that we serve in another way.
fn line(line: Line, differ: bool) -> impl IntoView {
    let Line { number, raw, url, fate } = line;
    let (tone, word) = fate_words(&fate);
    let is_cut = is_cut(url.as_ref(), &fate);
    let more = match &fate {
        Fate::Ours(service) => differ.then(|| format!("{}.", serves(*service))),
        Fate::RepeatOf(first) => Some(format!("The same as line {first}.")),
        Fate::Elsewhere(elsewhere) => Some(ask_instead(elsewhere)),
        Fate::NotAnAddress(why) => Some(why.to_string()),
    };
    view! {
        <li>
            <span>{number}</span>
            <div>
                <LineText raw=raw url=url />
                " "
                <Badge tone=tone word=word />
                {more.map(|more| view! { <small>{more}</small> })}
                {is_cut.then(|| view! { <small>{READ_UP_TO_HERE}</small> })}
            </div>
        </li>
    }
}
