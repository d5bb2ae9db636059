//! What is done later about a sign-in.

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// The address as it was typed, in lower case.
    pub email: String,
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
        let offer = Offer { kind: Kind::Reset, user_id: user.user_id, membership: None };
        let ticket_id = tickets::issue(&mut tx, &portal.secrets, offer, now).await?;
        letters::queue(&mut tx, &Occasion::Reset { ticket_id }).await?;
        tx.commit().await
    }
}
