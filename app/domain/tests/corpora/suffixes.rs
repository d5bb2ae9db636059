//! The Public Suffix List and its vectors, against the list compiled in.

use domain::address::HostName;
use domain::zone::{NotAZone, ZoneHost};

use crate::{Tally, corpus_text};

/// Rules of the corpus' list that the compiled one, of another day, does not have.
const OTHER_DAY: [(&str, usize); 1] = [("a suffix in the list of the corpus alone", 14)];

#[test]
fn every_rule_makes_a_suffix_that_cannot_be_a_zone() {
    let Some(list) = corpus_text("psl/public_suffix_list.dat") else { return };
    let mut tally = Tally::default();
    for rule in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        let exception = rule.strip_prefix('!');
        let name = exception.map_or_else(|| rule.replace('*', "anything"), str::to_owned);
        match (ZoneHost::parse(&name), exception) {
            (Err(NotAZone::PublicSuffix(_)), None) | (Ok(_), Some(_)) => tally.agree(),
            (Ok(_), None) => tally.differ("a suffix in the list of the corpus alone", rule.to_owned()),
            (Err(_), _) => tally.differ("unexplained", rule.to_owned()),
        }
    }
    tally.check(10_234, &OTHER_DAY);
}

#[test]
fn every_name_below_a_suffix_can_be_a_zone() {
    let Some(list) = corpus_text("psl/public_suffix_list.dat") else { return };
    let rules = list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let mut tally = Tally::default();
    for rule in rules.filter(|rule| !rule.starts_with('!')) {
        let name = format!("quillwater.{}", rule.replace('*', "anything"));
        match ZoneHost::parse(&name) {
            Ok(_) => tally.agree(),
            Err(_) => tally.differ("a suffix in the compiled list alone", rule.to_owned()),
        }
    }
    tally.check(10_238, &[("a suffix in the compiled list alone", 2)]);
}

/// The same vectors as calls of a script, with names that begin with a dot; for those we want what the script wants: nothing.
#[test]
fn calls_of_the_list() {
    let Some(script) = corpus_text("psl/test_psl.txt") else { return };
    let mut tally = Tally::default();
    for call in script.lines().filter_map(|line| line.trim().strip_prefix("checkPublicSuffix(")) {
        let (name, expected) = call.strip_suffix(");").unwrap().split_once(", ").unwrap();
        let unquoted = |text: &str| text.strip_prefix('\'')?.strip_suffix('\'').map(str::to_owned);
        let ours = unquoted(name).and_then(|name| HostName::parse(&name).ok());
        let ours = ours.and_then(|name| name.registrable().map(str::to_owned));
        let theirs = unquoted(expected).and_then(|name| HostName::parse(&name).ok()).map(String::from);
        match ours == theirs {
            true => tally.agree(),
            false => tally.differ("unexplained", format!("{call}: {ours:?}")),
        }
    }
    tally.check(78, &[]);
}

#[test]
fn vectors_of_the_list() {
    let Some(vectors) = corpus_text("psl/tests.txt") else { return };
    let mut tally = Tally::default();
    for line in vectors.lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
        let (name, expected) = line.split_once(' ').unwrap();
        let ours = HostName::parse(name).ok().and_then(|name| name.registrable().map(str::to_owned));
        let theirs = HostName::parse(expected).ok().filter(|_| expected != "null").map(String::from);
        match ours == theirs {
            true => tally.agree(),
            false => tally.differ("unexplained", format!("{line}: {ours:?}")),
        }
    }
    tally.check(78, &[]);
}
