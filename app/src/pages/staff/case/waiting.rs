//! Owners whose side of it is not heard yet, and who still have time for it.

use std::collections::BTreeMap;

use domain::report::ReportState;
use jiff::Timestamp;
use leptos::prelude::*;

use crate::components::{Notice, Reader, Style, Tone};
use crate::pages::staff::record::Report;

/// How many owners are named.
const NAMED: usize = 5;

/// What keeps an owner from having answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Waits {
    /// Their deadline lies ahead.
    Deadline,
    /// They said until when they work on it.
    Work,
    /// They asked the reporter something.
    TheirQuestion,
    /// We asked the reporter something.
    OurQuestion,
}

impl Waits {
    /// Why the owner of a report is waited for, and until when at the latest.
    fn of(report: &Report, now: Timestamp) -> Option<(Self, Option<Timestamp>)> {
        let ahead = report.owner_due_at.filter(|due| *due > now);
        match report.state {
            ReportState::WithOwner => ahead.map(|due| (Self::Deadline, Some(due))),
            ReportState::OwnerWorking => ahead.map(|due| (Self::Work, Some(due))),
            ReportState::AskedByOwner => Some((Self::TheirQuestion, report.asked_until)),
            ReportState::AskedByStaff if report.owner_paused_at.is_some() => {
                Some((Self::OurQuestion, report.asked_until))
            }
            _ => None,
        }
    }

    fn said(self, owner: &str, until: Option<&str>) -> String {
        let latest = until.map_or_else(String::new, |until| format!(", at the latest until {until}"));
        let until = until.unwrap_or("further notice");
        match self {
            Self::Deadline => format!("{owner} still has until {until} to answer."),
            Self::Work => format!("{owner} is working on it until {until}."),
            Self::TheirQuestion => {
                format!(
                    "{owner} has asked the reporter a question. Their time to answer stands still until the reply{latest}."
                )
            }
            Self::OurQuestion => {
                format!(
                    "We have asked the reporter a question. The time of {owner} to answer stands still until the reply{latest}."
                )
            }
        }
    }
}

/// The owners of a case who still have time, each in a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    owners: usize,
    sentences: Vec<String>,
}

impl Waiting {
    /// Those of these reports; of several reports about one account the last deadline counts.
    #[must_use]
    pub fn of(reports: &[Report], reader: Reader) -> Self {
        let mut owners: BTreeMap<&str, BTreeMap<Waits, Option<Timestamp>>> = BTreeMap::new();
        for report in reports {
            let Some((waits, until)) = Waits::of(report, reader.now) else { continue };
            let latest = owners.entry(&report.account).or_default().entry(waits).or_default();
            *latest = (*latest).max(until);
        }
        let said = |(owner, waits): (&&str, &BTreeMap<Waits, Option<Timestamp>>)| -> Vec<String> {
            let say = |until: &Option<Timestamp>| until.map(|until| reader.say(until, Style::Weekday));
            waits.iter().map(|(waits, until)| waits.said(owner, say(until).as_deref())).collect()
        };
        Self { owners: owners.len(), sentences: owners.iter().take(NAMED).flat_map(said).collect() }
    }

    /// Says so, where a decision would not wait for them.
    pub(in crate::pages::staff) fn notice(self) -> Option<impl IntoView> {
        let title = match self.owners {
            0 => return None,
            1 => "The owner still has time to answer",
            _ => "Some owners still have time to answer",
        };
        let more = self.owners.saturating_sub(NAMED);
        let more = (more > 0).then(|| view! { <li>{format!("And {more} more.")}</li> });
        let sentences: Vec<_> =
            self.sentences.into_iter().map(|said| view! { <li><bdi>{said}</bdi></li> }).collect();
        Some(view! {
            <Notice tone=Tone::Warn title=title>
                <ul class="plain">{sentences}{more}</ul>
                <p>"We asked for their side by then. Decide earlier only where it cannot wait."</p>
            </Notice>
        })
    }
}
