//! Setting a new password with a link from a letter.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, ErrorSummary, Password, PostForm};
use crate::form::FormState;
use crate::frame::{Head, Place, Public, Site};
use crate::links;

/// What makes a good password.
pub(super) const PASSWORD_HINT: &str =
    "At least 12 characters. Three or four words that do not belong together are easy to remember.";

/// Asks for the new password.
#[component]
pub fn Reset(
    /// The running portal.
    site: Arc<Site>,
    /// The link's token.
    token: String,
    /// Whose password it is.
    email: String,
    /// The field `password`.
    form: FormState<&'static str>,
) -> impl IntoView {
    let title = if form.is_valid() { "New password" } else { "Error: New password" };
    view! {
        <Public site=site head=Head::new(title).secret() place=Place::SignIn>
            <div class="centre"><div class="stack loose">
                <div class="stack tight">
                    <h1>"Choose a new password"</h1>
                    <p class="muted">"For "<bdi>{email.clone()}</bdi>". Every device is signed out, and you sign in again with it."</p>
                </div>
                <ErrorSummary of=form.problems() is_kept=false />
                <PostForm to=links::reset(&token) class="card sign-in stack">
                    <Username email=email />
                    <Password state=form.field("password") label="New password" hint=PASSWORD_HINT is_new=true />
                    <Button words="Set the password" kind=ButtonKind::Primary is_large=true />
                </PostForm>
            </div></div>
        </Public>
    }
}

/// Tells password managers whose password it is.
#[component]
pub(super) fn Username(email: String) -> impl IntoView {
    view! { <input class="hidden" type="text" autocomplete="username" value=email readonly tabindex="-1" aria-hidden="true" /> }
}
