//! More addresses for a submission that was sent already.

use std::collections::HashMap;

use domain::account::Actor;
use domain::category::{Category, Clearance};
use domain::disclosure::Disclosures;
use domain::field::Field;
use domain::list::{List, MAX_LINES};
use domain::policy::CategoryPolicy;
use domain::reference::Reference;
use domain::report::ReportEvent;
use domain::timeline::Happening;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::bundle::{self, Bundle};
use super::filing::{self, About};
use super::judge::{Judged, Outcome, judge, url_hash};
use super::rows::{Addresses, Lines};
use super::{Rules, store, store_more};
use crate::audit;
use crate::cases::title::rename;
use crate::database::{System, Tx};
use crate::jobs::{Order, enqueue_all};
use crate::letters::Occasion;
use crate::letters::jobs::WriteLetters;
use crate::reports::notice::ask_about_more;
use crate::reports::{By, RecordError, ReportKey, bring_case_forward, lock, record};

/// How long a letter to the owner waits for further additions, which it names too. So one comes in this time at most, however many
/// addresses are added one by one.
const GATHER: SignedDuration = SignedDuration::from_mins(10);

/// What became of the addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addition {
    /// They are part of the submission now.
    Added,
    /// The submission had all of them already.
    Known,
    /// The submission was taken back.
    Withdrawn,
    /// There is room for so many lines only.
    TooMany {
        /// How many.
        left: usize,
    },
}

/// A submission as it was sent.
#[derive(Debug)]
pub(super) struct Earlier {
    pub(super) category: Category,
    pub(super) allegation: String,
    pub(super) details: Map<String, Value>,
    pub(super) tell: Disclosures,
    pub(super) clearance: Option<Clearance>,
    pub(super) reference: String,
    pub(super) line_count: i32,
    pub(super) is_withdrawn: bool,
    /// The number of its last line.
    pub(super) last_line: i32,
}

/// Adds addresses to a submission, for the caller to commit. They join the undecided report against their account, or become a
/// new one with the same description.
///
/// # Errors
/// When the database is away.
pub async fn add(
    tx: &mut Tx<'_, System>,
    rules: &Rules,
    submission_id: Uuid,
    list: &List,
) -> Result<Addition, RecordError> {
    store_more::hold(tx, submission_id).await?;
    let earlier = store_more::earlier_submission(tx, submission_id).await?;
    if earlier.is_withdrawn {
        return Ok(Addition::Withdrawn);
    }
    let lines = judge(tx, rules.now, list).await?;
    let known = store_more::known_lines(tx, submission_id, &hashes(&lines)).await?;
    let lines = numbered(lines, &known, usize::try_from(earlier.last_line).unwrap_or(0));
    if !lines.iter().any(|line| matches!(line.outcome, Outcome::Accepted(_) | Outcome::NotOurs)) {
        return Ok(Addition::Known);
    }
    let left = MAX_LINES.saturating_sub(usize::try_from(earlier.line_count).unwrap_or(MAX_LINES));
    if lines.len() > left {
        return Ok(Addition::TooMany { left });
    }
    store_more(tx, rules, submission_id, &earlier, &lines).await?;
    Ok(Addition::Added)
}

fn hashes(lines: &[Judged]) -> Vec<Vec<u8>> {
    lines.iter().filter_map(|line| line.url.as_ref()).map(url_hash).collect()
}

/// The lines with their numbers behind those that there are. What the submission has already is a repeat, unless it was not ours
/// then and is now, or went to another account.
fn numbered(lines: Vec<Judged>, known: &HashMap<Vec<u8>, KnownLine>, offset: usize) -> Vec<Judged> {
    let renumbered = lines.into_iter().map(|mut line| {
        line.number += offset;
        if let Outcome::RepeatOf(first) = &mut line.outcome {
            *first += offset;
        }
        let before = line.url.as_ref().and_then(|url| known.get(&url_hash(url)));
        match (before, &line.outcome) {
            (Some(before), Outcome::NotOurs) => line.outcome = Outcome::RepeatOf(before.number),
            (Some(before), Outcome::Accepted(zone)) if before.account_id == Some(zone.account_id) => {
                line.outcome = Outcome::RepeatOf(before.number)
            }
            _ => {}
        }
        line
    });
    renumbered.collect()
}

/// A line of the submission that names the same address.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownLine {
    pub(super) number: usize,
    /// The account that its report went to; nothing where it was not ours.
    pub(super) account_id: Option<Uuid>,
}

