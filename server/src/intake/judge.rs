//! What becomes of each line: ours, repeated, not ours, or no address.

use std::collections::{HashMap, HashSet};

use domain::address::{NotAnAddress, ReportedUrl};
use domain::category::Service;
use domain::list::{Line, List, Reading};
use domain::zone::candidates;
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store;
use crate::secrets::digest;

/// A customer's zone that is active now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The account it belongs to.
    pub account_id: Uuid,
    /// The zone.
    pub zone_id: Uuid,
    /// What we do for it.
    pub service: Service,
}

/// What becomes of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It becomes part of a report to the zone's account.
    Accepted(Zone),
    /// The same address stands in the line with this number.
    RepeatOf(usize),
    /// It is not on our network.
    NotOurs,
    /// It holds no address.
    NotAnAddress(NotAnAddress),
}

/// A line with what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Where it stands in the list, from 1.
    pub number: usize,
    /// What was sent.
    pub raw: String,
    /// The address in it.
    pub url: Option<ReportedUrl>,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What identifies an address, whatever its fragment.
pub(super) fn url_hash(url: &ReportedUrl) -> Vec<u8> {
    digest(url.key())
}

/// Finds out what becomes of each line that says something, in one query. What was sent before does not count: whoever types an
/// email address is not known to be its owner, and would learn what that one reported.
///
/// # Errors
/// When the database is away.
pub async fn judge(tx: &mut PgConnection, now: Timestamp, list: &List) -> sqlx::Result<Vec<Judged>> {
    let zones = zones_of(tx, now, list).await?;
    let firsts: HashMap<usize, &ReportedUrl> = list.addresses().collect();
    let judged = list.lines.iter().filter_map(|line| {
        let (url, outcome) = outcome(line, &firsts, &zones)?;
        Some(Judged { number: line.number, raw: line.raw.clone(), url: url.cloned(), outcome })
    });
    Ok(judged.collect())
}

async fn zones_of(tx: &mut PgConnection, now: Timestamp, list: &List) -> sqlx::Result<HashMap<String, Zone>> {
    let names = list.addresses().filter_map(|(_, url)| url.host().name());
    let hosts: HashSet<String> = names.flat_map(candidates).collect();
    if hosts.is_empty() {
        return Ok(HashMap::new());
    }
    store::zones(tx, &hosts.into_iter().collect::<Vec<_>>(), now).await
}

/// The longest zone that covers the address.
fn zone_of<'z>(url: &ReportedUrl, zones: &'z HashMap<String, Zone>) -> Option<&'z Zone> {
    candidates(url.host().name()?).iter().find_map(|host| zones.get(host))
}

fn outcome<'l>(
    line: &'l Line,
    firsts: &HashMap<usize, &'l ReportedUrl>,
    zones: &HashMap<String, Zone>,
) -> Option<(Option<&'l ReportedUrl>, Outcome)> {
    match &line.reading {
        Reading::Skipped(_) => None,
        Reading::NotAnAddress(reason) => Some((None, Outcome::NotAnAddress(reason.clone()))),
        Reading::RepeatOf(first) => Some((firsts.get(first).copied(), Outcome::RepeatOf(*first))),
        Reading::Address(url) => Some((Some(url), ours_or_not(url, zones))),
    }
}

fn ours_or_not(url: &ReportedUrl, zones: &HashMap<String, Zone>) -> Outcome {
    zone_of(url, zones).map_or(Outcome::NotOurs, |zone| Outcome::Accepted(zone.clone()))
}
