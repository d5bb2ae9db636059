//! The queries of the queues. Each order of each view has a statement of its own, so that an index serves it from the first row to the last.

use app::pages::staff::listing::{From, Key, Listing};
use domain::account::Tier;
use domain::case::{CaseState, Order, View};
use domain::category::{Category, Severity};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

use super::queue::{COUNT_LIMIT, Counts, PAGE, Row};
use crate::database::word::word;
use crate::database::{Staff, Tx};

/// What is due within this time is due soon.
const SOON: SignedDuration = SignedDuration::from_hours(4);

/// Before and after everything there is.
const FIRST: Timestamp = Timestamp::UNIX_EPOCH;
const LAST: Timestamp = Timestamp::constant(4_102_444_800, 0);

/// What a page of a queue is asked for.
pub(super) struct Ask<'a> {
    listing: &'a Listing,
    due: (Timestamp, Timestamp),
    key: Key,
    is_backward: bool,
}

impl<'a> Ask<'a> {
    pub(super) fn new(listing: &'a Listing, now: Timestamp) -> Self {
        let due = match listing.view {
            View::Overdue => (FIRST, now),
            View::DueSoon => (now, now + SOON),
            _ => (FIRST, LAST),
        };
        let is_backward = matches!(listing.from, From::Before(_));
        let key = match listing.from {
            From::After(key) | From::Before(key) => key,
            From::Top => top(listing),
        };
        Self { listing, due, key, is_backward }
    }
}

/// A key before every row: orders by time go up, except from the newest down.
fn top(listing: &Listing) -> Key {
    if listing.order == Order::Newest {
        Key { rank: i16::MAX, at: LAST, case_id: Uuid::max() }
    } else {
        Key { rank: i16::MIN, at: FIRST, case_id: Uuid::nil() }
    }
}

struct Found {
    case_id: Uuid,
    number: i64,
    version: i32,
    title: String,
    host: String,
    category: String,
    severity: String,
    rank: i16,
    state: String,
    tier: String,
    account: Option<String>,
    assigned_to: Option<String>,
    report_count: i32,
    opened_at: jiff_sqlx::Timestamp,
    due_at: Option<jiff_sqlx::Timestamp>,
    paused_at: Option<jiff_sqlx::Timestamp>,
    changed_at: jiff_sqlx::Timestamp,
    answered_at: Option<jiff_sqlx::Timestamp>,
    returned_at: Option<jiff_sqlx::Timestamp>,
    withdrawn_at: Option<jiff_sqlx::Timestamp>,
    clearance: Option<String>,
}

/// One statement: which rows, where the page begins, in which order. Filters and limit are the same everywhere.
macro_rules! select {
    ($tx:expr, $ask:expr, $rows:literal, $begins:literal, $order:literal) => {{
        let Ask { listing, due, key, .. } = $ask;
        let asker = $tx.scope.user_id;
        sqlx::query_as!(
            Found,
            r#"with picked as (
                 select c.case_id
                 from cases c
                 where "#
                + $rows
                + r#" and "#
                + $begins
                + r#"
                   and ($1::text is null or c.category = $1)
                   and ($2::text is null or c.severity = $2)
                   and ($3::text is null or c.tier = $3)
                   and ($4::uuid is null or c.account_id = $4)
                   and ($5::text is null or c.state = $5)
                   and case $6::text
                     when 'new' then c.assigned_to is null and c.tier = 'first'
                     when 'answered' then c.answered_at is not null
                     when 'returned' then c.returned_at is not null
                     when 'escalated' then c.tier <> 'first'
                     when 'mine' then c.assigned_to = $7
                     else true
                   end
                   and (c.due_at is null or (c.due_at > $8 and c.due_at <= $9))
                   and $10::smallint is not null and $11::timestamptz is not null and $12::uuid is not null
                 order by "#
                + $order
                + r#"
                 limit $13
               )
               select c.case_id, c.number, c.version, c.title, c.host, c.category, c.severity, c.rank as "rank!", c.state, c.tier,
                 a.name as "account?", u.name as "assigned_to?", c.report_count, c.opened_at, c.due_at, c.paused_at, c.changed_at,
                 c.answered_at, c.returned_at, c.withdrawn_at, c.clearance
               from picked
               join cases c on c.case_id = picked.case_id
               left join accounts a on a.account_id = c.account_id
               left join users u on u.user_id = c.assigned_to
               order by "#
                + $order,
            listing.category.map(Category::as_str),
            listing.severity.map(Severity::as_str),
            listing.tier.map(Tier::as_str),
            listing.account,
            listing.state.map(CaseState::as_str),
            listing.view.as_str(),
            asker,
            due.0.to_sqlx(),
            due.1.to_sqlx(),
            key.rank,
            key.at.to_sqlx(),
            key.case_id,
            i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
        )
        .fetch_all(&mut **$tx)
        .await
    }};
}

