//! The sites of a case.

use uuid::Uuid;

use crate::cases::page::{Site, Sites};
use crate::database::word::word;
use crate::database::{Staff, Tx};

/// The sites that the reports of a case are about, by name, and how many other cases about each led to a warning or a limit.
pub(crate) async fn sites(tx: &mut Tx<'_, Staff>, case_id: Uuid) -> sqlx::Result<Sites> {
    let rows = sqlx::query!(
        r#"select f.host as "host!", f.service as "service!", f.origin, f.sites as "sites!",
             e.cases as "earlier!", e.reports < $3 as "is_whole!"
           from (
             select z.account_id, z.zone_id, z.host, z.service, host(z.origin_ip) as origin, count(*) over () as sites
             from zones z
             join (
               select distinct o.account_id, o.zone_id
               from reports r
               join report_zones o on o.account_id = r.account_id and o.report_id = r.report_id
               where r.case_id = $1
             ) o on o.account_id = z.account_id and o.zone_id = z.zone_id
             order by z.host, z.zone_id
             limit $2
           ) f
           cross join lateral (
             select count(distinct o.case_id) filter (where o.state in ('warned', 'limited')) as cases, count(*) as reports
             from (
               select r.case_id, r.state
               from report_zones o
               join reports r on r.account_id = o.account_id and r.report_id = o.report_id
               where o.account_id = f.account_id and o.zone_id = f.zone_id and r.case_id <> $1
               order by o.received_at desc
               limit $3
             ) o
           ) e
           order by f.host, f.zone_id"#,
        case_id,
        i64::try_from(Sites::SHOWN).unwrap_or(i64::MAX),
        Site::LOOKED_AT,
    )
    .fetch_all(&mut **tx)
    .await?;
    let count = rows.first().map_or(0, |row| row.sites);
    let sites = rows.into_iter().map(|row| {
        let service = word(&row.service)?;
        let (earlier, is_whole) = (row.earlier, row.is_whole);
        Ok(Site { host: row.host, service, origin: row.origin, earlier, is_whole })
    });
    let shown = sites.collect::<sqlx::Result<Vec<_>>>()?;
    Ok(Sites { shown, count: usize::try_from(count).unwrap_or_default() })
}
