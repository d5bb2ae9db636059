//! Taking a report back, after a second look.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Back, Button, ButtonKind, ErrorSummary, Notice, PostForm, TextArea, Tone};
use crate::form::FormState;
use crate::frame::{Head, Place, Public, Site};
use crate::links;

/// What withdrawing would do.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    /// The secret.
    pub token: String,
    /// What the submission is quoted by.
    pub reference: String,
    /// Whether something of it goes on whatever the reporter wishes.
    pub goes_on: bool,
    /// Whether owners were told of it.
    pub owners_know: bool,
}

/// What it means, and the button that does it.
#[component]
pub fn WithdrawPage(
    /// The running portal.
    site: Arc<Site>,
    /// What it would do.
    withdrawal: Withdrawal,
    /// The field `reason`.
    form: FormState<&'static str>,
) -> impl IntoView {
    let Withdrawal { token, reference, goes_on, owners_know } = withdrawal;
    let title = format!("Withdraw report {reference}?");
    let head = if form.is_valid() { title.clone() } else { format!("Error: {title}") };
    let law = goes_on.then(|| {
        view! {
            <Notice tone=Tone::Warn title="We have to go on with reports of this kind">
                <p>"The law asks us to refer them. We note that you wish to take it back, and go on without asking anything more of you."</p>
            </Notice>
        }
    });
    let known = owners_know.then(|| view! { <li>"Site owners who were told keep what they have read; they see that the report was taken back."</li> });
    view! {
        <Public site=site head=Head::new(head).secret() place=Place::Track>
            <div class="stack loose measure">
                <Back to=links::track(&token) words="Back to the report" />
                <ErrorSummary of=form.problems() />
                <h1>{title}</h1>
                {law}
                <ul class="stack tight">
                    <li>"What has not been decided is closed. It cannot be undone, but you can report it again."</li>
                    {known}
                    <li>"We keep the report on record, and your link goes on to show it."</li>
                </ul>
                <PostForm to=links::track_withdraw(&token)>
                    <TextArea state=form.field("reason") label="Why?" hint="Only our staff read it." is_optional=true rows=3 below="Up to 2,000 characters." />
                    <div class="actions"><Button words="Withdraw the report" kind=ButtonKind::Danger /></div>
                </PostForm>
            </div>
        </Public>
    }
}
