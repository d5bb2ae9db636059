//! What people see and change about themselves: name, time zone, password, devices.

use std::sync::Arc;

use jiff::Timestamp;
use leptos::prelude::*;

use super::reset::{PASSWORD_HINT, Username};
use crate::components::{
    Badge, Button, Card, Cell, Column, ErrorSummary, Hidden, PageHead, Password, PostButton, PostForm,
    Reader, Select, Table, Text, Tone, When,
};
use crate::form::FormState;
use crate::frame::{App, Flash, Head, Rail, Site};
use crate::links;

/// A device on which somebody is signed in.
#[derive(Clone, Debug)]
pub struct Device {
    /// By what it is signed out.
    pub key: String,
    /// What it is, such as `Firefox on Windows`.
    pub name: String,
    /// When it signed in.
    pub since: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// Whether it is the one that shows this page.
    pub is_this: bool,
}

/// The three forms of the page; each posts to an address of its own.
#[derive(Clone, Debug)]
pub struct Forms {
    /// The fields `name` and `time_zone`.
    pub details: FormState<&'static str>,
    /// The fields `present` and `password`.
    pub password: FormState<&'static str>,
}

/// A person about themselves.
#[component]
pub fn You(
    /// The running portal.
    site: Arc<Site>,
    /// The way through the rest.
    rail: Rail,
    /// What has just been done.
    flash: Option<Flash>,
    /// Who reads it.
    reader: Reader,
    /// The address they sign in with.
    email: String,
    /// The forms.
    forms: Forms,
    /// The devices, the latest used first.
    devices: Vec<Device>,
    /// The zones to choose from.
    zones: Vec<String>,
) -> impl IntoView {
    let is_valid = forms.details.is_valid() && forms.password.is_valid();
    let title = if is_valid { "You" } else { "Error: You" };
    let Forms { details, password } = forms;
    view! {
        <App site=site head=Head::new(title) rail=rail flash=flash>
            <PageHead title="You and your devices" meta=view! { <bdi>{email.clone()}</bdi> }.into_any() />
            <div class="stack loose">
                <ErrorSummary of=details.problems() />
                <ErrorSummary of=password.problems() is_kept=false />
                <div class="tiles">
                    <Details form=details zones=zones />
                    <NewPassword form=password email=email />
                </div>
                <Devices devices=devices reader=reader />
            </div>
        </App>
    }
}

#[component]
fn Details(form: FormState<&'static str>, zones: Vec<String>) -> impl IntoView {
    let zones = zones.into_iter().map(|zone| (zone.clone(), zone.replace('_', " "))).collect();
    view! {
        <Card id="details" title="Your details">
            <PostForm to=links::you() class="body stack">
                <Text state=form.field("name") label="Your name" hint="Your colleagues see it beside what you do." is_short=true autocomplete="name" />
                <Select state=form.field("time_zone") label="Time zone" hint="Every time and deadline is shown in it." options=zones />
                <div class="actions"><Button words="Save" /></div>
            </PostForm>
        </Card>
    }
}

#[component]
fn NewPassword(form: FormState<&'static str>, email: String) -> impl IntoView {
    view! {
        <Card id="password-card" title="Password">
            <PostForm to=links::your_password() class="body stack">
                <Username email=email />
                <Password state=form.field("present") label="Present password" />
                <Password state=form.field("password") label="New password" hint=PASSWORD_HINT is_new=true />
                <div class="actions"><Button words="Change the password" /></div>
            </PostForm>
            <footer><span>"Your other devices are signed out then."</span></footer>
        </Card>
    }
}

#[component]
fn Devices(devices: Vec<Device>, reader: Reader) -> impl IntoView {
    let columns = vec![
        Column::new("Device").main(),
        Column::new("Signed in"),
        Column::new("Last used"),
        Column::new("Sign out").unseen(),
    ];
    let rows = devices.into_iter().map(|device| row(device, &reader)).collect_view();
    view! {
        <Card id="devices" title="Where you are signed in">
            <Table caption="Devices on which you are signed in" columns=columns is_inside=true>{rows}</Table>
            <footer class="actions">
                <PostButton to=links::your_other_devices() words="Sign out all other devices" is_small=true />
                <PostButton to=links::sign_out_everywhere() words="Sign out everywhere" is_small=true />
            </footer>
        </Card>
    }
}

fn row(device: Device, reader: &Reader) -> impl IntoView + use<> {
    let Device { key, name, since, seen, is_this } = device;
    let (begun, used) = (*reader, *reader);
    let end = if is_this {
        view! { <Badge tone=Tone::Ok word="This device" /> }.into_any()
    } else {
        view! {
            <PostButton to=links::your_devices() words="Sign out" is_small=true><Hidden name="device" value=key /></PostButton>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <Cell label="Signed in"><When at=since reader=begun /></Cell>
            <Cell label="Last used"><When at=seen reader=used /></Cell>
            <td>{end}</td>
        </tr>
    }
}
