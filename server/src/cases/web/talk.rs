//! What staff write from a case's page: notes, and words to reporters and the owner.

use app::links::CaseStep;
use axum::response::Response;
use serde::Deserialize;

use super::Worker;
use super::outcome::{Sent, on_to, seen};
use super::steps::{Bare, finish, text};
use crate::cases::talk::{self, Words};
use crate::http::{Done, Form as Posted, Path, Problem};

/// A form with words, and for some of them a report they are about.
#[derive(Debug, Deserialize)]
pub(crate) struct Written {
    version: i32,
    read_at: i64,
    text: String,
    #[serde(default)]
    report: String,
}

/// Leaves a note.
pub(crate) async fn note(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Written>,
) -> Result<Response, Problem> {
    let sent = written(number, CaseStep::Note, &form, ("Note", "Save the note"))?;
    let mut state = sent.form();
    let text = text(&mut state, "text", &form.text, true);
    if !state.is_valid() {
        return sent.show(&worker, state).await;
    }
    let mut tx = worker.begin().await?;
    let outcome = talk::note(&mut tx, number, sent.seen, text, worker.now()).await;
    finish!(worker, tx, sent, outcome, Done::NoteSaved)
}

fn written(
    number: i64,
    step: CaseStep,
    form: &Written,
    (label, button): (&'static str, &'static str),
) -> Result<Sent, Problem> {
    Ok(Sent {
        number,
        step,
        seen: seen(form.version, form.read_at)?,
        fields: vec![("text", form.text.clone()), ("report", form.report.clone())],
        text: Some(("text", label)),
        button,
    })
}

fn words(text: String, report: String) -> Words {
    let references = if report.is_empty() { Vec::new() } else { vec![report] };
    Words { text, references }
}

/// Asks reporters something.
pub(crate) async fn ask(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Written>,
) -> Result<Response, Problem> {
    say(worker, written(number, CaseStep::Ask, &form, ("Question", "Send the question"))?, form).await
}

/// Writes to reporters.
pub(crate) async fn write_to_reporter(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Written>,
) -> Result<Response, Problem> {
    let sent = written(number, CaseStep::WriteToReporter, &form, ("Message", "Send to the reporter"))?;
    say(worker, sent, form).await
}

/// Writes to the owner.
pub(crate) async fn write_to_owner(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(form): Posted<Written>,
) -> Result<Response, Problem> {
    let sent = written(number, CaseStep::WriteToOwner, &form, ("Message", "Send to the owner"))?;
    say(worker, sent, form).await
}

/// Sends words to reporters or to the owner, as the step says.
async fn say(worker: Worker, sent: Sent, form: Written) -> Result<Response, Problem> {
    let mut state = sent.form();
    let text = text(&mut state, "text", &form.text, true);
    if !state.is_valid() {
        return sent.show(&worker, state).await;
    }
    let mut tx = worker.begin().await?;
    let (words, number, seen, now) = (words(text, form.report), sent.number, sent.seen, worker.now());
    let outcome = match sent.step {
        CaseStep::Ask => {
            let asked = talk::ask_reporter(&mut tx, worker.policy(), number, seen, words, now).await;
            asked.map(|written| match written {
                talk::Written::All => Done::ReporterAsked,
                talk::Written::Some => Done::SomeReportersAsked,
                talk::Written::None => Done::ReporterAskedUnwritten,
            })
        }
        CaseStep::WriteToReporter => {
            let wrote = talk::write_to_reporter(&mut tx, number, seen, words, now).await;
            wrote.map(|written| match written {
                talk::Written::All => Done::MessageSent,
                talk::Written::Some => Done::SomeMessagesSent,
                talk::Written::None => Done::MessageUnwritten,
            })
        }
        _ => talk::write_to_owner(&mut tx, number, seen, words, now).await.map(|()| Done::MessageSent),
    };
    match outcome {
        Ok(done) => {
            tx.commit().await?;
            Ok(on_to(done, number))
        }
        Err(error) => {
            drop(tx);
            let done = if sent.step == CaseStep::Ask { Done::ReporterAsked } else { Done::MessageSent };
            sent.refused(&worker, error, || on_to(done, number)).await
        }
    }
}

/// Tells the owner now.
pub(crate) async fn tell_owner(
    worker: Worker,
    Path(number): Path<i64>,
    Posted(Bare { version, read_at }): Posted<Bare>,
) -> Result<Response, Problem> {
    let seen = seen(version, read_at)?;
    let button = "Tell the owner now";
    let sent = Sent { number, step: CaseStep::TellOwner, seen, fields: Vec::new(), text: None, button };
    let mut tx = worker.begin().await?;
    let outcome = talk::tell_owner(&mut tx, worker.policy(), number, seen, worker.now()).await;
    finish!(worker, tx, sent, outcome, Done::OwnerTold)
}
