//! The queues.

use app::pages::staff::listing::Listing;
use app::pages::staff::queue::{QueuePage, QueuePageProps};
use axum::response::Response;

use super::Worker;
use crate::cases::queue::page;
use crate::cases::store_queue;
use crate::http::render;
use crate::http::{Problem, Query};

/// One page of a queue.
pub(crate) async fn list(
    worker: Worker,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let listing = Listing::read(pairs);
    let mut tx = worker.begin().await?;
    let desk = worker.desk(&mut tx).await?;
    let page = page(&mut tx, &listing, worker.now()).await?;
    let account = match listing.account {
        Some(account) => store_queue::account_name(&mut tx, account).await?,
        None => None,
    };
    let neighbours = page.neighbours(&listing);
    let categories = worker.categories();
    let props = QueuePageProps { desk, listing, rows: page.rows, neighbours, categories, account };
    Ok(render::page(|| QueuePage(props)))
}
