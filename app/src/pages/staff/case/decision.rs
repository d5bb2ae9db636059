//! The first step of a decision: what, how far, why. The second shows what everybody is told.

use domain::case::CaseState;
use domain::decision::{DecisionKind, DeclineReason, LimitScope, Response};
use domain::referral::Recipient;
use leptos::prelude::*;

use super::forms::{SeenFields, or};
use super::{CaseView, Waiting, sites, withdrawn};
use crate::components::{Button, ButtonKind, Choice, PostForm, RadioCards, Select, Text, TextArea};
use crate::links::{self, CaseStep};
use crate::words;

/// The form; nothing where the case is over, and a line where it lies with another tier.
pub(super) fn decision(view: &CaseView) -> Option<AnyView> {
    let decides = matches!(view.head.state, CaseState::Open | CaseState::Decided);
    if !decides || withdrawn::is_over(view) {
        return None;
    }
    if !view.me.may_decide {
        let tier = words::tier(view.head.tier);
        return Some(
            view! {
                <section class="card decision" id="decision">
                    <header><h2>"Decision"</h2></header>
                    <div class="body"><p>"This case lies with: "{tier}". This step is theirs."</p></div>
                </section>
            }
            .into_any(),
        );
    }
    let (to, seen, kinds) =
        (links::case_step(view.head.number, CaseStep::Preview), view.seen, kinds(view).into_any());
    let reason = view.forms.decide.field("reason");
    let waiting = Waiting::of(&view.reports, view.desk.reader).notice();
    let (readers, hint) = readers(view.may_tell_owner && view.head.clearance.is_none());
    Some(
        view! {
            <PostForm to=to class="card decision" id="decision">
                <header><h2>"Decision"</h2><span>"Nothing leaves before you press the last button"</span></header>
                <div class="body stack loose">
                    <SeenFields of=seen />
                    {waiting}
                    <div class="tiles options">
                        {kinds}
                        <TextArea state=reason label=readers rows=12 hint=hint />
                    </div>
                </div>
                <footer><Button words="See what everybody is told" kind=ButtonKind::Primary /></footer>
            </PostForm>
        }
        .into_any(),
    )
}

/// Whom the reason of a decision is for, as its label and hint say it.
fn readers(owner_reads: bool) -> (&'static str, &'static str) {
    if owner_reads {
        (
            "Reason, for the owner and the reporters",
            "Both read it as you write it; of a referral the reporters alone. Say nothing of who reported.",
        )
    } else {
        (
            "Reason, for the reporters and the file",
            "Each reporter reads it as you write it, in a letter or on their status page. No owner reads it.",
        )
    }
}

fn kinds(view: &CaseView) -> impl IntoView + use<> {
    let state = view.forms.decide.field("kind");
    let hint = match view.response {
        Response::Voluntary => "We may act on our own about this category.",
        Response::ForwardOnly => "We pass reports of this category on and do not act by ourselves.",
        Response::OrderRequired => {
            "We limit access for this category only on the order of a court or an authority."
        }
    };
    let choices: Vec<_> = DecisionKind::ALL
        .iter()
        .filter(|kind| is_offered(view, **kind))
        .map(|kind| choice(view, *kind))
        .collect();
    view! { <RadioCards state=state label="What do we do?" hint=hint choices=choices /> }
}

fn is_offered(view: &CaseView, kind: DecisionKind) -> bool {
    match kind {
        DecisionKind::Forward => view.may_tell_owner,
        DecisionKind::Warn => view.may_tell_owner && view.response != Response::ForwardOnly,
        DecisionKind::Limit => view.response != Response::ForwardOnly,
        DecisionKind::Decline | DecisionKind::Refer => true,
    }
}

fn choice(view: &CaseView, kind: DecisionKind) -> Choice {
    let (words, hint) = match kind {
        DecisionKind::Forward => (
            "Leave it to the owner",
            "We take no step ourselves; the owner has the report, and the reporter is told so",
        ),
        DecisionKind::Warn => ("Warn the owner", "Nothing is limited; the next time counts more"),
        DecisionKind::Limit => ("Limit access", "Traffic stops for what you choose"),
        DecisionKind::Decline => (
            "Decline",
            "We take no step, for a reason that the reporter is told with what they can do. It ends nothing else: the case is decided, and closed apart",
        ),
        DecisionKind::Refer => (
            "Refer",
            "Somebody else can act; a referral is opened. The owner is told neither of it nor why, only that we take no step for this report",
        ),
    };
    let choice = Choice::new(kind.as_str(), words).hint(hint);
    match kind {
        DecisionKind::Limit => choice.more(reach(view)),
        DecisionKind::Decline => choice.more(reasons(view)),
        DecisionKind::Refer => choice.more(recipients(view)),
        DecisionKind::Forward | DecisionKind::Warn => choice,
    }
}

fn reach(view: &CaseView) -> impl IntoView + use<> {
    let form = &view.forms.decide;
    let scopes: Vec<_> = LimitScope::ALL
        .iter()
        .map(|scope| (scope.to_string(), words::capital(words::limit_scope(*scope))))
        .collect();
    let (scope, order) = (form.field("scope"), form.field("order"));
    let ladder = sites::ladder(&view.facts.sites);
    let needs_order = view.response == Response::OrderRequired;
    view! {
        <Select state=scope label="How far" options=scopes hint=ladder />
        <Text state=order label="Reference of the order" is_short=true is_optional=!needs_order
            hint="Who ordered it, and its number or date." />
    }
}

fn reasons(view: &CaseView) -> impl IntoView + use<> {
    let reasons: Vec<_> = DeclineReason::ALL
        .iter()
        .map(|reason| {
            (
                reason.to_string(),
                format!("{}: {}", words::decline_title(*reason), words::decline_sentence(*reason)),
            )
        })
        .collect();
    let state = view.forms.decide.field("code");
    view! { <Select state=state label="Why" options=reasons /> }
}

fn recipients(view: &CaseView) -> impl IntoView + use<> {
    let all: Vec<_> =
        view.recipients.iter().map(|to| (to.to_string(), words::capital(words::recipient(*to)))).collect();
    let goes_to_ncmec = view.recipients.contains(&Recipient::Ncmec);
    let usual = if goes_to_ncmec { Recipient::Ncmec } else { Recipient::Host };
    let state = or(&view.forms.decide, "to", usual.as_str());
    view! { <Select state=state label="To whom" options=all /> }
}
