//! The form with which an owner answers.

use domain::report::Answer;
use leptos::prelude::*;
use uuid::Uuid;

use super::{Answering, Report};
use crate::components::{
    Button, ButtonKind, Choice, Hidden, PostForm, RadioCards, Reader, Select, Style, TextArea,
};
use crate::form;
use crate::letters::words::hours;
use crate::links;

/// The fields of the form. Each answer has words of its own, so that changing one's mind loses none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Which answer.
    Answer,
    /// What was done.
    Done,
    /// Until when it is worked on.
    Until,
    /// What is being done.
    Plan,
    /// Why it is disputed.
    Because,
    /// What the reporter is asked.
    Question,
}

impl form::Field for Field {
    fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Done => "done",
            Self::Until => "until",
            Self::Plan => "plan",
            Self::Because => "because",
            Self::Question => "question",
        }
    }
}

impl Field {
    /// The field that holds the words of an answer.
    #[must_use]
    pub fn message_of(answer: Answer) -> Self {
        match answer {
            Answer::Removed => Self::Done,
            Answer::Working => Self::Plan,
            Answer::Disputed => Self::Because,
            Answer::NeedsDetail => Self::Question,
        }
    }
}

/// Who reads what, said before anything is sent.
const READERS: &str =
    "Goes to our analysts. The reporter learns which answer you chose, and reads a question.";

/// The form, one card for each answer.
#[component]
pub fn AnswerForm(
    /// The account.
    account: Uuid,
    /// The report.
    report: Report,
    /// What was typed, and what can be promised.
    answering: Answering,
    /// Who reads it.
    reader: Reader,
) -> impl IntoView {
    let to = links::account_report(account, &report.reference);
    let state = answering.form.field(Field::Answer);
    let choices = choices(&answering, reader);
    let again = if report.state.is_undecided() {
        "You can answer again until we decide."
    } else {
        "We have decided; an answer makes us look again."
    };
    view! {
        <section id="answer" aria-labelledby="answer-title">
            <PostForm to=to class="card">
                <header><h2 id="answer-title">"Your answer"</h2><span>{READERS}</span></header>
                <div class="body stack loose">
                    <Hidden name="version" value=report.version.to_string() />
                    <RadioCards state=state label="What did you find?" choices=choices />
                    <div class="actions">
                        <Button words="Send answer" kind=ButtonKind::Primary />
                        <span class="muted">{again}</span>
                    </div>
                </div>
            </PostForm>
        </section>
    }
}

fn choices(answering: &Answering, reader: Reader) -> Vec<Choice> {
    let mut choices = vec![removed(answering)];
    if !answering.ends.is_empty() {
        choices.push(working(answering, reader));
    }
    choices.push(disputed(answering));
    choices.push(needs_detail(answering));
    choices
}

fn removed(answering: &Answering) -> Choice {
    let done = answering.form.field(Field::Done);
    let hint = "For example: deleted the files, closed the hole, changed passwords.";
    Choice::new(Answer::Removed.as_str(), "It is removed or fixed")
        .hint("What was reported is gone, and what let it in is closed.")
        .more(view! { <TextArea state=done label="What did you do?" hint=hint is_optional=true rows=3 /> })
}

fn working(answering: &Answering, reader: Reader) -> Choice {
    let (until, plan) = (answering.form.field(Field::Until), answering.form.field(Field::Plan));
    let end = |end: &jiff::Timestamp| (end.to_string(), reader.say(*end, Style::Weekday));
    let choose = (String::new(), "Choose a time".to_owned());
    let ends = std::iter::once(choose).chain(answering.ends.iter().map(end)).collect();
    Choice::new(Answer::Working.as_str(), "We are working on it")
        .hint("You need some more time, and say until when.")
        .more(view! {
            <Select state=until label="Until when?" hint="We look again then." options=ends />
            <TextArea state=plan label="What are you doing?" is_optional=true rows=3 />
        })
}

fn disputed(answering: &Answering) -> Choice {
    let because = answering.form.field(Field::Because);
    let hint = "Say what the page is, and how we can see that.";
    Choice::new(Answer::Disputed.as_str(), "This is a mistake")
        .hint("The page is what it says it is, and you can show why.")
        .more(view! { <TextArea state=because label="Why is it a mistake?" hint=hint rows=3 /> })
}

fn needs_detail(answering: &Answering) -> Choice {
    let question = answering.form.field(Field::Question);
    let unwritten = if answering.is_reporter_written_to {
        ""
    } else {
        " This reporter sees your question when they next open their status page."
    };
    let hint = format!(
        "We put your words to the reporter. Neither of you learns who the other is.{unwritten} Your time to answer stops until they reply, for {} at most.",
        hours(answering.answer_hours)
    );
    Choice::new(Answer::NeedsDetail.as_str(), "We need more detail")
        .hint("Something is missing that only the reporter knows.")
        .more(view! { <TextArea state=question label="What do you need to know?" hint=hint rows=3 /> })
}
