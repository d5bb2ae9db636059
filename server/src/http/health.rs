//! Whether the process lives, and whether it can do its work.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::time::timeout;

use crate::database::{self, SchemaError};
use crate::portal::Portal;

/// A database that takes longer is as good as away for whoever asks.
const PATIENCE: Duration = Duration::from_secs(2);

/// The state of each part, as `/readyz` tells it.
#[derive(Debug, Serialize)]
struct Readiness {
    ready: bool,
    database: &'static str,
    schema: &'static str,
    worker: &'static str,
}

/// The process answers.
pub(super) async fn healthz() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], "ok\n")
}

/// Whether the database, the schema and the worker are there.
pub(super) async fn readyz(State(portal): State<Portal>) -> Response {
    let (database, schema) = match timeout(PATIENCE, database::check_schema(&portal.database)).await {
        Ok(Ok(())) => ("ok", "ok"),
        Err(_) | Ok(Err(SchemaError::Database(_))) => ("away", "unknown"),
        Ok(Err(_)) => ("ok", "unknown to this program"),
    };
    let worker = portal.worker.state();
    let ready = database == "ok" && schema == "ok" && worker.is_fine();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let readiness = Readiness { ready, database, schema, worker: worker.as_str() };
    (status, [(CACHE_CONTROL, "no-store")], Json(readiness)).into_response()
}
