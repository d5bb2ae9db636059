//! The list of reports.

use app::components::{Filter as Offer, FilterChoice, FilterOn, ListView};
use app::frame::CustomerPlace;
use app::pages::customer::reports::{Listing, Narrowing, Reports, ReportsProps, Row};
use axum::extract::State;
use axum::response::Response;
use domain::category::Category;
use domain::owner_view::OwnerView;
use domain::policy::{OwnerNotice, Policy};
use domain::report::ReportState;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::wish::{Parameters, Wish};
use crate::access::Person;
use crate::accounts::around::{Visit, around_with};
use crate::database::Member;
use crate::http::{Problem, Query, Said, render};
use crate::portal::Portal;
use crate::reports::owner::clock::clock;
use crate::reports::owner::listing::{self, COUNTED, Listed, Page};

/// How many reports a page shows.
const SIZE: usize = 25;
/// How many zones are offered as filters; the page of the sites leads to the others.
const ZONES: i64 = 20;

/// Shows the list.
pub(crate) async fn list(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Query(parameters): Query<Parameters>,
    Said(flash): Said,
) -> Result<Response, Problem> {
    let wish = parameters.wish();
    let mut tx = portal.database.begin(&member).await?;
    let visit = Visit { portal: &portal, person: &person, place: CustomerPlace::Reports, flash };
    let counts = listing::counts(&mut tx).await?;
    let around = around_with(&mut tx, visit, listing::unanswered_of(&counts)).await?;
    let filter = wish.filter(&mut tx, &person).await?;
    let page = listing::page(&mut tx, &filter, parameters.cursor(), SIZE).await?;
    let zones = listing::first_zones(&mut tx, ZONES).await?;
    drop(tx);
    let account = member.account_id;
    let narrowing = Narrowing {
        views: views(&wish, account, &counts),
        on: on(&wish, account, &portal.policy),
        offered: offered(&wish, account, &portal, &person, zones),
        clear: Wish::of_view(wish.view).link(account),
        text: wish.text.clone().unwrap_or_default(),
        days: (day(wish.from), day(wish.to)),
        kept: without(&wish, &["text"]),
        kept_with_days: without(&wish, &["from", "to"]),
        is_untouched: counts.iter().all(|(_, count)| *count == 0),
    };
    let listing = shown(&portal, &wish, account, page, &counts);
    Ok(render::page(|| Reports(ReportsProps { around, account, narrowing, listing })))
}

fn day(day: Option<jiff::civil::Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn without(wish: &Wish, names: &[&str]) -> Vec<(&'static str, String)> {
    wish.pairs().into_iter().filter(|(name, _)| !names.contains(name)).collect()
}

fn shown(portal: &Portal, wish: &Wish, account: Uuid, page: Page, counts: &[(ReportState, u64)]) -> Listing {
    let Page { rows, newer, older, leaves_sites_out } = page;
    let link = |name: &str, key: listing::Key| wish.link(account).with(name, &key.to_string());
    let now = portal.clock.now();
    Listing {
        summary: summary(wish, rows.len(), counts),
        sites_searched: leaves_sites_out.then_some(listing::ZONES),
        newer: newer.map(|key| link("before", key)),
        older: older.map(|key| link("after", key)),
        file: wish.file(account),
        by_deadline: wish.view == OwnerView::Answer,
        rows: rows.into_iter().map(|listed| row(listed, &portal.policy, now)).collect(),
    }
}

fn row(listed: Listed, policy: &Policy, now: Timestamp) -> Row {
    Row {
        clock: clock(listed.moments, listed.state, now),
        reference: listed.reference,
        host: listed.host,
        addresses: listed.addresses,
        sites: listed.sites,
        word: policy.of(listed.category).word.clone(),
        category: listed.category,
        state: listed.state,
        is_lifted: listed.is_lifted,
        answered_at: listed.answered_at,
        received_at: listed.received_at,
    }
}

/// How much there is; with filters only what is on the page is counted.
fn summary(wish: &Wish, on_page: usize, counts: &[(ReportState, u64)]) -> String {
    let reports = |count: u64| if count == 1 { "1 report".to_owned() } else { format!("{count} reports") };
    if wish.has_filter() {
        return format!("{} on this page", reports(on_page as u64));
    }
    match count_of(wish.view, counts) {
        Some(count) => reports(count),
        None => format!("More than {COUNTED} reports"),
    }
}

/// How many reports a view shows; `None` where not all were counted.
fn count_of(view: OwnerView, counts: &[(ReportState, u64)]) -> Option<u64> {
    let limit = COUNTED.unsigned_abs();
    let of_view = || counts.iter().filter(|(state, _)| view.shows(*state)).map(|(_, count)| *count);
    of_view().all(|count| count < limit).then(|| of_view().sum())
}

fn views(wish: &Wish, account: Uuid, counts: &[(ReportState, u64)]) -> Vec<ListView> {
    let view = |view: &OwnerView| ListView {
        title: title(*view).to_owned(),
        count: count_of(*view, counts),
        to: Wish { view: *view, ..wish.clone() }.link(account),
        is_current: *view == wish.view,
    };
    OwnerView::ALL.iter().map(view).collect()
}

fn title(view: OwnerView) -> &'static str {
    match view {
        OwnerView::Answer => "Needs your answer",
        OwnerView::Open => "Open",
        OwnerView::Limited => "Warned, limited, lifted",
        OwnerView::Closed => "Closed",
        OwnerView::All => "All",
    }
}

