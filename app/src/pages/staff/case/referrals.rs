//! To whom a case was referred, and the form that says what became of it.

use domain::disclosure::Disclosure;
use domain::referral::{Recipient, ReferralState};
use domain::report::ReportState;
use leptos::prelude::*;
use uuid::Uuid;

use super::CaseView;
use super::forms::{Form, SeenFields, is_open, or};
use crate::components::{
    Badge, Button, Card, Choice, Hidden, PostForm, RadioCards, Reader, Style, Text, TextArea, Tone,
};
use crate::form::FieldState;
use crate::links::{self, CaseStep};
use crate::pages::staff::happenings::day;
use crate::pages::staff::record::{Filed, Referral, Report, Seen};
use crate::words;

/// A referral that waits for its form.
#[derive(Clone, Debug)]
pub(in crate::pages::staff) struct Waiting {
    /// Its case.
    pub(in crate::pages::staff) number: i64,
    /// What the page knew of the case.
    pub(in crate::pages::staff) seen: Seen,
    /// Which.
    pub(in crate::pages::staff) referral_id: Uuid,
    /// To whom.
    pub(in crate::pages::staff) to: Recipient,
    /// What of who reported may be passed on, as a sentence.
    pub(in crate::pages::staff) may_know: String,
}

/// What of who reported a case may be passed on, where its reports are not at hand.
pub(in crate::pages::staff) fn may_know_at_most(to: Recipient) -> String {
    match to {
        Recipient::Police | Recipient::Registrar => NOBODY.to_owned(),
        Recipient::Ncmec | Recipient::Host => {
            "Pass on who reported it only where they agreed to that; the case says who did.".to_owned()
        }
    }
}

const NOBODY: &str = "Pass on what was reported, and who reported it only if you asked them and they agreed.";

/// What of who reported these may be passed on.
fn may_know(to: Recipient, reports: &[Report]) -> String {
    let counting = reports.iter().filter(|report| report.state != ReportState::Withdrawn);
    let (named, others): (Vec<_>, Vec<_>) = counting.partition(|report| {
        let chosen = report.reporter.as_ref().filter(|by| by.name.is_some() || by.email.is_some());
        chosen.is_some_and(|by| to.may_know(by.tell) == Disclosure::Named)
    });
    let of = named.iter().map(|report| report.reference.as_str()).collect::<Vec<_>>().join(", ");
    match (named.is_empty(), others.is_empty()) {
        (true, _) => NOBODY.to_owned(),
        (false, true) => {
            "Who reported it agreed that name and email are passed on with what was reported.".to_owned()
        }
        (false, false) => {
            format!(
                "Name and email may be passed on for {of}; for the others only if you asked them and they agreed."
            )
        }
    }
}

/// The referrals of the case.
pub(super) fn card(view: &CaseView) -> Option<impl IntoView + use<>> {
    if view.facts.referrals.is_empty() {
        return None;
    }
    let rows = view.facts.referrals.iter().map(|referral| row(view, referral)).collect_view();
    Some(view! { <Card id="referrals" title="Referrals"><ul class="linked">{rows}</ul></Card> })
}

fn row(view: &CaseView, referral: &Referral) -> impl IntoView + use<> {
    let reader = view.desk.reader;
    let Referral { referral_id, to, state, since, filed, note } = referral.clone();
    let (tone, word) = standing(state);
    let what = filed.map_or_else(|| format!("Waits since {}", reader.say(since, Style::Short)), said);
    let may_know = may_know(to, &view.reports);
    let waiting = Waiting { number: view.head.number, seen: view.seen, referral_id, to, may_know };
    let form = (state != ReferralState::Filed && view.me.may_decide)
        .then(|| settle(waiting, &view.forms.referral, reader));
    view! {
        <li>
            <span class="row tight"><span>{words::capital(words::recipient(to))}</span><Badge tone=tone word=word /></span>
            <span><bdi>{what}</bdi></span>
            {note.map(|note| view! { <span class="words"><bdi>{note}</bdi></span> })}
            {form}
        </li>
    }
}

fn said(of: Filed) -> String {
    let reference = of.reference.map(|reference| format!(", reference there {reference}"));
    format!("With {} on {}{}", of.with, day(of.on), reference.unwrap_or_default())
}

/// What became of a referral, as a badge.
fn standing(state: ReferralState) -> (Tone, &'static str) {
    match state {
        ReferralState::Pending => (Tone::Warn, "To be filed"),
        ReferralState::Filed => (Tone::Ok, "Filed"),
        ReferralState::Failed => (Tone::Stop, "Could not be filed"),
    }
}

/// The form that says what became of a referral; `form` remembers what was typed, for whichever it was.
pub(in crate::pages::staff) fn settle(of: Waiting, form: &Form, reader: Reader) -> impl IntoView + use<> {
    let Waiting { number, seen, referral_id, to, may_know } = of;
    let id = referral_id.to_string();
    let is_this = form.value("referral") == id;
    let blank = Form::within("referral");
    let form = if is_this { form } else { &blank };
    let own = |mut state: FieldState| {
        if !is_this {
            state.id = format!("{}-{id}", state.id);
        }
        state
    };
    let today = reader.zone.at(reader.now).date().to_string();
    let on = own(or(form, "on", &today));
    let (with, reference) = (own(form.field("with")), own(form.field("reference")));
    let (outcome, note) = (own(form.field("outcome")), own(form.field("note")));
    let filed = Choice::new(ReferralState::Filed.as_str(), "It is filed")
        .hint("The reporters read that it is passed on, and get a letter. The owner does not.")
        .more(view! {
            <Text state=with label=name(to) is_short=true />
            <Text state=on label="On which day" hint="Year, month and day, such as 2026-03-02." is_short=true />
            <Text state=reference label="Reference there" is_short=true is_optional=true />
        });
    let failed = Choice::new(ReferralState::Failed.as_str(), "It could not be filed")
        .hint("It can be tried again. Nobody outside is told.");
    let open = is_this && is_open(form);
    view! {
        <details open=open>
            <summary class="button small quiet">"Say what became of it"</summary>
            <PostForm to=links::case_step(number, CaseStep::Referral) class="stack tight">
                <SeenFields of=seen />
                <p>{may_know}</p>
                <Hidden name="referral" value=id />
                <RadioCards state=outcome label="What became of it?" choices=vec![filed, failed] />
                <TextArea state=note label="Note" rows=2 hint="Only staff read it. Say why, where it could not be filed." is_optional=true />
                <div><Button words="Save" is_small=true /></div>
            </PostForm>
        </details>
    }
}

fn name(to: Recipient) -> &'static str {
    match to {
        Recipient::Ncmec => "With whom",
        Recipient::Police => "With which authority",
        Recipient::Host => "With which host",
        Recipient::Registrar => "With which registrar",
    }
}
