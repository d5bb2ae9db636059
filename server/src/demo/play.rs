//! What everybody does in the demo world. Each act is the very command behind the page's button, in the scope of whoever acts.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::answer::{OwnerAnswer, Window};
use domain::answers::Answers;
use domain::decision::DecisionKind;
use domain::disclosure::Disclosures;
use domain::field::Field;
use domain::list;
use jiff::Timestamp;
use uuid::Uuid;

use super::people::Cast;
use super::store::{CaseVersion, ReportPlace};
use super::world::{Act, DecisionPlan, Moment, ReporterPlan, Step, Story, World, hours};
use super::{DemoError, store};
use crate::cases::classify::Classification;
use crate::cases::decide::{Choice, Decision};
use crate::cases::escalate::Escalation;
use crate::cases::join::Named;
use crate::cases::talk::Words;
use crate::cases::{Seen, claim, classify, close, decide, escalate, join, talk};
use crate::database::{Member, Reporter, Staff, System, Tx};
use crate::intake::{Rules, Submission, accept};
use crate::mitigations::{self, Lift, Which};
use crate::portal::Portal;
use crate::reports::owner::answer::{Answered, Sent, answer};
use crate::reports::tracking;

/// The stage: the portal, its people, and what was sent so far.
pub(super) struct Stage<'w> {
    portal: &'w Portal,
    world: &'w World,
    cast: &'w Cast,
    sent: BTreeMap<&'w str, Uuid>,
}

