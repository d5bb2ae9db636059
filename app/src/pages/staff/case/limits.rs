//! What is in force: what this case put there, which can be lifted here, and what others did.

use domain::decision::LimitScope;
use leptos::prelude::*;

use super::CaseView;
use super::forms::{Form, SeenFields, is_open};
use crate::components::{Button, Card, Hidden, Pager, PostForm, Style, TextArea};
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
    let own: Vec<_> = shown.iter().map(|limit| own(view, limit)).collect();
    let others: Vec<_> = view.facts.others.iter().map(|limit| other(view, limit)).collect();
    let page =
        |from: u32| -> Href { links::case(view.head.number).with("limits", &from.to_string()).at("limits") };
    let newer = (from > 0).then(|| page(from.saturating_sub(Limits::SHOWN)));
    let older = (from + Limits::SHOWN < count).then(|| page(from + Limits::SHOWN));
    let pager = (newer.is_some() || older.is_some()).then(|| {
        let summary = format!("{count} by this case");
        view! { <div class="body"><Pager summary=summary newer=newer older=older /></div> }
    });
    Some(view! {
        <Card id="limits" title="In force">
            <ul class="linked">{own}{others}</ul>
            {pager}
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

fn own(view: &CaseView, limit: &Limit) -> impl IntoView + use<> {
    let lift = view.me.may_decide.then(|| lift(view, limit));
    view! { <li><span>{target(limit)}</span><span>{since(view, limit)}</span>{lift}</li> }
}

fn other(view: &CaseView, limit: &Limit) -> impl IntoView + use<> {
    let (to, name) = (links::case(limit.case), format!("Case {}", limit.case));
    view! {
        <li><span>{target(limit)}</span><span>{since(view, limit)}</span><span>"By "<a href=to>{name}</a></span></li>
    }
}

fn lift(view: &CaseView, limit: &Limit) -> impl IntoView + use<> {
    let form = &view.forms.lift;
    let is_this = form.value("limit") == limit.mitigation_id.to_string();
    let (to, seen) = (links::case_step(view.head.number, CaseStep::Lift), view.seen);
    let mut state = if is_this { form.field("reason") } else { Form::within("lift").field("reason") };
    if !is_this {
        state.id = format!("lift-{}", limit.mitigation_id);
    }
    let (open, id) = (is_this && is_open(form), limit.mitigation_id.to_string());
    view! {
        <details open=open>
            <summary class="button small quiet">"Lift it"</summary>
            <PostForm to=to class="stack tight">
                <SeenFields of=seen />
                <Hidden name="limit" value=id />
                <TextArea state=state label="Why" rows=2 hint="Reporters and owners see it on their pages." />
                <div><Button words="Lift the limit" is_small=true /></div>
            </PostForm>
        </details>
    }
}
