//! The pages of the local mailbox. Where letters leave by another way, there are none.

use app::links;
use app::pages::mailbox::{Entry, Letter, LetterPage, LetterPageProps, MailboxPage, MailboxPageProps, Piece};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use uuid::Uuid;

use super::mailbox::{Kept, Mailbox};
use crate::http::{Path, Problem, render};
use crate::portal::Portal;

/// How many letters the list shows.
const SHOWN: usize = 200;

/// A letter's own HTML: no scripts, nothing from elsewhere, its links open in the whole window.
const LETTER_POLICY: &str = "sandbox allow-top-navigation-by-user-activation; default-src 'none'; \
                             style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/// The newest letters.
pub(crate) async fn list(State(portal): State<Portal>) -> Result<Response, Problem> {
    let mailbox = mailbox(&portal)?;
    let mut entries = Vec::new();
    for id in mailbox.newest(SHOWN).await.map_err(Problem::internal)? {
        if let Some(kept) = mailbox.get(id).await.map_err(Problem::internal)? {
            entries.push(entry(kept));
        }
    }
    let shown = (entries.len() == SHOWN).then_some(SHOWN);
    let props = MailboxPageProps { site: portal.site.clone(), reader: portal.reader(None), entries, shown };
    Ok(render::page(|| MailboxPage(props)))
}

/// One letter.
pub(crate) async fn show(State(portal): State<Portal>, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let kept = find(&portal, id).await?;
    let letter = letter(kept, portal.base_url.as_str());
    let props = LetterPageProps { site: portal.site.clone(), reader: portal.reader(None), letter };
    Ok(render::page(|| LetterPage(props)))
}

/// The HTML of one letter, for the frame on its page.
pub(crate) async fn html(
    State(portal): State<Portal>,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, Problem> {
    let kept = find(&portal, id).await?;
    let headers = [(CONTENT_SECURITY_POLICY, LETTER_POLICY), (CACHE_CONTROL, "no-store")];
    Ok((headers, Html(whole_window(&kept.html))))
}

/// The letter with its links opening in the whole window; what stands before its head stays first, or browsers fall back to old habits.
fn whole_window(letter: &str) -> String {
    const HEAD: &str = "<head>";
    const BASE: &str = "<base target=\"_top\">";
    match letter.split_once(HEAD) {
        Some((before, after)) => format!("{before}{HEAD}{BASE}{after}"),
        None => format!("{BASE}{letter}"),
    }
}

fn mailbox(portal: &Portal) -> Result<&Mailbox, Problem> {
    portal.mailer.mailbox().ok_or(Problem::NotFound)
}

async fn find(portal: &Portal, id: Uuid) -> Result<Kept, Problem> {
    mailbox(portal)?.get(id).await.map_err(Problem::internal)?.ok_or(Problem::NotFound)
}

fn entry(kept: Kept) -> Entry {
    let Kept { id, to, subject, date, .. } = kept;
    Entry { to: links::mailbox_letter(id), recipient: to, subject, date: moment(date) }
}

fn letter(kept: Kept, base: &str) -> Letter {
    Letter {
        sender: kept.from,
        recipient: kept.to,
        subject: kept.subject,
        date: moment(kept.date),
        text: pieces(&kept.text, base),
        headers: kept.headers,
        html: links::mailbox_html(kept.id),
    }
}

fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Parts the text at white space, so that the portal's own links can be followed.
fn pieces(text: &str, base: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let Some(href) = links::in_letter(word, base) else {
            words.push_str(part);
            continue;
        };
        pieces.push(Piece::Words(std::mem::take(&mut words)));
        pieces.push(Piece::Link(href, word.to_owned()));
        words.push_str(&part[word.len()..]);
    }
    pieces.push(Piece::Words(words));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_portals_own_links_can_be_followed() {
        let text = "Open\nhttps://abuse.example/track/abc now. Reported: hxxps://evil[.]example https://evil.example/";
        let words = |text: &str| Piece::Words(text.to_owned());
        assert_eq!(
            pieces(text, "https://abuse.example/"),
            [
                words("Open\n"),
                Piece::Link(links::track("abc"), "https://abuse.example/track/abc".into()),
                words(" now. Reported: hxxps://evil[.]example https://evil.example/"),
            ]
        );
    }
}