/// Whose turn it is.
enum Turn<'c> {
    Reporter,
    Member(&'c [Member]),
    Staff(&'c Staff),
}

impl<'w> Stage<'w> {
    pub(super) fn new(portal: &'w Portal, world: &'w World, cast: &'w Cast) -> Self {
        Self { portal, world, cast, sent: BTreeMap::new() }
    }

    /// Lets one thing happen now.
    pub(super) async fn play(&mut self, moment: Moment<'w>) -> Result<(), DemoError> {
        let story = moment.story;
        let outcome = match moment.step {
            None => self.arrives(story).await,
            Some(step) => self.acts(story, step).await,
        };
        outcome.map_err(|error| DemoError::World(format!("{}: {error}", described(moment))))
    }

    async fn arrives(&mut self, story: &'w Story) -> Result<(), DemoError> {
        let rules = Rules {
            policy: Arc::clone(&self.portal.policy),
            secrets: self.portal.secrets.clone(),
            now: self.now(),
        };
        let submission = self.submission(story)?;
        let mut tx = self.portal.database.begin(&System).await?;
        let accepted = accept(&mut tx, &rules, &submission).await.map_err(DemoError::other)?;
        tx.commit().await?;
        self.sent.insert(&story.key, accepted.submission_id);
        Ok(())
    }

    fn submission(&self, story: &Story) -> Result<Submission, DemoError> {
        let policy = self.portal.policy.of(story.category);
        let disclosures: Disclosures = policy.disclosures(story.tell_owner, None, None);
        let by = self.world.reporter.iter().find(|reporter| Some(&reporter.key) == story.by.as_ref());
        let answers = Answers::read(policy, disclosures, |field| typed(story, by, field));
        let answers = answers.map_err(|errors| DemoError::World(format!("{errors:?}")))?;
        let list = list::read(&story.addresses.join("\n")).map_err(DemoError::other)?;
        Ok(Submission { category: story.category, answers, disclosures, list, key: story.key.clone() })
    }

    async fn acts(&self, story: &Story, step: &Step) -> Result<(), DemoError> {
        let submission_id =
            *self.sent.get(story.key.as_str()).ok_or_else(|| DemoError::World(story.key.clone()))?;
        match self.turn(&step.who) {
            Some(Turn::Reporter) => self.reporter_acts(submission_id, &step.act).await,
            Some(Turn::Member(memberships)) => self.owner_acts(submission_id, memberships, &step.act).await,
            Some(Turn::Staff(staff)) => self.staff_act(submission_id, staff, &step.act).await,
            None => Err(DemoError::World(format!("nobody is called {}", step.who))),
        }
    }

    fn turn(&self, who: &str) -> Option<Turn<'w>> {
        match who {
            "reporter" => Some(Turn::Reporter),
            _ => match self.cast.staff.get(who) {
                Some(staff) => Some(Turn::Staff(staff)),
                None => self.cast.members.get(who).map(|memberships| Turn::Member(memberships)),
            },
        }
    }

    async fn reporter_acts(&self, submission_id: Uuid, act: &Act) -> Result<(), DemoError> {
        let reporter = Reporter { submission_id };
        let now = self.now();
        let reports = self.reports(submission_id).await?;
        let mut tx = self.portal.database.begin(&reporter).await?;
        match act {
            Act::Reply { text } => {
                for report in &reports {
                    tracking::reply(&mut tx, &report.reference, text, now).await.map_err(DemoError::other)?;
                }
            }
            Act::Write { text } => {
                tracking::say(&mut tx, text, now).await.map_err(DemoError::other)?;
            }
            Act::Withdraw { text } => {
                let policy = &self.portal.policy;
                tracking::withdraw(&mut tx, policy, text, now).await.map_err(DemoError::other)?;
            }
            other => return Err(DemoError::World(format!("a reporter does not do this: {other:?}"))),
        }
        Ok(tx.commit().await?)
    }

    /// Answers every report of the submission that is about one of the member's accounts.
    async fn owner_acts(
        &self,
        submission_id: Uuid,
        memberships: &[Member],
        act: &Act,
    ) -> Result<(), DemoError> {
        let Act::Answer { answer: kind, until, text } = act else {
            return Err(DemoError::World(format!("an owner does not do this: {act:?}")));
        };
        let now = self.now();
        let until = until.and_then(|until| now.checked_add(hours(until)).ok());
        let mut answered = false;
        for report in self.reports(submission_id).await? {
            let Some(member) = memberships.iter().find(|member| member.account_id == report.account_id)
            else {
                continue;
            };
            let hours = self.portal.policy.of(report.category()?).answer_hours;
            let window = Window::of(report.told_at(), hours, now);
            let given = OwnerAnswer::new(*kind, until, text, window).map_err(DemoError::other)?;
            let sent = Sent { answer: &given, version: report.version, answer_hours: hours };
            let mut tx = self.portal.database.begin(member).await?;
            let outcome = answer(&mut tx, report.key(), sent, now).await.map_err(DemoError::other)?;
            tx.commit().await?;
            answered |= outcome == Answered::Recorded;
        }
        if answered { Ok(()) } else { Err(DemoError::World("there was nothing to answer".to_owned())) }
    }

    async fn staff_act(&self, submission_id: Uuid, staff: &Staff, act: &Act) -> Result<(), DemoError> {
        if let Act::Join { with } = act {
            return self.join(submission_id, staff, with).await;
        }
        for case in self.cases(submission_id).await? {
            let mut tx = self.portal.database.begin(staff).await?;
            let seen = Seen { version: case.version, at: self.now() };
            self.handle(&mut tx, (case.number, seen), submission_id, act).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn handle(
        &self,
        tx: &mut Tx<'_, Staff>,
        (number, seen): (i64, Seen),
        submission_id: Uuid,
        act: &Act,
    ) -> Result<(), DemoError> {
        let (policy, now) = (&*self.portal.policy, self.now());
        let words = async |text: &String| -> Result<Words, DemoError> {
            let reports = self.reports(submission_id).await?;
            let references = reports.into_iter().map(|report| report.reference).collect();
            Ok(Words { text: text.clone(), references })
        };
        let done = match act {
            Act::Claim => claim::claim(tx, number, seen, now).await,
            Act::Note { text } => talk::note(tx, number, seen, text.clone(), now).await,
            Act::Classify { category, severity } => {
                let class =
                    Classification { category: *category, severity: *severity, reason: String::new() };
                classify::classify(tx, policy, number, seen, class, now).await.map(drop)
            }
            Act::Escalate { tier, text } => {
                let to = Escalation { tier: *tier, reason: text.clone() };
                escalate::escalate(tx, policy, number, seen, to, now).await
            }
            Act::TellOwner => talk::tell_owner(tx, policy, number, seen, now).await,
            Act::Ask { text } => {
                talk::ask_reporter(tx, policy, number, seen, words(text).await?, now).await.map(drop)
            }
            Act::WriteReporter { text } => {
                talk::write_to_reporter(tx, number, seen, words(text).await?, now).await.map(drop)
            }
            Act::WriteOwner { text } => talk::write_to_owner(tx, number, seen, words(text).await?, now).await,
            Act::Decide(plan) => {
                let decision = Decision { choice: choice(plan)?, reason: plan.text.clone() };
                decide::decide(tx, policy, number, seen, &decision, now).await.map(drop)
            }
            Act::Lift { text } => return self.lift(tx, number, seen, text).await,
            Act::Close { text } => close::close(tx, number, seen, text.clone(), now).await,
            Act::Reopen { text } => close::reopen(tx, policy, number, seen, text.clone(), now).await,
            other => return Err(DemoError::World(format!("staff do not do this: {other:?}"))),
        };
        done.map_err(DemoError::other)
    }

    /// Joins the cases of two stories.
    async fn join(&self, submission_id: Uuid, staff: &Staff, with: &str) -> Result<(), DemoError> {
        let other = *self.sent.get(with).ok_or_else(|| DemoError::World(with.to_owned()))?;
        let mut cases = self.cases(submission_id).await?;
        cases.extend(self.cases(other).await?);
        let named: Vec<_> =
            cases.iter().map(|case| Named { number: case.number, version: case.version }).collect();
        let mut tx = self.portal.database.begin(staff).await?;
        join::join(&mut tx, &self.portal.policy, &named, self.now()).await.map_err(DemoError::other)?;
        Ok(tx.commit().await?)
    }

    /// Lifts everything that is in force because of a case.
    async fn lift(
        &self,
        tx: &mut Tx<'_, Staff>,
        number: i64,
        seen: Seen,
        reason: &str,
    ) -> Result<(), DemoError> {
        let lift = Lift { limits: Which::All, reason: reason.to_owned() };
        mitigations::lift(tx, number, seen, lift, self.now()).await.map(drop).map_err(DemoError::other)
    }

    async fn reports(&self, submission_id: Uuid) -> Result<Vec<ReportPlace>, DemoError> {
        let mut tx = self.portal.database.begin(&System).await?;
        Ok(store::reports(&mut tx, submission_id).await?)
    }

    async fn cases(&self, submission_id: Uuid) -> Result<Vec<CaseVersion>, DemoError> {
        let mut tx = self.portal.database.begin(&System).await?;
        Ok(store::cases(&mut tx, submission_id).await?)
    }

    fn now(&self) -> Timestamp {
        self.portal.clock.now()
    }
}

/// What was typed into a field of the form.
fn typed(story: &Story, by: Option<&ReporterPlan>, field: Field) -> Vec<String> {
    let of_reporter = |by: &ReporterPlan| match field {
        Field::Name => Some(by.name.clone()),
        Field::Email => Some(by.email.clone()),
        Field::Company => by.company.clone(),
        _ => None,
    };
    let typed = match field {
        Field::Justification => Some(story.words.clone()),
        other => story.answers.get(&other).cloned().or_else(|| by.and_then(of_reporter)),
    };
    typed.into_iter().collect()
}

fn choice(plan: &DecisionPlan) -> Result<Choice, DemoError> {
    let missing = || DemoError::World(format!("the decision lacks something: {}", plan.text));
    Ok(match plan.decision {
        DecisionKind::Forward => Choice::Forward,
        DecisionKind::Warn => Choice::Warn,
        DecisionKind::Limit => {
            Choice::Limit { scope: plan.scope.ok_or_else(missing)?, order: plan.order.clone() }
        }
        DecisionKind::Decline => Choice::Decline(plan.reason_code.ok_or_else(missing)?),
        DecisionKind::Refer => Choice::Refer(plan.to.ok_or_else(missing)?),
    })
}

fn described(moment: Moment<'_>) -> String {
    match moment.step {
        None => format!("{} arrives", moment.story.key),
        Some(step) => format!("{}, {} after {} h", moment.story.key, step.who, step.after),
    }
}
