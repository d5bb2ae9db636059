//! Whether the process lives, and whether it can do its work.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::database::{self, SchemaError};
use crate::portal::Portal;

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
    let (database, schema) = match database::check_schema(&portal.database).await {
        Ok(()) => ("ok", "ok"),
        Err(SchemaError::Database(_)) => ("away", "unknown"),
        Err(_) => ("ok", "unknown to this program"),
    };
    let worker = portal.worker.state();
    let ready = database == "ok" && schema == "ok" && worker.is_fine();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let readiness = Readiness { ready, database, schema, worker: worker.as_str() };
    (status, [(CACHE_CONTROL, "no-store")], Json(readiness)).into_response()
}
