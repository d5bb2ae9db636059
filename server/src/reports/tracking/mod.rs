//! The reporter's side of a report: following it, answering, adding, taking it back, and the secret link that opens it.

pub mod jobs;
mod link;
mod list;
mod reading;
mod store;
mod view;
pub mod web;

use domain::account::Actor;
use domain::policy::Policy;
use domain::report::{ReportEvent, ReportState};
use domain::timeline::Happening;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::pause::resume_owner;
use super::{By, Locked, RecordError, ReportKey, bring_case_forward, lock, record};
use crate::audit;
use crate::database::{Reporter, System, Tx};
use crate::ids;
use crate::intake::LINK_LIFE;
use crate::letters::{self, Occasion};
use crate::secrets::{Secrets, Token, digest};

pub use link::{Holder, NoLink};
pub use reading::{Reading, open, read};

/// The longest message, in characters.
pub const MESSAGE_LENGTH: usize = 5000;

/// How many new links one address is sent in an hour. Whoever has a link can ask for another, whoever else the address is of.
const LINKS_PER_HOUR: i64 = 5;

/// What became of something the reporter said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// It was passed on.
    Done,
    /// It was passed on before; the form was sent twice.
    Already,
    /// The question has been answered, or is not asked any more.
    NotAsked,
    /// There is nothing to say it about.
    Nothing,
}

/// What became of a wish to withdraw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawing {
    /// It is taken back.
    Done,
    /// It is noted, but some of it has to go on.
    Noted,
    /// There was nothing left to take back.
    Nothing,
}

fn by(at: Timestamp) -> By {
    By { actor: Actor::Reporter, user_id: None, name: None, at }
}

/// Answers the question about one report: the site owner's, who reads the answer, or our staff's. The owner's clock goes on.
///
/// # Errors
/// When the database is away.
pub async fn reply(
    tx: &mut Tx<'_, Reporter>,
    reference: &str,
    text: &str,
    now: Timestamp,
) -> Result<Saying, RecordError> {
    let Some(key) = store::steps::report(tx, reference).await? else { return Ok(Saying::Nothing) };
    let Some(mut report) = lock(tx, key).await? else { return Ok(Saying::Nothing) };
    if !report.state.waits_for_reporter() {
        let is_said = store::steps::is_last_said(tx, key, text).await?;
        return Ok(if is_said { Saying::Already } else { Saying::NotAsked });
    }
    let to_owner = report.state == ReportState::AskedByOwner;
    let happening = Happening::ReporterReplied { text: text.to_owned(), to_owner };
    let event_id = record(tx, &mut report, &by(now), Some(ReportEvent::ReporterReplied), &happening).await?;
    resume_owner(tx, &report, now).await?;
    bring_case_forward(tx, key, now, false, true).await?;
    let occasion = if to_owner {
        Occasion::Reply { report: key, event_id }
    } else {
        Occasion::ReporterCameBack { report: key, event_id }
    };
    letters::queue(tx, &occasion).await?;
    store::link::keep_alive(tx, now + LINK_LIFE).await?;
    audit::write(tx, line(now, "tracking.reply", reference)).await?;
    Ok(Saying::Done)
}

/// Tells our staff something about every report of the submission that was not taken back.
///
/// # Errors
/// When the database is away.
pub async fn say(tx: &mut Tx<'_, Reporter>, text: &str, now: Timestamp) -> Result<Saying, RecordError> {
    let mut said = Saying::Nothing;
    for key in store::steps::reports_to_write_to(tx).await? {
        let Some(mut report) = lock(tx, key).await? else { continue };
        said = Saying::Already;
        if !store::steps::is_last_said(tx, key, text).await? {
            note(tx, &mut report, text, now).await?;
            said = Saying::Done;
        }
    }
    if said == Saying::Done {
        store::link::keep_alive(tx, now + LINK_LIFE).await?;
        let reference = store::reference(tx).await?;
        audit::write(tx, line(now, "tracking.say", &reference)).await?;
    }
    Ok(said)
}

