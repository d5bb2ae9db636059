//! The steps that staff post from a case's page.

use app::links::{self, CaseStep};
use app::pages::staff::case::Form;
use axum::response::Response;
use domain::account::Tier;
use domain::case::View;
use domain::category::{Category, Severity};
use serde::Deserialize;

use super::Worker;
use super::confirm::{Given, To, before_reach_changes};
use super::outcome::{Sent, on_to, seen};
use crate::cases::classify::Classification;
use crate::cases::escalate::Escalation;
use crate::cases::page;
use crate::cases::{
    claim as claiming, classify as classifying, close as closing, escalate as escalating,
    links as reporter_links,
};
use crate::http::{Done, Form as Posted, Path, Problem};
use crate::mitigations::{self, Lift, Which};

/// The longest text that staff may write (characters).
const LONGEST: usize = 5000;

/// A form without fields of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct Bare {
    pub(super) version: i32,
    pub(super) read_at: i64,
}

/// A form with a reason.
#[derive(Debug, Deserialize)]
pub(crate) struct Reasoned {
    version: i32,
    read_at: i64,
    #[serde(default)]
    reason: String,
}

/// Words as they are kept; what is wrong with them is said beside their field.
pub(super) fn text(form: &mut Form, field: &'static str, text: &str, is_required: bool) -> String {
    let text = text.trim().replace("\r\n", "\n");
    if text.is_empty() && is_required {
        form.refuse(field, "Write something first.");
    }
    if text.chars().count() > LONGEST {
        form.refuse(field, "Shorten this to 5,000 characters.");
    }
    text
}

/// Commits what a command did, or answers for what it refused.
macro_rules! finish {
    ($worker:expr, $tx:expr, $sent:expr, $outcome:expr, $done:expr) => {
        match $outcome {
            Ok(_) => {
                $tx.commit().await?;
                Ok(on_to($done, $sent.number))
            }
            Err(error) => {
                drop($tx);
                $sent.refused(&$worker, error, || on_to($done, $sent.number)).await
            }
        }
    };
}
pub(super) use finish;

/// Takes a case.
pub(crate) async fn claim(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(Bare { version, read_at }): Posted<Bare>,
) -> Result<Response, Problem> {
    let seen = seen(version, read_at)?;
    let sent =
        Sent { number, step: CaseStep::Claim, seen, fields: Vec::new(), text: None, button: "Take the case" };
    let mut tx = worker.begin().await?;
    let outcome = claiming::claim(&mut tx, number, seen, worker.now()).await;
    finish!(worker, tx, sent, outcome, Done::CaseTaken)
}

/// Gives a case back.
pub(crate) async fn release(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(Bare { version, read_at }): Posted<Bare>,
) -> Result<Response, Problem> {
    let seen = seen(version, read_at)?;
    let button = "Give the case back";
    let sent = Sent { number, step: CaseStep::Release, seen, fields: Vec::new(), text: None, button };
    let mut tx = worker.begin().await?;
    let outcome = claiming::release(&mut tx, number, seen, worker.now()).await;
    finish!(worker, tx, sent, outcome, Done::CaseReleased)
}

/// Ends the links of a case's reporters.
pub(crate) async fn end_links(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(Bare { version, read_at }): Posted<Bare>,
) -> Result<Response, Problem> {
    let seen = seen(version, read_at)?;
    let button = "End the links";
    let sent = Sent { number, step: CaseStep::EndLinks, seen, fields: Vec::new(), text: None, button };
    let mut tx = worker.begin().await?;
    let outcome = reporter_links::end(&mut tx, number, seen, worker.now()).await;
    finish!(worker, tx, sent, outcome, Done::LinksEnded)
}

/// Category and priority.
#[derive(Debug, Deserialize)]
pub(crate) struct Classified {
    version: i32,
    read_at: i64,
    category: Category,
    severity: Severity,
    #[serde(default)]
    reason: String,
    /// Whether what it does was read.
    #[serde(default)]
    sure: String,
}

/// Sets category and priority.
pub(crate) async fn classify(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Classified>,
) -> Result<Response, Problem> {
    let Classified { version, read_at, category, severity, reason, sure } = form;
    let seen = seen(version, read_at)?;
    let (named, urgent) = (category.to_string(), severity.to_string());
    let fields = vec![("category", named), ("severity", urgent), ("reason", reason.clone())];
    let (text_field, button) = (Some(("reason", "Why")), "Set category and priority");
    let sent = Sent { number, step: CaseStep::Classify, seen, fields, text: text_field, button };
    let mut state = sent.form();
    let reason = text(&mut state, "reason", &reason, false);
    if !state.is_valid() {
        return sent.show(&worker, state).await;
    }
    let given = Given { to: To::Category(category), reason: &reason, is_sure: !sure.is_empty() };
    if let Some(asked) = before_reach_changes(&worker, &sent, &given).await? {
        return Ok(asked);
    }
    let class = Classification { category, severity, reason };
    let mut tx = worker.begin().await?;
    let outcome = classifying::classify(&mut tx, worker.policy(), number, seen, class, worker.now()).await;
    if let Err(error) = outcome {
        drop(tx);
        return sent.refused(&worker, error, || on_to(Done::CaseClassified, number)).await;
    }
    tx.commit().await?;
    seen_still(&worker, number, Done::CaseClassified).await
}

