//! Joining a case with another one, and splitting reports off.

use app::links::CaseStep;
use axum::response::Response;
use serde::Deserialize;

use super::Worker;
use super::outcome::{Sent, on_to, seen};
use crate::cases::join::Named;
use crate::cases::{join, page, split};
use crate::http::{Done, Form as Posted, Path, Problem};

/// The other case.
#[derive(Debug, Deserialize)]
pub(crate) struct Other {
    version: i32,
    read_at: i64,
    number: String,
}

/// Joins a case with another one.
pub(crate) async fn join_with(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Other>,
) -> Result<Response, Problem> {
    let seen = seen(form.version, form.read_at)?;
    let fields = vec![("number", form.number.clone())];
    let sent = Sent { number, step: CaseStep::Join, seen, fields, text: None, button: "Join them" };
    let mut state = sent.form();
    let other =
        form.number.trim().trim_start_matches('#').parse::<i64>().ok().filter(|other| *other != number);
    let mut tx = worker.begin().await?;
    let version = match other {
        Some(other) => page::version(&mut tx, other).await?,
        None => None,
    };
    let Some((other, version)) = other.zip(version) else {
        drop(tx);
        state.refuse("number", "Enter the number of another case, such as 4711.");
        return sent.show(&worker, state).await;
    };
    let named = [Named { number, version: seen.version }, Named { number: other, version }];
    match join::join(&mut tx, worker.policy(), &named, worker.now()).await {
        Ok(into) => {
            tx.commit().await?;
            Ok(on_to(Done::CasesJoined, into))
        }
        Err(error) => {
            drop(tx);
            sent.refused(&worker, error, || on_to(Done::CasesJoined, number)).await
        }
    }
}

/// The reports that leave.
#[derive(Debug, Deserialize)]
pub(crate) struct Leaving {
    version: i32,
    read_at: i64,
    #[serde(default)]
    report: Vec<String>,
}

/// Splits reports off.
pub(crate) async fn split_off(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Leaving>,
) -> Result<Response, Problem> {
    let seen = seen(form.version, form.read_at)?;
    let fields = form.report.iter().map(|reference| ("report", reference.clone())).collect();
    let sent = Sent { number, step: CaseStep::Split, seen, fields, text: None, button: "Split them off" };
    if form.report.is_empty() {
        let mut state = sent.form();
        state.refuse("report", "Tick the reports that leave.");
        return sent.show(&worker, state).await;
    }
    let mut tx = worker.begin().await?;
    match split::split(&mut tx, worker.policy(), number, seen, &form.report, worker.now()).await {
        Ok(into) => {
            tx.commit().await?;
            Ok(on_to(Done::ReportsSplit, into))
        }
        Err(error) => {
            drop(tx);
            sent.refused(&worker, error, || on_to(Done::ReportsSplit, number)).await
        }
    }
}
