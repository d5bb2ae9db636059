//! Opens a case for a new report, or lets the report join the open case about the same address.

use std::collections::{HashMap, HashSet};

use domain::account::Tier;
use domain::category::{Category, Clearance, Severity};
use domain::timeline::CaseHappening;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::record::PORTAL;
use crate::ids;

/// How many locks the addresses of one account share.
const LOCKS_PER_ACCOUNT: u8 = 64;

/// What a report needs a case for. All openings of one call have the same category, severity, clearance and due time.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The account the report is against.
    pub account_id: Uuid,
    /// What is reported.
    pub category: Category,
    /// What a new case is called.
    pub title: String,
    /// Where, for lists.
    pub host: String,
    /// How urgent a new case is.
    pub severity: Severity,
    /// What staff must be cleared for.
    pub clearance: Option<Clearance>,
    /// By when staff should decide.
    pub due_at: Timestamp,
    /// The policy it is opened under.
    pub policy_version: String,
    /// What the report is quoted by.
    pub reference: String,
    /// The hashes of its addresses.
    pub url_hashes: Vec<Vec<u8>>,
}

/// The case that a report belongs to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The case.
    pub case_id: Uuid,
    /// Whether it was opened for this report.
    pub is_new: bool,
}

/// Gives each opening its case, in their order. A case that is open for the same account and category and has one of the
/// addresses is joined; reports of one address wait for each other here, so that two of them do not both open one. What staff
/// do with a case at the same moment is waited for too: a case that is no longer open then is not joined.
///
/// # Errors
/// When the database is away.
pub async fn open_or_join(
    tx: &mut PgConnection,
    openings: &[Opening],
    now: Timestamp,
) -> sqlx::Result<Vec<Opened>> {
    let Some(common) = openings.first() else { return Ok(Vec::new()) };
    wait_for_others(tx, openings).await?;
    let known = known(tx, openings, common).await?;
    let held = hold(tx, &known, common).await?;
    let known: HashMap<Uuid, Uuid> =
        known.into_iter().filter(|(_, case_id)| held.contains(case_id)).collect();
    let opened = |opening: &Opening| match known.get(&opening.account_id) {
        Some(case_id) => Opened { case_id: *case_id, is_new: false },
        None => Opened { case_id: ids::at(now), is_new: true },
    };
    let cases: Vec<Opened> = openings.iter().map(opened).collect();
    let (new, joined): (Vec<_>, Vec<_>) = openings.iter().zip(&cases).partition(|(_, case)| case.is_new);
    if !new.is_empty() {
        open(tx, &new, common, now).await?;
    }
    if !joined.is_empty() {
        join(tx, &joined, common, now).await?;
    }
    Ok(cases)
}

/// Locks the addresses until the transaction ends, always in the same order. Several addresses share a lock, so that a long list
/// takes few.
async fn wait_for_others(tx: &mut PgConnection, openings: &[Opening]) -> sqlx::Result<()> {
    let mut keys: Vec<i64> = openings.iter().flat_map(lock_keys).collect();
    keys.sort_unstable();
    keys.dedup();
    sqlx::query!("select pg_advisory_xact_lock(key) from unnest($1::bigint[]) as key", &keys)
        .execute(tx)
        .await
        .map(drop)
}

fn lock_keys(opening: &Opening) -> impl Iterator<Item = i64> {
    let (front, back) = opening.account_id.as_u64_pair();
    opening.url_hashes.iter().map(move |hash| {
        let share = hash.first().copied().unwrap_or_default() % LOCKS_PER_ACCOUNT;
        (front.rotate_left(16) ^ back ^ u64::from(share)).cast_signed()
    })
}

/// The accounts, each with a case that is open and has one of the addresses.
async fn known(
    tx: &mut PgConnection,
    openings: &[Opening],
    common: &Opening,
) -> sqlx::Result<Vec<(Uuid, Uuid)>> {
    let wanted = openings
        .iter()
        .flat_map(|opening| opening.url_hashes.iter().map(|hash| (opening.account_id, hash.clone())));
    let (accounts, hashes): (Vec<Uuid>, Vec<Vec<u8>>) = wanted.unzip();
    let rows = sqlx::query!(
        "select wanted.account_id as \"account_id!\", found.case_id
         from unnest($1::uuid[], $2::bytea[]) as wanted (account_id, url_hash)
         cross join lateral (
             select c.case_id
             from report_addresses a
             join reports r on r.account_id = a.account_id and r.report_id = a.report_id
             join cases c on c.case_id = r.case_id
             where a.account_id = wanted.account_id
                 and a.url_hash = wanted.url_hash
                 and c.state = 'open'
                 and c.category = $3
                 and c.clearance is not distinct from $4
             limit 1
         ) as found",
        &accounts,
        &hashes,
        common.category.as_str(),
        common.clearance.map(Clearance::as_str),
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.case_id)).collect())
}

