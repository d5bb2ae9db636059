//! The status page: what was sent, what happened, what can be done now.

use std::sync::Arc;

use domain::category::Category;
use domain::list::MAX_LINES;
use domain::timeline::Happening;
use jiff::Timestamp;
use leptos::prelude::*;

use super::history::{Passed, Question, Said, event, is_question, lapsed, said};
use super::knows::{Knows, WhoKnows};
use super::lines::{LineStatus, Lines, Pages};
use super::story::Tally;
use crate::components::{
    AddressList, Button, ButtonKind, Card, CategoryLabel, ErrorSummary, Event, Hidden, LinkButton, Message,
    PostButton, PostForm, Reader, SectionHead, Style, Symbol, TextArea, Timeline, When,
};
use crate::form::{FormState, Problems};
use crate::frame::{Flash, Head, Place, Public, Site};
use crate::letters::words::{and_more, hours};
use crate::links::{self, Href};

/// A submission as its reporter sees it.
#[derive(Clone, Debug)]
pub struct Status {
    /// The secret in the page's own address.
    pub token: String,
    /// What it is quoted by.
    pub reference: String,
    /// What is reported.
    pub category: Category,
    /// The category's word.
    pub word: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How many addresses stand where.
    pub tally: Tally,
    /// Some of the lines.
    pub lines: Vec<LineStatus>,
    /// The other lines.
    pub pages: Pages,
    /// What has happened, oldest first.
    pub history: Vec<Passed>,
    /// Whether events after the sending are left out, because there are too many.
    pub is_cut: bool,
    /// A question that waits for an answer.
    pub question: Option<Question>,
    /// Who knows about the reporter.
    pub knows: Knows,
    /// Until when the link works.
    pub link_until: Timestamp,
    /// The same for every sending of the form that asks for a new link.
    pub renewal_key: String,
    /// Whether letters about it are stopped.
    pub letters_stopped: bool,
    /// Whether something of it goes on: our staff read messages about it, and it takes more addresses unless the rest was taken back.
    pub is_alive: bool,
    /// Whether what was not decided was taken back.
    pub is_withdrawn: bool,
    /// Whether something of it can still be withdrawn.
    pub can_withdraw: bool,
    /// How many hours owners have for an answer.
    pub answer_hours: u32,
}

impl Status {
    const fn takes_more(&self) -> bool {
        self.is_alive && !self.is_withdrawn
    }

    /// Whether this was a question that nobody answered and nobody waits for any more.
    fn is_lapsed(&self, at: usize) -> bool {
        let (before, after) = self.history.split_at(at + 1);
        let is_answered = after.iter().any(|passed| matches!(passed.what, Happening::ReporterReplied { .. }));
        self.question.is_none() && !is_answered && before.last().is_some_and(is_question)
    }
}

/// What was typed into the forms of the page.
#[derive(Clone, Debug)]
pub struct StatusForms {
    /// The answer to the question: `text`.
    pub reply: FormState<&'static str>,
    /// A message to our staff: `text`.
    pub message: FormState<&'static str>,
    /// More addresses: `addresses`.
    pub more: FormState<&'static str>,
}

impl Default for StatusForms {
    fn default() -> Self {
        Self {
            reply: FormState::within("reply"),
            message: FormState::within("tell"),
            more: FormState::within("add"),
        }
    }
}

impl StatusForms {
    fn problems(&self) -> Problems {
        let mut all = Problems::default();
        for form in [&self.reply, &self.message, &self.more] {
            let problems = form.problems();
            all.whole = all.whole.or(problems.whole);
            all.fields.extend(problems.fields);
        }
        all
    }
}

