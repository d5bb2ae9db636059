//! What was understood of a list while it is typed.

use std::collections::{HashMap, HashSet};

use domain::address::{Defanged, ReportedUrl};
use domain::list::{self, List, Reading};

use crate::address::visible;

/// The most lines shown; a longer list is counted in full.
const SHOWN: usize = 200;

/// Which hosts are ours, as far as the server has said.
pub(crate) type Known = HashMap<String, bool>;

/// What was understood of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Understanding {
    /// The lines that say something, in their order.
    pub lines: Vec<Line>,
    /// Why the list was not read at all.
    pub refused: Option<String>,
}

/// What was understood of one line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Its number in the text.
    pub number: usize,
    /// The address as it is shown, unless there is none.
    pub address: Option<Defanged>,
    /// The line as it was typed, without what cannot be seen.
    pub raw: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// What to know about it.
    pub note: Option<String>,
}

/// What becomes of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An address on this host.
    Host(String),
    /// The same as an earlier line.
    Repeat,
    /// No address.
    Refused,
}

/// A badge's tone and word.
pub(crate) type Verdict = (&'static str, &'static str);

impl Understanding {
    /// Reads the text.
    pub(crate) fn of(text: &str) -> Self {
        match list::read(text) {
            Ok(list) => Self { lines: lines(list), refused: None },
            Err(too_much) => Self { lines: Vec::new(), refused: Some(too_much.to_string()) },
        }
    }

    /// Whether there is something to show that the page does not say already as the field's error.
    pub(crate) fn is_news(&self, error: Option<&str>) -> bool {
        match self.refused.as_deref() {
            Some(refused) => error != Some(refused),
            None => !self.lines.is_empty(),
        }
    }

    /// The hosts whose owner is not known yet, each once.
    pub(crate) fn unknown(&self, known: &Known) -> Vec<String> {
        let mut seen = HashSet::new();
        let hosts = self.lines.iter().filter_map(Line::host);
        hosts.filter(|host| !known.contains_key(*host) && seen.insert(*host)).map(str::to_owned).collect()
    }

    /// The lines to show.
    pub(crate) fn shown(&self) -> &[Line] {
        &self.lines[..self.lines.len().min(SHOWN)]
    }

    /// How many lines are not shown.
    pub(crate) fn hidden(&self) -> usize {
        self.lines.len().saturating_sub(SHOWN)
    }

    /// Everything in one sentence.
    pub(crate) fn sentence(&self, known: &Known, limit: usize) -> String {
        if let Some(refused) = &self.refused {
            return refused.clone();
        }
        let count = |outcome: fn(&Line, &Known) -> bool| {
            self.lines.iter().filter(|line| outcome(line, known)).count()
        };
        let parts = [
            (count(Line::is_ours), "carried by us"),
            (count(Line::is_elsewhere), "elsewhere"),
            (count(Line::is_unchecked), "understood"),
            (count(|line, _| line.outcome == Outcome::Repeat), "repeated"),
            (count(|line, _| line.outcome == Outcome::Refused), "not an address"),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        format!("What we understood: {}{}", parts.join(", "), self.excess(limit))
    }

    fn excess(&self, limit: usize) -> String {
        let addresses = self.lines.iter().filter(|line| line.host().is_some()).count();
        if addresses > limit {
            format!(". That is more than {limit}; please send the rest in a second report")
        } else {
            String::new()
        }
    }
}

/// The lines that say something. A repeat is shown as the address it repeats.
fn lines(list: List) -> Vec<Line> {
    let shown: HashMap<usize, Defanged> =
        list.addresses().map(|(number, url)| (number, url.defanged())).collect();
    list.lines.into_iter().filter_map(|line| Line::of(line, &shown)).collect()
}

impl Line {
    fn of(line: list::Line, shown: &HashMap<usize, Defanged>) -> Option<Self> {
        let (address, outcome, note) = match line.reading {
            Reading::Address(url) => {
                (Some(url.defanged()), Outcome::Host(url.host().to_string()), remark(&url))
            }
            Reading::RepeatOf(first) => {
                let note = format!("The same as line {first}, and counted once.");
                (shown.get(&first).cloned(), Outcome::Repeat, Some(note))
            }
            Reading::NotAnAddress(why) => (None, Outcome::Refused, Some(why.to_string())),
            Reading::Skipped(_) => return None,
        };
        let raw = visible(line.raw.trim());
        Some(Self { number: line.number, address, raw, outcome, note })
    }

    fn host(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Host(host) => Some(host),
            _ => None,
        }
    }

