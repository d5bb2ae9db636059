//! The list as a file. It is written while it is read, so that a long one needs no memory.

use app::pages::customer::words;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use domain::policy::Policy;
use futures_util::stream::try_unfold;
use jiff::Timestamp;

use super::wish::Parameters;
use crate::access::Person;
use crate::database::Member;
use crate::http::{Problem, Query};
use crate::portal::Portal;
use crate::reports::owner::listing::{self, Cursor, Filter, Listed};
use crate::reports::spreadsheet::harmless;

/// How many reports are read at once.
const CHUNK: usize = 500;

const COLUMNS: [&str; 9] =
    ["reference", "site", "sites", "addresses", "reported_as", "status", "received", "answer_by", "answered"];

/// What is still to be written.
struct Rest {
    portal: Portal,
    member: Member,
    filter: Filter,
    next: Option<Cursor>,
}

/// Every report that the filters let through, as CSV; times are in UTC.
pub(crate) async fn file(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(&member).await?;
    let filter = parameters.wish().filter(&mut tx, &person).await?;
    drop(tx);
    let rest = Rest { portal, member, filter, next: Some(Cursor::First) };
    let body = Body::from_stream(try_unfold(rest, part));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"reports.csv\""),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, body).into_response())
}

async fn part(mut rest: Rest) -> Result<Option<(Bytes, Rest)>, Box<dyn std::error::Error + Send + Sync>> {
    let Some(cursor) = rest.next else { return Ok(None) };
    let mut tx = rest.portal.database.begin(&rest.member).await?;
    let page = listing::page(&mut tx, &rest.filter, cursor, CHUNK).await?;
    drop(tx);
    rest.next = page.older.map(Cursor::After);
    let text = write(&page.rows, cursor == Cursor::First, &rest.portal.policy)?;
    Ok(Some((text.into(), rest)))
}

fn write(rows: &[Listed], with_head: bool, policy: &Policy) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if with_head {
        writer.write_record(COLUMNS)?;
    }
    for row in rows {
        writer.write_record(cells(row, policy))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn cells(row: &Listed, policy: &Policy) -> [String; 9] {
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
    let (_, status) = words::status(row.state, row.is_lifted);
    let due = row.moments.due_at.filter(|_| row.state.is_undecided());
    [
        row.reference.clone(),
        harmless(&row.host),
        row.sites.to_string(),
        row.addresses.to_string(),
        policy.of(row.category).word.clone(),
        status.to_owned(),
        time(Some(row.received_at)),
        time(due),
        time(row.answered_at),
    ]
}
