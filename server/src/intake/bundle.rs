//! The accepted lines of one account, which become one report.

use std::collections::{HashMap, HashSet};

use domain::address::{Host, ReportedUrl};
use domain::category::Category;
use domain::policy::CategoryPolicy;
use domain::reference::Reference;
use jiff::Timestamp;
use uuid::Uuid;

use super::judge::{Judged, Outcome, Zone};
use crate::cases::title::title;
use crate::ids;
use crate::reports::ReportKey;

/// The accepted lines of one account.
#[derive(Clone, Debug)]
pub(super) struct Bundle<'l> {
    /// The report they become.
    pub(super) key: ReportKey,
    /// What it is quoted by.
    pub(super) reference: Reference,
    /// The lines, at least one.
    pub(super) found: Vec<Found<'l>>,
}

/// An accepted line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'l> {
    /// Where it stands in the list.
    pub(super) number: usize,
    /// The address.
    pub(super) url: &'l ReportedUrl,
    /// The zone it belongs to.
    pub(super) zone: &'l Zone,
}

/// The accepted lines by account, in the order in which the accounts come first.
pub(super) fn by_account(lines: &[Judged]) -> Vec<Vec<Found<'_>>> {
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    let mut groups: Vec<Vec<Found<'_>>> = Vec::new();
    for found in lines.iter().filter_map(accepted) {
        let place = *places.entry(found.zone.account_id).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(found);
    }
    groups
}

/// The accepted lines of the first site alone, and whether there are others.
pub(super) fn of_first_site(lines: &[Judged]) -> (Vec<Found<'_>>, bool) {
    let all: Vec<_> = lines.iter().filter_map(accepted).collect();
    let first = all.first().map(|found| found.url.host());
    let (own, others): (Vec<_>, Vec<_>) = all.iter().partition(|found| Some(found.url.host()) == first);
    (own, !others.is_empty())
}

/// How many references a submission with so many reports needs. A single report shares the submission's.
pub(super) fn references_for(groups: usize) -> usize {
    if groups > 1 { groups + 1 } else { 1 }
}

/// Names the groups. `references` are as many as [`references_for`] says; the first is the submission's.
pub(super) fn named<'l>(
    groups: Vec<Vec<Found<'l>>>,
    references: &[Reference],
    now: Timestamp,
) -> Vec<Bundle<'l>> {
    let own = references.get(1..).filter(|own| !own.is_empty()).unwrap_or(references);
    each_named(groups, own, now)
}

/// Names each group with a reference of its own.
pub(super) fn each_named<'l>(
    groups: Vec<Vec<Found<'l>>>,
    references: &[Reference],
    now: Timestamp,
) -> Vec<Bundle<'l>> {
    let bundle = |(found, reference): (Vec<Found<'l>>, &Reference)| Bundle {
        key: ReportKey { account_id: found[0].zone.account_id, report_id: ids::at(now) },
        reference: reference.clone(),
        found,
    };
    groups.into_iter().zip(references).map(bundle).collect()
}

fn accepted(line: &Judged) -> Option<Found<'_>> {
    match (&line.outcome, &line.url) {
        (Outcome::Accepted(zone), Some(url)) => Some(Found { number: line.number, url, zone }),
        _ => None,
    }
}

impl Bundle<'_> {
    /// The host of its first address.
    pub(super) fn host(&self) -> String {
        self.found[0].url.host().to_string()
    }

    /// The zone of its first address.
    pub(super) fn zone_id(&self) -> Uuid {
        self.found[0].zone.zone_id
    }

    /// How many addresses it has.
    pub(super) fn size(&self) -> i32 {
        i32::try_from(self.found.len()).unwrap_or(i32::MAX)
    }

    /// What a case about it is called: what it is reported as, and where.
    pub(super) fn title(&self, category: Category, policy: &CategoryPolicy) -> String {
        title(category, policy, self.found[0].url, self.hosts())
    }

    /// How many hosts it names.
    pub(super) fn hosts(&self) -> usize {
        self.found.iter().map(|found| found.url.host()).collect::<HashSet<&Host>>().len()
    }
}

#[cfg(test)]
mod tests {
    use domain::category::{Category, Service};
    use domain::policy::Policy;

    use super::*;

    fn judged(number: usize, text: &str, account: u128) -> Judged {
        let zone = Zone {
            account_id: Uuid::from_u128(account),
            zone_id: Uuid::from_u128(1),
            service: Service::Proxied,
        };
        Judged {
            number,
            raw: text.to_owned(),
            url: Some(ReportedUrl::parse(text).unwrap()),
            outcome: Outcome::Accepted(zone),
        }
    }

    #[test]
    fn a_single_report_shares_the_reference_of_its_submission() {
        let lines = [judged(1, "https://a.example/1", 1)];
        let groups = by_account(&lines);
        let references = [Reference::numbered(9)];
        assert_eq!(references_for(groups.len()), 1);
        assert_eq!(named(groups, &references, Timestamp::UNIX_EPOCH)[0].reference, references[0]);
    }

    #[test]
    fn each_account_gets_its_own_lines_and_the_case_says_where() {
        let lines = [
            judged(1, "https://a.example/1", 1),
            judged(2, "https://b.example/", 2),
            judged(3, "https://a.example/2", 1),
            judged(4, "https://c.a.example/", 1),
        ];
        let groups = by_account(&lines);
        let references: Vec<_> = (0..references_for(groups.len()) as u64).map(Reference::numbered).collect();
        let bundles = named(groups, &references, Timestamp::UNIX_EPOCH);
        assert_eq!(bundles[1].reference, references[2]);
        let sizes: Vec<_> = bundles.iter().map(Bundle::size).collect();
        assert_eq!(sizes, [3, 1]);
        let policy = Policy::compiled_in();
        let title = |bundle: &Bundle<'_>| bundle.title(Category::Phishing, policy.of(Category::Phishing));
        assert_eq!(title(&bundles[0]), "Phishing on a[.]example and one more site");
        assert_eq!(title(&bundles[1]), "Phishing on b[.]example");
        let unsure = bundles[1].title(Category::Unsure, policy.of(Category::Unsure));
        assert_eq!(unsure, "Something unclear on b[.]example");
    }
}
