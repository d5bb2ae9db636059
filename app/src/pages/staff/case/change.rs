//! Sorting a case: what it is, where it lies, what belongs to it, whether it is over.

use domain::account::Tier;
use domain::case::{self, CaseState};
use domain::category::Severity;
use leptos::prelude::*;

use super::forms::{SeenFields, is_open, or};
use super::talk::reporter;
use super::{CaseView, withdrawn};
use crate::components::{Audience, Button, Fold, PostButton, PostForm, Select, Text, TextArea};
use crate::links::{self, CaseStep, Href};
use crate::words;

fn to(view: &CaseView, step: CaseStep) -> Href {
    links::case_step(view.head.number, step)
}

/// All of it, as far as the case's state allows.
pub(super) fn changes(view: &CaseView) -> impl IntoView + use<> {
    let works = matches!(view.head.state, CaseState::Open | CaseState::Decided);
    let working = works.then(|| {
        view! {
            {classify(view)}
            {escalate(view)}
            {join(view)}
            {split(view)}
        }
    });
    view! {
        <section class="stack tight" aria-labelledby="sort">
            <h2 id="sort">"Sort this case"</h2>
            {working}
            {end_links(view)}
            {end(view)}
        </section>
    }
}

fn classify(view: &CaseView) -> impl IntoView + use<> {
    let form = &view.forms.classify;
    let (to, seen, open) = (to(view, CaseStep::Classify), view.seen, is_open(form));
    let categories: Vec<_> =
        view.categories.iter().map(|(category, word)| (category.to_string(), word.clone())).collect();
    let severities: Vec<_> = Severity::ALL
        .iter()
        .map(|severity| (severity.to_string(), words::priority(*severity).word().to_owned()))
        .collect();
    let category = or(form, "category", view.head.category.as_str());
    let severity = or(form, "severity", view.head.severity.as_str());
    let hint = if view.head.clearance.is_some() {
        "Another category brings its own clock and rules. One that restricts nothing may open the case to all staff; a page tells you what they see then, and asks why."
    } else {
        "Another category brings its own clock and rules. Where it tells owners at once, a page first names who is written to. Child abuse restricts the case and opens a referral to NCMEC, after a page that asks you why."
    };
    view! {
        <Fold id="classify" title="Category and priority" is_open=open>
            <PostForm to=to class="stack tight">
                <SeenFields of=seen />
                <Select state=category label="Category" options=categories hint=hint />
                <Select state=severity label="Priority" options=severities />
                <div><Button words="Set category and priority" is_small=true /></div>
            </PostForm>
        </Fold>
    }
}

/// Not offered where its category keeps it with the tier at which it lies.
fn escalate(view: &CaseView) -> Option<impl IntoView + use<>> {
    let form = &view.forms.escalate;
    let (to, seen, open) = (to(view, CaseStep::Escalate), view.seen, is_open(form));
    let here = view.head.tier;
    let tiers: Vec<_> = Tier::ALL
        .iter()
        .filter(|tier| **tier != here && case::may_lie_with(**tier, view.restricts))
        .map(|tier| (tier.to_string(), words::tier(*tier).to_owned()))
        .collect();
    if tiers.is_empty() {
        return None;
    }
    let hint = if view.head.clearance.is_some() {
        "Its staff are told by mail. Passed on, the case is seen by all staff; a page asks you first."
    } else {
        "Its staff are told by mail. What goes to child safety is seen by cleared staff alone from then on; a page asks you first."
    };
    let (tier, reason) = (form.field("tier"), form.field("reason"));
    Some(view! {
        <Fold id="escalate" title="Pass to another tier" audience=Audience::Staff is_open=open>
            <PostForm to=to class="stack tight">
                <SeenFields of=seen />
                <Select state=tier label="To" options=tiers hint=hint />
                <TextArea state=reason label="Why" rows=2 />
                <div><Button words="Pass to this tier" is_small=true /></div>
            </PostForm>
        </Fold>
    })
}

