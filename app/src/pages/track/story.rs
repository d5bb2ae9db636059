//! Where a submission stands, in a sentence and a few more.

use domain::report::ReportState;
use jiff::Timestamp;

use crate::components::Reader;
use crate::letters::words::on;
use crate::words::capital;

/// How many addresses stand where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The accepted ones, by the state of their report; without those that are served again after a limit.
    pub states: Vec<(ReportState, u32)>,
    /// The accepted ones that were limited and are served again.
    pub lifted: u32,
    /// Not on our network.
    pub not_ours: u32,
    /// Lines that held no address.
    pub not_addresses: u32,
    /// The owners' deadlines, each with the state of its report.
    pub dues: Vec<(ReportState, Timestamp)>,
    /// Until when the answer to a question is waited for.
    pub asked_until: Option<Timestamp>,
}

/// Where an address stands: as its report does, or served again after a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    In(ReportState),
    Lifted,
}

/// What is said first where several things are true: what waits for the reader, then what has the most effect.
const ORDER: [Stand; 15] = [
    Stand::In(ReportState::AskedByStaff),
    Stand::In(ReportState::AskedByOwner),
    Stand::In(ReportState::Limited),
    Stand::Lifted,
    Stand::In(ReportState::Warned),
    Stand::In(ReportState::Referred),
    Stand::In(ReportState::Forwarded),
    Stand::In(ReportState::Declined),
    Stand::In(ReportState::Answered),
    Stand::In(ReportState::Unanswered),
    Stand::In(ReportState::OwnerWorking),
    Stand::In(ReportState::WithOwner),
    Stand::In(ReportState::Held),
    Stand::In(ReportState::Received),
    Stand::In(ReportState::Withdrawn),
];

impl Tally {
    /// How many different addresses there are.
    #[must_use]
    pub fn addresses(&self) -> u32 {
        self.accepted() + self.not_ours
    }

    /// How many of them became part of a report.
    #[must_use]
    pub fn accepted(&self) -> u32 {
        self.states.iter().map(|(_, count)| count).sum::<u32>() + self.lifted
    }

    fn standing(&self, stand: Stand) -> u32 {
        match stand {
            Stand::In(state) => self.in_state(state),
            Stand::Lifted => self.lifted,
        }
    }

    fn in_state(&self, state: ReportState) -> u32 {
        self.states.iter().filter(|(known, _)| *known == state).map(|(_, count)| count).sum()
    }

    /// The sentence that says where things stand.
    #[must_use]
    pub fn headline(&self) -> String {
        let Some(first) = self.first() else { return self.without_report().to_owned() };
        let some = some(self.standing(first), self.addresses());
        let Stand::In(state) = first else { return format!("We lifted the limit on {some} again") };
        let owner = self.owner(state);
        match state {
            ReportState::AskedByStaff => "We have a question for you".to_owned(),
            ReportState::AskedByOwner => "The site’s owner has a question for you".to_owned(),
            ReportState::Limited => format!("Access to {some} is limited"),
            ReportState::Warned => format!("We warned {owner} about {some}"),
            ReportState::Referred => format!("We refer {some} to somebody who can act"),
            ReportState::Forwarded => format!("We passed {some} on"),
            ReportState::Declined => format!("We closed {some} without action"),
            ReportState::Answered => format!("We have an answer about {some} from {owner}, and are deciding"),
            ReportState::Unanswered => {
                format!("We had no answer about {some} from {owner}, and are deciding")
            }
            ReportState::OwnerWorking => format!("Work is under way on {some}"),
            ReportState::WithOwner => format!("We asked {owner} about {some}"),
            ReportState::Held => format!("We passed {some} on and wait for an order"),
            ReportState::Received => format!("Our staff are looking at {some}"),
            ReportState::Withdrawn => "You withdrew this report".to_owned(),
        }
    }

