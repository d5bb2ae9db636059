//! For those who lost their link.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Email, ErrorSummary, Notice, PostForm, Text, Tone};
use crate::form::FormState;
use crate::frame::{Flash, Head, Place, Public, Site};
use crate::links;

/// Where the link is, and how to have a new one sent.
#[component]
pub fn FindPage(
    /// The running portal.
    site: Arc<Site>,
    /// The fields `reference` and `email`.
    form: FormState<&'static str>,
    /// Whether a link was just asked for.
    is_asked: bool,
    /// What has just been done.
    flash: Option<Flash>,
) -> impl IntoView {
    let title = if form.is_valid() { TITLE.to_owned() } else { format!("Error: {TITLE}") };
    let asked = is_asked.then(|| {
        view! {
            <Notice tone=Tone::Ok title="If they belong together, a link is on its way">
                <p>"For your protection we say the same whether they do or not. If nothing arrives within a few minutes, look into the folder for unwanted mail and compare both entries with our first letter."</p>
                <p>"We send a link at most every ten minutes, the first one counted too. If you reported or asked only just now, wait that long and ask again."</p>
            </Notice>
        }
    });
    view! {
        <Public site=site head=Head::new(title) place=Place::Track flash=flash>
            <div class="stack loose measure">
                {asked}
                <ErrorSummary of=form.problems() />
                <div class="stack tight">
                    <h1>{TITLE}</h1>
                    <p class="lead">
                        "The link is in the first letter we sent you, and it was shown after you sent the report. It opens your report without a password."
                    </p>
                </div>
                <PostForm to=links::find()>
                    <h2>"Have a new link sent"</h2>
                    <Text state=form.field("reference") label="Reference" hint="It looks like NE-7F3K-92QD." is_short=true />
                    <Email state=form.field("email") label="The email address you gave" />
                    <div class="actions"><Button words="Send me a link" kind=ButtonKind::Primary /></div>
                </PostForm>
                <p class="muted">"Without an email address in the report there is nobody to send it to. You can always "<a href=links::report()>"report again"</a>"."</p>
            </div>
        </Public>
    }
}

const TITLE: &str = "Follow your report";
