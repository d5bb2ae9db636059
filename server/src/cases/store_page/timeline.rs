//! What happened to a case.

use app::pages::staff::record::Lens;
use domain::timeline::{CaseHappening, Happening};
use jiff_sqlx::ToSqlx as _;
use serde::Deserialize;
use uuid::Uuid;

use super::shown;
use crate::cases::lock::Seen;
use crate::cases::page::{Event, What};
use crate::database::word::word;
use crate::database::{Staff, Tx};

struct Happened {
    at: jiff_sqlx::Timestamp,
    actor: String,
    name: Option<String>,
    reference: Option<String>,
    detail: serde_json::Value,
    to_reporter: bool,
    to_owner: bool,
}

impl Happened {
    fn event(self) -> sqlx::Result<Event> {
        let row = self;
        let what = match row.reference {
            Some(reference) => What::Report {
                reference,
                happening: read::<Happening>(row.detail)?,
                to_reporter: row.to_reporter,
                to_owner: row.to_owner,
            },
            None => What::Case(read::<CaseHappening>(row.detail)?),
        };
        Ok(Event { at: row.at.to_jiff(), actor: word(&row.actor)?, name: row.name, what })
    }
}

fn read<T: for<'a> Deserialize<'a>>(detail: serde_json::Value) -> sqlx::Result<T> {
    serde_json::from_value(detail).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// The last events of a case, of cases joined into it and of its reports, oldest first.
pub(crate) async fn events(tx: &mut Tx<'_, Staff>, case_id: Uuid, lens: Lens) -> sqlx::Result<Vec<Event>> {
    let rows = sqlx::query_as!(
        Happened,
        r#"select e.at as "at!", e.actor as "actor!", e.actor_name as name, e.reference, e.detail as "detail!",
             e.to_reporter as "to_reporter!", e.to_owner as "to_owner!"
           from (
             select e.at, e.event_id, e.actor, e.actor_name, r.reference, e.detail, e.to_reporter, e.to_owner
             from reports r
             join report_events e on e.account_id = r.account_id and e.report_id = r.report_id
             where r.case_id = $1 and $2 and (not $3 or e.to_reporter) and (not $4 or e.to_owner)
             union all
             select e.at, e.event_id, case when e.actor_id is null then 'portal' else 'staff' end, e.actor_name, null, e.detail, false, false
             from case_events e
             where e.case_id = any (array(select $1 union all select j.case_id from cases j where j.joined_into = $1))
               and not $3 and not $4 and ($2 or e.kind = 'noted')
           ) e
           order by e.at desc, e.event_id desc
           limit $5"#,
        case_id,
        lens != Lens::Notes,
        lens == Lens::Reporter,
        lens == Lens::Owner,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let events = rows.into_iter().rev().map(Happened::event).collect::<sqlx::Result<_>>()?;
    without_hidden_cases(tx, events).await
}

/// Leaves out the numbers of cases that the asker may not see: that one cannot be opened tells that it is restricted.
async fn without_hidden_cases(tx: &mut Tx<'_, Staff>, mut events: Vec<Event>) -> sqlx::Result<Vec<Event>> {
    let named = events.iter_mut().filter_map(|event| match &mut event.what {
        What::Case(happening) => happening.other_case(),
        What::Report { .. } => None,
    });
    let mut named: Vec<&mut i64> = named.collect();
    if named.is_empty() {
        return Ok(events);
    }
    let numbers: Vec<i64> = named.iter().map(|number| **number).collect();
    let visible = sqlx::query_scalar!("select number from cases where number = any ($1)", &numbers)
        .fetch_all(&mut **tx)
        .await?;
    for number in &mut named {
        if !visible.contains(number) {
            **number = 0;
        }
    }
    Ok(events)
}

/// What has happened since a page was shown.
pub(crate) async fn changes(tx: &mut Tx<'_, Staff>, case_id: Uuid, seen: Seen) -> sqlx::Result<Vec<Event>> {
    let rows = sqlx::query_as!(
        Happened,
        r#"select e.at as "at!", e.actor as "actor!", e.actor_name as name, e.reference, e.detail as "detail!",
             e.to_reporter as "to_reporter!", e.to_owner as "to_owner!"
           from (
             select e.at, e.event_id, e.actor, e.actor_name, r.reference, e.detail, e.to_reporter, e.to_owner
             from reports r
             join report_events e on e.account_id = r.account_id and e.report_id = r.report_id
             where r.case_id = $1 and e.at >= $2
             union all
             select e.at, e.event_id, case when e.actor_id is null then 'portal' else 'staff' end, e.actor_name, null, e.detail, false, false
             from case_events e
             where e.case_id = $1 and e.version > $3
           ) e
           order by e.at, e.event_id
           limit $4"#,
        case_id,
        seen.at.to_sqlx(),
        seen.version,
        shown(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let events = rows.into_iter().map(Happened::event).collect::<sqlx::Result<_>>()?;
    without_hidden_cases(tx, events).await
}
