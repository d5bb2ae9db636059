//! One case with everything about it: left what happened and the decision, right the facts.

mod addresses;
mod answers;
mod aside;
mod change;
mod decision;
mod decisions;
pub mod forms;
mod limits;
pub(super) mod referrals;
mod sites;
mod talk;
mod waiting;
mod withdrawn;

use domain::account::Tier;
use domain::case::{CaseState, View};
use domain::category::{Category, Clearance, Group};
use domain::decision::Response;
use domain::referral::Recipient;
use leptos::prelude::*;
use uuid::Uuid;

pub(super) use addresses::shown;
pub use forms::{CaseForms, Form, SeenFields};
pub use waiting::Waiting;
pub(super) use withdrawn::WITHDRAWN;

use super::desk::{Desk, Work, in_queue, several};
use super::happenings::Telling;
use super::queue::names_site;
use super::record::{Address, Event, Facts, Head, Lens, Letter, Report, Seen};
use crate::components::{
    Badge, ButtonKind, CategoryLabel, Cell, Column, Crumbs, Empty, ErrorSummary, LinkButton, ListView,
    PageHead, Person, PostButton, PriorityMark, Segments, Symbol, Table, TableKind, Timeline, Tone, When,
    duration,
};
use crate::frame::StaffPlace;
use crate::frame::rail::queue_title;
use crate::links::{self, CaseStep};
use crate::words;

/// What a case page is made from.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// Who works here.
    pub desk: Desk,
    /// The case.
    pub head: Head,
    /// What the page knows of it; its forms carry it along.
    pub seen: Seen,
    /// Who reads it.
    pub me: Me,
    /// What the policy lets us do about it.
    pub response: Response,
    /// The heading its category stands under.
    pub group: Group,
    /// What its category asks staff to be cleared for.
    pub restricts: Option<Clearance>,
    /// To whom it may be referred.
    pub recipients: Vec<Recipient>,
    /// How many hours a question is waited for.
    pub answer_hours: u32,
    /// Whether some owner may hear of it.
    pub may_tell_owner: bool,
    /// Whether some owner has not heard of it and can be told now.
    pub can_tell_owner: bool,
    /// The categories with their words.
    pub categories: Vec<(Category, String)>,
    /// Its reports.
    pub reports: Vec<Report>,
    /// Its addresses.
    pub addresses: Vec<Address>,
    /// What is shown of its past.
    pub lens: Lens,
    /// That past.
    pub past: Past,
    /// What else is known.
    pub facts: Facts,
    /// What the forms remember.
    pub forms: CaseForms,
}

/// The past of a case.
#[derive(Clone, Debug)]
pub enum Past {
    /// What happened.
    Events(Vec<Event>),
    /// What was written.
    Letters(Vec<Letter>),
}

/// The member of staff who reads the page.
#[derive(Clone, Copy, Debug)]
pub struct Me {
    /// Who.
    pub user_id: Uuid,
    /// Whether they lead.
    pub is_lead: bool,
    /// Whether the case lies with a tier they work at.
    pub may_decide: bool,
}

impl CaseView {
    fn is_all_decided(&self) -> bool {
        self.reports.iter().all(|report| !report.state.is_undecided())
    }

    fn word(&self) -> String {
        let known = self.categories.iter().find(|(known, _)| *known == self.head.category);
        known.map_or_else(|| self.head.category.to_string(), |(_, word)| word.clone())
    }

    /// Where it is in the rail: with the restricted ones, with mine, or with the new ones.
    fn place(&self) -> Option<StaffPlace> {
        let is_mine = self.head.assigned_to.as_ref().is_some_and(|(holder, _)| *holder == self.me.user_id);
        match self.head.state {
            _ if self.head.clearance.is_some() => Some(StaffPlace::Restricted),
            CaseState::Open if is_mine => in_queue(View::Mine),
            CaseState::Open if self.head.tier != Tier::First => in_queue(View::Escalated),
            CaseState::Open if self.head.assigned_to.is_none() => in_queue(View::New),
            _ => None,
        }
    }
}

