//! What happened on one side, for the other: one letter for each step, whatever number of reports it was about.

use app::letters::{Change, Content, Listed, News, Whole};
use domain::timeline::{Covered, Happening, Sites};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, ReportFacts, Whose};
use super::{ADDRESSES, Draft, count, defanged, listed, only_host, owner, reporter};
use crate::reports::ReportKey;

pub(super) async fn news(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
    step: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some(happening) = store::event(tx, report, event_id).await? else { return Ok(Vec::new()) };
    let Some(what) = change(tx, report, event_id, &happening).await? else { return Ok(Vec::new()) };
    let is_for_owner = store::event_for_owner(tx, report, event_id).await?.is_some();
    let mut drafts =
        if is_for_owner { to_owner(tx, report, event_id, step, &what).await? } else { Vec::new() };
    let is_for_reporter = matches!(
        what,
        Change::Reopened { .. } | Change::Lifted { .. } | Change::PassedOn { .. } | Change::Withdrawn
    );
    if is_for_reporter {
        drafts.extend(to_reporter(tx, report, event_id, step, what).await?);
    }
    Ok(drafts)
}

/// What a letter says of it; nothing where none is written.
async fn change(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
    happening: &Happening,
) -> sqlx::Result<Option<Change>> {
    Ok(Some(match happening {
        Happening::Reopened { reason } => Change::Reopened { reason: reason.clone() },
        Happening::Lifted { reason, .. } => Change::Lifted {
            reason: reason.clone(),
            limits: 0,
            addresses: Listed::default(),
            whole: Whole::default(),
        },
        Happening::Withdrawn => Change::Withdrawn,
        Happening::AddressesAdded { .. } => {
            let added = store::added(tx, report, event_id, ADDRESSES as i64).await?;
            let Some(store::Added { urls, total, upto }) = added else { return Ok(None) };
            let more = usize::try_from(total).unwrap_or(0).saturating_sub(urls.len());
            let more = u32::try_from(more).unwrap_or(u32::MAX);
            Change::Added { addresses: defanged(&urls), more, upto, due: None }
        }
        Happening::PassedOn { to } => Change::PassedOn { to: Some(*to) },
        Happening::ReporterSilent { to_owner: true } => Change::Silent { due: None },
        _ => return Ok(None),
    }))
}

/// What the limits covered that were lifted, in all reports that the reader sees of one step.
async fn with_lifted(
    tx: &mut PgConnection,
    (report, event_id): (ReportKey, Uuid),
    whose: Whose,
    what: Change,
) -> sqlx::Result<Change> {
    let Change::Lifted { reason, .. } = what else { return Ok(what) };
    let lifted = store::lifted(tx, report, event_id, whose, i64::from(Covered::KEPT)).await?;
    let more = count(lifted.addresses).saturating_sub(Covered::KEPT);
    let whole = Whole {
        is_account: lifted.is_account && whose == Whose::Owner,
        back: sites(lifted.back, lifted.back_count),
        kept: sites(lifted.kept, lifted.kept_count),
    };
    let addresses = listed(&lifted.urls, more);
    Ok(Change::Lifted { reason, limits: count(lifted.limits), addresses, whole })
}

/// The first of so many sites.
fn sites(hosts: Vec<String>, all: i32) -> Sites {
    let more = count(all).saturating_sub(u32::try_from(hosts.len()).unwrap_or(u32::MAX));
    Sites { hosts, more }
}

async fn to_owner(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
    step: Uuid,
    what: &Change,
) -> sqlx::Result<Vec<Draft>> {
    let host = only_host(tx, report).await?;
    let what = with_lifted(tx, (report, event_id), Whose::Owner, what.clone()).await?;
    let more = if step == event_id { 0 } else { store::others_of_owner(tx, report, event_id).await? };
    let mut drafts = owner::to_each(tx, report, step, |facts, why| {
        Content::News(News {
            reference: facts.reference.clone(),
            host: host.clone(),
            what: what.clone().until(due(facts)),
            more: count(more),
            to_reporter: false,
            why,
        })
    })
    .await?;
    for draft in &mut drafts {
        draft.once = format!("{}:{}", draft.once, report.account_id);
    }
    Ok(drafts)
}

/// The owner's deadline, while an answer is asked for.
fn due(facts: &ReportFacts) -> Option<Timestamp> {
    let is_asked = matches!(facts.state.as_str(), "with_owner" | "owner_working");
    facts.owner_due_at.filter(|_| is_asked).map(jiff_sqlx::Timestamp::to_jiff)
}

async fn to_reporter(
    tx: &mut PgConnection,
    report: ReportKey,
    event_id: Uuid,
    step: Uuid,
    what: Change,
) -> sqlx::Result<Option<Draft>> {
    let Some(facts) = reporter::writable(tx, report).await? else { return Ok(None) };
    let more = if step == event_id { 0 } else { store::others_of_reporter(tx, report, event_id).await? };
    let what = match with_lifted(tx, (report, event_id), Whose::Reporter, what).await? {
        what if facts.clearance.is_some() => what.untold(),
        what => what,
    };
    let content = Content::News(News {
        reference: facts.submission_reference.clone(),
        host: reporter::shown_host(tx, report, &facts).await?,
        what,
        more: count(more),
        to_reporter: true,
        why: "You receive this because you reported it to us.".to_owned(),
    });
    let draft = reporter::about_report(report, &facts, step, content);
    Ok(draft.map(|draft| Draft { once: format!("{}:{}", draft.once, facts.submission_id), ..draft }))
}
