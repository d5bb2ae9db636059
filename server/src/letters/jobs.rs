//! Writing and sending letters, as jobs. Both may run again at any point: a letter is kept once and carries one message id for ever.

use domain::account::Actor;
use domain::timeline::CaseHappening;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store::Row;
use super::write::{Draft, Unreachable, written};
use super::{Audience, Occasion, render, store};
use crate::cases;
use crate::database::{System, Tx};
use crate::ids;
use crate::jobs::{Attempt, Job, Order, Verdict, enqueue, enqueue_all};
use crate::mail::MailError;
use crate::portal::Portal;
use crate::reports::By;

/// Decides who is written to on an occasion, keeps the letters and queues the sending of each, all or none of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteLetters {
    /// What happened.
    pub occasion: Occasion,
    /// Whose letters are written; nothing for everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Audience>,
}

/// Sends one letter that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendLetter {
    /// The letter.
    pub letter_id: Uuid,
    /// What it was written on, where another letter may take its place: in a step that concerns several reports of one owner, and to a
    /// reporter, whose letters about a restricted report say less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_on: Option<Occasion>,
}

impl WriteLetters {
    /// Everybody's letters of an occasion.
    #[must_use]
    pub const fn of(occasion: Occasion) -> Self {
        Self { occasion, to: None }
    }
}

impl Job for WriteLetters {
    const NAME: &'static str = "write_letters";

    async fn run(self, portal: &Portal, _: Attempt) -> Verdict {
        write(portal, &self).await.map_or_else(Verdict::from, |()| Verdict::Done)
    }
}

async fn write(portal: &Portal, WriteLetters { occasion, to }: &WriteLetters) -> sqlx::Result<()> {
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&System).await?;
    let written = written(&mut tx, &portal.policy, occasion).await?;
    let is_wanted = |draft: &&Draft| to.is_none_or(|to| draft.audience == to);
    for draft in written.drafts.iter().filter(is_wanted) {
        keep(&mut tx, portal, occasion, draft, now).await?;
    }
    if let Some(unreachable) = written.unreachable {
        note(&mut tx, unreachable, now).await?;
    }
    tx.commit().await
}

/// Notes that the owner could not be written to, once for each time they were to be told.
async fn note(tx: &mut Tx<'_, System>, unreachable: Unreachable, now: Timestamp) -> sqlx::Result<()> {
    if store::is_noted(tx, &unreachable).await? {
        return Ok(());
    }
    let by = By { actor: Actor::Portal, user_id: None, name: None, at: now };
    let happening = CaseHappening::OwnerUnreachable { reference: unreachable.reference };
    cases::record::record(tx, unreachable.case_id, &by, &happening).await.map(drop)
}

async fn keep(
    tx: &mut Tx<'_, System>,
    portal: &Portal,
    occasion: &Occasion,
    draft: &Draft,
    now: Timestamp,
) -> sqlx::Result<()> {
    let letter_id = ids::at(now);
    let message_id = format!("{letter_id}@{}", portal.config.mail.reply_domain);
    let reader = render::reader(portal, draft.recipient.time_zone.as_deref());
    let subject = draft.content.letter(reader).subject;
    if store::insert(tx, letter_id, &message_id, draft, &subject, now).await? {
        let is_of_step = draft.audience == Audience::Owner && occasion.of_step().is_some();
        let is_kept = is_of_step || draft.audience == Audience::Reporter;
        let written_on = is_kept.then(|| occasion.clone());
        enqueue(tx, &SendLetter { letter_id, written_on }, None, None).await?;
    }
    Ok(())
}

impl Job for SendLetter {
    const NAME: &'static str = "send_letter";

    async fn run(self, portal: &Portal, attempt: Attempt) -> Verdict {
        send(portal, self, attempt).await.unwrap_or_else(Verdict::from)
    }
}

