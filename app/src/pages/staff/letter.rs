//! One letter about a case, in its own words. The secret of its link is made when it is sent and is not here.

use leptos::prelude::*;

use super::case::{audience, letter_state};
use super::desk::{Desk, Work};
use super::record::Letter;
use crate::components::{Badge, Card, Crumbs, Fact, Facts, PageHead, When};
use crate::letters::{self, Paragraphs};
use crate::links;

/// A letter about a case.
#[component]
pub fn LetterPage(
    /// Who works here.
    desk: Desk,
    /// The case's number.
    number: i64,
    /// What became of it.
    letter: Letter,
    /// What it says.
    words: letters::Letter,
) -> impl IntoView {
    let reader = desk.reader;
    let (tone, word) = letter_state(&letter.state);
    let error = letter.last_error.clone().filter(|_| letter.state != "sent");
    let above = vec![
        (links::case(number), format!("Case {number}")),
        (links::case(number).with("show", "letters").at("history"), "Letters".to_owned()),
    ];
    let title = letter.subject.clone();
    view! {
        <Work desk=desk title=format!("Letter: {title}")>
            <Crumbs above=above here="Letter" />
            <PageHead title=title meta=view! { <Badge tone=tone word=word /> }.into_any() />
            <div class="split">
                <article class="card" aria-labelledby="letter">
                    <header><h2 id="letter">{words.title}</h2></header>
                    <div class="body stack letter"><Paragraphs of=words.paragraphs /><p class="muted">{words.why}</p></div>
                </article>
                <aside class="stack" aria-label="What became of it">
                    <Card id="facts" title="Facts">
                        <div class="body">
                            <Facts>
                                <Fact name="For">{audience(&letter.audience)}</Fact>
                                <Fact name="To"><bdi>{letter.recipient}</bdi></Fact>
                                <Fact name="Written"><When at=letter.created_at reader=reader /></Fact>
                                {letter.sent_at.map(|at| view! { <Fact name="Sent"><When at=at reader=reader /></Fact> })}
                                {error.map(|error| view! { <Fact name="Trouble"><bdi>{error}</bdi></Fact> })}
                                <Fact name="Link" note="It is made when the letter is sent, for its reader alone.">"Not shown"</Fact>
                            </Facts>
                        </div>
                    </Card>
                </aside>
            </div>
        </Work>
    }
}
