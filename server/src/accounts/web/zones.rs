//! The sites.

use std::collections::HashMap;

use app::frame::CustomerPlace;
use app::links;
use app::pages::customer::zones::{Page as Shown, Zone as Row, Zones, ZonesProps};
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use crate::access::Person;
use crate::accounts::around::{Visit, around};
use crate::accounts::zones::{self, COUNTED, Cursor, Limited, Page, Zone};
use crate::database::Member;
use crate::http::{Problem, Query, Said, render};
use crate::portal::Portal;

/// How many sites a page shows.
const SIZE: usize = 50;
/// Sites are counted to this.
const COUNT: i64 = 10_000;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Parameters {
    text: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

/// Shows a page of the sites.
pub(crate) async fn show(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Query(parameters): Query<Parameters>,
    Said(flash): Said,
) -> Result<Response, Problem> {
    let text = parameters.text.unwrap_or_default().trim().to_lowercase();
    let cursor = match (parameters.after, parameters.before) {
        (Some(host), _) => Cursor::After(host),
        (None, Some(host)) => Cursor::Before(host),
        (None, None) => Cursor::First,
    };
    let mut tx = portal.database.begin(&member).await?;
    let visit = Visit { portal: &portal, person: &person, place: CustomerPlace::Zones, flash };
    let around = around(&mut tx, visit).await?;
    let page = zones::page(&mut tx, &text, cursor, SIZE).await?;
    let limited = zones::limited(&mut tx, &page.zones).await?;
    let count = zones::count(&mut tx, COUNT).await?;
    let account = member.account_id;
    let page = shown(account, page, &limited, text, count);
    Ok(render::page(|| Zones(ZonesProps { around, account, page })))
}

fn shown(account: Uuid, page: Page, limited: &HashMap<String, Limited>, text: String, count: u64) -> Shown {
    let list = || {
        let list = links::account_zones(account);
        if text.is_empty() { list } else { list.with("text", &text) }
    };
    let (back, on) = (page.back, page.on);
    Shown {
        summary: summary(count),
        back: back.map(|host| list().with("before", &host)),
        on: on.map(|host| list().with("after", &host)),
        zones: page.zones.into_iter().map(|zone| row(zone, limited)).collect(),
        text: text.clone(),
    }
}

fn summary(count: u64) -> String {
    match count {
        1 => "1 site".to_owned(),
        count if count >= COUNT.unsigned_abs() => format!("More than {} sites", COUNT - 1),
        count => format!("{count} sites"),
    }
}

fn row(zone: Zone, limited: &HashMap<String, Limited>) -> Row {
    let Zone { host, service, since, reported_at, open } = zone;
    let open = if open > COUNTED.unsigned_abs() { format!("{COUNTED}+") } else { open.to_string() };
    let limited = limited.get(&host).copied();
    Row { host, service, since, limited, reported_at, open }
}