/// The same rows forward and backward.
macro_rules! either_way {
    ($tx:expr, $ask:expr, $rows:literal, $on:literal, $order:literal, $back:literal, $reverse:literal) => {
        if $ask.is_backward {
            select!($tx, $ask, $rows, $back, $reverse)
        } else {
            select!($tx, $ask, $rows, $on, $order)
        }
    };
}

macro_rules! by_due {
    ($tx:expr, $ask:expr, $rows:literal) => {
        either_way!(
            $tx,
            $ask,
            $rows,
            "(c.due_at, c.case_id) > ($11, $12)",
            "c.due_at, c.case_id",
            "(c.due_at, c.case_id) < ($11, $12)",
            "c.due_at desc, c.case_id desc"
        )
    };
}

macro_rules! by_newest {
    ($tx:expr, $ask:expr, $rows:literal) => {
        either_way!(
            $tx,
            $ask,
            $rows,
            "(c.opened_at, c.case_id) < ($11, $12)",
            "c.opened_at desc, c.case_id desc",
            "(c.opened_at, c.case_id) > ($11, $12)",
            "c.opened_at, c.case_id"
        )
    };
}

macro_rules! by_severity {
    ($tx:expr, $ask:expr, $rows:literal) => {
        either_way!(
            $tx,
            $ask,
            $rows,
            "(c.rank, c.due_at, c.case_id) > ($10, $11, $12)",
            "c.rank, c.due_at, c.case_id",
            "(c.rank, c.due_at, c.case_id) < ($10, $11, $12)",
            "c.rank desc, c.due_at desc, c.case_id desc"
        )
    };
}

macro_rules! by_change {
    ($tx:expr, $ask:expr, $rows:literal) => {
        either_way!(
            $tx,
            $ask,
            $rows,
            "(c.changed_at, c.case_id) < ($11, $12)",
            "c.changed_at desc, c.case_id desc",
            "(c.changed_at, c.case_id) > ($11, $12)",
            "c.changed_at, c.case_id"
        )
    };
}

/// The rows of one page, and one more where there is one; backward pages come in reverse.
pub(super) async fn rows(tx: &mut Tx<'_, Staff>, ask: &Ask<'_>) -> sqlx::Result<Vec<Row>> {
    let found = if ask.listing.is_open_only() { open(tx, ask).await? } else { all(tx, ask).await? };
    found.into_iter().map(Found::row).collect()
}

/// The rows of each view in one order. An account's or a category's are few enough to be looked through for the view.
macro_rules! in_view {
    ($ordered:ident, $tx:expr, $ask:expr) => {
        match $ask.listing.view {
            _ if $ask.listing.account.is_some() => {
                $ordered!($tx, $ask, "c.state = 'open' and c.account_id = $4")
            }
            View::Mine => $ordered!($tx, $ask, "c.state = 'open' and c.assigned_to = $7"),
            View::Answered => $ordered!($tx, $ask, "c.state = 'open' and c.answered_at is not null"),
            View::Returned => $ordered!($tx, $ask, "c.state = 'open' and c.returned_at is not null"),
            View::Escalated => $ordered!($tx, $ask, "c.state = 'open' and c.tier <> 'first'"),
            _ if $ask.listing.category.is_some() => {
                $ordered!($tx, $ask, "c.state = 'open' and c.category = $1")
            }
            View::New => $ordered!($tx, $ask, "c.state = 'open' and c.assigned_to is null"),
            View::DueSoon | View::Overdue => {
                $ordered!($tx, $ask, "c.state = 'open' and c.due_at > $8 and c.due_at <= $9")
            }
            View::All => $ordered!($tx, $ask, "c.state = 'open'"),
        }
    };
}

