//! What was decided, by which order and under which policy.

use leptos::prelude::*;

use super::CaseView;
use crate::components::{Card, Style};
use crate::pages::staff::happenings::verdict;
use crate::pages::staff::record::Decided;
use crate::words;

/// The decisions of the case; nothing before the first.
pub(super) fn card(view: &CaseView) -> Option<impl IntoView + use<>> {
    if view.facts.decisions.is_empty() {
        return None;
    }
    let rows: Vec<_> = view.facts.decisions.iter().map(|decided| row(view, decided)).collect();
    Some(view! { <Card id="decisions" title="Decisions"><ul class="linked">{rows}</ul></Card> })
}

fn row(view: &CaseView, decided: &Decided) -> impl IntoView + use<> {
    let Decided { kind, code, scope, order, policy, at, by } = decided.clone();
    let what = verdict(words::decision(kind), code, scope.map(|scope| words::limit_scope(scope).to_owned()));
    let when = view.desk.reader.say(at, Style::Short);
    let order = order.map(|order| view! { <span>"Order "<bdi class="id">{order}</bdi></span> });
    view! {
        <li>
            <span>{what}</span>
            <span><bdi>{by}</bdi>", "{when}</span>
            {order}
            <span>"Policy "<span class="id">{policy}</span></span>
        </li>
    }
}