async fn note(
    tx: &mut Tx<'_, Reporter>,
    report: &mut Locked,
    text: &str,
    now: Timestamp,
) -> Result<(), RecordError> {
    let happening = Happening::ReporterWrote { text: text.to_owned() };
    let event_id = record(tx, report, &by(now), None, &happening).await?;
    bring_case_forward(tx, report.key, now, false, true).await?;
    letters::queue(tx, &Occasion::ReporterCameBack { report: report.key, event_id }).await?;
    Ok(())
}

/// Takes the submission back, as far as nothing was decided and the policy lets us stop. The reason is for our staff alone.
///
/// # Errors
/// When the database is away.
pub async fn withdraw(
    tx: &mut Tx<'_, Reporter>,
    policy: &Policy,
    reason: &str,
    now: Timestamp,
) -> Result<Withdrawing, RecordError> {
    // What is added at the same time is either taken back too or refused.
    store::steps::hold_own(tx).await?;
    let mut outcome = Withdrawing::Nothing;
    let step = ids::at(now);
    // What these are is read after that, so that a report which became restricted meanwhile goes on.
    for open in store::steps::open_reports(tx).await? {
        let Some(mut report) = lock(tx, open.key).await?.filter(|report| report.state.is_undecided()) else {
            continue;
        };
        let must_go_on = open.is_restricted || !policy.of(open.category).refer.is_empty();
        if must_go_on && store::steps::is_withdrawal_noted(tx, open.key).await? {
            outcome = Withdrawing::Noted;
            continue;
        }
        if must_go_on {
            note_wish(tx, &mut report, reason, now).await?;
        } else {
            take_back(tx, &mut report, reason, step, now).await?;
        }
        outcome =
            if must_go_on || outcome == Withdrawing::Noted { Withdrawing::Noted } else { Withdrawing::Done };
    }
    if outcome == Withdrawing::Done {
        store::steps::withdrawn(tx, now).await?;
    }
    if outcome != Withdrawing::Nothing && !reason.is_empty() {
        tell_decided(tx, reason, now).await?;
    }
    if outcome != Withdrawing::Nothing {
        let reference = store::reference(tx).await?;
        audit::write(tx, line(now, "tracking.withdraw", &reference)).await?;
    }
    Ok(outcome)
}

/// What was decided stays, but whoever decided it reads why the reporter took the rest back.
async fn tell_decided(tx: &mut Tx<'_, Reporter>, reason: &str, now: Timestamp) -> Result<(), RecordError> {
    for key in store::steps::reports_to_write_to(tx).await? {
        let Some(mut report) = lock(tx, key).await? else { continue };
        if !report.state.is_undecided() && report.state != ReportState::Withdrawn {
            note(tx, &mut report, reason, now).await?;
        }
    }
    Ok(())
}

/// Ends a report. Its owner, where told, is written to.
async fn take_back(
    tx: &mut Tx<'_, Reporter>,
    report: &mut Locked,
    reason: &str,
    step: Uuid,
    now: Timestamp,
) -> Result<(), RecordError> {
    keep_reason(tx, report, reason, now).await?;
    let happening = Happening::Withdrawn;
    let event_id = record(tx, report, &by(now), Some(ReportEvent::Withdrawn), &happening).await?;
    store::steps::close(tx, report.key, now).await?;
    bring_case_forward(tx, report.key, now, false, true).await?;
    letters::queue(tx, &Occasion::News { report: report.key, event_id, step }).await?;
    Ok(())
}

/// Notes the wish for a report that has to go on.
async fn note_wish(
    tx: &mut Tx<'_, Reporter>,
    report: &mut Locked,
    reason: &str,
    now: Timestamp,
) -> Result<(), RecordError> {
    keep_reason(tx, report, reason, now).await?;
    record(tx, report, &by(now), None, &Happening::WithdrawalNoted).await?;
    bring_case_forward(tx, report.key, now, false, true).await?;
    Ok(())
}

async fn keep_reason(
    tx: &mut Tx<'_, Reporter>,
    report: &mut Locked,
    reason: &str,
    now: Timestamp,
) -> Result<(), RecordError> {
    if !reason.is_empty() {
        record(tx, report, &by(now), None, &Happening::ReporterWrote { text: reason.to_owned() }).await?;
    }
    Ok(())
}