/// The page of a case.
#[component]
pub fn CasePage(
    /// What it is made from.
    view: CaseView,
) -> impl IntoView {
    let number = view.head.number;
    let (title, meta) = (title(&view), meta(&view));
    let reader = view.desk.reader;
    let (above, place) = (crumbs(&view), view.place());
    let problems = view.forms.problems();
    let error = if problems.is_empty() { "" } else { "Error: " };
    let (decision, changes, aside) = (decision::decision(&view), change::changes(&view), aside::aside(&view));
    let works = matches!(view.head.state, CaseState::Open | CaseState::Decided);
    let (note, outward) = (works.then(|| talk::note(&view)), works.then(|| talk::outward(&view)));
    let (actions, past, answers) = (actions(&view), past(&view), answers::card(&view));
    let withdrawn = withdrawn::notice(&view);
    let CaseView { desk, addresses, .. } = view;
    view! {
        <Work desk=desk title=format!("{error}Case {number}: {title}") place=place>
            <Crumbs above=above here=format!("Case {number}") />
            <ErrorSummary of=problems />
            <PageHead title=title meta=meta>{actions}</PageHead>
            <div class="split">
                <div class="stack loose">
                    {withdrawn}
                    {addresses::card(addresses, reader)}
                    {answers}
                    {past}
                    {decision}
                    {note}
                    {outward}
                    {changes}
                </div>
                <aside class="stack" aria-label="Clock, facts and reports">{aside}</aside>
            </div>
        </Work>
    }
}

fn title(view: &CaseView) -> String {
    let host = super::queue::host(&view.head.host);
    if host.is_empty() || names_site(&view.head.title) || view.head.title.contains(&view.head.host) {
        return view.head.title.clone();
    }
    format!("{} on {host}", view.head.title)
}

fn crumbs(view: &CaseView) -> Vec<(links::Href, String)> {
    match view.place() {
        Some(StaffPlace::Queue(queue)) => vec![(links::queue(queue), queue_title(queue).to_owned())],
        Some(StaffPlace::Restricted) => vec![(links::restricted_cases(), "Child safety".to_owned())],
        _ => vec![(links::queue(View::All), "All".to_owned())],
    }
}

/// Where the case stands, as a badge.
pub(super) fn standing(head: &Head) -> (Tone, &'static str) {
    match head.state {
        CaseState::Open if head.withdrawn_at.is_some() => (Tone::Warn, WITHDRAWN),
        CaseState::Closed if head.withdrawn_at.is_some() => (Tone::Done, WITHDRAWN),
        CaseState::Open if head.returned_at.is_some() => (Tone::Warn, "Reporter came back"),
        CaseState::Open if head.answered_at.is_some() => (Tone::Warn, "Ready to decide"),
        CaseState::Open if head.paused_at.is_some() => (Tone::Idle, "Waiting for the reporter"),
        CaseState::Open if head.assigned_to.is_none() && head.tier != Tier::First => {
            (Tone::Idle, "Escalated")
        }
        CaseState::Open if head.assigned_to.is_none() => (Tone::Idle, "New"),
        CaseState::Open => (Tone::Live, "Open"),
        CaseState::Decided => (Tone::Ok, "Decided"),
        CaseState::Closed => (Tone::Done, "Closed"),
        CaseState::Merged => (Tone::Done, "Joined into another case"),
    }
}

fn meta(view: &CaseView) -> AnyView {
    let (tone, word) = standing(&view.head);
    let (category, level) = (view.head.category, words::priority(view.head.severity));
    let reports = several(u64::try_from(view.head.reports).unwrap_or(0), "report", "reports");
    let holder = view.head.assigned_to.clone().map(|(_, name)| name);
    let holder = match holder {
        Some(name) => view! { <span class="row tight">"With "<Person name=name /></span> }.into_any(),
        None => view! { <span>"Nobody has it"</span> }.into_any(),
    };
    let restricted = view.head.clearance.map(|_| view! { <Badge tone=Tone::Stop word="Restricted" /> });
    view! {
        <Badge tone=tone word=word />
        {restricted}
        <PriorityMark level=level />
        <CategoryLabel of=category word=view.word() />
        <span>{reports}</span>
        {holder}
    }
    .into_any()
}

/// The one next action, and the note.
fn actions(view: &CaseView) -> AnyView {
    let (number, seen) = (view.head.number, view.seen);
    let note = view! { <LinkButton to=links::here("note") words="Note" symbol=Symbol::Note /> };
    let take = |words: &'static str, kind| {
        let to = links::case_step(number, CaseStep::Claim);
        view! { <PostButton to=to words=words kind=kind><SeenFields of=seen /></PostButton> }
    };
    let is_theirs = view.head.assigned_to.as_ref().is_some_and(|(holder, _)| *holder == view.me.user_id);
    let back = give_back(view, is_theirs);
    let close = || {
        let to = links::case_step(number, CaseStep::Close);
        view! { <PostButton to=to words="Close the case" kind=ButtonKind::Primary><SeenFields of=seen /></PostButton> }
    };
    match view.head.state {
        CaseState::Open if withdrawn::is_over(view) && view.me.may_decide => {
            view! { {note}{close()} }.into_any()
        }
        CaseState::Open if view.head.assigned_to.is_none() && !view.me.may_decide => {
            view! { {note} }.into_any()
        }
        CaseState::Open if view.head.assigned_to.is_none() => {
            view! { {note}{take("Take the case", ButtonKind::Primary)} }.into_any()
        }
        CaseState::Open if view.me.may_decide => {
            let over = (!is_theirs).then(|| take("Take it over", ButtonKind::Plain));
            view! { {note}{back}{over}<LinkButton to=links::here("decision") words=decide(view) kind=ButtonKind::Primary /> }.into_any()
        }
        CaseState::Open => view! { {note}{back} }.into_any(),
        CaseState::Decided if view.is_all_decided() => view! { {note}{close()} }.into_any(),
        CaseState::Decided | CaseState::Closed if withdrawn::is_over(view) => ().into_any(),
        CaseState::Decided | CaseState::Closed => {
            view! { <LinkButton to=links::here("reopen") words="Open again" /> }.into_any()
        }
        CaseState::Merged => ().into_any(),
    }
}

