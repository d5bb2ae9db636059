//! What can be done.

use leptos::prelude::*;

use super::{Icon, Symbol, Words};
use crate::links::Href;

/// How a button looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// One of several ways on.
    #[default]
    Plain,
    /// The next action; once a page.
    Primary,
    /// Takes something away from somebody.
    Danger,
    /// Not meant to be noticed.
    Quiet,
}

/// How large a button is.
fn class(kind: ButtonKind, is_small: bool, is_large: bool) -> String {
    let kind = match kind {
        ButtonKind::Plain => "",
        ButtonKind::Primary => " primary",
        ButtonKind::Danger => " danger",
        ButtonKind::Quiet => " quiet",
    };
    let size = match (is_small, is_large) {
        (true, _) => " small",
        (_, true) => " large",
        _ => "",
    };
    format!("button{kind}{size}")
}

/// Sends the form around it. Its words say what happens.
#[component]
pub fn Button(
    /// What happens.
    #[prop(into)]
    words: String,
    /// How it looks.
    #[prop(optional)]
    kind: ButtonKind,
    /// Its icon.
    #[prop(optional_no_strip, into)]
    symbol: Option<Symbol>,
    /// What is posted with the form when this one is pressed: name and value.
    #[prop(optional_no_strip, into)]
    says: Option<(&'static str, String)>,
    /// For rows and bars.
    #[prop(optional)]
    is_small: bool,
    /// For the end of a public form.
    #[prop(optional)]
    is_large: bool,
) -> impl IntoView {
    let (name, value) = says.unzip();
    view! {
        <button class=class(kind, is_small, is_large) name=name value=value>
            {symbol.map(|symbol| view! { <Icon of=symbol /> })}
            {words}
        </button>
    }
}

/// A link that looks like a button, for going somewhere.
#[component]
pub fn LinkButton(
    /// Where it leads.
    to: Href,
    /// What is there.
    #[prop(into)]
    words: String,
    /// How it looks.
    #[prop(optional)]
    kind: ButtonKind,
    /// Its icon.
    #[prop(optional_no_strip, into)]
    symbol: Option<Symbol>,
    /// What to add for those who do not see its surroundings, such as ` about example[.]com`.
    #[prop(optional, into)]
    about: Words,
    /// For rows and bars.
    #[prop(optional)]
    is_small: bool,
    /// For the end of a public form.
    #[prop(optional)]
    is_large: bool,
) -> impl IntoView {
    view! {
        <a class=class(kind, is_small, is_large) href=to>
            {symbol.map(|symbol| view! { <Icon of=symbol /> })}
            {words}
            {about.map(|about| view! { <span class="hidden">{about}</span> })}
        </a>
    }
}

/// A form of one button, for an action that needs no words from the visitor.
#[component]
pub fn PostButton(
    /// Where it posts to.
    to: Href,
    /// What happens.
    #[prop(into)]
    words: String,
    /// How it looks.
    #[prop(optional)]
    kind: ButtonKind,
    /// Its icon.
    #[prop(optional_no_strip, into)]
    symbol: Option<Symbol>,
    /// For rows and bars.
    #[prop(optional)]
    is_small: bool,
    /// Hidden fields to post along.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <form method="post" action=to>
            {children.map(|children| children())}
            <Button words=words kind=kind symbol=symbol is_small=is_small />
        </form>
    }
}
