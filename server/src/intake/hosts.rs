//! Which hosts are ours, for the box that addresses are typed into. It says no more than DNS does.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use domain::address::HostName;
use domain::lookup::{HostAnswer, HostQuestion, MAX_HOSTS};
use domain::zone::candidates;

use super::store;
use crate::database::Anybody;
use crate::http::Problem;
use crate::portal::Portal;

/// Those of the hosts that we serve. A domain that is merely registered with us does not count: DNS does not show that.
pub async fn ours(
    State(portal): State<Portal>,
    question: Result<Json<HostQuestion>, JsonRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Json(HostQuestion { hosts }) = question.map_err(|_| unreadable())?;
    if hosts.len() > MAX_HOSTS {
        return Err(Problem::BadRequest(format!("Ask about at most {MAX_HOSTS} hosts at a time.")));
    }
    let names: Vec<(String, Vec<String>)> = hosts.into_iter().filter_map(named).collect();
    let wanted: HashSet<String> = names.iter().flat_map(|(_, zones)| zones).cloned().collect();
    let served = served(&portal, wanted.into_iter().collect()).await?;
    let is_ours = |zones: &[String]| zones.iter().any(|zone| served.contains(zone));
    let ours = names.into_iter().filter(|(_, zones)| is_ours(zones)).map(|(host, _)| host).collect();
    Ok(([(CACHE_CONTROL, "no-store")], Json(HostAnswer { ours })))
}

/// A host as it was spelled, with the zones it can belong to.
fn named(host: String) -> Option<(String, Vec<String>)> {
    let zones = candidates(&HostName::parse(&host).ok()?);
    Some((host, zones))
}

async fn served(portal: &Portal, zones: Vec<String>) -> sqlx::Result<HashSet<String>> {
    if zones.is_empty() {
        return Ok(HashSet::new());
    }
    let mut tx = portal.database.begin(&Anybody).await?;
    let served = store::served(&mut tx, &zones, portal.clock.now()).await?;
    tx.commit().await?;
    Ok(served.into_iter().collect())
}

fn unreadable() -> Problem {
    Problem::BadRequest("This is not a question about hosts.".to_owned())
}

#[cfg(test)]
mod tests {
    use domain::zone::ZoneHost;

    use super::*;

    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "{", "}", "[", "]", "\"", "\"", ":", ",", "{\"hosts\":[", "]}", "\"login.alderfinch.example\"", "a", ".", "example", "co.uk", "github.io", "192.0.2.1",
        "xn--", "ü", "\\u0000", "\\ud800", "null", "1", "\n", "a-label-of-just-sixty-three-characters-so-that-few-make-a-hosts",
    ];

    /// A host comes back as it was spelled, with zones that may be asked for.
    #[test]
    fn fuzz_questions() {
        let survive = |body: &str| {
            let Ok(HostQuestion { hosts }) = serde_json::from_str(body) else { return };
            for host in hosts {
                let Some((spelled, zones)) = named(host.clone()) else { continue };
                assert_eq!(spelled, host);
                assert!(
                    zones.len() < 127 && zones.iter().all(|zone| ZoneHost::parse(zone).is_ok()),
                    "{zones:?}"
                );
            }
        };
        bolero::check!().for_each(|bytes| {
            survive(&String::from_utf8_lossy(bytes));
            let spelled = crate::fuzz::spelled(bytes, PIECES);
            survive(&spelled);
            survive(&serde_json::json!({ "hosts": [spelled, String::from_utf8_lossy(bytes)] }).to_string());
        });
    }
}
