//! Accepting an invitation from a letter.

use std::sync::Arc;

use domain::account::MemberRole;
use leptos::prelude::*;

use super::reset::{PASSWORD_HINT, Username};
use crate::components::{Button, ButtonKind, ErrorSummary, Password, PostForm, Text};
use crate::form::FormState;
use crate::frame::{Head, Place, Public, Site};
use crate::links;

/// What somebody is invited to.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The address they sign in with.
    pub email: String,
    /// The account; none for staff.
    pub account: Option<String>,
    /// What they may do there.
    pub role: Option<MemberRole>,
    /// Whether they have a password already.
    pub has_password: bool,
}

/// Asks for name and password, or only to join.
#[component]
pub fn Invitation(
    /// The running portal.
    site: Arc<Site>,
    /// The link's token.
    token: String,
    /// What is offered.
    offer: Offer,
    /// The fields `name` and `password`.
    form: FormState<&'static str>,
) -> impl IntoView {
    let title = if form.is_valid() { "Your invitation" } else { "Error: Your invitation" };
    let place = offer.account.clone().unwrap_or_else(|| "the abuse desk".to_owned());
    let may = offer.role.map(|role| view! { <p class="muted">{duties(role)}</p> });
    let fields = if offer.has_password {
        view! { <Join email=offer.email /> }.into_any()
    } else {
        view! { <Begin email=offer.email form=form.clone() /> }.into_any()
    };
    view! {
        <Public site=site head=Head::new(title).secret() place=Place::SignIn>
            <div class="centre"><div class="stack loose">
                <div class="stack tight"><h1>"Join "<bdi>{place}</bdi></h1>{may}</div>
                <ErrorSummary of=form.problems() is_kept=false />
                <PostForm to=links::invitation(&token) class="card sign-in stack">{fields}</PostForm>
            </div></div>
        </Public>
    }
}

#[component]
fn Begin(email: String, form: FormState<&'static str>) -> impl IntoView {
    view! {
        <p>"You will sign in as "<b><bdi>{email.clone()}</bdi></b>"."</p>
        <Text state=form.field("name") label="Your name" hint="Your colleagues see it beside what you do." is_short=true autocomplete="name" />
        <Username email=email />
        <Password state=form.field("password") label="Choose a password" hint=PASSWORD_HINT is_new=true />
        <Button words="Join" kind=ButtonKind::Primary is_large=true />
    }
}

#[component]
fn Join(email: String) -> impl IntoView {
    view! {
        <p>"You have a password with us already. Once you have joined, sign in as "<b><bdi>{email}</bdi></b>" as usual."</p>
        <Button words="Join" kind=ButtonKind::Primary is_large=true />
    }
}

/// What a member may do, as a sentence to them.
pub fn duties(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => "As an owner you answer reports and decide who else may see them.",
        MemberRole::Responder => "As a responder you read and answer reports about the account’s sites.",
        MemberRole::Reader => "As a reader you see the reports about the account’s sites.",
    }
}
