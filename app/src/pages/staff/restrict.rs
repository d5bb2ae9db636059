//! What restricting a case does, before it is done: whoever is not cleared cannot take it back.

use leptos::prelude::*;

use super::case::{Form, SeenFields};
use super::desk::{Desk, Work};
use super::record::Seen;
use crate::components::{
    Button, ButtonKind, Card, Crumbs, ErrorSummary, Hidden, LinkButton, PageHead, PostForm, TextArea,
};
use crate::links::{self, CaseStep};

/// Asks for a reason, and says what follows.
#[component]
pub fn RestrictPage(
    /// Who works here.
    desk: Desk,
    /// The case's number.
    number: i64,
    /// What the case is called.
    title: String,
    /// What the page knows of it.
    seen: Seen,
    /// The step that restricts it.
    step: CaseStep,
    /// Whether its new category has it referred to NCMEC.
    is_referred: bool,
    /// What was typed; `reason` is asked for here, all else is sent along.
    form: Form,
) -> impl IntoView {
    let problems = form.problems();
    let error = if problems.is_empty() { "" } else { "Error: " };
    let (heading, button) = match step {
        CaseStep::Escalate => ("Pass this case to child safety?", "Pass it to child safety"),
        _ => ("Set this case to child abuse?", "Set the category and restrict the case"),
    };
    let lock = if desk.is_cleared {
        "You are cleared and see it as before."
    } else {
        "You are not cleared: you will not be able to open it, or to take this back."
    };
    let referral =
        is_referred.then(|| view! { <li>"A referral to NCMEC is opened, which our staff file."</li> });
    let kept = form.values().filter(|(name, _)| *name != "reason");
    let kept = kept.map(|(name, value)| view! { <Hidden name=name value=value.to_owned() /> }).collect_view();
    let reason = form.field("reason");
    view! {
        <Work desk=desk title=format!("{error}Case {number}: {heading}")>
            <Crumbs above=vec![(links::case(number), format!("Case {number}"))] here="Restrict the case" />
            <ErrorSummary of=problems />
            <PageHead title=heading meta=view! { <span><bdi>{title}</bdi></span> }.into_any() />
            <Card id="does" title="What this does" aside="Nothing has happened yet">
                <div class="body stack">
                    <ul>
                        <li>"From now on staff cleared for child safety alone see the case, its reports and its letters. "{lock}</li>
                        <li>"It lies with the child safety tier, and with nobody until one of them takes it."</li>
                        <li>"The owners of the sites no longer see the reports. Letters to them that have not left are held back."</li>
                        {referral}
                    </ul>
                    <PostForm to=links::case_step(number, step) class="stack">
                        <SeenFields of=seen />
                        {kept}
                        <Hidden name="sure" value="yes" />
                        <TextArea state=reason label="Why" rows=3 hint="It stays on the case’s timeline: cleared staff read it, and all staff if the case is ever opened again." />
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