/// Leads back to the case, or to the queues where it is restricted to others now.
async fn seen_still(worker: &Worker, number: i64, done: Done) -> Result<Response, Problem> {
    let mut tx = worker.begin().await?;
    let is_seen = page::is_seen(&mut tx, number).await?;
    let away = || Done::CaseRestricted.and_to(&links::queue(View::New));
    Ok(if is_seen { on_to(done, number) } else { away() })
}

/// Where a case goes.
#[derive(Debug, Deserialize)]
pub(crate) struct Passed {
    version: i32,
    read_at: i64,
    tier: Tier,
    reason: String,
    /// Whether what it does was read.
    #[serde(default)]
    sure: String,
}

/// Passes a case to another tier.
pub(crate) async fn escalate(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Passed>,
) -> Result<Response, Problem> {
    let Passed { version, read_at, tier, reason, sure } = form;
    let seen = seen(version, read_at)?;
    let fields = vec![("tier", tier.to_string()), ("reason", reason.clone())];
    let text_field = Some(("reason", "Why"));
    let sent = Sent {
        number,
        step: CaseStep::Escalate,
        seen,
        fields,
        text: text_field,
        button: "Pass to this tier",
    };
    let mut state = sent.form();
    let reason = text(&mut state, "reason", &reason, true);
    if !state.is_valid() {
        return sent.show(&worker, state).await;
    }
    let given = Given { to: To::Tier(tier), reason: &reason, is_sure: !sure.is_empty() };
    if let Some(asked) = before_reach_changes(&worker, &sent, &given).await? {
        return Ok(asked);
    }
    let to = Escalation { tier, reason };
    let mut tx = worker.begin().await?;
    let outcome = escalating::escalate(&mut tx, worker.policy(), number, seen, to, worker.now()).await;
    if let Err(error) = outcome {
        drop(tx);
        return sent.refused(&worker, error, || on_to(Done::CasePassedOn, number)).await;
    }
    tx.commit().await?;
    seen_still(&worker, number, Done::CasePassedOn).await
}

/// Closes a case.
pub(crate) async fn close(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Reasoned>,
) -> Result<Response, Problem> {
    let sent = reasoned(number, CaseStep::Close, &form, "Close it")?;
    let mut state = sent.form();
    let reason = text(&mut state, "reason", &form.reason, false);
    if !state.is_valid() {
        return sent.show(&worker, state).await;
    }
    let mut tx = worker.begin().await?;
    let outcome = closing::close(&mut tx, number, sent.seen, reason, worker.now()).await;
    finish!(worker, tx, sent, outcome, Done::CaseClosed)
}

fn reasoned(number: i64, step: CaseStep, form: &Reasoned, button: &'static str) -> Result<Sent, Problem> {
    Ok(Sent {
        number,
        step,
        seen: seen(form.version, form.read_at)?,
        fields: vec![("reason", form.reason.clone())],
        text: Some(("reason", "Why")),
        button,
    })
}

/// Opens a case again.
pub(crate) async fn reopen(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Reasoned>,
) -> Result<Response, Problem> {
    let sent = reasoned(number, CaseStep::Reopen, &form, "Open it again")?;
    let mut state = sent.form();
    let reason = text(&mut state, "reason", &form.reason, true);
    if !state.is_valid() {
        return sent.show(&worker, state).await;
    }
    let mut tx = worker.begin().await?;
    let outcome = closing::reopen(&mut tx, worker.policy(), number, sent.seen, reason, worker.now()).await;
    finish!(worker, tx, sent, outcome, Done::CaseReopened)
}

/// Limits to lift.
#[derive(Debug, Deserialize)]
pub(crate) struct Lifted {
    version: i32,
    read_at: i64,
    #[serde(default)]
    limit: Vec<String>,
    /// Everything that is in force, on other pages of the list too.
    #[serde(default)]
    all: String,
    reason: String,
}

/// Lifts limits.
pub(crate) async fn lift(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Lifted>,
) -> Result<Response, Problem> {
    let Lifted { version, read_at, limit, all, reason } = form;
    let seen = seen(version, read_at)?;
    let mut fields: Vec<_> = limit.iter().map(|id| ("limit", id.clone())).collect();
    fields.extend([("all", all.clone()), ("reason", reason.clone())]);
    let (text_field, button) = (Some(("reason", "Why")), "Lift what is ticked");
    let sent = Sent { number, step: CaseStep::Lift, seen, fields, text: text_field, button };
    let mut state = sent.form();
    let named = limit.iter().filter_map(|limit| limit.parse().ok()).collect();
    let limits = if all.is_empty() { Which::These(named) } else { Which::All };
    if limits == Which::These(Vec::new()) {
        state.refuse("limit", "Tick what to lift.");
    }
    let reason = text(&mut state, "reason", &reason, true);
    if !state.is_valid() {
        return sent.show(&worker, state).await;
    }
    let mut tx = worker.begin().await?;
    let outcome = mitigations::lift(&mut tx, number, seen, Lift { limits, reason }, worker.now()).await;
    match outcome {
        Ok(lifted) => {
            tx.commit().await?;
            let done = if lifted.is_written { Done::LimitsLifted } else { Done::LimitsLiftedUnwritten };
            Ok(done.about(&lifted.sites, &links::case(number)))
        }
        Err(error) => {
            drop(tx);
            sent.refused(&worker, error, || on_to(Done::LimitsLifted, number)).await
        }
    }
}
