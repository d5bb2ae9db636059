//! What is asked once more before it is done: whatever changes who on staff sees a case, or writes to owners with another category.

use std::collections::HashSet;

use app::pages::staff::reach::{Notices, Reach, ReachPage, ReachPageProps};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::account::Tier;
use domain::case;
use domain::category::{Category, Clearance};
use domain::policy::{OwnerNotice, Policy};

use super::Worker;
use super::outcome::Sent;
use super::steps::text;
use crate::cases::CaseError;
use crate::cases::classify::{Classification, classify};
use crate::cases::page::{self, Head};
use crate::http::{Problem, render};
use crate::letters::{Audience, Occasion, written};

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
            (Some(Clearance::ChildSafety), None) => Some(Reach::Opened { tier }),
            _ => None,
        }
    }
}

/// How many notices are written, about; the rest is said to be more.
const WRITTEN: usize = 100;

/// How many who get one are named.
const NAMED: usize = 3;

/// The notices that leave with another category. The step is made, its letters are read, and it is taken back.
async fn notices(worker: &Worker, sent: &Sent, head: &Head, to: To) -> Result<Notices, Problem> {
    let To::Category(category) = to else { return Ok(Notices::default()) };
    if category == head.category || worker.policy().of(category).owner_notice != OwnerNotice::AtOnce {
        return Ok(Notices::default());
    }
    let class = Classification { category, severity: head.severity, reason: "?".to_owned() };
    let mut tx = worker.begin().await?;
    let policy = worker.policy();
    let told = match classify(&mut tx, policy, sent.number, sent.seen, class, worker.now()).await {
        Ok(told) => told,
        Err(CaseError::Database(error)) => return Err(error.into()),
        // What else is refused, the step itself refuses.
        Err(_) => return Ok(Notices::default()),
    };
    let (mut emails, mut told) = (Vec::new(), told.into_iter());
    while emails.len() < WRITTEN
        && let Some(report) = told.next()
    {
        let drafts = written(&mut tx, policy, &Occasion::OwnerNotice { report }).await?.drafts;
        let to_owner = drafts.into_iter().filter(|draft| draft.audience == Audience::Owner);
        emails.extend(to_owner.map(|draft| draft.recipient.email));
    }
    let (count, is_more) = (emails.len(), told.len() > 0);
    let mut known = HashSet::new();
    emails.retain(|email| known.insert(email.clone()));
    let due = page::head(&mut tx, sent.number, worker.now()).await?.and_then(|head| head.due_at);
    let size = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let recipients = size(emails.len());
    emails.truncate(NAMED);
    Ok(Notices { count: size(count), is_more, to: emails, recipients, due })
}

/// The page that says what the step does and, where other people see the case then, asks for a reason; nothing where that was read and given, or
/// where the same people see the case as before and nobody is written to.
pub(super) async fn before_reach_changes(
    worker: &Worker,
    sent: &Sent,
    given: &Given<'_>,
) -> Result<Option<Response>, Problem> {
    let mut tx = worker.begin().await?;
    let head = page::head(&mut tx, sent.number, worker.now()).await?.ok_or(Problem::NotFound)?;
    // That the case was read stays on record; the step is tried and taken back.
    tx.commit().await?;
    let notices = notices(worker, sent, &head, given.to).await?;
    let tells = (notices.count > 0 && !given.is_sure).then_some(Reach::Same);
    let Some(reach) = given.to.reach(&head, worker.policy()).or(tells) else { return Ok(None) };
    let mut form = sent.form();
    text(&mut form, "reason", given.reason, given.is_sure && reach != Reach::Same);
    let is_valid = form.is_valid();
    if given.is_sure && is_valid {
        return Ok(None);
    }
    let mut tx = worker.begin().await?;
    let props = ReachPageProps {
        desk: worker.desk(&mut tx).await?,
        number: sent.number,
        title: head.title,
        seen: sent.seen,
        step: sent.step,
        reach,
        notices,
        form,
    };
    tx.commit().await?;
    let page = render::page(|| ReachPage(props));
    Ok(Some(if is_valid { page } else { (StatusCode::UNPROCESSABLE_ENTITY, page).into_response() }))
}