    fn owner(&self, known: &Known) -> Option<bool> {
        self.host().and_then(|host| known.get(host).copied())
    }

    fn is_ours(&self, known: &Known) -> bool {
        self.owner(known) == Some(true)
    }

    fn is_elsewhere(&self, known: &Known) -> bool {
        self.owner(known) == Some(false)
    }

    fn is_unchecked(&self, known: &Known) -> bool {
        self.host().is_some() && self.owner(known).is_none()
    }

    /// Its badge.
    pub(crate) fn verdict(&self, known: &Known) -> Verdict {
        match (&self.outcome, self.owner(known)) {
            (Outcome::Repeat, _) => ("idle", "Repeated"),
            (Outcome::Refused, _) => ("warn", "Not an address"),
            (Outcome::Host(_), Some(true)) => ("ok", "Ours"),
            (Outcome::Host(_), Some(false)) => ("idle", "Not ours"),
            (Outcome::Host(_), None) => ("live", "Understood"),
        }
    }

    /// What to know about it, and who can help where we cannot.
    pub(crate) fn note(&self, known: &Known) -> Option<String> {
        if self.is_elsewhere(known) {
            return Some(
                "Not on our network, so we cannot act on it. After you send, we tell you who can.".to_owned(),
            );
        }
        self.note.clone()
    }
}

fn remark(url: &ReportedUrl) -> Option<String> {
    if url.had_userinfo() {
        return Some("What stood before the @ was left out. It is not the site.".to_owned());
    }
    if url.is_cut() {
        return Some("We read it up to here, and left out what follows on the line.".to_owned());
    }
    (!url.scheme_given()).then(|| "No http or https given, so we take it as https.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "hxxps://login-aurorabank[.]example/verify?id=8841\n\nparcel-kestrelpost.example/fee\n\
                        https://login-aurorabank.example/verify?id=8841\nhttp://old-blog.elsewhere.example/about\nsee the screenshot";

    fn known() -> Known {
        let known = [("login-aurorabank.example", true), ("old-blog.elsewhere.example", false)];
        known.map(|(host, ours)| (host.to_owned(), ours)).into()
    }

    #[test]
    fn each_line_has_its_outcome() {
        let read = Understanding::of(TEXT);
        let words: Vec<_> = read.lines.iter().map(|line| (line.number, line.verdict(&known()).1)).collect();
        assert_eq!(
            words,
            [(1, "Ours"), (3, "Understood"), (4, "Repeated"), (5, "Not ours"), (6, "Not an address")]
        );
        assert_eq!(
            read.lines[1].note(&known()).as_deref(),
            Some("No http or https given, so we take it as https.")
        );
        assert_eq!(read.lines[2].note(&known()).as_deref(), Some("The same as line 1, and counted once."));
        assert!(read.lines[3].note(&known()).unwrap().contains("who can"));
    }

    #[test]
    fn only_hosts_that_are_not_known_are_asked_for() {
        let read = Understanding::of(TEXT);
        assert_eq!(read.unknown(&known()), ["parcel-kestrelpost.example"]);
        assert_eq!(read.unknown(&Known::new()).len(), 3);
    }

    #[test]
    fn the_sentence_counts_what_is_there() {
        let said = |text: &str, limit| Understanding::of(text).sentence(&known(), limit);
        assert_eq!(
            said(TEXT, 250),
            "What we understood: 1 carried by us, 1 elsewhere, 1 understood, 1 repeated, 1 not an address"
        );
        assert!(said(TEXT, 2).ends_with("That is more than 2; please send the rest in a second report"));
        assert!(said(&"https://a.example/\n".repeat(1001), 250).starts_with("This list has 1001 lines"));
    }

    #[test]
    fn a_long_list_is_counted_in_full_and_shown_in_part() {
        let text: String = (0..300).map(|n| format!("https://s{n}.example/\n")).collect();
        let read = Understanding::of(&text);
        assert_eq!((read.lines.len(), read.shown().len(), read.hidden()), (300, 200, 100));
        assert!(read.is_news(None) && read.is_news(Some("Write at least one.")));
        assert!(!Understanding::of(" \n\n").is_news(None));
    }

    #[test]
    fn why_a_list_was_not_read_is_not_said_below_where_the_page_says_it_above() {
        let read = Understanding::of(&"a\n".repeat(1001));
        let other = Understanding::of(&"a\n".repeat(1002));
        assert!(!read.is_news(read.refused.as_deref()));
        assert!(read.is_news(None) && read.is_news(other.refused.as_deref()));
    }
}
