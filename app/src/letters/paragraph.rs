//! The parts of a letter, and how a page shows them.

use domain::address::Defanged;
use leptos::prelude::*;

use super::words::{disarm, whole};

/// One part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paragraph {
    /// Our own words.
    Text(String),
    /// What is asked, by when, and what happens otherwise.
    Deadline {
        /// What, by when.
        title: String,
        /// What follows.
        text: String,
    },
    /// The one link of the letter: what it leads to.
    Action(String),
    /// A heading.
    Heading(String),
    /// A reported address.
    Address(Defanged),
    /// Somebody else's words, or ours where they are quoted.
    Quote(String),
    /// Several short things.
    List(Vec<String>),
    /// A name and its value.
    Fact(String, String),
}

impl Paragraph {
    /// Our own words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A heading.
    pub fn heading(words: impl Into<String>) -> Self {
        Self::Heading(words.into())
    }

    /// A stranger's words, without anything that a mail program would make a link of.
    pub fn quote(words: &str) -> Self {
        Self::Quote(disarm(words.trim()))
    }
}

/// The paragraphs of a letter as a page shows them before it is sent. Nothing in them can be clicked.
#[component]
pub fn Paragraphs(
    /// The paragraphs.
    of: Vec<Paragraph>,
) -> impl IntoView {
    of.into_iter().map(shown).collect_view()
}

fn shown(paragraph: Paragraph) -> AnyView {
    match paragraph {
        Paragraph::Text(words) => view! { <p>{words}</p> }.into_any(),
        Paragraph::Deadline { title, text } => {
            view! { <div class="by"><p><strong>{title}</strong></p><p>{text}</p></div> }.into_any()
        }
        Paragraph::Action(words) => {
            view! { <p><span class="button small primary">{words}</span></p> }.into_any()
        }
        Paragraph::Heading(words) => view! { <p><strong>{words}</strong></p> }.into_any(),
        Paragraph::Address(address) => {
            view! { <p><span class="address" dir="ltr">{whole(&address)}</span></p> }.into_any()
        }
        Paragraph::Quote(words) => {
            view! { <blockquote class="quote" dir="auto">{words}</blockquote> }.into_any()
        }
        Paragraph::List(items) => {
            let items = items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view();
            view! { <ul>{items}</ul> }.into_any()
        }
        Paragraph::Fact(name, value) => {
            view! { <p><span class="muted">{name}": "</span><bdi>{value}</bdi></p> }.into_any()
        }
    }
}
