//! The local mailbox: what a portal without a mail server would have sent. Embedded and demo portals only.

use std::sync::Arc;

use jiff::Timestamp;
use leptos::prelude::*;

use crate::components::{Cell, Column, Empty, Fact, Facts, Reader, Symbol, Table, TableKind, When};
use crate::frame::{Head, Public, Site};
use crate::links::{self, Href};

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the letter is.
    pub to: Href,
    /// Whom it is for.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// When it was written.
    pub date: Timestamp,
}

/// One letter.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Who sent it.
    pub sender: String,
    /// Whom it is for.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// When it was written.
    pub date: Timestamp,
    /// The plain text, in order.
    pub text: Vec<Piece>,
    /// Every header as it was sent.
    pub headers: String,
    /// Where its HTML is.
    pub html: Href,
}

/// A piece of a letter's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// A link to this portal.
    Link(Href, String),
}

/// The newest letters.
#[component]
pub fn MailboxPage(
    /// The running portal.
    site: Arc<Site>,
    /// Who reads.
    reader: Reader,
    /// The letters, newest first.
    entries: Vec<Entry>,
    /// How many are shown at most, where there may be older ones.
    shown: Option<usize>,
) -> impl IntoView {
    let shown = shown.map(|shown| view! { <p class="muted">"The newest "{shown}" are shown."</p> });
    let list = if entries.is_empty() {
        let text = "Letters appear here as soon as something happens that somebody must hear about.";
        view! { <Empty symbol=Symbol::Mail title="No letters yet" text=text /> }.into_any()
    } else {
        let columns = vec![Column::new("Subject").main(), Column::new("To"), Column::new("Written")];
        let rows = entries.into_iter().map(|entry| row(entry, reader)).collect_view();
        view! { <Table caption="Letters, newest first" columns=columns kind=TableKind::Rows>{rows}</Table> }
            .into_any()
    };
    view! {
        <Public site=site head=Head::new("Mailbox").secret()>
            <div class="stack loose">
                <div class="stack tight">
                    <h1>"Mailbox"</h1>
                    <p class="muted">"This portal has no mail server. What it would have sent is kept here, for everybody."</p>
                </div>
                {list}
                {shown}
            </div>
        </Public>
    }
}

fn row(entry: Entry, reader: Reader) -> impl IntoView {
    let Entry { to, recipient, subject, date } = entry;
    view! {
        <tr>
            <th scope="row"><a href=to>{subject}</a></th>
            <Cell label="To">{recipient}</Cell>
            <Cell label="Written"><When at=date reader=reader /></Cell>
        </tr>
    }
}

/// One letter, as text and as HTML.
#[component]
pub fn LetterPage(
    /// The running portal.
    site: Arc<Site>,
    /// Who reads.
    reader: Reader,
    /// The letter.
    letter: Letter,
) -> impl IntoView {
    let Letter { sender, recipient, subject, date, text, headers, html } = letter;
    view! {
        <Public site=site head=Head::new(subject.clone()).secret()>
            <div class="stack loose">
                <p><a href=links::mailbox()>"Mailbox"</a></p>
                <h1>{subject}</h1>
                <Facts>
                    <Fact name="From">{sender}</Fact>
                    <Fact name="To">{recipient}</Fact>
                    <Fact name="Written"><When at=date reader=reader /></Fact>
                </Facts>
                <h2>"As text"</h2>
                <pre class="letter" id="text">{text.into_iter().map(piece).collect_view()}</pre>
                <h2>"As HTML"</h2>
                <iframe class="letter" title="The letter as HTML" src=html
                    sandbox="allow-top-navigation-by-user-activation"></iframe>
                <details><summary>"Headers"</summary><pre class="letter">{headers}</pre></details>
            </div>
        </Public>
    }
}

fn piece(piece: Piece) -> impl IntoView {
    match piece {
        Piece::Words(words) => words.into_any(),
        Piece::Link(to, words) => view! { <a href=to>{words}</a> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Zone;
    use crate::components::tests::{HOSTILE, assert_harmless};
    use crate::frame::tests::site;
    use crate::render::html;

    const NOW: &str = "2026-11-24T14:55:00Z";

    fn reader() -> Reader {
        Reader::visitor(NOW.parse().unwrap(), Zone::named("UTC").unwrap())
    }

    #[test]
    fn an_empty_mailbox_says_what_would_be_in_it() {
        let page =
            html(|| view! { <MailboxPage site=site(false) reader=reader() entries=Vec::new() shown=None /> })
                .html;
        assert!(page.contains("No letters yet"), "{page}");
    }

    #[test]
    fn a_letter_cannot_harm_its_reader() {
        let letter = Letter {
            sender: HOSTILE.into(),
            recipient: HOSTILE.into(),
            subject: HOSTILE.into(),
            date: NOW.parse().unwrap(),
            text: vec![Piece::Words(HOSTILE.into()), Piece::Link(links::home(), HOSTILE.into())],
            headers: HOSTILE.into(),
            html: links::mailbox(),
        };
        let page = html(|| view! { <LetterPage site=site(false) reader=reader() letter=letter /> }).html;
        assert_harmless(&page);
    }
}
