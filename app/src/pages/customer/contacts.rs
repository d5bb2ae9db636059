//! Where an account's letters go, and who reads this.

use leptos::prelude::*;
use uuid::Uuid;

use super::{Around, Frame, ReadOnly};
use crate::components::{
    Button, ButtonKind, Card, Email, ErrorSummary, Fact, Facts, Hidden, LinkButton, PageHead, PostForm, Text,
};
use crate::form::FormState;
use crate::links;

/// The reader, in short.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The zone in which times are shown to them.
    pub time_zone: String,
}

/// The contacts of an account.
#[component]
pub fn Contacts(
    /// What surrounds it.
    around: Around,
    /// The account.
    account: Uuid,
    /// The fields `name` and `abuse_contact`.
    form: FormState<&'static str>,
    /// Name and contact as they are stored; the form carries them along, so that it notices when it is late.
    stored: (String, String),
    /// Whether the reader may change them.
    may_manage: bool,
    /// The reader.
    you: Profile,
) -> impl IntoView {
    let title = if form.is_valid() { "Contacts" } else { "Error: Contacts" };
    let problems = form.problems();
    let card = if may_manage {
        view! { <Change account=account form=form stored=stored /> }.into_any()
    } else {
        view! { <Read form=form /> }.into_any()
    };
    view! {
        <Frame around=around title=title>
            <PageHead title="Contacts" />
            <div class="stack loose">
                <ErrorSummary of=problems />
                <div class="tiles">{card}<You you=you /></div>
            </div>
        </Frame>
    }
}

#[component]
fn Change(account: Uuid, form: FormState<&'static str>, stored: (String, String)) -> impl IntoView {
    let hint = "Letters about your sites go here, but for a site that your provider named another address for. Left empty, they go to the account’s owners.";
    view! {
        <Card id="account" title="The account">
            <PostForm to=links::account_contacts(account) class="body stack">
                <Hidden name="was_name" value=stored.0 />
                <Hidden name="was_contact" value=stored.1 />
                <Text state=form.field("name") label="Name" hint="As you and we call the account." is_short=true />
                <Email state=form.field("abuse_contact") label="Abuse contact" hint=hint is_optional=true />
                <div class="actions"><Button words="Save" kind=ButtonKind::Primary /></div>
            </PostForm>
        </Card>
    }
}

#[component]
fn Read(form: FormState<&'static str>) -> impl IntoView {
    let name = form.value("name").to_owned();
    let contact = form.value("abuse_contact").to_owned();
    let contact = if contact.is_empty() { "The account’s owners".to_owned() } else { contact };
    view! {
        <Card id="account" title="The account">
            <div class="body stack">
                <Facts>
                    <Fact name="Name"><bdi>{name}</bdi></Fact>
                    <Fact name="Abuse contact"><bdi>{contact}</bdi></Fact>
                </Facts>
                <ReadOnly words="Only owners of this account change these." />
            </div>
        </Card>
    }
}

#[component]
fn You(you: Profile) -> impl IntoView {
    let zone = you.time_zone.replace('_', " ");
    view! {
        <Card id="you" title="You">
            <div class="body stack">
                <Facts>
                    <Fact name="Name"><bdi>{you.name}</bdi></Fact>
                    <Fact name="Email address"><bdi>{you.email}</bdi></Fact>
                    <Fact name="Time zone">{zone}</Fact>
                </Facts>
                <div class="actions"><LinkButton to=links::you() words="Your details, password and devices" /></div>
            </div>
        </Card>
    }
}
