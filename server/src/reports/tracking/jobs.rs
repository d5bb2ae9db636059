//! Sending a link to somebody who lost theirs. Whether there is anything to send is found out here, so that asking takes equally
//! long whatever the answer is.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{another, may_be_mailed, store};
use crate::database::System;
use crate::jobs::{Attempt, Job, Verdict};
use crate::portal::Portal;

/// How soon after one link another one is made for somebody who asks by reference and address.
const PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// Sends a link, if the reference belongs to the reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendLink {
    /// What the submission is quoted by.
    pub reference: String,
    /// Recognises the reporter, whose address cannot be read from it.
    pub reporter_key: Vec<u8>,
}

impl Job for SendLink {
    const NAME: &'static str = "send_link";

    async fn run(self, portal: &Portal, _: Attempt) -> Verdict {
        send(portal, &self).await.map_or_else(Verdict::from, |()| Verdict::Done)
    }
}

/// Older links go on working: whoever knows reference and address must not be able to take the reporter's link away.
async fn send(portal: &Portal, wish: &SendLink) -> sqlx::Result<()> {
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&System).await?;
    let found = store::link::sent_by(&mut tx, &wish.reference, &wish.reporter_key).await?;
    let Some((submission_id, _)) = found.filter(|(_, newest)| now.duration_since(*newest) >= PAUSE) else {
        return Ok(());
    };
    if !may_be_mailed(&mut tx, submission_id, now).await? {
        return Ok(());
    }
    another(&mut tx, &portal.secrets, submission_id, None, now).await?;
    tx.commit().await
}
