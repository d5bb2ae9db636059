//! Files the accepted lines of each account as a report: a case opened or joined, the first events, and the owner told where that is due at once.

use domain::account::Actor;
use domain::category::{Category, Clearance};
use domain::deadline;
use domain::disclosure::{Disclosures, Party};
use domain::policy::CategoryPolicy;
use domain::referral::Recipient;
use domain::report::ReportState;
use domain::timeline::Happening;
use jiff::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::bundle::Bundle;
use super::judge::url_hash;
use super::rows::{Addresses, Events};
use super::store;
use crate::cases::open::{Opened, Opening, open_or_join};
use crate::cases::title::rename;
use crate::jobs::Order;
use crate::letters::Occasion;
use crate::letters::jobs::WriteLetters;
use crate::referrals;
use crate::reports::By;
use crate::reports::jobs::OwnerDeadline;
use crate::reports::notice::{self, Telling};

/// What the reports of one submission have in common.
#[derive(Debug)]
pub(crate) struct About<'s> {
    pub(crate) submission_id: Uuid,
    pub(crate) category: Category,
    pub(crate) policy: &'s CategoryPolicy,
    pub(crate) policy_version: &'s str,
    pub(crate) allegation: &'s str,
    /// What the owner may read of the other answers.
    pub(crate) details: Value,
    pub(crate) tell: Disclosures,
    /// What staff must be cleared for.
    pub(crate) clearance: Option<Clearance>,
    pub(crate) now: Timestamp,
}

/// The rows of the reports, as columns.
#[derive(Debug)]
pub(super) struct Filed {
    pub(super) state: ReportState,
    pub(super) told_at: Option<Timestamp>,
    pub(super) due_at: Option<Timestamp>,
    pub(super) version: i32,
    pub(super) account_ids: Vec<Uuid>,
    pub(super) report_ids: Vec<Uuid>,
    pub(super) references: Vec<String>,
    pub(super) case_ids: Vec<Uuid>,
    pub(super) hosts: Vec<String>,
    pub(super) zone_ids: Vec<Uuid>,
    pub(super) address_counts: Vec<i32>,
}

