//! A letter as an HTML document. Its rules stand in a style element; whoever sends it inlines them.

use leptos::prelude::*;

use super::words::whole;
use super::{Letter, Paragraph};
use crate::links::Href;
use crate::render::fragment;

const SHEET: &str = include_str!("mail.css");

/// What only the sending of a letter knows.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The provider's name.
    pub site: String,
    /// The address that people see, for links.
    pub base: String,
    /// Where the letter's one link leads. It may hold a secret.
    pub link: Option<Href>,
    /// Where letters are stopped.
    pub stop: Option<Href>,
}

/// The document: no pictures, no scripts, nothing from elsewhere.
#[must_use]
pub fn html(letter: Letter, envelope: Envelope) -> String {
    let document = fragment(|| view! { <Sheet letter envelope /> });
    format!("<!doctype html>{}", document.replace("<!>", ""))
}

#[component]
fn Sheet(letter: Letter, envelope: Envelope) -> impl IntoView {
    let Envelope { site, base, link, stop } = envelope;
    let link = link.map(|link| link.under(&base));
    let stop = stop.filter(|_| letter.can_be_stopped).map(|stop| stop.under(&base));
    let body =
        letter.paragraphs.into_iter().map(|paragraph| shown(paragraph, link.as_deref())).collect_view();
    view! {
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="supported-color-schemes" content="light dark" />
                <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
                <title>{letter.subject}</title>
                <style>{SHEET}</style>
            </head>
            <body>
                <div class="sheet" role="main">
                    <p class="desk">{site}" "<span>"Abuse desk"</span></p>
                    <h1>{letter.title}</h1>
                    {body}
                    <p class="why">
                        {letter.why}
                        {stop.map(|stop| view! { " "<a href=stop>"Stop letters about this report"</a> })}
                    </p>
                </div>
            </body>
        </html>
    }
}

fn shown(paragraph: Paragraph, link: Option<&str>) -> AnyView {
    match paragraph {
        Paragraph::Text(words) => view! { <p>{words}</p> }.into_any(),
        Paragraph::Deadline { title, text } => {
            view! { <div class="deadline"><p class="by">{title}</p><p class="else">{text}</p></div> }
                .into_any()
        }
        Paragraph::Action(words) => {
            let link = link.map(str::to_owned);
            link.map(|link| view! { <p class="action"><a href=link>{words}</a></p> }).into_any()
        }
        Paragraph::Heading(words) => view! { <h2>{words}</h2> }.into_any(),
        Paragraph::Address(address) => {
            view! { <p class="address" dir="ltr">{whole(&address)}</p> }.into_any()
        }
        Paragraph::Quote(words) => {
            view! { <blockquote class="quote" dir="auto"><p>{lines(&words)}</p></blockquote> }.into_any()
        }
        Paragraph::List(items) => {
            view! { <ul>{items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view()}</ul> }
                .into_any()
        }
        Paragraph::Fact(name, value) => {
            view! { <p class="fact"><span>{name}":"</span>" "<bdi>{lines(&value)}</bdi></p> }.into_any()
        }
    }
}

/// Text with its line breaks, which neither mail programs nor the plain-text form would keep.
fn lines(text: &str) -> impl IntoView + use<> {
    let line = |(at, line): (usize, &str)| {
        let line = line.to_owned();
        view! { {(at > 0).then(|| view! { <br /> })}{line} }
    };
    text.lines().enumerate().map(line).collect_view()
}
