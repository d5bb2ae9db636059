//! What Postgres really does for a page: every plan, with the rows it touched, under the very role and policies.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use serde_json::Value;
use server::database::Database;
use server::http::router;
use server::portal::{Foundation, Portal};
use tracing_subscriber::fmt::MakeWriter;

use super::{Client, TestApp};

/// A portal whose database explains each query it is asked.
pub struct Explained {
    router: Router,
    told: Told,
    _guard: tracing::subscriber::DefaultGuard,
}

/// One step of a plan that reads a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Such as `Index Scan`.
    pub how: String,
    /// The table.
    pub table: String,
    /// How many rows it read, those that it threw away too, over all repetitions.
    pub rows: f64,
}

/// What the database said.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<u8>>>);

impl Write for Told {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Told {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl TestApp {
    /// The same portal on a connection that may load `auto_explain`; scopes take their roles as ever.
    pub fn explained(&self) -> Explained {
        let options = self.database().superuser().options([
            ("session_preload_libraries", "auto_explain"),
            ("auto_explain.log_min_duration", "0"),
            ("auto_explain.log_analyze", "on"),
            ("auto_explain.log_timing", "off"),
            ("auto_explain.log_nested_statements", "on"),
            ("auto_explain.log_format", "json"),
            ("auto_explain.log_level", "notice"),
        ]);
        let portal = Portal::new(Foundation {
            base_url: self.portal.base_url.clone(),
            database: Database::new(options, &self.portal.config.database),
            clock: self.portal.clock.clone(),
            secret_key: server::config::SecretKey::new(vec![7; 32].into_boxed_slice()).unwrap(),
            mailer: server::mail::Mailer::memory(),
            policy: domain::policy::Policy::compiled_in(),
            config: self.portal.config.clone(),
        });
        let told = Told::default();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_env_filter("off,sqlx::postgres::notice=info")
            .with_writer(told.clone())
            .finish();
        let guard = tracing::subscriber::set_default(subscriber);
        Explained { router: router::router(portal).unwrap(), told, _guard: guard }
    }
}

impl Explained {
    /// The same browser at this portal.
    pub fn browser(&self, browser: Client) -> Client {
        browser.at(self.router.clone())
    }

    /// Every step that read a table since the last time.
    pub fn steps(&self) -> Vec<Step> {
        let told = std::mem::take(&mut *self.told.0.lock().unwrap_or_else(PoisonError::into_inner));
        let lines = String::from_utf8(told).unwrap();
        let mut steps = Vec::new();
        for line in lines.lines() {
            let message: Value = serde_json::from_str(line).unwrap();
            let text = message["fields"]["message"].as_str().unwrap_or_default();
            let Some((_, plan)) = text.split_once("plan:\n") else { continue };
            let plan: Value = serde_json::from_str(plan).unwrap();
            collect(&plan["Plan"], &mut steps);
        }
        steps
    }
}

fn collect(node: &Value, steps: &mut Vec<Step>) {
    if let Some(table) = node["Relation Name"].as_str() {
        let number = |key: &str| node[key].as_f64().unwrap_or_default();
        let read = number("Actual Rows")
            + number("Rows Removed by Filter")
            + number("Rows Removed by Index Recheck");
        let how = node["Node Type"].as_str().unwrap_or_default().to_owned();
        steps.push(Step { how, table: table.to_owned(), rows: read * number("Actual Loops") });
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        collect(child, steps);
    }
}
