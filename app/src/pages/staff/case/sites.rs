//! The sites of a case: where their content lies, and whether it is the first time.

use leptos::prelude::*;

use crate::components::Fact;
use crate::pages::staff::desk::several;
use crate::pages::staff::queue::host;
use crate::pages::staff::record::{Site, Sites};
use crate::words;

/// How many are listed before the rest is folded.
const LISTED: usize = 5;

/// How many are told apart in the history.
const TOLD_APART: usize = 3;

/// One site with what we do for it, or several in a list, each with its origin.
pub(super) fn facts(sites: &Sites) -> Option<AnyView> {
    if let [site] = &*sites.shown {
        let origin = site.origin.clone();
        let origin =
            origin.map(|origin| view! { <Fact name="Origin"><span class="id">{origin}</span></Fact> });
        let (name, service) = (host(&site.host), words::service(site.service));
        return Some(view! { <Fact name="Site" note=service><bdi>{name}</bdi></Fact>{origin} }.into_any());
    }
    let (first, rest) = sites.shown.split_at(sites.shown.len().min(LISTED));
    let unread = sites.count.saturating_sub(sites.shown.len());
    let unread = (unread > 0).then(|| view! { <li>{format!("and {unread} more")}</li> });
    let more = sites.count.saturating_sub(first.len());
    let rest = (more > 0).then(|| {
        let rows = rest.iter().map(line).collect_view();
        view! { <details><summary>{format!("{more} more")}</summary><ul class="plain">{rows}{unread}</ul></details> }
    });
    let rows = first.iter().map(line).collect_view();
    (!first.is_empty())
        .then(|| view! { <Fact name="Sites"><ul class="plain">{rows}</ul>{rest}</Fact> }.into_any())
}

fn line(site: &Site) -> impl IntoView + use<> {
    let (name, service) = (host(&site.host), words::service(site.service));
    let origin = site.origin.clone();
    let origin = origin.map(|origin| view! { ", origin "<span class="id">{origin}</span> });
    view! { <li><bdi>{name}</bdi>" "<small>{service}{origin}</small></li> }
}

/// What speaks for or against a limit that reaches further than the reported addresses.
pub(super) fn ladder(sites: &Sites) -> String {
    let rule = "The whole site, or every site of the account, only if it happens again and again.";
    let earlier = sites.shown.iter().filter(|site| site.earlier > 0).count();
    let history = if sites.shown.len() > TOLD_APART {
        let of = if sites.count > sites.shown.len() { "the first " } else { "" };
        let (all, first) = (sites.shown.len(), sites.shown.len() - earlier);
        let seen = if sites.shown.iter().all(|site| site.is_whole) {
            ""
        } else {
            ", as far as the newest reports of each tell"
        };
        format!("Of {of}{all} sites, {first} had no warning and no limit in another case{seen}.")
    } else {
        sites.shown.iter().map(before).collect::<Vec<_>>().join(" ")
    };
    format!("{rule} {history}")
}

fn before(site: &Site) -> String {
    let name = host(&site.host);
    let earlier = u64::try_from(site.earlier).unwrap_or_default();
    let cases = several(earlier, "other case", "other cases");
    match (earlier, site.is_whole) {
        (0, true) => {
            format!("No other case about {name} led to a warning or a limit: this is the first time.")
        }
        (0, false) => format!(
            "None of the last {} reports of {name} in other cases led to a warning or a limit; earlier ones were not looked at.",
            Site::LOOKED_AT,
        ),
        (_, true) => format!("{cases} about {name} led to a warning or a limit."),
        (_, false) => format!("At least {cases} about {name} led to a warning or a limit."),
    }
}
