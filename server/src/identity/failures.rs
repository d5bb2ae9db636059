//! Counts failed sign-ins: by address and network, and more generously by network alone. Whoever guesses from elsewhere keeps nobody out.

use domain::password::lock_after;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

/// How many failures of a network weigh as much as one at an address: the first pause comes after fifty.
const NETWORK_WEIGHT: u32 = 10;

/// How long without a failure it takes to forgive one, at an address and in a network (seconds).
const FORGIVEN_AFTER: (f64, f64) = (3600.0, 60.0);

/// How long a count is kept without a failure.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Whose password is tried, and from where; both are keyed hashes.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) address: Vec<u8>,
    pub(super) network: Vec<u8>,
}

/// Who has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// Nobody.
    None,
    /// This network with this address.
    Address,
    /// The whole network, for so long.
    Network(SignedDuration),
}

/// A count before or after a failure.
struct Count {
    failures: i32,
    locked_until: Option<jiff_sqlx::Timestamp>,
}

/// Counts an attempt as a failure, unless it has to wait.
pub(super) async fn count(tx: &mut PgConnection, place: &Place, now: Timestamp) -> sqlx::Result<Pause> {
    sweep(tx, now).await?;
    let (address, network) = FORGIVEN_AFTER;
    let everybody = Place { address: Vec::new(), network: place.network.clone() };
    if let Some(until) = count_one(tx, &everybody, network, NETWORK_WEIGHT, now).await? {
        return Ok(Pause::Network(until.duration_since(now)));
    }
    let locked = count_one(tx, place, address, 1, now).await?;
    Ok(if locked.is_some() { Pause::Address } else { Pause::None })
}

/// Counts one failure, and locks for a while where it is one too many. Returns until when it was locked before.
async fn count_one(
    tx: &mut PgConnection,
    place: &Place,
    forgiven_after: f64,
    weight: u32,
    now: Timestamp,
) -> sqlx::Result<Option<Timestamp>> {
    let count = add(tx, place, forgiven_after, now).await?;
    let locked = count.locked_until.map(|until| until.to_jiff()).filter(|until| *until > now);
    if locked.is_some() {
        return Ok(locked);
    }
    let lock = lock_after(count.failures.unsigned_abs() / weight);
    if let Some(until) = lock.and_then(|lock| now.checked_add(lock).ok()) {
        set_lock(tx, place, until).await?;
    }
    Ok(None)
}

async fn add(
    tx: &mut PgConnection,
    place: &Place,
    forgiven_after: f64,
    now: Timestamp,
) -> sqlx::Result<Count> {
    sqlx::query_as!(
        Count,
        "insert into sign_in_failures as f (address_hash, network_hash, failures, failed_at)
         values ($1, $2, 1, $3)
         on conflict (address_hash, network_hash) do update
         set failures = case
                 when f.locked_until > $3 then f.failures
                 else greatest(f.failures - floor(least(extract(epoch from $3 - f.failed_at)::float8 / $4, 1000))::integer, 0) + 1
             end,
             failed_at = case when f.locked_until > $3 then f.failed_at else $3 end
         returning failures, locked_until",
        place.address,
        place.network,
        now.to_sqlx() as _,
        forgiven_after,
    )
    .fetch_one(tx)
    .await
}

async fn set_lock(tx: &mut PgConnection, place: &Place, until: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update sign_in_failures
         set locked_until = $3
         where address_hash = $1 and network_hash = $2",
        place.address,
        place.network,
        until.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Takes back what was counted for an attempt that succeeded, and all that failed there before.
pub(super) async fn take_back(tx: &mut PgConnection, place: &Place) -> sqlx::Result<()> {
    sqlx::query!(
        "update sign_in_failures
         set failures = greatest(failures - 1, 0), locked_until = null
         where address_hash = '' and network_hash = $1",
        place.network,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from sign_in_failures where address_hash = $1 and network_hash = $2",
        place.address,
        place.network,
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Forgets every failure at an address.
pub(super) async fn forget(tx: &mut PgConnection, address: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("delete from sign_in_failures where address_hash = $1", address).execute(tx).await.map(drop)
}

/// Whoever sweeps at the same time takes other rows, so nobody waits.
async fn sweep(tx: &mut PgConnection, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from sign_in_failures
         where (address_hash, network_hash) in (
             select address_hash, network_hash
             from sign_in_failures
             where failed_at < $1
             order by failed_at
             limit 20
             for update skip locked)",
        (now - KEPT).to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}