    /// What else is true, sentence by sentence.
    #[must_use]
    pub fn lead(&self, reader: Reader) -> String {
        let first = self.first();
        let others = ORDER.into_iter().filter(|stand| Some(*stand) != first);
        if first.is_none() && self.not_ours > 0 {
            return "We cannot act on it ourselves. Below we say who can.".to_owned();
        }
        let mut sentences: Vec<String> =
            first.and_then(|stand| self.more(stand, reader)).into_iter().collect();
        sentences.extend(others.filter_map(|stand| self.also(stand, reader)));
        sentences.extend(are(self.not_ours, "not on our network; below we say who can act", first.is_none()));
        if self.not_addresses > 0 {
            let lines = if self.not_addresses == 1 { "line holds" } else { "lines hold" };
            sentences.push(format!("{} {lines} no address.", capital(&number(self.not_addresses))));
        }
        sentences.join(" ")
    }

    /// The next deadline of an owner.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.dues.iter().map(|(_, due)| *due).min()
    }

    /// Until when the owners have whose reports stand there: one moment, or the first and the last of several.
    fn until(&self, state: ReportState, reader: Reader) -> Option<String> {
        let dues = || self.dues.iter().filter(|(known, _)| *known == state).map(|(_, due)| *due);
        let (first, last) = (on(dues().min()?, reader), on(dues().max()?, reader));
        Some(if first == last { first } else { format!("{first} or, for some, {last}") })
    }

    /// Who must answer, at the beginning of a sentence.
    pub(super) fn owners(&self) -> &'static str {
        let waiting = self.states.iter().filter(|(state, _)| state.waits_for_owner()).count();
        if waiting > 1 { "The site owners" } else { "The site’s owner" }
    }

    /// One owner or several.
    fn owner(&self, state: ReportState) -> &'static str {
        let reports = self.states.iter().filter(|(known, _)| *known == state).count();
        if reports > 1 { "the site owners" } else { "the site’s owner" }
    }

    fn first(&self) -> Option<Stand> {
        ORDER.into_iter().find(|stand| self.standing(*stand) > 0)
    }

    fn without_report(&self) -> &'static str {
        match self.not_ours {
            0 => "An earlier report is about the same",
            1 => "This address is not on our network",
            _ => "None of these addresses is on our network",
        }
    }

    /// What belongs to the headline.
    fn more(&self, stand: Stand, reader: Reader) -> Option<String> {
        let Stand::In(state) = stand else { return None };
        match state {
            ReportState::WithOwner => {
                self.until(state, reader).map(|until| format!("They have until {until} to answer."))
            }
            ReportState::OwnerWorking => {
                self.until(state, reader).map(|until| format!("The owner expects to be done by {until}."))
            }
            ReportState::AskedByOwner | ReportState::AskedByStaff => {
                let by = self.asked_until.map(|at| format!(", by {}", on(at, reader))).unwrap_or_default();
                Some(format!(
                    "Please answer it below{by}. Until you do, nobody else has to act on the site it is about."
                ))
            }
            ReportState::Held => {
                Some("For reports of this kind we act when a court or an authority orders it.".to_owned())
            }
            ReportState::Received => Some("What they decide, and why, will stand on this page.".to_owned()),
            _ => None,
        }
    }

    /// What is true beside the headline.
    fn also(&self, stand: Stand, reader: Reader) -> Option<String> {
        let count = self.standing(stand);
        if count == 0 {
            return None;
        }
        let some = capital(&number(count));
        let verb = if count == 1 { "is" } else { "are" };
        let Stand::In(state) = stand else { return Some(format!("{some} {verb} not limited any more.")) };
        let what = match state {
            ReportState::AskedByStaff | ReportState::AskedByOwner => "waiting for your answer".to_owned(),
            ReportState::Limited => "limited".to_owned(),
            ReportState::Warned => "closed with a warning to the owner".to_owned(),
            ReportState::Referred => "being referred to somebody who can act".to_owned(),
            ReportState::Forwarded => "passed on".to_owned(),
            ReportState::Declined => "closed without action".to_owned(),
            ReportState::Answered | ReportState::Unanswered => "with our staff, who decide next".to_owned(),
            ReportState::OwnerWorking => "being worked on by the owner".to_owned(),
            ReportState::WithOwner => match self.until(state, reader) {
                Some(until) => format!("with the site’s owner, who has until {until} to answer"),
                None => "with the site’s owner".to_owned(),
            },
            ReportState::Held => "passed on and waiting for an order".to_owned(),
            ReportState::Received => "with our staff".to_owned(),
            ReportState::Withdrawn => "withdrawn".to_owned(),
        };
        Some(format!("{some} {verb} {what}."))
    }
}

