//! What is asked once more before it is done: whatever changes who on staff sees a case.

use app::pages::staff::reach::{Reach, ReachPage, ReachPageProps};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::account::Tier;
use domain::case;
use domain::category::{Category, Clearance};
use domain::policy::{OwnerNotice, Policy};

use super::Worker;
use super::outcome::Sent;
use super::steps::text;
use crate::cases::page::{self, Head};
use crate::http::{Problem, render};

/// A step that may change who sees a case: the reason, and whether the asker has read what follows.
pub(super) struct Given<'a> {
    pub(super) to: To,
    pub(super) reason: &'a str,
    pub(super) is_sure: bool,
}

/// What the case gets.
#[derive(Clone, Copy)]
pub(super) enum To {
    Category(Category),
    Tier(Tier),
}

impl To {
    /// Where the case lies then, and as what.
    fn after(self, head: &Head, policy: &Policy) -> (Tier, Category) {
        let clearance = |category| policy.of(category).clearance;
        match self {
            Self::Category(new) => {
                (case::tier_after(head.tier, clearance(head.category), clearance(new)), new)
            }
            Self::Tier(tier) => (tier, head.category),
        }
    }

    /// Who sees the case then, where they are not the same people as now.
    fn reach(self, head: &Head, policy: &Policy) -> Option<Reach> {
        let (tier, category) = self.after(head, policy);
        let entry = policy.of(category);
        let is_new = category != head.category;
        match (head.clearance, case::clearance(tier, entry.clearance)) {
            (None, Some(Clearance::ChildSafety)) => {
                Some(Reach::Restricted { is_referred: is_new && !entry.refer.is_empty() })
            }
            (Some(Clearance::ChildSafety), None) => Some(Reach::Opened {
                tier,
                tells_owners: is_new && entry.owner_notice == OwnerNotice::AtOnce,
            }),
            _ => None,
        }
    }
}

/// The page that says what the step does and asks for a reason; nothing where that is given, or the same people see the case as before.
pub(super) async fn before_reach_changes(
    worker: &Worker,
    sent: &Sent,
    given: &Given<'_>,
) -> Result<Option<Response>, Problem> {
    let mut tx = worker.begin().await?;
    let head = page::head(&mut tx, sent.number, worker.now()).await?.ok_or(Problem::NotFound)?;
    let Some(reach) = given.to.reach(&head, worker.policy()) else { return Ok(None) };
    let mut form = sent.form();
    text(&mut form, "reason", given.reason, given.is_sure);
    let is_valid = form.is_valid();
    if given.is_sure && is_valid {
        return Ok(None);
    }
    let props = ReachPageProps {
        desk: worker.desk(&mut tx).await?,
        number: sent.number,
        title: head.title,
        seen: sent.seen,
        step: sent.step,
        reach,
        form,
    };
    tx.commit().await?;
    let page = render::page(|| ReachPage(props));
    Ok(Some(if is_valid { page } else { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() }))
}
