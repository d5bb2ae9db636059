//! What stands beside a report: the deadline, the facts, and what can follow.

use domain::category::Service;
use domain::decision::Response;
use domain::report::ReportState;
use leptos::prelude::*;

use super::super::words::own_site;
use super::{Named, Report, asks};
use crate::components::{
    Address, Card, CategoryLabel, Clock, DeadlineRing, Fact, Facts, Icon, Reader, Style, Symbol, When,
};
use crate::words::serves;

/// The time left, or that none is needed.
#[component]
pub fn Deadline(
    /// The report.
    report: Report,
    /// Who reads it.
    reader: Reader,
) -> impl IntoView {
    let clock = report.clock.filter(|clock| still_runs(report.state, clock, reader));
    let verb = if report.state == ReportState::OwnerWorking { "Done by" } else { "Answer by" };
    let body = match (clock, report.answered_at) {
        (Some(clock), _) => view! { <DeadlineRing clock=clock reader=reader verb=verb /> }.into_any(),
        (None, Some(at)) => view! {
            <p>"You answered on "<When at=at reader=reader style=Style::Weekday />". No further answer is needed."</p>
        }
        .into_any(),
        (None, None) if report.state == ReportState::Held => view! {
            <p>"The time to answer has passed. You still can, and your answer goes on record."</p>
        }
        .into_any(),
        (None, None) if asks(report.state) => view! {
            <p>"You have not answered yet. You still can, until we decide."</p>
        }
        .into_any(),
        (None, None) => view! { <p>"No answer is needed."</p> }.into_any(),
    };
    view! { <Card id="clock" title="Deadline" is_untitled=true><div class="body">{body}</div></Card> }
}

/// Whether a deadline still means something: nothing follows when that of a report which waits for an order has passed.
pub(crate) fn still_runs(state: ReportState, clock: &Clock, reader: Reader) -> bool {
    let is_over = matches!(clock, Clock::Running { due, .. } if *due < reader.now);
    state.is_undecided() && !(is_over && state == ReportState::Held)
}

/// The facts, with the reporter as far as they are named.
#[component]
pub fn About(
    /// The report.
    report: Report,
    /// Who reported.
    reporter: Option<Named>,
) -> impl IntoView {
    let others = match report.sites.saturating_sub(1) {
        0 => None,
        1 => Some("and one more site of yours".to_owned()),
        more => Some(format!("and {more} more sites of yours")),
    };
    let others = others.map(|words| view! { " "<small>{words}</small> });
    view! {
        <Card id="facts" title="Facts">
            <div class="body"><Facts>
                <Fact name="Reference"><span class="id">{report.reference}</span></Fact>
                <Fact name="Reported as"><CategoryLabel of=report.category word=report.word /></Fact>
                <Fact name="Site" note=serves(report.service)><Address of=own_site(&report.zone) />{others}</Fact>
                <Reporter named=reporter />
            </Facts></div>
        </Card>
    }
}

#[component]
fn Reporter(named: Option<Named>) -> impl IntoView {
    let Some(Named { name, email, company }) = named else {
        return view! { <Fact name="Reported by" note="They chose not to be named to you.">"Not named"</Fact> }.into_any();
    };
    let company = company.map(|company| view! { <p class="muted"><bdi>{company}</bdi></p> });
    view! { <Fact name="Reported by" note=email><p><bdi>{name}</bdi></p>{company}</Fact> }.into_any()
}

/// What can follow.
#[component]
pub fn Powers(
    /// What we do about the category by ourselves.
    response: Response,
    /// What we do for the zone.
    service: Service,
) -> impl IntoView {
    let line =
        |(symbol, words): (Symbol, &'static str)| view! { <li><Icon of=symbol /><span>{words}</span></li> };
    let lines = powers(response, service).into_iter().map(line).collect_view();
    view! {
        <Card id="powers" title="What we may do" aside=serves(service)>
            <div class="body stack">
                <ul class="bullets">{lines}</ul>
                <p class="muted">"You can answer again at any time, and somebody looks at it."</p>
            </div>
        </Card>
    }
}

/// What can follow, so that nothing comes as a surprise.
fn powers(response: Response, service: Service) -> Vec<(Symbol, &'static str)> {
    let pass = (Symbol::Forward, "Pass the report on to the company that hosts the site");
    match (response, service) {
        (Response::ForwardOnly, _) => vec![pass],
        (Response::OrderRequired, _) => {
            vec![pass, (Symbol::Gavel, "Limit access when a court or an authority orders it")]
        }
        (Response::Voluntary, Service::Registered) => vec![pass, (Symbol::Warning, "Warn you")],
        (Response::Voluntary, Service::Proxied | Service::Hosted) => vec![
            (Symbol::Warning, "Warn you"),
            (Symbol::Shield, "Limit access to the reported addresses"),
            (
                Symbol::Ban,
                "Limit access to the whole site, or to all of yours, only if it happens again and again",
            ),
        ],
    }
}
