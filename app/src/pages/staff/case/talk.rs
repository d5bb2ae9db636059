//! Writing: a note among staff, and apart from it what reporters or the owner will read.

use domain::report::ReportState;
use leptos::prelude::*;

use super::CaseView;
use super::forms::{SeenFields, is_open};
use crate::components::{
    Audience, AudienceChip, Button, Fold, Notice, PostButton, PostForm, Select, TextArea, Tone,
};
use crate::letters::words::{disarm, hours};
use crate::links::{self, CaseStep};
use crate::pages::staff::record::Report;

/// A note among staff.
pub(super) fn note(view: &CaseView) -> impl IntoView + use<> {
    let (to, seen) = (links::case_step(view.head.number, CaseStep::Note), view.seen);
    let state = view.forms.note.field("text");
    view! {
        <PostForm to=to class="card" id="note">
            <header><h2>"Add a note"</h2><AudienceChip of=Audience::Staff /></header>
            <div class="body stack tight">
                <SeenFields of=seen />
                <TextArea state=state label="Note" rows=3 />
                <div><Button words="Save the note" is_small=true /></div>
            </div>
        </PostForm>
    }
}

/// The forms whose words leave the desk. Each says who reads them.
pub(super) fn outward(view: &CaseView) -> impl IntoView + use<> {
    let owner = owner(view).into_any();
    view! {
        <section class="stack tight" aria-labelledby="write">
            <h2 id="write">"Write to somebody"</h2>
            {ask(view)}
            {to_reporter(view)}
            {owner}
        </section>
    }
}

fn ask(view: &CaseView) -> impl IntoView + use<> {
    let (to, seen) = (links::case_step(view.head.number, CaseStep::Ask), view.seen);
    let form = &view.forms.ask;
    let (text, whom, open) = (form.field("text"), whom(view, form), is_open(form));
    let hint = format!(
        "Only the reporter reads it, and only we read the answer. Until then the owner’s clock and the clock of this case stand still, for {} at most.",
        hours(view.answer_hours)
    );
    let unwritten = unwritten(view);
    view! {
        <Fold id="ask" title="Ask the reporter" audience=Audience::Reporter is_open=open>
            <PostForm to=to class="stack tight">
                <SeenFields of=seen />
                {whom}
                {unwritten}
                <TextArea state=text label="Question" rows=3 hint=hint />
                <div><Button words="Send the question" is_small=true /></div>
            </PostForm>
        </Fold>
    }
}

fn to_reporter(view: &CaseView) -> impl IntoView + use<> {
    let (to, seen) = (links::case_step(view.head.number, CaseStep::WriteToReporter), view.seen);
    let form = &view.forms.to_reporter;
    let (text, whom, open) = (form.field("text"), whom(view, form), is_open(form));
    let unwritten = unwritten(view);
    view! {
        <Fold id="write-to-reporter" title="Write to the reporter" audience=Audience::Reporter is_open=open>
            <PostForm to=to class="stack tight">
                <SeenFields of=seen />
                {whom}
                {unwritten}
                <TextArea state=text label="Message" rows=3 hint="The reporter reads it. The owner of the site does not." />
                <div><Button words="Send to the reporter" is_small=true /></div>
            </PostForm>
        </Fold>
    }
}

/// Says who of the reporters gets no letter, and so may not see what is sent to them.
fn unwritten(view: &CaseView) -> Option<AnyView> {
    let is_written_to = |report: &&Report| report.reporter.as_ref().is_some_and(|by| by.is_written_to);
    let (all, unwritten) =
        (view.reports.len(), view.reports.iter().filter(|report| !is_written_to(report)).count());
    let words = match (all, unwritten) {
        (_, 0) => return None,
        (1, _) => "This reporter gets no letters: no email address was left, or letters were stopped. They see it only when they open their status page.".to_owned(),
        (all, unwritten) if all == unwritten => "None of these reporters gets letters. They see it only when they open their status pages.".to_owned(),
        (all, unwritten) => format!("{unwritten} of {all} reporters get no letters, and see it only when they open their status pages."),
    };
    Some(
        view! { <Notice tone=Tone::Warn title="Seen on the status page alone"><p>{words}</p></Notice> }
            .into_any(),
    )
}

/// What the owner reads; nothing where the case is restricted or lies with another tier.
fn owner(view: &CaseView) -> Option<AnyView> {
    if view.head.clearance.is_some() || !view.me.may_decide {
        return None;
    }
    let number = view.head.number;
    let seen = view.seen;
    let told: Vec<&Report> = view
        .reports
        .iter()
        .filter(|report| report.owner_told_at.is_some() && report.state != ReportState::Withdrawn)
        .collect();
    if !told.is_empty() {
        let to_whom = to_whom(&told);
        let to = links::case_step(number, CaseStep::WriteToOwner);
        let form = &view.forms.to_owner;
        let (text, open) = (form.field("text"), is_open(form));
        let form = view! {
            <Fold id="write-to-owner" title="Write to the owner" audience=Audience::Customer is_open=open>
                <PostForm to=to class="stack tight">
                    <SeenFields of=seen />
                    <TextArea state=text label="Message" rows=3 hint=to_whom />
                    <div><Button words="Send to the owner" is_small=true /></div>
                </PostForm>
            </Fold>
        };
        return Some(form.into_any());
    }
    view.can_tell_owner.then(|| {
        let to = links::case_step(number, CaseStep::TellOwner);
        view! {
            <Fold id="tell-owner" title="Tell the owner" audience=Audience::Customer>
                <div class="stack tight">
                    <p>"The owner has not heard of this. The notice names the addresses and the reporter’s words, and the reporter as far as they chose; the owner’s clock starts with it."</p>
                    <PostButton to=to words="Tell the owner now" is_small=true><SeenFields of=seen /></PostButton>
                </div>
            </Fold>
        }
        .into_any()
    })
}

/// Who reads a message to the owner, and about what.
fn to_whom(told: &[&Report]) -> String {
    let mut accounts: Vec<String> = told.iter().map(|report| disarm(&report.account)).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let about: Vec<&str> = told.iter().map(|report| report.reference.as_str()).collect();
    format!(
        "One letter to each owner: {}. About {}. No reporter reads it.",
        accounts.join(", "),
        about.join(", ")
    )
}

/// Which of several reporters is meant.
fn whom(view: &CaseView, form: &super::forms::Form) -> Option<impl IntoView + use<>> {
    if view.reports.len() < 2 {
        return None;
    }
    let all = (String::new(), format!("All {} reporters", view.reports.len()));
    let one = |report: &Report| {
        let is_written_to = report.reporter.as_ref().is_some_and(|by| by.is_written_to);
        let how = if is_written_to { "" } else { ", on the status page alone" };
        (report.reference.clone(), format!("{}, {}{how}", report.reference, reporter(report)))
    };
    let options: Vec<_> = std::iter::once(all).chain(view.reports.iter().map(one)).collect();
    let state = form.field("report");
    Some(view! { <Select state=state label="To" options=options /> })
}

/// Who reported, in a few words.
pub(super) fn reporter(report: &Report) -> String {
    let Some(by) = &report.reporter else { return "not known".to_owned() };
    match (&by.name, &by.email) {
        (Some(name), Some(email)) => format!("{name} ({email})"),
        (Some(name), None) => name.clone(),
        (None, Some(email)) => email.clone(),
        (None, None) => "anonymous, no email".to_owned(),
    }
}
