//! The pages of the work area and what is posted from them.

mod board;
mod case;
mod confirm;
mod decision;
mod joining;
mod outcome;
mod queue;
mod referral;
mod steps;
mod talk;
mod together;

use app::components::Reader;
use app::frame::Flash;
use app::pages::staff::Desk;
use app::words;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::category::{Category, Clearance};
use domain::policy::Policy;
use jiff::Timestamp;

use super::queue::{Counts, counts};
use crate::access::{Barrier, Person};
use crate::database::{Staff, Tx};
use crate::http::{Problem, Said};
use crate::portal::Portal;

pub(crate) use board::{board, search, search_typed, stuck_letters, try_again, waiting_referrals};
pub(crate) use case::{letter, show};
pub(crate) use decision::{decide, preview};
pub(crate) use joining::{join_with, split_off};
pub(crate) use queue::list;
pub(crate) use referral::settle as settle_referral;
pub(crate) use steps::{claim, classify, close, end_links, escalate, lift, release, reopen};
pub(crate) use talk::{ask, note, tell_owner, write_to_owner, write_to_reporter};
pub(crate) use together::together;

/// Who works at the desk, with what every page needs.
pub(crate) struct Worker {
    portal: Portal,
    staff: Staff,
    reader: Reader,
    flash: Option<Flash>,
}

/// The work area does not exist for anybody but staff.
impl FromRequestParts<Portal> for Worker {
    type Rejection = Barrier;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Barrier> {
        let person = Person::from_request_parts(parts, portal).await?;
        let staff = Staff::from_request_parts(parts, portal).await?;
        let Ok(Said(flash)) = Said::from_request_parts(parts, portal).await;
        let reader = Reader::staff(portal.clock.now(), person.zone);
        Ok(Self { portal: portal.clone(), staff, reader, flash })
    }
}

impl Worker {
    async fn begin(&self) -> Result<Tx<'_, Staff>, Problem> {
        Ok(self.portal.database.begin(&self.staff).await?)
    }

    fn now(&self) -> Timestamp {
        self.reader.now
    }

    fn policy(&self) -> &Policy {
        &self.portal.policy
    }

    fn is_cleared(&self) -> bool {
        self.staff.clearances.contains(&Clearance::ChildSafety)
    }

    /// What surrounds a page, with how much waits in each queue.
    async fn desk(&self, tx: &mut Tx<'_, Staff>) -> Result<Desk, Problem> {
        let counts = counts(tx, self.now()).await?;
        Ok(self.desk_with(counts))
    }

    fn desk_with(&self, counts: Counts) -> Desk {
        Desk {
            site: self.portal.site.clone(),
            person: self.staff.name.clone(),
            role: words::staff_role(self.staff.role),
            is_cleared: self.is_cleared(),
            counts,
            reader: self.reader,
            flash: self.flash.clone(),
        }
    }

    /// The categories with their words, in the order of the policy.
    fn categories(&self) -> Vec<(Category, String)> {
        Category::ALL.iter().map(|category| (*category, self.policy().of(*category).word.clone())).collect()
    }
}
