//! What restricting a case does, or opening it to all staff, before it is done: neither can wholly be taken back.

use domain::account::Tier;
use leptos::prelude::*;

use super::case::{Form, SeenFields};
use super::desk::{Desk, Work};
use super::record::Seen;
use crate::components::{
    Button, ButtonKind, Card, Crumbs, ErrorSummary, Hidden, LinkButton, PageHead, PostForm, TextArea,
};
use crate::links::{self, CaseStep};
use crate::words;

/// Who on staff sees a case from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those who are cleared, no more all of them.
    Restricted {
        /// Whether its new category has it referred to NCMEC.
        is_referred: bool,
    },
    /// All of them, no more those who are cleared alone.
    Opened {
        /// Where it lies then.
        tier: Tier,
        /// Whether its new category tells owners at once.
        tells_owners: bool,
    },
}

impl Reach {
    /// The question and the words of the button.
    fn asked(self, step: CaseStep) -> (&'static str, &'static str) {
        match (self, step) {
            (Self::Restricted { .. }, CaseStep::Escalate) => {
                ("Pass this case to child safety?", "Pass it to child safety")
            }
            (Self::Restricted { .. }, _) => {
                ("Set this case to child abuse?", "Set the category and restrict the case")
            }
            (Self::Opened { .. }, CaseStep::Escalate) => {
                ("Open this case to all staff?", "Pass it on and open it to all staff")
            }
            (Self::Opened { .. }, _) => {
                ("Open this case to all staff?", "Set the category and open it to all staff")
            }
        }
    }
}

const KEPT: &str =
    "It stays on the case’s timeline: cleared staff read it, and all staff if the case is ever opened again.";
const READ: &str = "It stays on the case’s timeline, where all staff read it.";

/// Asks for a reason, and says what follows.
#[component]
pub fn ReachPage(
    /// Who works here.
    desk: Desk,
    /// The case's number.
    number: i64,
    /// What the case is called.
    title: String,
    /// What the page knows of it.
    seen: Seen,
    /// The step that changes who sees it.
    step: CaseStep,
    /// Who sees it then.
    reach: Reach,
    /// What was typed; `reason` is asked for here, all else is sent along.
    form: Form,
) -> impl IntoView {
    let problems = form.problems();
    let error = if problems.is_empty() { "" } else { "Error: " };
    let (heading, button) = reach.asked(step);
    let (does, hint) = match reach {
        Reach::Restricted { is_referred } => (restricting(desk.is_cleared, is_referred).into_any(), KEPT),
        Reach::Opened { tier, tells_owners } => (opening(tier, tells_owners).into_any(), READ),
    };
    let kept = form.values().filter(|(name, _)| *name != "reason");
    let kept = kept.map(|(name, value)| view! { <Hidden name=name value=value.to_owned() /> }).collect_view();
    let reason = form.field("reason");
    view! {
        <Work desk=desk title=format!("{error}Case {number}: {heading}")>
            <Crumbs above=vec![(links::case(number), format!("Case {number}"))] here="Who sees the case" />
            <ErrorSummary of=problems />
            <PageHead title=heading meta=view! { <span><bdi>{title}</bdi></span> }.into_any() />
            <Card id="does" title="What this does" aside="Nothing has happened yet">
                <div class="body stack">
                    {does}
                    <PostForm to=links::case_step(number, step) class="stack">
                        <SeenFields of=seen />
                        {kept}
                        <Hidden name="sure" value="yes" />
                        <TextArea state=reason label="Why" rows=3 hint=hint />
                        <div class="row">
                            <Button words=button kind=ButtonKind::Danger />
                            <LinkButton to=links::case(number) words="Leave it as it is" />
                        </div>
                    </PostForm>
                </div>
            </Card>
        </Work>
    }
}

fn restricting(is_cleared: bool, is_referred: bool) -> impl IntoView {
    let lock = if is_cleared {
        "You are cleared and see it as before."
    } else {
        "You are not cleared: you will not be able to open it, or to take this back."
    };
    let referral =
        is_referred.then(|| view! { <li>"A referral to NCMEC is opened, which our staff file."</li> });
    view! {
        <ul>
            <li>"From now on staff cleared for child safety alone see the case, its reports and its letters. "{lock}</li>
            <li>"It lies with the child safety tier, and with nobody until one of them takes it."</li>
            <li>"The owners of the sites no longer see the reports. Letters to them that have not left are held back."</li>
            {referral}
        </ul>
    }
}

fn opening(tier: Tier, tells_owners: bool) -> impl IntoView {
    let owners = if tells_owners {
        "The new category tells owners at once: the notice goes to them with it, where the reporters allow that."
    } else {
        "This tells the owners of the sites nothing. Staff may tell them later, where the reporters allow that."
    };
    view! {
        <ul>
            <li>"From now on all staff see the case: its title, its reports, what the reporters wrote and who they are, and the letters."</li>
            <li>"They also see every note and reason that was written while it was restricted. What they have read cannot be taken back."</li>
            <li>"Its referrals are no longer restricted either: one to NCMEC that waits to be filed stands under “Referrals to file” for all staff."</li>
            <li>"It lies with: "{words::tier(tier)}"."</li>
            <li>{owners}</li>
        </ul>
    }
}
