//! What is in force: what this case put there, which can be lifted here, and what others did.

use domain::decision::LimitScope;
use leptos::prelude::*;

use super::CaseView;
use super::forms::{SeenFields, is_open};
use crate::components::field::error_line;
use crate::components::{Button, Card, Pager, PostForm, Style, TextArea};
use crate::form::FieldState;
use crate::links::{self, CaseStep, Href};
use crate::pages::staff::queue::host;
use crate::pages::staff::record::{Facts, Limit, Limits};
use crate::words;

/// How much is in force, in a few words.
pub(super) fn in_force(facts: &Facts) -> String {
    match (facts.limits.count, facts.others.len()) {
        (0, 0) => "Nothing".to_owned(),
        (own, 0) => own.to_string(),
        (0, _) => "By other cases".to_owned(),
        (own, _) => format!("{own}, and more by other cases"),
    }
}

/// What this case put in force, a page at a time, and the newest of what others did.
pub(super) fn card(view: &CaseView) -> Option<impl IntoView + use<>> {
    let Limits { shown, from, count } = view.facts.limits.clone();
    if count == 0 && view.facts.others.is_empty() {
        return None;
    }
    let may_lift = count > 0 && view.me.may_decide;
    let own = shown.iter().enumerate().map(|(at, limit)| own(view, limit, may_lift.then_some(at)));
    let own = view! { <ul class="linked">{own.collect_view()}</ul> }.into_any();
    let own = if may_lift { lift(view, own).into_any() } else { own };
    let whose = if view.facts.accounts.len() > 1 { "these accounts" } else { "this account" };
    let others: Vec<_> = view.facts.others.iter().map(|limit| other(view, limit)).collect();
    let others = (!others.is_empty()).then(|| {
        let words = format!("{} by other cases of {}", others.len(), whose);
        view! { <details class="body"><summary>{words}</summary><ul class="linked">{others}</ul></details> }
    });
    let page =
        |from: u32| -> Href { links::case(view.head.number).with("limits", &from.to_string()).at("limits") };
    let newer = (from > 0).then(|| page(from.saturating_sub(Limits::SHOWN)));
    let older = (from + Limits::SHOWN < count).then(|| page(from + Limits::SHOWN));
    let pager = (newer.is_some() || older.is_some()).then(|| {
        let summary = format!("{count} by this case");
        view! { <div class="body"><Pager summary=summary newer=newer older=older /></div> }
    });
    Some(view! {
        <Card id="limits" title="Limits in force">
            {own}
            {pager}
            {others}
        </Card>
    })
}

fn target(limit: &Limit) -> AnyView {
    match limit.scope {
        LimitScope::Address => super::addresses::shown(&limit.target),
        LimitScope::Zone => host(&limit.target).into_any(),
        LimitScope::Account => limit.target.clone().into_any(),
    }
}

fn since(view: &CaseView, limit: &Limit) -> String {
    let at = view.desk.reader.say(limit.since, Style::Short);
    format!("{}, since {at}", words::limit_scope(limit.scope))
}

/// A limit of this case; it can be ticked where it may be lifted, and is where there is no other.
fn own(view: &CaseView, limit: &Limit, at: Option<usize>) -> impl IntoView + use<> {
    let (form, value) = (&view.forms.lift, limit.mitigation_id.to_string());
    let is_ticked = view.facts.limits.count == 1 || form.values_of("limit").any(|kept| kept == value);
    let name = match at {
        Some(at) => {
            let state = form.field("limit");
            let state = FieldState { id: state.option_id(at), ..state };
            tick(state, value, is_ticked, target(limit))
        }
        .into_any(),
        None => view! { <span>{target(limit)}</span> }.into_any(),
    };
    view! { <li>{name}<span>{since(view, limit)}</span></li> }
}

fn tick(state: FieldState, value: String, is_ticked: bool, words: AnyView) -> impl IntoView {
    view! {
        <div class="check">
            <input type="checkbox" id=state.id.clone() name=state.name value=value checked=is_ticked />
            <label for=state.id>{words}</label>
        </div>
    }
}

fn other(view: &CaseView, limit: &Limit) -> impl IntoView + use<> {
    let (to, name) = (links::case(limit.case), format!("Case {}", limit.case));
    view! {
        <li><span>{target(limit)}</span><span>{since(view, limit)}</span><span>"By "<a href=to>{name}</a></span></li>
    }
}

/// The form around what can be lifted: one reason for all that is ticked.
fn lift(view: &CaseView, own: AnyView) -> impl IntoView + use<> {
    let form = &view.forms.lift;
    let (to, seen) = (links::case_step(view.head.number, CaseStep::Lift), view.seen);
    let (limit, reason, open) = (form.field("limit"), form.field("reason"), is_open(form));
    let Limits { shown, count, .. } = &view.facts.limits;
    let all = (usize::try_from(*count).is_ok_and(|count| count > shown.len())).then(|| {
        let words = format!("All {count}, those on the other pages too").into_any();
        tick(form.field("all"), "yes".to_owned(), !form.value("all").is_empty(), words)
    });
    let error = error_line(&limit);
    view! {
        <PostForm to=to class="stack tight">
            <SeenFields of=seen />
            {own}
            <details class="body" open=open>
                <summary class="button small quiet">"Lift limits"</summary>
                <div class="stack tight">
                    {error}
                    {all}
                    <TextArea state=reason label="Why" rows=2
                        hint="For all that is ticked above. Each reporter and each owner gets one letter with it, which names their addresses." />
                    <div><Button words="Lift what is ticked" is_small=true /></div>
                </div>
            </details>
        </PostForm>
    }
}
