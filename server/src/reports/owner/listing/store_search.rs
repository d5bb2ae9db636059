//! The queries of the list's search.

use uuid::Uuid;

use super::search::end_of;
use super::{Search, ZONES};
use crate::database::{Member, Tx};

/// The reports that a search finds, among the first `limit` addresses that fit, and whether it left sites out.
pub(super) async fn found(
    tx: &mut Tx<'_, Member>,
    search: &Search,
    limit: i64,
) -> sqlx::Result<(Vec<Uuid>, bool)> {
    match search {
        Search::Reference(reference) => Ok((with_reference(tx, reference).await?, false)),
        Search::Site(host) => {
            let mut zones = zones_with(tx, host).await?;
            let has_more = zones.len() > ZONES;
            zones.truncate(ZONES);
            Ok((on_site(tx, host, &zones, limit).await?, has_more))
        }
        Search::Address { host, beginnings } => Ok((at_address(tx, host, beginnings, limit).await?, false)),
    }
}

async fn with_reference(tx: &mut Tx<'_, Member>, reference: &str) -> sqlx::Result<Vec<Uuid>> {
    let account_id = tx.scope.account_id;
    sqlx::query_scalar!(
        "select report_id from reports where account_id = $1 and reference = $2",
        account_id,
        reference
    )
    .fetch_all(&mut **tx)
    .await
}

/// The first zones of the account, by name, with this in their name; one more than a search looks into.
async fn zones_with(tx: &mut Tx<'_, Member>, text: &str) -> sqlx::Result<Vec<String>> {
    let account_id = tx.scope.account_id;
    sqlx::query_scalar!(
        "select host
         from zones
         where account_id = $1 and position($2 in host) > 0
         order by host
         limit $3",
        account_id,
        text,
        i64::try_from(ZONES + 1).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await
}

async fn on_site(
    tx: &mut Tx<'_, Member>,
    host: &str,
    zones: &[String],
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let account_id = tx.scope.account_id;
    let reversed = |name: &str| name.chars().rev().collect::<String>();
    let below: Vec<String> =
        zones.iter().map(|zone| reversed(zone)).chain([reversed(&format!(".{host}"))]).collect();
    let ends: Vec<String> = below.iter().map(|below| end_of(below)).collect();
    sqlx::query_scalar!(
        r#"select report_id as "report_id!"
           from (
             (select report_id from report_addresses
              where account_id = $1 and host >= $2 and host < $3
              order by host
              limit $6)
             union
             (select a.report_id
              from unnest($4::text[], $5::text[]) as below (beginning, ending)
              cross join lateral (
                select report_id from report_addresses
                where account_id = $1 and host_reversed >= below.beginning and host_reversed < below.ending
                order by host_reversed
                limit $6) a)
           ) as found"#,
        account_id,
        host,
        end_of(host),
        &below,
        &ends,
        limit,
    )
    .fetch_all(&mut **tx)
    .await
}

async fn at_address(
    tx: &mut Tx<'_, Member>,
    host: &str,
    beginnings: &[String],
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let account_id = tx.scope.account_id;
    sqlx::query_scalar!(
        r#"select distinct report_id as "report_id!"
           from (
             select report_id, url
             from report_addresses
             where account_id = $1 and host = $2
             order by report_id desc
             limit $4
           ) as found
           where exists (select from unnest($3::text[]) as b (beginning) where starts_with(found.url, b.beginning))"#,
        account_id,
        host,
        beginnings,
        limit,
    )
    .fetch_all(&mut **tx)
    .await
}