fn join(view: &CaseView) -> impl IntoView + use<> {
    let form = &view.forms.join;
    let (to, seen, open, state) = (to(view, CaseStep::Join), view.seen, is_open(form), form.field("number"));
    view! {
        <Fold id="join" title="Join with another case" is_open=open>
            <PostForm to=to class="stack tight">
                <SeenFields of=seen />
                <Text state=state label="Number of the other case" is_short=true
                    hint="The older case goes on with the reports of both. Every event and letter stays." />
                <div><Button words="Join them" is_small=true /></div>
            </PostForm>
        </Fold>
    }
}

/// Splitting needs a report to leave and one to stay.
fn split(view: &CaseView) -> Option<impl IntoView + use<>> {
    if view.reports.len() < 2 {
        return None;
    }
    let form = &view.forms.split;
    let (to, seen, open) = (to(view, CaseStep::Split), view.seen, is_open(form));
    let error = form.error_of("report").map(str::to_owned);
    let kept: Vec<_> = form.values_of("report").map(str::to_owned).collect();
    let ticks = view.reports.iter().enumerate().map(|(at, report)| {
        let id = if at == 0 { "split-report".to_owned() } else { format!("split-report-{at}") };
        let reference = report.reference.clone();
        let is_kept = kept.contains(&reference);
        let label = format!("{reference}, {}", reporter(report));
        view! {
            <div class="check">
                <input type="checkbox" id=id.clone() name="report" value=reference checked=is_kept />
                <label for=id>{label}</label>
            </div>
        }
    });
    let (ticks, is_invalid) = (ticks.collect_view(), error.is_some());
    Some(view! {
        <Fold id="split" title="Split reports off" is_open=open>
            <PostForm to=to class="stack tight">
                <SeenFields of=seen />
                <fieldset class="field" data-invalid=is_invalid>
                    <legend>"Into a case of their own"</legend>
                    {error.map(|error| view! { <p class="error"><span>{error}</span></p> })}
                    {ticks}
                </fieldset>
                <div><Button words="Split them off" is_small=true /></div>
            </PostForm>
        </Fold>
    })
}

/// For links in wrong hands; a lead's alone.
fn end_links(view: &CaseView) -> Option<impl IntoView + use<>> {
    let may = view.me.is_lead && view.head.state != CaseState::Merged;
    let (to, seen) = (to(view, CaseStep::EndLinks), view.seen);
    may.then(|| {
        view! {
            <Fold id="end-links" title="End the reporters’ links" audience=Audience::Staff>
                <div class="stack tight">
                    <p>"For a link that is in wrong hands. No link opens these reports then; a reporter who left an address can ask for a new one by it."</p>
                    <PostButton to=to words="End the links" is_small=true><SeenFields of=seen /></PostButton>
                </div>
            </Fold>
        }
    })
}

/// Closing it, or opening it again.
fn end(view: &CaseView) -> Option<AnyView> {
    let form = &view.forms.close;
    let (seen, open, reason) = (view.seen, is_open(form), form.field("reason"));
    let closing = matches!(view.head.state, CaseState::Open | CaseState::Decided) && view.is_all_decided();
    // Of what was taken back nothing is left that could be decided anew.
    let reopening =
        matches!(view.head.state, CaseState::Decided | CaseState::Closed) && !withdrawn::is_over(view);
    let closing = closing.then(|| {
        let (to, reason) = (to(view, CaseStep::Close), reason.clone());
        view! {
            <Fold id="close" title="Close the case" audience=Audience::Staff is_open=open>
                <PostForm to=to class="stack tight">
                    <SeenFields of=seen />
                    <p class="muted">"It leaves the queues and its clock ends. Nothing is sent, and what is in force stays."</p>
                    <TextArea state=reason label="Why" rows=2 is_optional=true />
                    <div><Button words="Close it" is_small=true /></div>
                </PostForm>
            </Fold>
        }
    });
    let reopening = reopening.then(|| {
        let mut reason = reason;
        reason.id = format!("{}-again", reason.id);
        let to = to(view, CaseStep::Reopen);
        view! {
            <Fold id="reopen" title="Open the case again" audience=Audience::Everyone is_open=open>
                <PostForm to=to class="stack tight">
                    <SeenFields of=seen />
                    <TextArea state=reason label="Why" rows=2 hint="Reporters and owners see it on their pages." />
                    <div><Button words="Open it again" is_small=true /></div>
                </PostForm>
            </Fold>
        }
    });
    Some(view! { {closing}{reopening} }.into_any())
}
