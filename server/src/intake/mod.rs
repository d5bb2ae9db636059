//! Intake: every way in leads through [`accept`], which makes a submission, its reports and cases, its letters and its jobs in
//! one transaction.

mod body;
mod bundle;
mod draft;
mod filing;
pub mod hosts;
mod judge;
mod more;
mod preview;
mod rows;
mod store;
mod store_more;
pub mod web;

use std::sync::Arc;

use domain::account::Actor;
use domain::answers::Answers;
use domain::category::Category;
use domain::disclosure::Disclosures;
use domain::list::List;
use domain::policy::Policy;
use domain::reference::Reference;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use crate::audit;
use crate::database::{System, Tx};
use crate::jobs::{Order, enqueue_all};
use crate::letters::Occasion;
use crate::letters::jobs::WriteLetters;
use crate::secrets::{Secrets, Token};
use store::SentBefore;

pub use draft::read_list;
pub use judge::{Judged, Outcome, Zone, judge};
pub use more::{Addition, add};

/// How long a status link opens its report after the last time the reporter did something with it.
pub const LINK_LIFE: SignedDuration = SignedDuration::from_hours(180 * 24);

/// How many receipts one address is sent in an hour. Anybody can name any address, so that beyond this a receipt is shown only, without
/// a word about it: the number of those before is nobody else’s business.
const RECEIPTS_PER_HOUR: i64 = 30;

/// Everything that a reporter sends in one go, read and checked.
#[derive(Clone, Debug)]
pub struct Submission {
    /// What is reported.
    pub category: Category,
    /// What was answered.
    pub answers: Answers,
    /// What each party may know of the reporter.
    pub disclosures: Disclosures,
    /// The lines with the addresses.
    pub list: List,
    /// The same for every sending of the same page.
    pub key: String,
}

/// What intake goes by.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// Makes links and recognises reporters.
    pub secrets: Secrets,
    /// The moment.
    pub now: Timestamp,
}

/// A submission that is stored as soon as the caller commits.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Its id.
    pub submission_id: Uuid,
    /// Opens its status page.
    pub token: Token,
}

/// Why a submission is not stored.
#[derive(Debug, thiserror::Error)]
pub enum NotAccepted {
    /// Something else was sent under its key.
    #[error("the key was used for another submission")]
    KeyUsed,
    /// The database is away.
    #[error("the database refuses")]
    Database(#[from] sqlx::Error),
}

/// Stores a submission and everything that follows from it, for the caller to commit. Sent twice under one key, also at the
/// same time, it is stored once and both callers get the same receipt.
///
/// # Errors
/// `KeyUsed` when something else was sent under the same key.
pub async fn accept(
    tx: &mut Tx<'_, System>,
    rules: &Rules,
    submission: &Submission,
) -> Result<Accepted, NotAccepted> {
    let lines = judge(tx, rules.now, &submission.list).await?;
    let groups = bundle::by_account(&lines);
    let references = store::references(tx, bundle::references_for(groups.len())).await?;
    let reference = references.first().ok_or(sqlx::Error::RowNotFound)?;
    let bundles = bundle::named(groups, &references, rules.now);
    let sent = rows::Sent::new(rules, submission, reference, &lines);
    if let Some(SentBefore { submission_id, is_same }) = store::submission(tx, &sent).await? {
        let token = rules.secrets.track_token(submission_id, 1);
        return is_same.then_some(Accepted { submission_id, token }).ok_or(NotAccepted::KeyUsed);
    }
    let token = rules.secrets.track_token(sent.submission_id, 1);
    store::reporter_and_link(tx, &rows::Reporter::new(&sent, submission, &token)).await?;
    let mut jobs = filing::file(tx, &about(rules, submission, &sent), &bundles).await?;
    store::lines(tx, sent.submission_id, &rows::Lines::new(&lines, &bundles)?, sent.clearance, None).await?;
    if may_be_mailed(tx, &sent).await? {
        jobs.push(receipt(sent.submission_id)?);
    }
    enqueue_all(tx, &jobs).await?;
    audit::write(tx, told(rules.now, reference, &lines, bundles.len())).await?;
    Ok(Accepted { submission_id: sent.submission_id, token })
}

fn about<'s>(rules: &'s Rules, submission: &'s Submission, sent: &rows::Sent<'s>) -> filing::About<'s> {
    filing::About {
        submission_id: sent.submission_id,
        category: submission.category,
        policy: rules.policy.of(submission.category),
        policy_version: &rules.policy.version,
        allegation: submission.answers.allegation(),
        details: rows::map(submission.answers.details_for_owner()).into(),
        tell: submission.disclosures,
        clearance: sent.clearance,
        now: rules.now,
    }
}

/// Whether the receipt goes by mail too: there is an address for it, which has not had too many.
async fn may_be_mailed(tx: &mut Tx<'_, System>, sent: &rows::Sent<'_>) -> sqlx::Result<bool> {
    let Some(reporter_key) = &sent.reporter_key else { return Ok(false) };
    let hour_ago = sent.now - SignedDuration::from_hours(1);
    let with_this = store::sent_since(tx, reporter_key, hour_ago, RECEIPTS_PER_HOUR + 1).await?;
    Ok(with_this <= RECEIPTS_PER_HOUR)
}

fn receipt(submission_id: Uuid) -> sqlx::Result<Order> {
    Order::now(&WriteLetters::of(Occasion::Receipt { submission_id }))
}

fn told(at: Timestamp, reference: &Reference, lines: &[Judged], reports: usize) -> audit::Line {
    let accepted = lines.iter().filter(|line| matches!(line.outcome, Outcome::Accepted(_))).count();
    audit::Line {
        at,
        actor: Actor::Reporter,
        actor_id: None,
        action: "intake.accept",
        account_id: None,
        subject: reference.to_string(),
        detail: json!({ "lines": lines.len(), "accepted": accepted, "reports": reports }),
    }
}