/// `Two are …`, unless the headline says so of all.
fn are(count: u32, what: &str, said: bool) -> Option<String> {
    let verb = if count == 1 { "is" } else { "are" };
    (count > 0 && !said).then(|| format!("{} {verb} {what}.", capital(&number(count))))
}

/// `the address`, `both addresses`, `two of four addresses`.
fn some(count: u32, all: u32) -> String {
    match (count, all) {
        (_, 1) => "the address".to_owned(),
        (2, 2) => "both addresses".to_owned(),
        (count, all) if count == all => format!("all {} addresses", number(all)),
        (count, all) => format!("{} of {} addresses", number(count), number(all)),
    }
}

fn number(count: u32) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = usize::try_from(count).ok().and_then(|count| WORDS.get(count));
    word.map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Zone;

    fn reader() -> Reader {
        Reader::visitor("2026-11-24T14:40:00Z".parse().unwrap(), Zone::UTC)
    }

    #[test]
    fn the_headline_says_what_has_the_most_effect_and_the_lead_the_rest() {
        let tally = Tally {
            states: vec![(ReportState::WithOwner, 1), (ReportState::Limited, 2)],
            not_ours: 1,
            not_addresses: 1,
            dues: vec![(ReportState::WithOwner, "2026-11-25T11:05:00Z".parse().unwrap())],
            ..Tally::default()
        };
        assert_eq!(tally.headline(), "Access to two of four addresses is limited");
        assert_eq!(
            tally.lead(reader()),
            "One is with the site’s owner, who has until Wednesday 25 November, 11:05 UTC to answer. \
             One is not on our network; below we say who can act. One line holds no address."
        );
    }

    #[test]
    fn each_state_has_the_deadlines_of_its_own_reports() {
        let due = |time: &str| time.parse().unwrap();
        let tally = |dues| Tally {
            states: vec![(ReportState::OwnerWorking, 1), (ReportState::WithOwner, 2)],
            dues,
            ..Tally::default()
        };
        let (soon, late, done) =
            (due("2026-11-25T11:05:00Z"), due("2026-11-25T12:05:00Z"), due("2026-11-27T08:00:00Z"));
        let lead = tally(vec![
            (ReportState::WithOwner, late),
            (ReportState::WithOwner, soon),
            (ReportState::OwnerWorking, done),
        ]);
        assert_eq!(
            lead.lead(reader()),
            "The owner expects to be done by Friday 27 November, 08:00 UTC. Two are with the site’s owner, who has until \
             Wednesday 25 November, 11:05 UTC or, for some, Wednesday 25 November, 12:05 UTC to answer."
        );
        assert_eq!(lead.due(), Some(soon));
    }

    #[test]
    fn a_lifted_limit_is_said_only_where_nothing_more_urgent_is() {
        let tally = |states| Tally { states, lifted: 1, ..Tally::default() };
        assert_eq!(tally(vec![]).headline(), "We lifted the limit on the address again");
        let limited = tally(vec![(ReportState::Limited, 1)]);
        assert_eq!(limited.headline(), "Access to one of two addresses is limited");
        assert_eq!(limited.lead(reader()), "One is not limited any more.");
        let asked = tally(vec![(ReportState::AskedByStaff, 1)]);
        assert_eq!(asked.headline(), "We have a question for you");
        let open = tally(vec![(ReportState::WithOwner, 1)]);
        assert_eq!(open.headline(), "We lifted the limit on one of two addresses again");
        assert_eq!(open.accepted(), 2);
    }

    #[test]
    fn every_state_has_a_headline_of_its_own() {
        let said = |state| Tally { states: vec![(state, 1)], ..Tally::default() }.headline();
        let mut all: Vec<_> = ReportState::ALL.iter().map(|state| said(*state)).collect();
        assert_eq!(all.len() + 1, ORDER.len());
        all.sort();
        all.dedup();
        assert_eq!(all.len(), ReportState::ALL.len());
    }

    #[test]
    fn nothing_of_ours_is_said_plainly() {
        let tally = Tally { not_ours: 3, ..Tally::default() };
        assert_eq!(tally.headline(), "None of these addresses is on our network");
        assert_eq!(tally.lead(reader()), "We cannot act on it ourselves. Below we say who can.");
    }
}