/// Locks the cases, always in the same order, and returns those that may be joined once nobody else holds them.
async fn hold(
    tx: &mut PgConnection,
    known: &[(Uuid, Uuid)],
    common: &Opening,
) -> sqlx::Result<HashSet<Uuid>> {
    let case_ids: Vec<Uuid> = known.iter().map(|(_, case_id)| *case_id).collect();
    let held = sqlx::query_scalar!(
        "select case_id
         from cases
         where case_id = any ($1)
             and state = 'open'
             and category = $2
             and clearance is not distinct from $3
         order by case_id
         for update",
        &case_ids,
        common.category.as_str(),
        common.clearance.map(Clearance::as_str),
    )
    .fetch_all(tx)
    .await?;
    Ok(held.into_iter().collect())
}

async fn open(
    tx: &mut PgConnection,
    new: &[(&Opening, &Opened)],
    common: &Opening,
    now: Timestamp,
) -> sqlx::Result<()> {
    let tier = common.clearance.map_or(Tier::First, |Clearance::ChildSafety| Tier::ChildSafety);
    let rows = Rows::of(new, |_| CaseHappening::Opened, now)?;
    sqlx::query!(
        "with opened as (
             insert into cases (case_id, title, category, severity, tier, account_id, host, report_count, opened_at, due_at,
                 changed_at, version, policy_version, clearance)
             select c.case_id, c.title, $1, $2, $3, c.account_id, c.host, 1, $4, $5, $4, 1, $6, $7
             from unnest($8::uuid[], $9::text[], $10::uuid[], $11::text[]) as c (case_id, title, account_id, host)
         )
         insert into case_events (case_id, event_id, version, at, kind, detail, actor_name, clearance)
         select e.case_id, e.event_id, 1, $4, $12, e.detail, $13, $7
         from unnest($8::uuid[], $14::uuid[], $15::jsonb[]) as e (case_id, event_id, detail)",
        common.category.as_str(),
        common.severity.as_str(),
        tier.as_str(),
        now.to_sqlx(),
        common.due_at.to_sqlx(),
        common.policy_version,
        common.clearance.map(Clearance::as_str),
        &rows.case_ids,
        &rows.titles,
        &rows.account_ids,
        &rows.hosts,
        CaseHappening::Opened.kind(),
        PORTAL,
        &rows.event_ids,
        &rows.details,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// One more report in each case, or several where it is about several accounts; the earlier due time counts.
async fn join(
    tx: &mut PgConnection,
    joined: &[(&Opening, &Opened)],
    common: &Opening,
    now: Timestamp,
) -> sqlx::Result<()> {
    let happening = |opening: &Opening| CaseHappening::ReportJoined { reference: opening.reference.clone() };
    let rows = Rows::of(joined, happening, now)?;
    sqlx::query!(
        "with wanted as (
             select e.case_id, e.event_id, e.detail, row_number() over (partition by e.case_id)::integer as place
             from unnest($3::uuid[], $5::uuid[], $6::jsonb[]) as e (case_id, event_id, detail)
         ),
         joined as (
             update cases c
             set report_count = c.report_count + w.reports,
                 version = c.version + w.reports,
                 changed_at = $1,
                 due_at = least(c.due_at, $2),
                 withdrawn_at = null
             from (select case_id, max(place) as reports from wanted group by case_id) as w
             where c.case_id = w.case_id
             returning c.case_id, c.version - w.reports as version, c.clearance
         )
         insert into case_events (case_id, event_id, version, at, kind, detail, actor_name, clearance)
         select j.case_id, w.event_id, j.version + w.place, $1, w.detail ->> 'kind', w.detail, $4, j.clearance
         from joined j
         join wanted w on w.case_id = j.case_id",
        now.to_sqlx(),
        common.due_at.to_sqlx(),
        &rows.case_ids,
        PORTAL,
        &rows.event_ids,
        &rows.details,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Cases and their events as columns.
#[derive(Default)]
struct Rows {
    case_ids: Vec<Uuid>,
    account_ids: Vec<Uuid>,
    titles: Vec<String>,
    hosts: Vec<String>,
    event_ids: Vec<Uuid>,
    details: Vec<Value>,
}

impl Rows {
    fn of(
        cases: &[(&Opening, &Opened)],
        happening: impl Fn(&Opening) -> CaseHappening,
        now: Timestamp,
    ) -> sqlx::Result<Self> {
        let mut rows = Self::default();
        for (opening, case) in cases {
            let detail = serde_json::to_value(happening(opening));
            rows.details.push(detail.map_err(|error| sqlx::Error::Encode(error.into()))?);
            rows.case_ids.push(case.case_id);
            rows.account_ids.push(opening.account_id);
            rows.titles.push(opening.title.clone());
            rows.hosts.push(opening.host.clone());
            rows.event_ids.push(ids::at(now));
        }
        Ok(rows)
    }
}
