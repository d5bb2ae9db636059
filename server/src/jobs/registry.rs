//! Which jobs there are.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use graphile_worker::{JobDefinition, TaskHandler as _};
use serde_json::Value;

use super::worker::Task;
use super::{Attempt, Job, Verdict};
use crate::cases::jobs::ResumeCase;
use crate::identity::jobs::SendReset;
use crate::letters::jobs::{SendLetter, WriteLetters};
use crate::portal::Portal;
use crate::reports::jobs::OwnerDeadline;
use crate::reports::question::EndQuestion;
use crate::reports::tracking::jobs::SendLink;

type Run = fn(Value, Portal, Attempt) -> Pin<Box<dyn Future<Output = Verdict> + Send>>;

/// The jobs a worker knows. A job of another name stays in the queue for a worker that knows it.
#[derive(Clone, Default)]
pub struct Registry(Arc<BTreeMap<&'static str, Known>>);

#[derive(Clone)]
struct Known {
    definition: JobDefinition,
    run: Run,
}

impl Registry {
    /// Every job of the portal.
    #[must_use]
    pub fn standard() -> Self {
        Self::default()
            .with::<WriteLetters>()
            .with::<SendLetter>()
            .with::<OwnerDeadline>()
            .with::<EndQuestion>()
            .with::<ResumeCase>()
            .with::<SendReset>()
            .with::<SendLink>()
    }

    /// These and one more.
    #[must_use]
    pub fn with<J: Job>(mut self) -> Self {
        let run: Run = |payload, portal, attempt| Box::pin(run::<J>(payload, portal, attempt));
        let known = Known { definition: Task::<J>::definition(), run };
        Arc::make_mut(&mut self.0).insert(J::NAME, known);
        self
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.0.keys().map(|name| (*name).to_owned()).collect()
    }

    pub(super) fn definitions(&self) -> Vec<JobDefinition> {
        self.0.values().map(|known| known.definition.clone()).collect()
    }

    /// Runs the job of that name.
    pub(super) async fn run(&self, name: &str, payload: Value, portal: &Portal, attempt: Attempt) -> Verdict {
        match self.0.get(name) {
            Some(known) => (known.run)(payload, portal.clone(), attempt).await,
            None => Verdict::Retry("no such job is known here".to_owned()),
        }
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Runs one job from its fields as they stand in the queue.
pub(super) async fn run<J: Job>(payload: Value, portal: Portal, attempt: Attempt) -> Verdict {
    match serde_json::from_value::<J>(payload) {
        Ok(job) => job.run(&portal, attempt).await,
        Err(error) => Verdict::Fail(format!("its fields cannot be understood: {error}")),
    }
}
