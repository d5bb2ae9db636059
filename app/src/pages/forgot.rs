//! Asking for a new password.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Email, ErrorSummary, Notice, PostForm, Tone};
use crate::form::FormState;
use crate::frame::{Head, Place, Public, Site};
use crate::links;

/// Asks for the address, or says that a letter is on its way if the address is known.
#[component]
pub fn Forgot(
    /// The running portal.
    site: Arc<Site>,
    /// The field `email`.
    form: FormState<&'static str>,
    /// Whether it was sent.
    is_sent: bool,
) -> impl IntoView {
    let title = if form.is_valid() { "New password" } else { "Error: New password" };
    let body = if is_sent { view! { <Sent /> }.into_any() } else { view! { <Ask form=form /> }.into_any() };
    view! {
        <Public site=site head=Head::new(title) place=Place::SignIn>
            <div class="centre"><div class="stack loose">{body}</div></div>
        </Public>
    }
}

#[component]
fn Ask(form: FormState<&'static str>) -> impl IntoView {
    view! {
        <div class="stack tight">
            <h1>"Set a new password"</h1>
            <p class="muted">"We send you a link that works once, for one hour."</p>
        </div>
        <ErrorSummary of=form.problems() />
        <PostForm to=links::forgot() class="card sign-in stack">
            <Email state=form.field("email") label="Email address" hint="The one you sign in with." autocomplete="username" />
            <Button words="Send the link" kind=ButtonKind::Primary is_large=true />
            <p><a href=links::sign_in()>"Back to signing in"</a></p>
        </PostForm>
    }
}

#[component]
fn Sent() -> impl IntoView {
    view! {
        <h1>"Look at your mail"</h1>
        <Notice tone=Tone::Ok>
            <p>"If there is an account for that address, a letter with a link is on its way. For privacy we do not say whether there is."</p>
        </Notice>
        <p class="muted">
            "Nothing came after a few minutes? Look among the unwanted mail, or "<a href=links::forgot()>"try another address"</a>"."
        </p>
    }
}
