//! What is done later about a sign-in.

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store;
use super::tickets::{self, Kind, Offer};
use crate::database::System;
use crate::jobs::{Attempt, Job, Verdict};
use crate::letters::{self, Occasion};
use crate::portal::Portal;

/// How many links one user is sent in an hour at most.
const RESETS_PER_HOUR: i64 = 3;

/// Sends the link for a new password, if the address is a user's. That is found out here and not while the visitor waits,
/// so that every address is answered alike.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendReset {
    /// The address as it was typed, in lower case. No id stands here, because whose it is must not be found out while the visitor waits.
    pub email: String,
    /// The ticket that the link will be for, so that one wish gives one link however often this runs.
    #[serde(default = "Uuid::new_v4")]
    pub ticket_id: Uuid,
}

impl Job for SendReset {
    const NAME: &'static str = "send_reset";

    async fn run(self, portal: &Portal, _: Attempt) -> Verdict {
        self.send(portal).await.map_or_else(Verdict::from, |()| Verdict::Done)
    }
}

impl SendReset {
    async fn send(self, portal: &Portal) -> sqlx::Result<()> {
        let now = portal.clock.now();
        let mut tx = portal.database.begin(&System).await?;
        let Some(user) = store::find(&mut tx, &self.email).await? else { return Ok(()) };
        let hour_ago = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MIN);
        if store::sent_since(&mut tx, user.user_id, Kind::Reset.word(), hour_ago).await? >= RESETS_PER_HOUR {
            return Ok(());
        }
        if store::is_issued(&mut tx, self.ticket_id).await? {
            return Ok(());
        }
        let offer = Offer { kind: Kind::Reset, user_id: user.user_id, membership: None };
        tickets::issue_as(&mut tx, &portal.secrets, self.ticket_id, offer, now).await?;
        letters::queue(&mut tx, &Occasion::Reset { ticket_id: self.ticket_id }).await?;
        tx.commit().await
    }
}
