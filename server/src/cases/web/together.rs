//! One step for several cases that are ticked in a queue.

use app::links;
use app::pages::staff::listing::Listing;
use app::pages::staff::record::Seen;
use axum::response::Response;
use domain::category::Severity;
use serde::Deserialize;

use super::Worker;
use super::outcome::on_to;
use crate::cases::join::{Named, join};
use crate::cases::{CaseError, Rule, claim, classify};
use crate::http::{Done, Form, Problem};

/// The cases that were ticked, and what is done with them.
#[derive(Debug, Deserialize)]
pub(crate) struct Ticked {
    step: Step,
    #[serde(default)]
    case: Vec<String>,
    severity: Severity,
    /// The queue to come back to.
    #[serde(default)]
    back: String,
}

/// What can be done with several cases.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Step {
    Claim,
    Join,
    Severity,
}

/// Does one thing with several cases; those that changed meanwhile are left as they are.
pub(crate) async fn together(worker: Worker, Form(form): Form<Ticked>) -> Result<Response, Problem> {
    let back = queue(&form.back);
    let named: Vec<Named> = form.case.iter().filter_map(|tick| named(tick)).collect();
    let least = if matches!(form.step, Step::Join) { 2 } else { 1 };
    if named.len() < least {
        return Ok(Done::NoCaseChosen.and_to(&back));
    }
    let (done, left) = match form.step {
        Step::Join => {
            let mut tx = worker.begin().await?;
            match join(&mut tx, worker.policy(), &named, worker.now()).await {
                Ok(into) => {
                    tx.commit().await?;
                    return Ok(on_to(Done::CasesJoined, into));
                }
                Err(error) => (not_joined(error)?, Vec::new()),
            }
        }
        Step::Claim => (Done::CasesTaken, each(&worker, &named, None).await?),
        Step::Severity => (Done::PrioritySet, each(&worker, &named, Some(form.severity)).await?),
    };
    let done = if left.is_empty() { done } else { Done::SomeCasesLeft };
    Ok(done.about(&left, &back))
}

/// Takes each case, or sets its priority, and returns the numbers of those that are left. Each is a transaction of its own: somebody who ticked the same cases in another order, or an
/// answer from outside, never waits for one while holding another.
async fn each(worker: &Worker, named: &[Named], severity: Option<Severity>) -> Result<Vec<String>, Problem> {
    let mut left = Vec::new();
    for case in named {
        match one(worker, case, severity).await {
            Ok(()) | Err(CaseError::Done) => {}
            Err(CaseError::Database(error)) => return Err(error.into()),
            Err(_) => left.push(case.number.to_string()),
        }
    }
    Ok(left)
}

async fn one(worker: &Worker, case: &Named, severity: Option<Severity>) -> Result<(), CaseError> {
    let (now, seen) = (worker.now(), Seen { version: case.version, at: worker.now() });
    let mut tx = worker.portal.database.begin(&worker.staff).await?;
    match severity {
        None => claim::claim(&mut tx, case.number, seen, now).await?,
        Some(severity) => {
            classify::set_severity(&mut tx, worker.policy(), case.number, seen, severity, now).await?;
        }
    }
    tx.commit().await.map_err(CaseError::from)
}

fn not_joined(error: CaseError) -> Result<Done, Problem> {
    match error {
        CaseError::Database(error) => Err(error.into()),
        CaseError::Rule(Rule::MixedClearance | Rule::MixedCategory | Rule::NothingToJoin) => {
            Ok(Done::CasesNotJoined)
        }
        _ => Ok(Done::SomeCasesLeft),
    }
}

/// A tick is the number and the version of a case.
fn named(tick: &str) -> Option<Named> {
    let (number, version) = tick.split_once('.')?;
    Some(Named { number: number.parse().ok()?, version: version.parse().ok()? })
}

/// The queue that a form names by its parameters; never an address from outside.
fn queue(parameters: &str) -> links::Href {
    let pairs: Vec<(String, String)> = serde_html_form::from_str(parameters).unwrap_or_default();
    Listing::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))).to()
}