/// Puts the case back into the queue, for whoever has it and for leads.
fn give_back(view: &CaseView, is_theirs: bool) -> Option<impl IntoView + use<>> {
    let may = is_theirs || (view.head.assigned_to.is_some() && view.me.is_lead);
    let (to, seen) = (links::case_step(view.head.number, CaseStep::Release), view.seen);
    may.then(|| view! { <PostButton to=to words="Give the case back"><SeenFields of=seen /></PostButton> })
}

fn decide(view: &CaseView) -> String {
    match (view.head.due_at, view.head.paused_at) {
        (Some(due), None) if due > view.desk.reader.now => {
            format!("Decide ({} left)", duration(due.duration_since(view.desk.reader.now)))
        }
        (Some(_), None) => "Decide (overdue)".to_owned(),
        _ => "Decide".to_owned(),
    }
}

fn past(view: &CaseView) -> impl IntoView + use<> {
    let number = view.head.number;
    let segment = |lens: Lens| ListView {
        title: lens.title().to_owned(),
        count: None,
        to: links::case(number).with("show", lens.key()).at("history"),
        is_current: lens == view.lens,
    };
    let segments: Vec<_> = Lens::ALL.into_iter().map(segment).collect();
    let reader = view.desk.reader;
    let body = match view.past.clone() {
        Past::Letters(letters) => letters_table(number, letters, reader).into_any(),
        Past::Events(events) if events.is_empty() => {
            view! { <Empty symbol=Symbol::Clock title="Nothing here" text="What happens from now on appears here." /> }.into_any()
        }
        Past::Events(events) => {
            let telling = Telling::of(&view.reports, view.categories.clone(), reader);
            let events: Vec<_> = events.into_iter().map(|event| telling.tell(event)).collect();
            view! { <Timeline events=events reader=reader /> }.into_any()
        }
    };
    view! {
        <section aria-labelledby="history">
            <div class="section-head"><h2 id="history">"Timeline"</h2><Segments label="Show in the timeline" of=segments /></div>
            {body}
        </section>
    }
}

fn letters_table(number: i64, letters: Vec<Letter>, reader: crate::components::Reader) -> impl IntoView {
    if letters.is_empty() {
        return view! { <Empty symbol=Symbol::Mail title="No letters yet" text="What we write about this case appears here." /> }
            .into_any();
    }
    let columns =
        vec![Column::new("Letter").main(), Column::new("To"), Column::new("State"), Column::new("Written")];
    let rows = letters.into_iter().map(|letter| {
        let (tone, word) = letter_state(&letter.state);
        let error = letter.last_error.clone().filter(|_| letter.state != "sent");
        view! {
            <tr>
                <th scope="row"><a href=links::case_letter(number, letter.letter_id)><bdi>{letter.subject}</bdi></a></th>
                <Cell label="To">{audience(&letter.audience)}<small><bdi>{letter.recipient}</bdi></small></Cell>
                <Cell label="State"><Badge tone=tone word=word />{error.map(|error| view! { <small><bdi>{error}</bdi></small> })}</Cell>
                <Cell label="Written"><When at=letter.created_at reader=reader /></Cell>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table caption="Letters about this case" columns=columns kind=TableKind::Rows>{rows}</Table> }
        .into_any()
}

/// The state of a letter, as a badge.
pub(super) fn letter_state(state: &str) -> (Tone, &'static str) {
    match state {
        "sent" => (Tone::Ok, "Sent"),
        "failed" => (Tone::Stop, "Could not be sent"),
        _ => (Tone::Live, "On its way"),
    }
}

/// Who reads a letter.
pub(super) fn audience(audience: &str) -> &'static str {
    match audience {
        "reporter" => "The reporter",
        "owner" => "The owner",
        "staff" => "Staff",
        _ => "A user",
    }
}
