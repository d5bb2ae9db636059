//! What went wrong, and what to do now.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Card, LinkButton};
use crate::frame::{App, Head, PersonRail, Public, Rail, Site};
use crate::links::{self, Href};

/// What went wrong, in the visitor's words. Never an error's own text.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// What happened, as a short sentence.
    pub title: String,
    /// Why it may have happened, and what became of what was typed.
    pub explanation: String,
    /// What one can do, depending on how one came here.
    pub ways: Vec<Way>,
    /// The one way that always works.
    pub action: Option<(Href, String)>,
    /// What was typed into the form that is answered.
    pub typed: Vec<String>,
}

/// One way on.
#[derive(Clone, Debug)]
pub struct Way {
    /// How one came here, as a sentence.
    pub when: String,
    /// What to do, as a sentence around the link.
    pub advice: String,
    /// Where.
    pub to: Href,
    /// What is there.
    pub words: String,
}

impl Way {
    fn new(when: &str, to: Href, words: &str, advice: &str) -> Self {
        Self { when: when.to_owned(), advice: advice.to_owned(), to, words: words.to_owned() }
    }
}

impl Problem {
    /// A problem with nothing to choose from; the way back is the front page.
    pub fn new(status: u16, title: impl Into<String>, explanation: impl Into<String>) -> Self {
        Self {
            status,
            title: title.into(),
            explanation: explanation.into(),
            ways: Vec::new(),
            action: Some((links::home(), "Go to the front page".to_owned())),
            typed: Vec::new(),
        }
    }

    /// Adds one way on.
    #[must_use]
    pub fn way(mut self, way: Way) -> Self {
        self.ways.push(way);
        self
    }

    /// Says the one way that always works.
    #[must_use]
    pub fn action(mut self, to: Href, words: impl Into<String>) -> Self {
        self.action = Some((to, words.into()));
        self
    }

    /// 404: there is no such page, or the visitor may not know that there is.
    #[must_use]
    pub fn not_found() -> Self {
        let explanation = "The address may be incomplete, the link may have run out, or the page may belong to an \
                           account you are not signed in to. For privacy we do not say which.";
        Self::new(404, "We cannot find that page", explanation)
            .way(Way::new(
                "You followed a link from one of our emails.",
                links::report(),
                "start again",
                "Links in letters are long and mail programs break them. Copy the whole link, or",
            ))
            .way(Way::new(
                "You have an account.",
                links::sign_in(),
                "Sign in",
                "The page may open after that.",
            ))
            .action(links::report(), "Start a new report")
    }

    /// The same for somebody who is signed in.
    #[must_use]
    pub fn not_found_inside() -> Self {
        let explanation = "The address may be incomplete, what it led to may have moved, or it may not be yours to see. \
                           For privacy we do not say which.";
        Self::new(404, "We cannot find that page", explanation)
    }

    /// 410: a link from a letter that has been used, replaced or outlived.
    #[must_use]
    pub fn link_expired() -> Self {
        let explanation = "Links in our letters work for a limited time, and some only once. A newer letter from us \
                           has a newer link.";
        Self::new(410, "This link no longer works", explanation)
            .way(Way::new("You wanted a new password.", links::forgot(), "Ask for a new link", ""))
            .way(Way::new("You have an account.", links::sign_in(), "Sign in", ""))
    }

    /// 403: the form was sent from another site, or by a browser that hides where it was sent from.
    #[must_use]
    pub fn foreign_origin() -> Self {
        let explanation = "To protect you, we only take forms from our own pages. Nothing was stored. Go back, copy \
                           what you typed, load the page anew and send it again.";
        Self::new(403, "That form did not come from this site", explanation)
    }

    /// 409: somebody else was faster. `changed` says what, as a sentence.
    #[must_use]
    pub fn conflict(changed: &str, to: Href) -> Self {
        let explanation =
            format!("{changed} Nothing of yours was stored. Look at the new state, then decide again.");
        Self::new(409, "Somebody else changed this first", explanation).action(to, "See what changed")
    }

    /// 413: more than the portal takes in one go.
    #[must_use]
    pub fn too_large(limit: &str) -> Self {
        let explanation =
            format!("We take up to {limit} in one go. Nothing was stored. Go back and send it in parts.");
        Self::new(413, "That is too much at once", explanation)
    }

