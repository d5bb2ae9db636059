//! What the reporter writes, and whether letters are wanted.

use app::form::FormState;
use app::links;
use app::pages::track::StatusForms;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{page, refused, too_long, trouble};
use crate::http::flash::Done;
use crate::http::{Form, Problem};
use crate::portal::Portal;
use crate::reports::tracking::link::Holder;
use crate::reports::tracking::{MESSAGE_LENGTH, Saying, reply, say, want_letters};

#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    text: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ReplyForm {
    report: String,
    text: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Letters {
    letters: Wanted,
}

/// Whether letters are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wanted {
    On,
    Off,
}

/// An answer to a question.
pub(crate) async fn answer(
    State(portal): State<Portal>,
    holder: Holder,
    Form(ReplyForm { report, text }): Form<ReplyForm>,
) -> Result<Response, Problem> {
    let mut forms = StatusForms::default();
    forms.reply = forms.reply.keep("text", text.clone());
    let Some(text) = words(&text, MESSAGE_LENGTH, &mut forms.reply) else {
        return refused(&portal, &holder, forms).await;
    };
    let mut tx = portal.database.begin(&holder.scope).await?;
    let saying = reply(&mut tx, &report, &text, portal.clock.now()).await.map_err(trouble)?;
    tx.commit().await?;
    match saying {
        Saying::Done | Saying::Already => {
            Ok(Done::Replied.and_to(&links::track(&holder.token).at("messages")))
        }
        Saying::Nothing => Err(Problem::NotFound),
        Saying::NotAsked => {
            let mut forms = StatusForms::default();
            forms.message = forms.message.keep("text", text);
            forms.message.refuse("text", "This question is not open any more. Your words are kept here: send them to our staff instead, if they still matter.");
            let page = page(&portal, &holder, 0, forms, None).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

/// A message to our staff.
pub(crate) async fn tell(
    State(portal): State<Portal>,
    holder: Holder,
    Form(Message { text }): Form<Message>,
) -> Result<Response, Problem> {
    let mut forms = StatusForms::default();
    forms.message = forms.message.keep("text", text.clone());
    let Some(text) = words(&text, MESSAGE_LENGTH, &mut forms.message) else {
        return refused(&portal, &holder, forms).await;
    };
    let mut tx = portal.database.begin(&holder.scope).await?;
    let saying = say(&mut tx, &text, portal.clock.now()).await.map_err(trouble)?;
    tx.commit().await?;
    match saying {
        Saying::Done | Saying::Already => Ok(Done::Told.and_to(&links::track(&holder.token).at("messages"))),
        Saying::Nothing | Saying::NotAsked => {
            let changed = "This report has ended, so nobody reads messages about it.".to_owned();
            Err(Problem::Stale { changed, see: links::track(&holder.token) })
        }
    }
}

/// Letters, or none.
pub(crate) async fn letters(
    State(portal): State<Portal>,
    holder: Holder,
    Form(Letters { letters }): Form<Letters>,
) -> Result<Response, Problem> {
    let wanted = letters == Wanted::On;
    let mut tx = portal.database.begin(&holder.scope).await?;
    want_letters(&mut tx, wanted, portal.clock.now()).await?;
    tx.commit().await?;
    let done = if wanted { Done::LettersWanted } else { Done::LettersStopped };
    Ok(done.and_to(&links::track(&holder.token)))
}

/// What was typed, if it says something and not too much.
fn words(typed: &str, limit: usize, form: &mut FormState<&'static str>) -> Option<String> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.is_empty() {
        form.refuse("text", "Write something first.");
        return None;
    }
    match too_long(&text, limit) {
        Some(error) => {
            form.refuse("text", error);
            None
        }
        None => Some(text),
    }
}