/// Stores a report for each bundle. Returns the jobs to queue.
///
/// # Errors
/// When the database is away.
pub(super) async fn file(
    tx: &mut PgConnection,
    about: &About<'_>,
    bundles: &[Bundle<'_>],
) -> sqlx::Result<Vec<Order>> {
    if bundles.is_empty() {
        return Ok(Vec::new());
    }
    let clearance = about.clearance;
    let openings: Vec<Opening> = bundles.iter().map(|bundle| opening(about, bundle)).collect();
    let cases = open_or_join(tx, &openings, about.now).await?;
    let is_told = clearance.is_none() && notice::is_told_at_once(about.policy, about.tell.owner);
    let telling = is_told.then(|| Telling::begin(about.policy, about.now));
    let happenings = happenings(about, telling.as_ref());
    store::reports(tx, about, &filed(about, bundles, &cases, telling.as_ref(), happenings.len())).await?;
    store::addresses(tx, &Addresses::new(bundles, about.now), about.now).await?;
    rename_joined(tx, about, bundles, &cases).await?;
    store::events(tx, &events(bundles, &happenings, about.now)?, clearance, about.now).await?;
    refer(tx, about, &cases).await?;
    let Some(telling) = telling else { return Ok(Vec::new()) };
    let orders = bundles.iter().map(|bundle| tell(bundle, &telling)).collect::<sqlx::Result<Vec<_>>>()?;
    Ok(orders.into_iter().flatten().collect())
}

/// Names the cases anew that reports joined with more hosts than the one that they have in common.
async fn rename_joined(
    tx: &mut PgConnection,
    about: &About<'_>,
    bundles: &[Bundle<'_>],
    cases: &[Opened],
) -> sqlx::Result<()> {
    let grown = bundles.iter().zip(cases).filter(|(bundle, case)| !case.is_new && bundle.hosts() > 1);
    for (_, case) in grown {
        rename(tx, about.policy, case.case_id).await?;
    }
    Ok(())
}

fn opening(about: &About<'_>, bundle: &Bundle<'_>) -> Opening {
    Opening {
        account_id: bundle.key.account_id,
        category: about.category,
        title: bundle.title(about.category, about.policy),
        host: bundle.host(),
        severity: about.policy.severity,
        clearance: about.clearance,
        due_at: deadline::after(about.now, about.policy.decide_hours),
        policy_version: about.policy_version.to_owned(),
        reference: bundle.reference.to_string(),
        url_hashes: bundle.found.iter().map(|found| url_hash(found.url)).collect(),
    }
}

/// What the timeline of each report begins with, after its arrival.
fn happenings(about: &About<'_>, telling: Option<&Telling>) -> Vec<Happening> {
    let referred = referred_to(about).map(|to| Happening::Referred { to, reason: String::new() });
    let told = telling.map(Telling::happening);
    referred.chain(told).collect()
}

/// To whom every case of the category has to be referred.
fn referred_to(about: &About<'_>) -> impl Iterator<Item = Recipient> {
    about.policy.refer.iter().copied().filter_map(|party: Party| Recipient::of(party))
}

fn filed(
    about: &About<'_>,
    bundles: &[Bundle<'_>],
    cases: &[Opened],
    telling: Option<&Telling>,
    later: usize,
) -> Filed {
    let told = telling.and_then(|telling| ReportState::Received.after(telling.event()).ok());
    Filed {
        state: told.unwrap_or(ReportState::Received),
        told_at: telling.map(|_| about.now),
        due_at: telling.and_then(|telling| telling.until),
        version: i32::try_from(1 + later).unwrap_or(i32::MAX),
        account_ids: bundles.iter().map(|bundle| bundle.key.account_id).collect(),
        report_ids: bundles.iter().map(|bundle| bundle.key.report_id).collect(),
        references: bundles.iter().map(|bundle| bundle.reference.to_string()).collect(),
        case_ids: cases.iter().map(|case| case.case_id).collect(),
        hosts: bundles.iter().map(Bundle::host).collect(),
        zone_ids: bundles.iter().map(Bundle::zone_id).collect(),
        address_counts: bundles.iter().map(Bundle::size).collect(),
    }
}

fn events(bundles: &[Bundle<'_>], later: &[Happening], now: Timestamp) -> sqlx::Result<Events> {
    let mut events = Events::default();
    for bundle in bundles {
        let received = Happening::Received { addresses: bundle.size().unsigned_abs() };
        events.push(bundle.key, 1, (Actor::Reporter, &received), now)?;
        for (version, happening) in (2..).zip(later) {
            events.push(bundle.key, version, (Actor::Portal, happening), now)?;
        }
    }
    Ok(events)
}

/// Opens the referrals that the category demands. A case that was joined has its own already.
async fn refer(tx: &mut PgConnection, about: &About<'_>, cases: &[Opened]) -> sqlx::Result<()> {
    let by = By { actor: Actor::Portal, user_id: None, name: None, at: about.now };
    for case in cases.iter().filter(|case| case.is_new) {
        for to in referred_to(about) {
            referrals::open(tx, case.case_id, to, about.clearance, &by).await?;
        }
    }
    Ok(())
}

/// The notice to the owner, and the alarm for the owner's deadline, where there is one.
fn tell(bundle: &Bundle<'_>, telling: &Telling) -> sqlx::Result<Vec<Order>> {
    let notice = WriteLetters::of(Occasion::OwnerNotice { report: bundle.key });
    let mut orders = vec![Order::now(&notice)?];
    if let Some(until) = telling.until {
        let alarm = OwnerDeadline { report: bundle.key };
        orders.push(Order::now(&alarm)?.at(until).keyed(notice::alarm_key(bundle.key)));
    }
    Ok(orders)
}
