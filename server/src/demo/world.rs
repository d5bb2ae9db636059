//! What happens in the demo world, as its file tells it.

use std::collections::BTreeMap;

use domain::account::{MemberRole, StaffRole, Tier};
use domain::category::{Category, Clearance, Severity};
use domain::decision::{DecisionKind, DeclineReason, LimitScope};
use domain::disclosure::Disclosure;
use domain::field::Field;
use domain::referral::Recipient;
use domain::report::Answer;
use jiff::SignedDuration;
use serde::Deserialize;

/// The whole world.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct World {
    pub(super) account: Vec<AccountPlan>,
    pub(super) member: Vec<MemberPlan>,
    pub(super) staff: Vec<StaffPlan>,
    pub(super) sign_in: BTreeMap<String, String>,
    pub(super) reporter: Vec<ReporterPlan>,
    pub(super) report: Vec<Story>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountPlan {
    pub(super) name: String,
    pub(super) contact: Option<String>,
    pub(super) zones: Vec<ZonePlan>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ZonePlan {
    pub(super) host: String,
    pub(super) origin: Option<String>,
    pub(super) service: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberPlan {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) zone: String,
    /// Account names with roles.
    pub(super) r#in: BTreeMap<String, MemberRole>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StaffPlan {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) zone: String,
    pub(super) role: StaffRole,
    #[serde(default)]
    pub(super) clearances: Vec<Clearance>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReporterPlan {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) company: Option<String>,
}

/// One submission and what comes of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub(super) key: String,
    pub(super) hours_ago: f64,
    /// Nobody, if it is sent without a name.
    pub(super) by: Option<String>,
    pub(super) category: Category,
    pub(super) addresses: Vec<String>,
    pub(super) words: String,
    #[serde(default)]
    pub(super) answers: BTreeMap<Field, String>,
    pub(super) tell_owner: Option<Disclosure>,
    #[serde(default)]
    pub(super) then: Vec<Step>,
}

/// Something that somebody does about it later.
#[derive(Debug, Deserialize)]
pub(super) struct Step {
    /// Hours after the report came in.
    pub(super) after: f64,
    /// A key of a member or of staff, or `reporter`.
    pub(super) who: String,
    #[serde(flatten)]
    pub(super) act: Act,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "does", rename_all = "snake_case")]
pub(super) enum Act {
    // Staff
    Claim,
    Note { text: String },
    Classify { category: Category, severity: Severity },
    Escalate { tier: Tier, text: String },
    TellOwner,
    Ask { text: String },
    WriteReporter { text: String },
    WriteOwner { text: String },
    Decide(DecisionPlan),
    Lift { text: String },
    Close { text: String },
    Reopen { text: String },
    Join { with: String },
    // Owner
    Answer { answer: Answer, until: Option<f64>, text: String },
    // Reporter
    Reply { text: String },
    Write { text: String },
    Withdraw { text: String },
}

#[derive(Debug, Deserialize)]
pub(super) struct DecisionPlan {
    pub(super) decision: DecisionKind,
    pub(super) scope: Option<LimitScope>,
    pub(super) reason_code: Option<DeclineReason>,
    pub(super) order: Option<String>,
    pub(super) to: Option<Recipient>,
    pub(super) text: String,
}

/// One thing that happens, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'w> {
    /// How long before now.
    pub(super) ago: SignedDuration,
    pub(super) story: &'w Story,
    /// The arrival, or a step.
    pub(super) step: Option<&'w Step>,
}

impl World {
    /// The world that is compiled in.
    ///
    /// # Errors
    /// Names the line that cannot be read.
    pub(super) fn compiled_in() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("world.toml"))
    }

    /// Everything that happens, in order.
    pub(super) fn moments(&self) -> Vec<Moment<'_>> {
        let mut all: Vec<_> = self.report.iter().flat_map(Story::moments).collect();
        all.sort_by_key(|event| std::cmp::Reverse(event.ago));
        all
    }

    /// How long before now the first thing happens.
    pub(super) fn begins(&self) -> SignedDuration {
        self.moments().first().map_or(SignedDuration::ZERO, |moment| moment.ago)
    }
}

impl Story {
    fn moments(&self) -> impl Iterator<Item = Moment<'_>> {
        let arrival = Moment { ago: hours(self.hours_ago), story: self, step: None };
        let steps = self.then.iter().map(|step| Moment {
            ago: hours(self.hours_ago - step.after),
            story: self,
            step: Some(step),
        });
        std::iter::once(arrival).chain(steps)
    }
}

/// So many hours, to the second.
pub(super) fn hours(hours: f64) -> SignedDuration {
    SignedDuration::try_from_secs_f64((hours * 3600.0).round()).unwrap_or(SignedDuration::ZERO)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::category::Category;

    use super::*;

    #[test]
    fn the_file_is_understood_and_everybody_in_it_exists() {
        let world = World::compiled_in().unwrap();
        let people: BTreeSet<_> = world
            .member
            .iter()
            .map(|member| &member.key)
            .chain(world.staff.iter().map(|staff| &staff.key))
            .collect();
        let reporters: BTreeSet<_> = world.reporter.iter().map(|reporter| &reporter.key).collect();
        let accounts: BTreeSet<_> = world.account.iter().map(|account| &account.name).collect();
        assert!(world.sign_in.values().all(|key| people.contains(key)));
        assert!(
            world.member.iter().flat_map(|member| member.r#in.keys()).all(|name| accounts.contains(name))
        );
        for story in &world.report {
            assert!(story.by.iter().all(|key| reporters.contains(key)), "{}", story.key);
            assert!(
                story.then.iter().all(|step| step.who == "reporter" || people.contains(&step.who)),
                "{}",
                story.key
            );
            assert!(
                story.moments().all(|moment| moment.ago.is_positive()),
                "{} reaches into the future",
                story.key
            );
        }
        let keys: BTreeSet<_> = world.report.iter().map(|story| &story.key).collect();
        assert_eq!(keys.len(), world.report.len());
    }

    #[test]
    fn it_has_every_category_and_some_two_weeks() {
        let world = World::compiled_in().unwrap();
        let told: BTreeSet<_> = world.report.iter().map(|story| story.category).collect();
        assert_eq!(told.len(), Category::ALL.len());
        assert!((300..=336).contains(&world.begins().as_hours()));
        assert!(world.moments().is_sorted_by(|one, other| one.ago >= other.ago));
    }
}
