//! Accounts and zones, many at a time: each column is one array.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

use crate::database::{System, Tx};

/// Accounts, column by column.
#[derive(Default)]
pub(super) struct AccountColumns {
    pub(super) ids: Vec<Uuid>,
    pub(super) accounts: Vec<String>,
}

/// Zones, column by column.
#[derive(Default)]
pub(super) struct ZoneColumns {
    pub(super) ids: Vec<Uuid>,
    pub(super) accounts: Vec<String>,
    pub(super) hosts: Vec<String>,
    pub(super) contacts: Vec<Option<String>>,
    pub(super) origins: Vec<Option<String>>,
}

/// Adds the accounts that there are not yet. Returns how many.
pub(super) async fn add_accounts(
    tx: &mut Tx<'_, System>,
    columns: &AccountColumns,
    now: Timestamp,
) -> sqlx::Result<u64> {
    let added = sqlx::query!(
        "insert into accounts (account_id, external_id, name, created_at)
         select l.account_id, l.account, l.account, $3
         from unnest($1::uuid[], $2::text[]) as l (account_id, account)
         order by l.account
         on conflict (external_id) do nothing",
        &columns.ids,
        &columns.accounts,
        now.to_sqlx(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected())
}

/// A zone that went from one account to another.
pub(super) struct Moved {
    pub(super) zone: String,
    pub(super) from: String,
    pub(super) to: String,
}

/// Ends the zones that now belong to another account. Returns which.
pub(super) async fn end_moved_zones(
    tx: &mut Tx<'_, System>,
    columns: &ZoneColumns,
    now: Timestamp,
) -> sqlx::Result<Vec<Moved>> {
    sqlx::query_as!(
        Moved,
        r#"update zones as z
         set active_until = greatest($3, z.active_from + interval '1 microsecond')
         from unnest($1::text[], $2::text[]) as l (account, host)
         join accounts as a on a.external_id = l.account
         where z.host = l.host and z.active_until is null and z.account_id <> a.account_id
         returning z.host as zone, a.external_id as "to!",
           (select f.external_id from accounts f where f.account_id = z.account_id) as "from!""#,
        &columns.accounts,
        &columns.hosts,
        now.to_sqlx(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// Sets the contacts and origins that are named, of zones that stay where they are; `-` takes them away.
pub(super) async fn update_zones(tx: &mut Tx<'_, System>, columns: &ZoneColumns) -> sqlx::Result<()> {
    sqlx::query!(
        "update zones as z
         set abuse_contact = case l.contact when '-' then null else coalesce(l.contact, z.abuse_contact) end,
           origin_ip = case l.origin when '-' then null else coalesce(l.origin::inet, z.origin_ip) end
         from unnest($1::text[], $2::text[], $3::text[]) as l (host, contact, origin)
         where z.host = l.host and z.active_until is null
           and (z.abuse_contact is distinct from case l.contact when '-' then null else coalesce(l.contact, z.abuse_contact) end
             or z.origin_ip is distinct from case l.origin when '-' then null else coalesce(l.origin::inet, z.origin_ip) end)",
        &columns.hosts,
        &columns.contacts as &[Option<String>],
        &columns.origins as &[Option<String>],
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Adds the zones that are active nowhere; one that was active before begins where it ended. Returns how many.
pub(super) async fn add_zones(
    tx: &mut Tx<'_, System>,
    columns: &ZoneColumns,
    now: Timestamp,
) -> sqlx::Result<u64> {
    let added = sqlx::query!(
        "insert into zones (account_id, zone_id, host, abuse_contact, origin_ip, active_from)
         select a.account_id, l.zone_id, l.host, nullif(l.contact, '-'), nullif(l.origin, '-')::inet,
           greatest($6, (select max(z.active_until) from zones z where z.host = l.host))
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as l (zone_id, account, host, contact, origin)
         join accounts as a on a.external_id = l.account
         where not exists (select from zones z where z.host = l.host and z.active_until is null)
         order by l.host
         on conflict (host) where active_until is null do nothing",
        &columns.ids,
        &columns.accounts,
        &columns.hosts,
        &columns.contacts as &[Option<String>],
        &columns.origins as &[Option<String>],
        now.to_sqlx(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected())
}
