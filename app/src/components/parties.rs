//! What each party will see.

use leptos::prelude::*;

use super::{Icon, Symbol};

/// Whether a party sees one kind of thing. Parties side by side list the same kinds in the same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// The kind of thing.
    pub what: String,
    /// What they see of it, or how it is kept from them.
    pub words: String,
    /// Whether they see any of it.
    pub is_shown: bool,
}

impl Disclosure {
    /// They see it, or as much as `words` say.
    pub fn shown(what: impl Into<String>, words: impl Into<String>) -> Self {
        Self { what: what.into(), words: words.into(), is_shown: true }
    }

    /// They do not see it.
    pub fn kept(what: impl Into<String>, words: impl Into<String>) -> Self {
        Self { what: what.into(), words: words.into(), is_shown: false }
    }
}

/// What is shown to somebody and what is kept from them.
#[component]
pub fn Disclosures(
    /// One for each kind of thing.
    of: Vec<Disclosure>,
) -> impl IntoView {
    let line = |Disclosure { what, words, is_shown }| {
        let symbol = if is_shown { Symbol::Eye } else { Symbol::EyeOff };
        view! { <li>{what}<span class=is_shown.then_some("shown")><Icon of=symbol />{words}</span></li> }
    };
    view! { <ul class="disclosure">{of.into_iter().map(line).collect_view()}</ul> }
}

/// Several parties side by side; its children are [`Party`].
#[component]
pub fn Parties(
    /// The parties.
    children: Children,
) -> impl IntoView {
    view! { <div class="parties">{children()}</div> }
}

/// One party: who it is, what it sees, and the very words of its letter.
#[component]
pub fn Party(
    /// Its icon.
    symbol: Symbol,
    /// Who it is.
    #[prop(into)]
    name: String,
    /// What it has to do with the matter.
    #[prop(into)]
    role: String,
    /// What it sees.
    sees: Vec<Disclosure>,
    /// The letter, as paragraphs; the first says when it goes and where to.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="party">
            <header><Icon of=symbol /><h3>{name}</h3><p>{role}</p></header>
            <Disclosures of=sees />
            {children.map(|letter| view! { <blockquote dir="auto">{letter()}</blockquote> })}
        </section>
    }
}
