//! What has happened, oldest first, and what comes next.

use jiff::Timestamp;
use leptos::prelude::*;

use super::{Audience, AudienceChip, Icon, Reader, Symbol, Tone, When};
use crate::links::Href;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    symbol: Symbol,
    tone: Option<Tone>,
    who: Option<String>,
    what: String,
    at: Option<Timestamp>,
    about: Option<String>,
    audience: Option<Audience>,
    quote: Option<String>,
    link: Option<(Href, String)>,
    is_next: bool,
}

impl Event {
    /// Somebody did something: `who` as the reader may know them, `what` as the rest of the sentence.
    pub fn new(symbol: Symbol, who: impl Into<String>, what: impl Into<String>, at: Timestamp) -> Self {
        Self { who: Some(who.into()), at: Some(at), ..Self::next(symbol, what, None) }.past()
    }

    /// What comes next, as a sentence, and when at the latest.
    pub fn next(symbol: Symbol, what: impl Into<String>, by: Option<Timestamp>) -> Self {
        Self {
            symbol,
            tone: None,
            who: None,
            what: what.into(),
            at: by,
            about: None,
            audience: None,
            quote: None,
            link: None,
            is_next: true,
        }
    }

    fn past(mut self) -> Self {
        self.is_next = false;
        self
    }

    /// What it means for the reader.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// What it was about, where that is not plain.
    #[must_use]
    pub fn about(mut self, what: impl Into<String>) -> Self {
        self.about = Some(what.into());
        self
    }

    /// Who may see it; for staff's eyes.
    #[must_use]
    pub fn audience(mut self, audience: Audience) -> Self {
        self.audience = Some(audience);
        self
    }

    /// Somebody's own words.
    #[must_use]
    pub fn quote(mut self, words: impl Into<String>) -> Self {
        self.quote = Some(words.into());
        self
    }

    /// Where there is more.
    #[must_use]
    pub fn link(mut self, to: Href, words: impl Into<String>) -> Self {
        self.link = Some((to, words.into()));
        self
    }
}

/// What has happened, oldest first.
#[component]
pub fn Timeline(
    /// The events in their order.
    events: Vec<Event>,
    /// Who reads it.
    reader: Reader,
) -> impl IntoView {
    view! { <ol class="timeline">{events.into_iter().map(|event| line(event, reader)).collect_view()}</ol> }
}

fn line(event: Event, reader: Reader) -> impl IntoView {
    let Event { symbol, tone, who, what, at, about, audience, quote, link, is_next } = event;
    view! {
        <li class="event" data-tone=tone.map(Tone::key) data-next=is_next>
            <Icon of=symbol />
            <div>
                <div class="event-line">
                    <p>{who.map(|who| view! { <strong><bdi>{who}</bdi></strong>" " })}{what}</p>
                    {audience.map(|of| view! { <AudienceChip of=of /> })}
                    {at.map(|at| view! { <When at=at reader=reader /> })}
                </div>
                {about.map(|about| view! { <small class="muted"><bdi>{about}</bdi></small> })}
                {quote.map(|words| view! { <blockquote class="quote" dir="auto">{words}</blockquote> })}
                {link.map(|(to, words)| view! { <a href=to>{words}</a> })}
            </div>
        </li>
    }
}