async fn send(
    portal: &Portal,
    SendLetter { letter_id, written_on }: SendLetter,
    attempt: Attempt,
) -> sqlx::Result<Verdict> {
    let mut tx = portal.database.begin(&System).await?;
    let Some(row) = store::load(&mut tx, letter_id).await? else { return Ok(Verdict::Done) };
    if row.state != "queued" && !row.is_withheld {
        return Ok(Verdict::Done);
    }
    let others = others(&mut tx, &row, written_on.as_ref()).await?;
    if let Some(reason) = why_not(&row, others) {
        store::withheld(&mut tx, letter_id, reason).await?;
        if let Some(occasion) = written_on.filter(|_| reason != STOPPED) {
            write_anew(&mut tx, &row, &occasion).await?;
        }
        tx.commit().await?;
        return Ok(Verdict::Done);
    }
    // No transaction stays open while the mail server is spoken to.
    tx.commit().await?;
    let outcome = match render::outgoing(portal, &row) {
        Ok(outgoing) => portal.mailer.send(&outgoing).await,
        Err(error) => Err(error),
    };
    settle(portal, letter_id, outcome, attempt).await
}

/// What the queue and the log get to know; the cause itself stays with the letter.
fn reason(letter_id: Uuid, error: &MailError) -> String {
    format!("letter {letter_id}: {}", error.discreet())
}

/// About how many other reports the owner may read now, of those that the letter counts.
async fn others(tx: &mut Tx<'_, System>, row: &Row, occasion: Option<&Occasion>) -> sqlx::Result<u32> {
    let counted = row.content.others();
    let is_counted = row.audience == "owner" && counted > 0;
    let Some((report, event_id)) = occasion.and_then(Occasion::of_step).filter(|_| is_counted) else {
        return Ok(counted);
    };
    Ok(store::others_of_owner(tx, report, event_id).await?.unsigned_abs())
}

/// Has the letter of a step written about those of its reports that the owner may still read of, and one to a reporter with fewer words.
async fn write_anew(tx: &mut Tx<'_, System>, row: &Row, occasion: &Occasion) -> sqlx::Result<()> {
    let to = if row.audience == "owner" { Audience::Owner } else { Audience::Reporter };
    let mut orders = vec![Order::now(&WriteLetters { occasion: occasion.clone(), to: Some(to) })?];
    let Some((report, event_id)) = occasion.of_step().filter(|_| to == Audience::Owner) else {
        return enqueue_all(tx, &orders).await;
    };
    for (other, its_event) in store::same_step(tx, report, event_id).await? {
        let occasion = occasion.clone().about(other, its_event);
        orders.push(Order::now(&WriteLetters { occasion, to: Some(to) })?);
    }
    enqueue_all(tx, &orders).await
}

/// Why a letter is withheld; the database says the same where whoever restricts a case is faster.
const RESTRICTED: &str = "the case became restricted";

/// Why a letter is withheld that no other takes the place of.
const STOPPED: &str = "the reporter stopped letters";

/// What happened since the letter was written that forbids sending it.
fn why_not(row: &Row, others: u32) -> Option<&'static str> {
    match row.audience.as_str() {
        _ if row.is_withheld => Some(RESTRICTED),
        "reporter" if row.stopped && row.content.kind() != "new_link" => Some(STOPPED),
        "reporter" if row.restricted && !row.content.is_discreet() => Some(RESTRICTED),
        "owner" if row.restricted => Some(RESTRICTED),
        "owner" if others < row.content.others() => Some("what it says of other reports is no longer so"),
        "staff" if !row.cleared => Some("the recipient is not cleared for the case"),
        "staff" if row.restricted && row.content.names_a_case() => Some(RESTRICTED),
        _ => None,
    }
}

async fn settle(
    portal: &Portal,
    letter_id: Uuid,
    outcome: Result<(), MailError>,
    attempt: Attempt,
) -> sqlx::Result<Verdict> {
    let mut tx = portal.database.begin(&System).await?;
    let verdict = match outcome {
        Ok(()) => {
            store::sent(&mut tx, letter_id, portal.clock.now()).await?;
            Verdict::Done
        }
        Err(error) if error.retryable && !attempt.is_last() => {
            store::stumbled(&mut tx, letter_id, &error.cause).await?;
            Verdict::Retry(reason(letter_id, &error))
        }
        Err(error) => {
            store::failed(&mut tx, letter_id, &error.cause).await?;
            Verdict::Fail(reason(letter_id, &error))
        }
    };
    tx.commit().await?;
    Ok(verdict)
}