/// Stops letters about the submission, or lets them come again.
///
/// # Errors
/// When the database is away.
pub async fn want_letters(tx: &mut Tx<'_, Reporter>, wanted: bool, now: Timestamp) -> sqlx::Result<()> {
    store::steps::stop_letters(tx, (!wanted).then_some(now)).await?;
    let action = if wanted { "tracking.want_letters" } else { "tracking.stop_letters" };
    let reference = store::reference(tx).await?;
    audit::write(tx, line(now, action, &reference)).await
}

/// A form that asks for a new link.
#[derive(Clone, Debug)]
pub struct Renewal {
    /// The link of the page that it stands on.
    pub used: Token,
    /// The same for every sending of that page, and for no other page.
    pub key: String,
}

impl Renewal {
    fn digest(&self) -> Vec<u8> {
        digest(&format!("{} {}", self.used.reveal(), self.key))
    }
}

/// Makes a new link in the place of the one that is used and lets every older one fail from now on. It goes by mail too where an address
/// was left. The same form coming twice gets the same link; of two who hold the old one, the later gets nothing.
///
/// # Errors
/// When the database is away.
pub async fn renew(
    tx: &mut Tx<'_, System>,
    secrets: &Secrets,
    renewal: &Renewal,
    now: Timestamp,
) -> sqlx::Result<Option<Token>> {
    let used = renewal.used.hash();
    let Some(submission_id) = store::link::whose(tx, &used, now).await? else { return Ok(None) };
    store::link::hold(tx, submission_id).await?;
    let made_with = renewal.digest();
    if !store::link::works(tx, &used).await? {
        let generation = store::link::made_with(tx, submission_id, &made_with).await?;
        return Ok(generation.map(|generation| secrets.track_token(submission_id, generation)));
    }
    store::link::revoke(tx, submission_id, now).await?;
    another(tx, secrets, submission_id, Some(&made_with), now).await.map(Some)
}

/// Whether the reporter's address has not had too many links within the hour.
async fn may_be_mailed(tx: &mut Tx<'_, System>, submission_id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let hour_ago = now - SignedDuration::from_hours(1);
    Ok(store::link::links_since(tx, submission_id, hour_ago).await? < LINKS_PER_HOUR)
}

/// Ends every link, by one that works; `false` where it was replaced or ended meanwhile. Whoever left an address can ask for a new one by it.
///
/// # Errors
/// When the database is away.
pub async fn end(
    tx: &mut Tx<'_, System>,
    submission_id: Uuid,
    used: &Token,
    now: Timestamp,
) -> sqlx::Result<bool> {
    store::link::hold(tx, submission_id).await?;
    if !store::link::works(tx, &used.hash()).await? {
        return Ok(false);
    }
    store::link::revoke(tx, submission_id, now).await?;
    audit::write(tx, line(now, "tracking.end", &submission_id.to_string())).await?;
    Ok(true)
}

/// Makes one more link.
async fn another(
    tx: &mut Tx<'_, System>,
    secrets: &Secrets,
    submission_id: Uuid,
    made_with: Option<&[u8]>,
    now: Timestamp,
) -> sqlx::Result<Token> {
    store::link::hold(tx, submission_id).await?;
    let is_mailed = may_be_mailed(tx, submission_id, now).await?;
    let generation = store::link::next_generation(tx, submission_id).await?;
    let token = secrets.track_token(submission_id, generation);
    store::link::add_link(
        tx,
        store::link::NewLink { submission_id, generation, token: &token, made_with },
        now,
    )
    .await?;
    if is_mailed {
        letters::queue(tx, &Occasion::NewLink { submission_id }).await?;
    }
    audit::write(tx, line(now, "tracking.renew", &submission_id.to_string())).await?;
    Ok(token)
}

fn line(at: Timestamp, action: &'static str, subject: &str) -> audit::Line {
    audit::Line {
        at,
        actor: Actor::Reporter,
        actor_id: None,
        action,
        account_id: None,
        subject: subject.to_owned(),
        detail: json!({}),
    }
}

/// A report of the submission that is not decided yet.
#[derive(Clone, Copy, Debug)]
struct OpenReport {
    key: ReportKey,
    category: domain::category::Category,
    is_restricted: bool,
}
