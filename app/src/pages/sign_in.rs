//! Signing in.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Email, ErrorSummary, Hidden, Notice, Password, PostForm, Tone};
use crate::form::FormState;
use crate::frame::{Flash, Head, Place, Public, Site};
use crate::links;
use crate::pages::problem::GivenBack;

/// Address and password.
#[component]
pub fn SignIn(
    /// The running portal.
    site: Arc<Site>,
    /// What has just been done.
    flash: Option<Flash>,
    /// The fields `email` and `password`.
    form: FormState<&'static str>,
    /// The page to go on to.
    next: Option<String>,
    /// What was typed into a form that came too late; nothing where none did.
    late: Option<Vec<String>>,
) -> impl IntoView {
    let title = if form.is_valid() { "Sign in" } else { "Error: Sign in" };
    view! {
        <Public site=site head=Head::new(title) place=Place::SignIn flash=flash>
            <div class="centre"><div class="stack loose">
                <div class="stack tight">
                    <h1>"Sign in"</h1>
                    <p class="muted">"For site owners and staff. "<a href=links::report()>"Reporting abuse"</a>" needs no account."</p>
                </div>
                {late.map(given_back)}
                <ErrorSummary of=form.problems() is_kept=false />
                <PostForm to=links::sign_in() class="card sign-in stack">
                    {next.map(|next| view! { <Hidden name="next" value=next /> })}
                    <Email state=form.field("email") label="Email address" autocomplete="username" />
                    <Password state=form.field("password") label="Password" />
                    <Button words="Sign in" kind=ButtonKind::Primary is_large=true />
                    <p><a href=links::forgot()>"I cannot sign in"</a></p>
                </PostForm>
                <p class="muted">
                    "Came here from a letter about your site? Sign in, and the report opens. Without an account, ask whoever manages your sites with us to invite you."
                </p>
            </div></div>
        </Public>
    }
}

/// What somebody typed who was signed out before it arrived.
fn given_back(typed: Vec<String>) -> impl IntoView {
    let what_to_do = if typed.is_empty() {
        "Sign in, then do it again."
    } else {
        "This is what you typed. Copy it, sign in, then send it again."
    };
    view! {
        <Notice tone=Tone::Warn title="You were signed out before your form arrived">
            <p>"Nothing of it was stored. "{what_to_do}</p>
            <GivenBack typed=typed />
        </Notice>
    }
}
