//! What restricting a case does, opening it to all staff, or writing to owners, before it is done: none can wholly be taken back.

use domain::account::Tier;
use jiff::Timestamp;
use leptos::prelude::*;

use super::case::{Form, SeenFields};
use super::desk::{Desk, Work, several};
use super::record::Seen;
use crate::components::{
    Button, ButtonKind, Card, Crumbs, ErrorSummary, Hidden, LinkButton, PageHead, PostForm, Reader, Style,
    TextArea,
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
    },
    /// The same people as before.
    Same,
}

/// The letters that tell owners of reports when a case gets another category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// How many there are, as far as they were counted.
    pub count: u64,
    /// Whether there are more.
    pub is_more: bool,
    /// To whom, the first few.
    pub to: Vec<String>,
    /// How many people they go to, as far as they were counted.
    pub recipients: u64,
    /// When the case is due then.
    pub due: Option<Timestamp>,
}

impl Notices {
    /// How many letters there are; where not all were counted, how many at least.
    fn letters(&self) -> String {
        let at_least = if self.is_more { "at least " } else { "" };
        format!("{at_least}{}", several(self.count, "letter", "letters"))
    }
}

impl Reach {
    /// The question and the words of the button.
    fn asked(self, step: CaseStep) -> (&'static str, &'static str) {
        match (self, step) {
            (Self::Same, _) => ("Tell the owners now?", "Set the category and send"),
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
    /// Which owners are told with it.
    notices: Notices,
    /// What was typed; `reason` is asked for here, all else is sent along.
    form: Form,
) -> impl IntoView {
    let problems = form.problems();
    let error = if problems.is_empty() { "" } else { "Error: " };
    let (heading, button) = reach.asked(step);
    let button = match notices.count {
        0 => button.to_owned(),
        _ if reach == Reach::Same => format!("{button} {}", notices.letters()),
        _ => format!("{button}, with {}", notices.letters()),
    };
    let told = told(&notices, desk.reader);
    let here = if reach == Reach::Same { "Who is told" } else { "Who sees the case" };
    let (does, hint) = match reach {
        Reach::Restricted { is_referred } => {
            (restricting(desk.is_cleared, is_referred).into_any(), Some(KEPT))
        }
        Reach::Opened { tier } => (opening(tier, told).into_any(), Some(READ)),
        Reach::Same => (view! { <ul>{told}</ul> }.into_any(), None),
    };
    let kept = form.values().filter(|(name, _)| *name != "reason" || reach == Reach::Same);
    let kept = kept.map(|(name, value)| view! { <Hidden name=name value=value.to_owned() /> }).collect_view();
    let kind = if reach == Reach::Same { ButtonKind::Primary } else { ButtonKind::Danger };
    let reason = hint.map(|hint| {
        view! { <TextArea state=form.field("reason") label="Why" rows=3 hint=hint /> }
    });
    view! {
        <Work desk=desk title=format!("{error}Case {number}: {heading}")>
            <Crumbs above=vec![(links::case(number), format!("Case {number}"))] here=here />
            <ErrorSummary of=problems />
            <PageHead title=heading meta=view! { <span><bdi>{title}</bdi></span> }.into_any() />
            <Card id="does" title="What this does" aside="Nothing has happened yet">
                <div class="body stack">
                    {does}
                    <PostForm to=links::case_step(number, step) class="stack">
                        <SeenFields of=seen />
                        {kept}
                        <Hidden name="sure" value="yes" />
                        {reason}
                        <div class="row">
                            <Button words=button kind=kind />
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

/// Which letters leave, and by when the case is due then.
fn told(notices: &Notices, reader: Reader) -> impl IntoView + use<> {
    let Notices { count, is_more, to, recipients, due } = notices;
    let more = match recipients.saturating_sub(to.len() as u64) {
        0 if *is_more => " and others".to_owned(),
        0 => String::new(),
        more => format!(" and {}{more} more", if *is_more { "at least " } else { "" }),
    };
    let words = match count {
        0 => "This tells the owners of the sites nothing. Staff may tell them later, where the reporters allow that.".to_owned(),
        _ => format!(
            "The new category tells owners at once: {} asking for their side, to {}{more}.",
            if *count == 1 && !is_more { "a letter leaves,".to_owned() } else { format!("{} leave,", notices.letters()) },
            to.join(", "),
        ),
    };
    let due = due.map(|due| {
        let due = reader.say(due, Style::Weekday);
        view! { <li>"The case is due by "{due}" then."</li> }
    });
    view! { <li>{words}</li>{due} }
}

fn opening(tier: Tier, told: impl IntoView) -> impl IntoView {
    view! {
        <ul>
            <li>"From now on all staff see the case: its title, its reports, what the reporters wrote and who they are, and the letters."</li>
            <li>"They also see every note and reason that was written while it was restricted. What they have read cannot be taken back."</li>
            <li>"Its referrals are no longer restricted either: one to NCMEC that waits to be filed stands under “Referrals to file” for all staff."</li>
            <li>"It lies with: "{words::tier(tier)}"."</li>
            {told}
        </ul>
    }
}
