//! Somebody was faster: what changed since the page was shown, and what was typed, kept.

use leptos::prelude::*;

use super::case::SeenFields;
use super::desk::{Desk, Work};
use super::happenings::Telling;
use super::record::{Event, Report, Seen};
use crate::components::{
    Button, ButtonKind, Card, Crumbs, Empty, Hidden, LinkButton, PageHead, PostForm, Symbol, TextArea,
    Timeline,
};
use crate::form::FieldState;
use crate::links::{self, Href};

/// What was about to be done.
#[derive(Clone, Debug)]
pub struct Again {
    /// Where it is posted to.
    pub to: Href,
    /// The words of its button.
    pub words: String,
    /// The words that were typed, and the question they answer.
    pub text: Option<(FieldState, String)>,
    /// Everything else that was sent.
    pub kept: Vec<(&'static str, String)>,
}

/// A case that changed since its page was shown.
#[component]
pub fn StalePage(
    /// Who works here.
    desk: Desk,
    /// The case's number.
    number: i64,
    /// What the page knows of it now.
    seen: Seen,
    /// What happened since.
    changes: Vec<Event>,
    /// The reports of the case.
    reports: Vec<Report>,
    /// The categories with their words.
    categories: Vec<(domain::category::Category, String)>,
    /// What was about to be done.
    again: Again,
) -> impl IntoView {
    let reader = desk.reader;
    let telling = Telling::of(&reports, categories, reader);
    let events: Vec<_> = changes.into_iter().map(|event| telling.tell(event)).collect();
    let changes = if events.is_empty() {
        view! { <Empty symbol=Symbol::Repeat title="Its details were changed" text="Open the case to see it as it is now." /> }.into_any()
    } else {
        view! { <Timeline events=events reader=reader /> }.into_any()
    };
    let Again { to, words, text, kept } = again;
    let kept =
        kept.into_iter().map(|(name, value)| view! { <Hidden name=name value=value /> }).collect_view();
    let text = text.map(|(state, label)| view! { <TextArea state=state label=label rows=5 /> });
    let title = format!("Case {number} has changed since you opened it");
    view! {
        <Work desk=desk title=title.clone()>
            <Crumbs above=vec![(links::case(number), format!("Case {number}"))] here="Changed meanwhile" />
            <PageHead title=title>
                <LinkButton to=links::case(number) words="See the case as it is now" />
            </PageHead>
            <div class="stack loose">
                <section aria-labelledby="changes"><div class="section-head"><h2 id="changes">"What happened since"</h2></div>{changes}</section>
                <Card id="again" title="What you were about to do" aside="Nothing was stored">
                    <PostForm to=to class="body stack">
                        <SeenFields of=seen />
                        {kept}
                        {text}
                        <div><Button words=words kind=ButtonKind::Primary /></div>
                    </PostForm>
                </Card>
            </div>
        </Work>
    }
}
