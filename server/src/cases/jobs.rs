//! What happens to a case by itself.

use domain::account::Actor;
use domain::timeline::CaseHappening;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::record::record;
use super::store;
use crate::database::System;
use crate::jobs::{Attempt, Job, Verdict, enqueue};
use crate::portal::Portal;
use crate::reports::By;

/// The alarm when a reporter who was asked has not answered in time: the clock of the case goes on, so that it is not forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeCase {
    /// The case.
    pub case_id: Uuid,
}

impl Job for ResumeCase {
    const NAME: &'static str = "resume_case";

    async fn run(self, portal: &Portal, _: Attempt) -> Verdict {
        resume(portal, self.case_id).await.map_or_else(Verdict::from, |()| Verdict::Done)
    }
}

/// Sets the alarm for a case that stands still; an earlier one of the same case is replaced.
///
/// # Errors
/// When the database is away.
pub(super) async fn watch_pause(tx: &mut PgConnection, case_id: Uuid, until: Timestamp) -> sqlx::Result<()> {
    enqueue(tx, &ResumeCase { case_id }, Some(until), Some(&format!("resume-case:{case_id}"))).await
}

async fn resume(portal: &Portal, case_id: Uuid) -> sqlx::Result<()> {
    let now: Timestamp = portal.clock.now();
    let mut tx = portal.database.begin(&System).await?;
    if store::resume(&mut tx, case_id, now).await? {
        let by = By { actor: Actor::Portal, user_id: None, name: None, at: now };
        record(&mut tx, case_id, &by, &CaseHappening::ReporterSilent).await?;
    }
    tx.commit().await
}