fn on(wish: &Wish, account: Uuid, policy: &Policy) -> Vec<FilterOn> {
    let one = |name: &str, value: Option<String>, without: Wish| {
        Some(FilterOn { name: name.to_owned(), value: value?, without: without.link(account) })
    };
    let category = wish.category.map(|category| policy.of(category).word.clone());
    let all = [
        one("Reported as", category, Wish { category: None, ..wish.clone() }),
        one("Site", wish.zone.clone(), Wish { zone: None, ..wish.clone() }),
        one("From", wish.from.map(|day| day.to_string()), Wish { from: None, ..wish.clone() }),
        one("To", wish.to.map(|day| day.to_string()), Wish { to: None, ..wish.clone() }),
        one("Text", wish.text.clone(), Wish { text: None, ..wish.clone() }),
    ];
    all.into_iter().flatten().collect()
}

fn offered(wish: &Wish, account: Uuid, portal: &Portal, person: &Person, zones: Vec<String>) -> Vec<Offer> {
    let mut offered = Vec::new();
    if wish.category.is_none() {
        offered.push(Offer {
            name: "Reported as".to_owned(),
            choices: categories(wish, account, &portal.policy),
        });
    }
    if wish.zone.is_none() && !zones.is_empty() {
        let choice = |zone: String| choice(zone.clone(), Wish { zone: Some(zone), ..wish.clone() }, account);
        offered.push(Offer { name: "Site".to_owned(), choices: zones.into_iter().map(choice).collect() });
    }
    if wish.from.is_none() && wish.to.is_none() {
        let now = portal.clock.now();
        offered.push(Offer { name: "Received".to_owned(), choices: lately(wish, account, person, now) });
    }
    offered
}

fn choice(title: String, wish: Wish, account: Uuid) -> FilterChoice {
    FilterChoice { title, count: None, to: wish.link(account) }
}

/// The categories an owner can be told of.
fn categories(wish: &Wish, account: Uuid, policy: &Policy) -> Vec<FilterChoice> {
    let told =
        Category::ALL.iter().filter(|category| policy.of(**category).owner_notice != OwnerNotice::Never);
    let choice = |category: &Category| {
        let wish = Wish { category: Some(*category), ..wish.clone() };
        choice(policy.of(*category).word.clone(), wish, account)
    };
    told.map(choice).collect()
}

fn lately(wish: &Wish, account: Uuid, person: &Person, now: Timestamp) -> Vec<FilterChoice> {
    let since = |days: i64| {
        let at = now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN);
        Some(person.zone.at(at).date())
    };
    let choice =
        |days: i64| choice(format!("Last {days} days"), Wish { from: since(days), ..wish.clone() }, account);
    vec![choice(7), choice(30), choice(90)]
}