    /// 415 or 400: a body that no form of this site sends.
    #[must_use]
    pub fn unreadable(status: u16) -> Self {
        let explanation = "What arrived is not what our forms send. Nothing was stored. Load the page anew and send \
                           it again.";
        Self::new(status, "We could not read that", explanation)
    }

    /// 429: too often. `wait` says how long, such as `2 min`.
    #[must_use]
    pub fn too_many(wait: &str) -> Self {
        let explanation = format!(
            "We have heard from your connection very often. Wait {wait}, then try again. \
                                   Nothing you typed was stored."
        );
        Self::new(429, "Please wait a moment", explanation)
    }

    /// 503: the database is away. It comes back by itself.
    #[must_use]
    pub fn unavailable() -> Self {
        let explanation = "Something we need is not answering. It usually is back within a minute. Nothing was stored; \
                           go back and send it again then.";
        Self::new(503, "We cannot do that right now", explanation)
    }

    /// 500: a mistake of ours.
    #[must_use]
    pub fn broken() -> Self {
        let explanation = "The mistake is ours and has been written down. Nothing was stored by half.";
        Self::new(500, "Something went wrong here", explanation)
    }
}

/// The page that says what went wrong.
#[component]
pub fn ProblemPage(
    /// The running portal.
    site: Arc<Site>,
    /// What went wrong.
    problem: Problem,
    /// Where the visitor belongs, if they are signed in.
    inside: Option<PersonRail>,
    /// The request's id, by which we find it again.
    #[prop(into)]
    request: String,
) -> impl IntoView {
    let Problem { status, title, explanation, ways, action, typed } = problem;
    let help = site.help.clone();
    let head = Head::new(title.clone()).secret();
    let back = if inside.as_ref().is_some_and(|inside| inside.staff_role.is_some()) {
        "Go back to the dashboard"
    } else {
        "Go back to your accounts"
    };
    let rail = inside.map(Rail::from);
    let action = match &rail {
        Some(rail) if leads_out(action.as_ref()) => Some((rail.home.clone(), back.to_owned())),
        _ => action,
    };
    let body = view! {
        <div class="stack loose measure">
            <div class="stack tight"><p class="step">"Error "{status}</p><h1>{title}</h1></div>
            <p class="lead">{explanation}</p>
            {(!ways.is_empty()).then(|| view! { <Ways ways=ways /> })}
            {(!typed.is_empty()).then(|| view! {
                <Card id="typed" title="What you typed"><div class="body stack">
                    <p>"Copy what you do not want to type again."</p>
                    <GivenBack typed=typed />
                </div></Card>
            })}
            {action.map(|(to, words)| view! { <p><LinkButton to=to words=words /></p> })}
            <Stuck help=help request=request />
        </div>
    };
    match rail {
        Some(rail) => view! { <App site=site head=head rail=rail>{body}</App> }.into_any(),
        None => view! { <Public site=site head=head>{body}</Public> }.into_any(),
    }
}

/// Words that were typed and are not stored.
#[component]
pub fn GivenBack(
    /// Field by field.
    typed: Vec<String>,
) -> impl IntoView {
    let quote = |text| view! { <blockquote class="quote" dir="auto">{text}</blockquote> };
    typed.into_iter().map(quote).collect_view()
}

/// Whether the way on is the front page, which is for strangers.
fn leads_out(action: Option<&(Href, String)>) -> bool {
    action.is_some_and(|(to, _)| to.as_str() == links::home().as_str())
}

#[component]
fn Ways(ways: Vec<Way>) -> impl IntoView {
    let way = |Way { when, advice, to, words }| view! { <li><b>{when}</b>" "{advice}" "<a href=to>{words}</a>"."</li> };
    view! { <Card id="ways" title="What you can do"><ul class="ways">{ways.into_iter().map(way).collect_view()}</ul></Card> }
}

#[component]
fn Stuck(help: String, request: String) -> impl IntoView {
    view! {
        <p class="muted">
            "Still stuck? Write to "<a href=links::mail(&help)>{help.clone()}</a>" and mention "
            <span class="id">{request}</span>", so that we can see what went wrong."
        </p>
    }
}