/// The page behind the secret link.
#[component]
pub fn StatusPage(
    /// The running portal.
    site: Arc<Site>,
    /// The submission.
    status: Status,
    /// What was typed.
    forms: StatusForms,
    /// Who reads it.
    reader: Reader,
    /// What has just been done.
    flash: Option<Flash>,
) -> impl IntoView {
    let problems = forms.problems();
    let error = if problems.is_empty() { "" } else { "Error: " };
    let head = Head::new(format!("{error}Report {}", status.reference)).secret().with_island();
    let (headline, lead) = (status.tally.headline(), status.tally.lead(reader));
    let aside = aside(&status, reader);
    let talk = (status.tally.accepted() > 0).then(|| talk(&status, &forms, reader));
    let more = more(&status, &forms);
    let answer = status.question.is_some().then(|| {
        view! { <div class="actions"><LinkButton to=links::here("messages") words="Answer the question" symbol=Symbol::Speech kind=ButtonKind::Primary /></div> }
    });
    let history = history(&status, reader);
    let Status { category, word, sent_at, reference, lines, pages, .. } = status;
    view! {
        <Public site=site head=head place=Place::Track flash=flash>
            <div class="stack loose">
                <ErrorSummary of=problems />
                <div class="stack tight">
                    <div class="meta">
                        <CategoryLabel of=category word=word />
                        <span>"Sent "<When at=sent_at reader=reader style=Style::Weekday /></span>
                        <span>"Reference "<span class="id">{reference}</span></span>
                    </div>
                    <h1>{headline}</h1>
                </div>
                {(!lead.is_empty()).then(|| view! { <p class="lead">{lead}</p> })}
                {answer}
                <div class="split">
                    <div class="stack wide">
                        <Lines lines=lines pages=pages reader=reader />
                        {history}
                        {talk}
                        {more}
                    </div>
                    {aside}
                </div>
            </div>
        </Public>
    }
}

/// What happened, as it reads now: a question whose answer nobody waits for any more is only named.
fn told(status: &Status, at: usize, reader: Reader) -> Option<Event> {
    let passed = &status.history[at];
    if status.is_lapsed(at) { lapsed(passed) } else { event(passed, reader) }
}

fn history(status: &Status, reader: Reader) -> impl IntoView + use<> {
    let mut events: Vec<Event> =
        (0..status.history.len()).filter_map(|at| told(status, at, reader)).collect();
    // The same done to several addresses at once is one thing.
    events.dedup();
    if let Some(due) = status.tally.due() {
        let next = format!("{} must answer. Without an answer, our staff decide.", status.tally.owners());
        events.push(Event::next(Symbol::Clock, next, Some(due)));
    }
    view! {
        <section aria-labelledby="history">
            <SectionHead id="history" title="What has happened" />
            {status.is_cut.then(|| view! { <p class="muted">"So much has happened that only the newest of it is shown."</p> })}
            <Timeline events=events reader=reader />
        </section>
    }
}

/// Everything that was said, the open question, and a way to say more.
fn talk(status: &Status, forms: &StatusForms, reader: Reader) -> impl IntoView + use<> {
    let messages = status.history.iter().enumerate().filter_map(|(place, passed)| {
        let Said { from, is_mine, at, text } = said(passed)?;
        let note = status.is_lapsed(place).then_some("No answer is needed any more.");
        Some(view! { <Message from=from is_mine=is_mine at=at reader=reader text=text note=note /> })
    });
    let messages: Vec<_> = messages.collect();
    let form = match &status.question {
        Some(question) => reply(&status.token, question, &forms.reply).into_any(),
        None if status.is_alive => message(&status.token, &forms.message).into_any(),
        None => ().into_any(),
    };
    view! {
        <section aria-labelledby="messages">
            <SectionHead id="messages" title="Messages" />
            <div class="messages">{messages}{form}</div>
        </section>
    }
}

fn reply(token: &str, question: &Question, form: &FormState<&'static str>) -> impl IntoView + use<> {
    let hint = match (question.is_owners, question.is_named) {
        (false, _) => "Only our staff read your answer.",
        (true, true) => "The site’s owner reads your answer as you write it.",
        (true, false) => {
            "The site’s owner reads your answer as you write it and is not told who you are. Leave out what would show it."
        }
    };
    let label = format!("Your answer about {}", and_more(shown(&question.host), question.more_sites));
    let (reference, state) = (question.reference.clone(), form.field("text"));
    view! {
        <PostForm to=links::track_reply(token) class="stack tight">
            <Hidden name="report" value=reference />
            <TextArea state=state label=label hint=hint rows=3 below="Up to 5,000 characters." />
            <div class="actions"><Button words="Send answer" kind=ButtonKind::Primary /></div>
        </PostForm>
    }
}

fn message(token: &str, form: &FormState<&'static str>) -> impl IntoView + use<> {
    let state = form.field("text");
    view! {
        <PostForm to=links::track_message(token) class="stack tight">
            <TextArea
                state=state
                label="Tell us more"
                hint="That a page is back, that we got something wrong, or what you learned since. Only our staff read it."
                rows=3
                below="Up to 5,000 characters."
            />
            <div class="actions"><Button words="Send to our staff" /></div>
        </PostForm>
    }
}

