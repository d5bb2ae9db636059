//! The dashboard, the search, and what got stuck.

use app::links;
use app::pages::staff::board::{BoardPage, BoardPageProps};
use app::pages::staff::finding::Results;
use app::pages::staff::listing::{Key, Listing};
use app::pages::staff::lists::{
    PendingReferralsPage, PendingReferralsPageProps, StuckLettersPage, StuckLettersPageProps,
};
use app::pages::staff::search::{SearchPage, SearchPageProps};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::account::StaffRole;
use domain::case::{CaseState, Order, View};
use serde::Deserialize;

use super::Worker;
use crate::cases::board::{came_in, pending_referrals, stuck_counts, stuck_letters as letters};
use crate::cases::queue::page;
use crate::cases::search::{Query as Sought, search as find};
use crate::http::{Done, Form, Problem, Query, render};
use crate::jobs::given_up;

/// How many cases the dashboard names.
const NEXT: usize = 8;

/// What waits, what came in, what got stuck.
pub(crate) async fn board(worker: Worker) -> Result<Response, Problem> {
    let mut tx = worker.begin().await?;
    let desk = worker.desk(&mut tx).await?;
    let open = Listing { state: Some(CaseState::Open), order: Order::Due, ..Listing::of(View::All) };
    let mut next = page(&mut tx, &open, worker.now()).await?.rows;
    next.truncate(NEXT);
    let zone = worker.reader.zone.at(worker.now()).time_zone().clone();
    let came_in = came_in(&mut tx, worker.now(), &zone).await?;
    let stuck = stuck_counts(&mut tx).await?;
    let gave_up = match worker.staff.role {
        StaffRole::Lead => given_up::gave_up(&mut tx).await?,
        _ => Vec::new(),
    };
    let props = BoardPageProps { desk, next, came_in, stuck, gave_up };
    Ok(render::page(|| BoardPage(props)))
}

/// What a link searches for.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    q: String,
}

/// What was typed, and behind which case the page begins.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    q: String,
    #[serde(default)]
    after: String,
}

/// Finds cases by what a link says. People are not looked for here, so that no link names one.
pub(crate) async fn search(worker: Worker, Query(Wanted { q }): Query<Wanted>) -> Result<Response, Problem> {
    found(&worker, read(&q, Sought::of_link), None).await
}

/// Finds cases by what was typed, which stands in no address.
pub(crate) async fn search_typed(worker: Worker, Form(typed): Form<Typed>) -> Result<Response, Problem> {
    found(&worker, read(&typed.q, Sought::read), Key::read(&typed.after)).await
}

/// What was typed, and what is meant by it.
fn read(typed: &str, meant: fn(&str) -> Option<Sought>) -> Option<(String, Sought)> {
    let typed: String = typed.trim().chars().take(400).collect();
    let sought = meant(&typed)?;
    Some((typed, sought))
}

/// Shows what was found; leads straight to a single case.
async fn found(
    worker: &Worker,
    sought: Option<(String, Sought)>,
    from: Option<Key>,
) -> Result<Response, Problem> {
    let mut tx = worker.begin().await?;
    let (query, results) = match sought {
        Some((typed, sought)) => (typed, Some(find(&mut tx, &worker.portal.secrets, &sought, from).await?)),
        None => (String::new(), None),
    };
    if let Some(number) = results.as_ref().filter(|_| from.is_none()).and_then(only_one) {
        return Ok(Redirect::to(links::case(number).as_str()).into_response());
    }
    let desk = worker.desk(&mut tx).await?;
    let props = SearchPageProps { desk, query, results };
    Ok(render::page(|| SearchPage(props)))
}

fn only_one(results: &Results) -> Option<i64> {
    match results.cases.as_slice() {
        [only] if results.accounts.is_empty() => Some(only.number),
        _ => None,
    }
}

/// Letters that could not be sent.
pub(crate) async fn stuck_letters(worker: Worker) -> Result<Response, Problem> {
    let mut tx = worker.begin().await?;
    let letters = letters(&mut tx).await?;
    let props = StuckLettersPageProps { desk: worker.desk(&mut tx).await?, letters };
    Ok(render::page(|| StuckLettersPage(props)))
}

/// Referrals that wait to be filed.
pub(crate) async fn waiting_referrals(worker: Worker) -> Result<Response, Problem> {
    let mut tx = worker.begin().await?;
    let referrals = pending_referrals(&mut tx, worker.now()).await?;
    let props = PendingReferralsPageProps { desk: worker.desk(&mut tx).await?, referrals };
    Ok(render::page(|| PendingReferralsPage(props)))
}

/// Jobs that gave up.
#[derive(Debug, Deserialize)]
pub(crate) struct Again {
    #[serde(default)]
    job: Vec<i64>,
}

/// Starts jobs that gave up again; a lead's alone.
pub(crate) async fn try_again(worker: Worker, Form(Again { job }): Form<Again>) -> Result<Response, Problem> {
    if worker.staff.role != StaffRole::Lead {
        return Err(Problem::NotFound);
    }
    let mut tx = worker.begin().await?;
    let started = given_up::try_again(&mut tx, &job, worker.now()).await?;
    tx.commit().await?;
    let done = if started == 0 { Done::JobsGone } else { Done::JobsStarted };
    Ok(done.and_to(&links::staff()))
}