async fn open(tx: &mut Tx<'_, Staff>, ask: &Ask<'_>) -> sqlx::Result<Vec<Found>> {
    match ask.listing.order {
        Order::Due => in_view!(by_due, tx, ask),
        Order::Newest => in_view!(by_newest, tx, ask),
        Order::Severity => in_view!(by_severity, tx, ask),
    }
}

async fn all(tx: &mut Tx<'_, Staff>, ask: &Ask<'_>) -> sqlx::Result<Vec<Found>> {
    match (ask.listing.account, ask.listing.category, ask.listing.state) {
        (Some(_), ..) => by_change!(tx, ask, "c.account_id = $4"),
        (None, Some(_), _) => by_change!(tx, ask, "c.category = $1"),
        (None, None, Some(_)) => by_change!(tx, ask, "c.state = $5"),
        (None, None, None) => by_change!(tx, ask, "true"),
    }
}

impl Found {
    fn row(self) -> sqlx::Result<Row> {
        let found = self;
        Ok(Row {
            case_id: found.case_id,
            number: found.number,
            version: found.version,
            title: found.title,
            host: found.host,
            category: word(&found.category)?,
            severity: word(&found.severity)?,
            rank: found.rank,
            state: word(&found.state)?,
            tier: word(&found.tier)?,
            account: found.account,
            assigned_to: found.assigned_to,
            reports: found.report_count,
            opened_at: found.opened_at.to_jiff(),
            due_at: found.due_at.map(jiff_sqlx::Timestamp::to_jiff),
            paused_at: found.paused_at.map(jiff_sqlx::Timestamp::to_jiff),
            changed_at: found.changed_at.to_jiff(),
            is_answered: found.answered_at.is_some(),
            is_returned: found.returned_at.is_some(),
            is_withdrawn: found.withdrawn_at.is_some(),
            is_restricted: found.clearance.is_some(),
        })
    }
}

/// Counts every view from its index, none beyond the limit.
pub(super) async fn counts(tx: &mut Tx<'_, Staff>, now: Timestamp) -> sqlx::Result<Counts> {
    let asker = tx.scope.user_id;
    let row = sqlx::query!(
        r#"select
             (select count(*) from (select from cases where state = 'open' and assigned_to is null and tier = 'first' limit $4) n) as "new!",
             (select count(*) from (select from cases where state = 'open' and due_at > $2 and due_at <= $3 limit $4) n) as "due_soon!",
             (select count(*) from (select from cases where state = 'open' and due_at <= $2 limit $4) n) as "overdue!",
             (select count(*) from (select from cases where state = 'open' and answered_at is not null limit $4) n) as "answered!",
             (select count(*) from (select from cases where state = 'open' and returned_at is not null limit $4) n) as "returned!",
             (select count(*) from (select from cases where state = 'open' and tier <> 'first' limit $4) n) as "escalated!",
             (select count(*) from (select from cases where state = 'open' and assigned_to = $1 limit $4) n) as "mine!",
             (select count(*) from (select from cases where state = 'open' and tier <> 'first' and tier = 'child_safety' limit $4) n) as "restricted!""#,
        asker,
        now.to_sqlx(),
        (now + SOON).to_sqlx(),
        i64::try_from(COUNT_LIMIT).unwrap_or(i64::MAX),
    )
    .fetch_one(&mut **tx)
    .await?;
    let views = [
        (View::New, row.new),
        (View::DueSoon, row.due_soon),
        (View::Overdue, row.overdue),
        (View::Answered, row.answered),
        (View::Returned, row.returned),
        (View::Escalated, row.escalated),
        (View::Mine, row.mine),
    ];
    Ok(Counts {
        views: views.into_iter().map(|(view, count)| (view, u64::try_from(count).unwrap_or(0))).collect(),
        restricted: u64::try_from(row.restricted).unwrap_or(0),
    })
}

/// The name of an account that a queue is filtered by.
pub(super) async fn account_name(tx: &mut Tx<'_, Staff>, account_id: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select name from accounts where account_id = $1", account_id)
        .fetch_optional(&mut **tx)
        .await
}