async fn store_more(
    tx: &mut Tx<'_, System>,
    rules: &Rules,
    submission_id: Uuid,
    earlier: &Earlier,
    lines: &[Judged],
) -> Result<(), RecordError> {
    let open = store_more::open_reports(tx, submission_id, earlier.category).await?;
    let bundles = named(tx, rules, lines, &open).await?;
    let (joining, new): (Vec<Bundle<'_>>, Vec<Bundle<'_>>) =
        bundles.into_iter().partition(|bundle| open.contains_key(&bundle.key.account_id));
    store::addresses(tx, &Addresses::new(&joining, rules.now), rules.now).await?;
    let mut jobs = filing::file(tx, &about(rules, submission_id, earlier), &new).await?;
    let policy = rules.policy.of(earlier.category);
    for bundle in &joining {
        jobs.extend(join(tx, rules, policy, bundle).await?);
    }
    let all: Vec<Bundle<'_>> = joining.into_iter().chain(new).collect();
    store::lines(tx, submission_id, &Lines::new(lines, &all)?, earlier.clearance, Some(rules.now)).await?;
    store_more::share(tx, submission_id).await?;
    store_more::count_lines(tx, submission_id, lines.len()).await?;
    enqueue_all(tx, &jobs).await?;
    audit::write(tx, told(rules, earlier, lines.len())).await?;
    Ok(())
}

/// The accepted lines by account, each under the report that is open there, or under one to be made.
async fn named<'l>(
    tx: &mut Tx<'_, System>,
    rules: &Rules,
    lines: &'l [Judged],
    open: &HashMap<Uuid, Uuid>,
) -> sqlx::Result<Vec<Bundle<'l>>> {
    let groups = bundle::by_account(lines);
    let references: Vec<Reference> = store::references(tx, groups.len()).await?;
    let mut bundles = bundle::each_named(groups, &references, rules.now);
    for bundle in &mut bundles {
        if let Some(report_id) = open.get(&bundle.key.account_id) {
            bundle.key = ReportKey { report_id: *report_id, ..bundle.key };
        }
    }
    Ok(bundles)
}

/// Tells a report that it has more addresses, and asks its owner, where told, about them too. Returns the letter to queue.
async fn join(
    tx: &mut Tx<'_, System>,
    rules: &Rules,
    policy: &CategoryPolicy,
    bundle: &Bundle<'_>,
) -> Result<Option<Order>, RecordError> {
    let Some(mut report) = lock(tx, bundle.key).await? else { return Ok(None) };
    let by = By { actor: Actor::Reporter, user_id: None, name: None, at: rules.now };
    let happening = Happening::AddressesAdded { addresses: bundle.size().unsigned_abs() };
    let event_id = record(tx, &mut report, &by, Some(ReportEvent::AddressesAdded), &happening).await?;
    store_more::count_addresses(tx, bundle.key).await?;
    ask_about_more(tx, &report, policy, rules.now).await?;
    bring_case_forward(tx, bundle.key, rules.now, false, true).await?;
    if store_more::has_new_site(tx, bundle.key, rules.now).await? {
        let case_id = store_more::case_of(tx, bundle.key).await?;
        rename(tx, policy, case_id).await?;
    }
    let occasion = Occasion::News { report: bundle.key, event_id, step: event_id };
    Ok(Some(Order::now(&WriteLetters::of(occasion))?.at(rules.now + GATHER)))
}

/// A new report of the submission. Where all the others are restricted, it is too.
fn about<'s>(rules: &'s Rules, submission_id: Uuid, earlier: &'s Earlier) -> About<'s> {
    let policy = rules.policy.of(earlier.category);
    let for_staff = |name: &str| name.parse().is_ok_and(Field::is_for_staff_only);
    let details = earlier.details.iter().filter(|(name, _)| !for_staff(name));
    About {
        submission_id,
        category: earlier.category,
        policy,
        policy_version: &rules.policy.version,
        allegation: &earlier.allegation,
        details: Value::Object(details.map(|(name, value)| (name.clone(), value.clone())).collect()),
        tell: earlier.tell,
        clearance: policy.clearance.or(earlier.clearance),
        now: rules.now,
    }
}

fn told(rules: &Rules, earlier: &Earlier, lines: usize) -> audit::Line {
    audit::Line {
        at: rules.now,
        actor: Actor::Reporter,
        actor_id: None,
        action: "intake.add",
        account_id: None,
        subject: earlier.reference.clone(),
        detail: json!({ "lines": lines }),
    }
}
