//! The overview.

use app::frame::CustomerPlace;
use app::pages::customer::overview::{self as page, Due, Month, Overview, OverviewProps, Reached};
use axum::extract::State;
use axum::response::Response;
use domain::owner_view::OwnerView;
use domain::policy::Policy;
use domain::report::ReportState;
use jiff::Timestamp;

use crate::access::Person;
use crate::accounts::around::{Visit, around};
use crate::accounts::overview::{self, Figures, Limit, LimitedFor};
use crate::accounts::{contacts, zones};
use crate::database::{Member, Tx};
use crate::http::{Problem, Said, render};
use crate::portal::Portal;
use crate::reports::owner::clock::clock;
use crate::reports::owner::listing::{self, Cursor, Filter, Listed};

/// How many reports are shown that need an answer.
const FIRST: usize = 10;
/// Zones are counted to this.
const ZONES: i64 = 10_000;

/// Shows the overview.
pub(crate) async fn show(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Said(flash): Said,
) -> Result<Response, Problem> {
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&member).await?;
    let visit = Visit { portal: &portal, person: &person, place: CustomerPlace::Overview, flash };
    let around = around(&mut tx, visit).await?;
    let counts = listing::counts(&mut tx).await?;
    let due = listing::page(&mut tx, &to_answer(), Cursor::First, FIRST).await?;
    let limits = overview::limits(&mut tx).await?;
    let figures = overview::figures(&mut tx, now).await?;
    let zones = zones::count(&mut tx, ZONES).await?;
    let props = OverviewProps {
        around,
        account: member.account_id,
        unanswered: listing::unanswered_of(&counts),
        due: due.rows.into_iter().map(|listed| to_due(listed, &portal.policy, now)).collect(),
        limits: limits.into_iter().map(|limit| to_limit(limit, &portal.policy)).collect(),
        month: month(figures, &counts, zones),
        weeks: overview::weeks(&mut tx, now).await?,
        reached: reached(&mut tx).await?,
        may_answer: member.role.may_answer(),
    };
    Ok(render::page(|| Overview(props)))
}

/// Everything that waits for the owner.
fn to_answer() -> Filter {
    Filter {
        view: OwnerView::Answer,
        category: None,
        zones: None,
        from: Timestamp::UNIX_EPOCH,
        until: Timestamp::MAX,
        search: None,
    }
}

fn count(view: OwnerView, counts: &[(ReportState, u64)]) -> u64 {
    counts.iter().filter(|(state, _)| view.shows(*state)).map(|(_, count)| count).sum()
}

fn to_due(listed: Listed, policy: &Policy, now: Timestamp) -> Due {
    let entry = policy.of(listed.category);
    Due {
        clock: clock(listed.moments, listed.state, now),
        reference: listed.reference,
        host: listed.host,
        category: listed.category,
        word: entry.word.clone(),
        addresses: listed.addresses,
        response: entry.response,
        is_worked_on: listed.state == ReportState::OwnerWorking,
    }
}

fn to_limit(limit: Limit, policy: &Policy) -> page::Limit {
    let Limit { scope, target, since, report } = limit;
    let report = report.map(|LimitedFor { category, reference, reason }| page::LimitedFor {
        word: policy.of(category).word.clone(),
        reference,
        reason,
    });
    page::Limit { scope, target, since, report }
}

fn month(figures: Figures, counts: &[(ReportState, u64)], zones: u64) -> Month {
    #[expect(clippy::cast_possible_truncation, reason = "minutes within a lifetime")]
    let minutes = |minutes: f64| minutes.round() as i64;
    Month {
        open: count(OwnerView::Open, counts),
        with_you: count(OwnerView::Answer, counts),
        answer_minutes: figures.answer_minutes.map(minutes),
        closed: figures.closed.unsigned_abs(),
        without_action: figures.without_action.unsigned_abs(),
        sites_reported: figures.zones_reported.unsigned_abs(),
        sites: zones,
    }
}

async fn reached(tx: &mut Tx<'_, Member>) -> sqlx::Result<Reached> {
    let contact = contacts::contact(tx).await?.abuse_contact;
    Ok(Reached { contact, responders: overview::responders(tx).await? })
}
