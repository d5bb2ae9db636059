//! What becomes of each line: ours, repeated, not ours, or no address.

use std::collections::{HashMap, HashSet};

use domain::address::{NotAnAddress, ReportedUrl};
use domain::category::{Category, Service};
use domain::list::{Line, List, Reading};
use domain::zone::candidates;
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{REPEAT_WINDOW, Rules, Submission, store};
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
    /// The reporter reported it before, under this reference.
    Reported(String),
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

/// What makes a report a repeat of an earlier one: same reporter, category, words and account; a site that went to another account since is
/// news to that one. Only who knows the words of the earlier report can find out that there was one.
#[derive(Clone, Debug)]
pub struct Repeats {
    /// Recognises the reporter.
    pub reporter_key: Vec<u8>,
    /// What was reported.
    pub category: Category,
    /// In which words.
    pub allegation: String,
    /// How far back it counts.
    pub since: Timestamp,
}

impl Repeats {
    /// What would be a repeat of this submission; nothing for a reporter who left no address to be recognised by.
    pub fn of(rules: &Rules, submission: &Submission) -> Option<Self> {
        Some(Self {
            reporter_key: rules.secrets.reporter_key(submission.answers.email()?),
            category: submission.category,
            allegation: submission.answers.allegation().to_owned(),
            since: rules.now - REPEAT_WINDOW,
        })
    }
}

/// What identifies an address, whatever its fragment.
pub(super) fn url_hash(url: &ReportedUrl) -> Vec<u8> {
    digest(url.key())
}

/// Finds out what becomes of each line that says something, in one query, or two where repeats count.
///
/// # Errors
/// When the database is away.
pub async fn judge(
    tx: &mut PgConnection,
    now: Timestamp,
    list: &List,
    repeats: Option<&Repeats>,
) -> sqlx::Result<Vec<Judged>> {
    let zones = zones_of(tx, now, list).await?;
    let ours = list.addresses().map(|(_, url)| url).filter(|url| zone_of(url, &zones).is_some());
    let earlier = match repeats {
        Some(repeats) => store::earlier(tx, repeats, &ours.map(url_hash).collect::<Vec<_>>()).await?,
        None => HashMap::new(),
    };
    let firsts: HashMap<usize, &ReportedUrl> = list.addresses().collect();
    let judged = list.lines.iter().filter_map(|line| {
        let (url, outcome) = outcome(line, &firsts, &zones, &earlier)?;
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
    earlier: &HashMap<(Uuid, Vec<u8>), String>,
) -> Option<(Option<&'l ReportedUrl>, Outcome)> {
    match &line.reading {
        Reading::Skipped(_) => None,
        Reading::NotAnAddress(reason) => Some((None, Outcome::NotAnAddress(reason.clone()))),
        Reading::RepeatOf(first) => Some((firsts.get(first).copied(), Outcome::RepeatOf(*first))),
        Reading::Address(url) => Some((Some(url), ours_or_not(url, zones, earlier))),
    }
}

fn ours_or_not(
    url: &ReportedUrl,
    zones: &HashMap<String, Zone>,
    earlier: &HashMap<(Uuid, Vec<u8>), String>,
) -> Outcome {
    let Some(zone) = zone_of(url, zones) else { return Outcome::NotOurs };
    match earlier.get(&(zone.account_id, url_hash(url))) {
        Some(reference) => Outcome::Reported(reference.clone()),
        None => Outcome::Accepted(zone.clone()),
    }
}