const ONE_A_LINE: &str =
    "One on each line. They are handled like those you sent first, with the same description.";

fn more(status: &Status, forms: &StatusForms) -> impl IntoView + use<> {
    let left = MAX_LINES.saturating_sub(usize::try_from(status.pages.total).unwrap_or(MAX_LINES));
    let (to, state) = (links::track_addresses(&status.token), forms.more.field("addresses"));
    let hint = match status.tally.due() {
        Some(_) => format!(
            "{ONE_A_LINE} An owner who was asked already then has at least {}, for the earlier addresses too.",
            hours(status.answer_hours)
        ),
        None => ONE_A_LINE.to_owned(),
    };
    (left > 0 && status.takes_more()).then(|| {
        view! {
            <section aria-labelledby="more">
                <SectionHead id="more" title="Add addresses" />
                <PostForm to=to class="stack tight">
                    <AddressList
                        state=state
                        label="More addresses of the same kind"
                        hint=hint
                        limit=left
                    />
                    <div class="actions"><Button words="Add them to this report" /></div>
                </PostForm>
            </section>
        }
    })
}

fn shown(host: &str) -> String {
    host.rsplit_once('.').map_or_else(|| host.to_owned(), |(front, last)| format!("{front}[.]{last}"))
}

fn aside(status: &Status, reader: Reader) -> impl IntoView + use<> {
    let knows = status.knows;
    let can = can(status);
    let keep = keep(status, reader);
    view! {
        <aside class="stack loose" aria-label="About your report">
            <Card id="can" title="What you can do"><div class="body actions column">{can}</div></Card>
            <WhoKnows of=knows />
            {keep}
        </aside>
    }
}

fn can(status: &Status) -> impl IntoView + use<> {
    let to = |is: bool, to: Href, words: &'static str, symbol: Symbol, kind: ButtonKind| {
        is.then(|| view! { <LinkButton to=to words=words symbol=symbol kind=kind /> })
    };
    let asked = status.question.is_some();
    let can_tell = status.is_alive && status.tally.accepted() > 0;
    let plain = ButtonKind::Plain;
    let withdraw = links::track_withdraw(&status.token);
    view! {
        {to(can_tell && !asked, links::here("messages"), "Tell us more", Symbol::Speech, plain)}
        {to(status.takes_more(), links::here("more"), "Add addresses", Symbol::Plus, plain)}
        {to(!status.takes_more(), links::report(), "Report it again", Symbol::Plus, plain)}
        {to(status.can_withdraw, withdraw, "Withdraw the report", Symbol::Undo, ButtonKind::Quiet)}
    }
}

/// The link itself and the letters.
fn keep(status: &Status, reader: Reader) -> impl IntoView + use<> {
    let (until, has_email) = (status.link_until, status.knows.has_email);
    let (renew, key) = (links::track_renew(&status.token), status.renewal_key.clone());
    let to = links::track_letters(&status.token);
    let (words, value, note) = if status.letters_stopped {
        ("Send me emails again", "on", "You asked us to stop emails about this report.")
    } else {
        let note = if status.is_alive {
            "We write to you when something happens."
        } else {
            "Nothing more happens to it. If something did, we would write to you."
        };
        ("Stop emails about this report", "off", note)
    };
    let end = links::track_end(&status.token);
    let ended = if has_email {
        "Nobody can open this report by a link then, you neither. A new one comes only by email, to the address you gave."
    } else {
        "Nobody can open this report then, you neither: you gave no address to which a new link could go."
    };
    let letters = has_email.then(|| {
        view! {
            <section class="stack tight" id="letters">
                <h2>"Emails"</h2>
                <p>{note}</p>
                <PostButton to=to words=words is_small=true><Hidden name="letters" value=value /></PostButton>
            </section>
        }
    });
    view! {
        <section class="stack tight">
            <h2>"Keep this link"</h2>
            <p>
                "It opens this report without a password until "<When at=until reader=reader style=Style::Date />
                ", and longer each time you write to us. Anyone who has it can read along."
            </p>
            <p class="muted">"If somebody else has it, make a new one. The old one stops working at once."</p>
            <PostButton to=renew words="Make a new link" is_small=true><Hidden name="key" value=key /></PostButton>
            <details>
                <summary class="button small quiet">"End the link for good"</summary>
                <div class="stack tight">
                    <p>{ended}</p>
                    <PostButton to=end words="End it now" kind=ButtonKind::Danger is_small=true />
                </div>
            </details>
        </section>
        {letters}
    }
}
