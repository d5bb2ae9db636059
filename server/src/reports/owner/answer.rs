//! The owner's answer: onto the timeline, with its effect on the clock and the case, and with the letters it means.

use domain::account::Actor;
use domain::answer::{OwnerAnswer, OwnerClock};
use domain::deadline;
use domain::report::{ReportEvent, ReportRefusal, ReportState};
use domain::timeline::Happening;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::reading::{SeenEvent, history};
use super::store;
use crate::audit;
use crate::database::{Member, Tx};
use crate::letters::{self, Occasion};
use crate::reports::notice::watch_deadline;
use crate::reports::question::wait_for_reporter;
use crate::reports::{By, Locked, RecordError, ReportKey, bring_case_forward, lock, record};

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is on the timeline.
    Recorded,
    /// It was there already: the form was sent twice.
    Already,
}

/// Why an answer was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum AnswerRefusal {
    /// The account has no such report, or no longer.
    #[error("there is no such report")]
    NoReport,
    /// Something happened since the form was opened; what the owner may know of it.
    #[error("the report changed meanwhile")]
    Changed(Vec<SeenEvent>),
    /// Its state does not allow an answer.
    #[error(transparent)]
    Closed(ReportRefusal),
    /// The database is away.
    #[error("the database refuses")]
    Database(#[from] sqlx::Error),
}

impl From<RecordError> for AnswerRefusal {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Refused(refusal) => Self::Closed(refusal),
            RecordError::Database(error) => Self::Database(error),
        }
    }
}

/// An answer as it was sent.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The answer.
    pub answer: &'a OwnerAnswer,
    /// Which version of the report its form showed.
    pub version: i32,
    /// How many hours the category gives for an answer, for a clock that has to start anew.
    pub answer_hours: u32,
}

impl Sent<'_> {
    /// The end of a time that begins now.
    fn end(&self, now: Timestamp) -> Timestamp {
        deadline::after(now, self.answer_hours)
    }
}

/// Records an answer of a member who may answer. Whoever is to be written to about it will be. Sent twice, it
/// counts once.
///
/// # Errors
/// Says why not; then nothing is stored.
pub async fn answer(
    tx: &mut Tx<'_, Member>,
    report: ReportKey,
    sent: Sent<'_>,
    now: Timestamp,
) -> Result<Answered, AnswerRefusal> {
    let given = sent.answer;
    let mut report = lock(tx, report).await?.ok_or(AnswerRefusal::NoReport)?;
    let since = history(tx, report.key, sent.version).await?;
    if is_same(&since, given, &tx.scope.name) {
        return Ok(Answered::Already);
    }
    if !since.is_empty() {
        return Err(AnswerRefusal::Changed(since));
    }
    let by = By {
        actor: Actor::Owner,
        user_id: Some(tx.scope.user_id),
        name: Some(tx.scope.name.clone()),
        at: now,
    };
    let before = report.state;
    let (answered, wrote) = put_on_timeline(tx, &mut report, &by, given).await?;
    move_clock(tx, &report, sent, now).await?;
    if report.state == ReportState::AskedByOwner && before != report.state {
        wait_for_reporter(tx, report.key, sent.end(now)).await?;
    }
    bring_case_forward(tx, report.key, now, given.is_final(), false).await?;
    letters::queue(tx, &occasion(report.key, given, answered, wrote)).await?;
    note(tx, &report, given, now).await?;
    Ok(Answered::Recorded)
}

/// Whether all that happened since is this very answer by the same person.
fn is_same(since: &[SeenEvent], given: &OwnerAnswer, name: &str) -> bool {
    let happened: Vec<_> = since.iter().map(|event| &event.happening).collect();
    let wanted = happenings(given);
    let is_mine = |event: &SeenEvent| event.actor == Actor::Owner && event.name.as_deref() == Some(name);
    happened == wanted.iter().collect::<Vec<_>>() && since.iter().all(is_mine)
}

/// What the timeline says about an answer: the answer, and the words that go with it.
fn happenings(given: &OwnerAnswer) -> Vec<Happening> {
    let answered = Happening::OwnerAnswered { answer: given.answer(), until: given.until() };
    let words = given
        .message()
        .map(|text| Happening::OwnerWrote { text: text.to_owned(), to_reporter: given.asks_reporter() });
    std::iter::once(answered).chain(words).collect()
}

/// Returns the events of the answer and of its words.
async fn put_on_timeline(
    tx: &mut Tx<'_, Member>,
    report: &mut Locked,
    by: &By,
    given: &OwnerAnswer,
) -> Result<(Uuid, Option<Uuid>), RecordError> {
    let (mut answered, mut wrote) = (Uuid::nil(), None);
    for happening in happenings(given) {
        match &happening {
            Happening::OwnerAnswered { answer, .. } => {
                let event = Some(ReportEvent::OwnerAnswered(*answer));
                answered = record(tx, report, by, event, &happening).await?;
            }
            _ => wrote = Some(record(tx, report, by, None, &happening).await?),
        }
    }
    Ok((answered, wrote))
}

async fn move_clock(
    tx: &mut Tx<'_, Member>,
    report: &Locked,
    sent: Sent<'_>,
    now: Timestamp,
) -> sqlx::Result<()> {
    let was_silent = store::was_reporter_silent(tx, report.key).await?;
    match sent.answer.clock(report.standing(), was_silent) {
        OwnerClock::Stops => {
            store::note_answer(tx, report.key, now).await?;
            store::set_clock(tx, report.key, None).await
        }
        OwnerClock::StandsStill => store::pause_clock(tx, report.key, Some(now), sent.end(now)).await,
        OwnerClock::RunsOn => store::pause_clock(tx, report.key, None, sent.end(now)).await,
        OwnerClock::StaysAsItIs => store::note_answer(tx, report.key, now).await,
        OwnerClock::RunsUntil(until) => {
            store::set_clock(tx, report.key, Some(until)).await?;
            watch_deadline(tx, report, until).await
        }
    }
}

/// A question goes to the reporter; any other answer to the reporter and to staff.
fn occasion(report: ReportKey, given: &OwnerAnswer, answered: Uuid, wrote: Option<Uuid>) -> Occasion {
    match wrote.filter(|_| given.asks_reporter()) {
        Some(event_id) => Occasion::Question { report, event_id },
        None => Occasion::Answer { report, event_id: answered },
    }
}

async fn note(
    tx: &mut Tx<'_, Member>,
    report: &Locked,
    given: &OwnerAnswer,
    at: Timestamp,
) -> sqlx::Result<()> {
    let line = audit::Line {
        at,
        actor: Actor::Owner,
        actor_id: Some(tx.scope.user_id),
        action: "reports.answer",
        account_id: Some(report.key.account_id),
        subject: report.key.report_id.to_string(),
        detail: json!({ "answer": given.answer() }),
    };
    audit::write(tx, line).await
}
