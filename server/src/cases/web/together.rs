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
use crate::database::{Staff, Tx};
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
    let mut tx = worker.begin().await?;
    let done = match form.step {
        Step::Join => match join(&mut tx, &named, worker.now()).await {
            Ok(into) => {
                tx.commit().await?;
                return Ok(on_to(Done::CasesJoined, into));
            }
            Err(error) => Some(left(error)?),
        },
        Step::Claim => each(&worker, &mut tx, &named, None).await?.or(Some(Done::CasesTaken)),
        Step::Severity => {
            each(&worker, &mut tx, &named, Some(form.severity)).await?.or(Some(Done::PrioritySet))
        }
    };
    tx.commit().await?;
    Ok(done.unwrap_or(Done::SomeCasesLeft).and_to(&back))
}

/// Takes each case, or sets its priority.
async fn each(
    worker: &Worker,
    tx: &mut Tx<'_, Staff>,
    named: &[Named],
    severity: Option<Severity>,
) -> Result<Option<Done>, Problem> {
    let mut some_left = None;
    for Named { number, version } in named {
        let seen = Seen { version: *version, at: worker.now() };
        let outcome = match severity {
            None => claim::claim(tx, *number, seen, worker.now()).await,
            Some(severity) => {
                classify::set_severity(tx, worker.policy(), *number, seen, severity, worker.now()).await
            }
        };
        match outcome {
            Ok(()) | Err(CaseError::Done) => {}
            Err(error) => some_left = Some(left(error)?),
        }
    }
    Ok(some_left)
}

fn left(error: CaseError) -> Result<Done, Problem> {
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
