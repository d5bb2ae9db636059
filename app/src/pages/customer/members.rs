//! The people of an account.

use domain::account::MemberRole;
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;

use super::{Around, Frame, ReadOnly};
use crate::components::{
    Badge, Button, ButtonKind, Card, Cell, Choice, Column, Email, ErrorSummary, Hidden, PageHead, Person,
    PostButton, PostForm, RadioCards, Reader, Style, Table, Tone, When,
};
use crate::form::FormState;
use crate::links;
use crate::words;

/// Somebody who belongs to the account.
#[derive(Clone, Debug)]
pub struct Member {
    /// Their user.
    pub user: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they may do.
    pub role: MemberRole,
    /// Since when.
    pub since: Timestamp,
    /// Whether it is the reader.
    pub is_you: bool,
}

/// Somebody who was invited and has not come yet.
#[derive(Clone, Debug)]
pub struct Invited {
    /// Their user.
    pub user: Uuid,
    /// Their address.
    pub email: String,
    /// What they will be able to do.
    pub role: MemberRole,
    /// Until when the link works.
    pub until: Timestamp,
}

/// What one member is shown with.
#[derive(Clone, Copy)]
struct Shown {
    account: Uuid,
    reader: Reader,
    may_manage: bool,
    is_only_owner: bool,
}

/// The members, and what an owner can do about them.
#[component]
pub fn Members(
    /// What surrounds it.
    around: Around,
    /// The account.
    account: Uuid,
    /// The members, by name.
    members: Vec<Member>,
    /// The open invitations; shown to owners.
    invited: Vec<Invited>,
    /// Whether the reader may invite, change and remove.
    may_manage: bool,
    /// The fields `email` and `role`.
    form: FormState<&'static str>,
) -> impl IntoView {
    let reader = around.reader;
    let title = if form.is_valid() { "Members" } else { "Error: Members" };
    let is_only_owner = members.iter().filter(|member| member.role == MemberRole::Owner).count() == 1;
    let shown = Shown { account, reader, may_manage, is_only_owner };
    let rows = members.into_iter().map(|member| row(member, shown)).collect_view();
    let columns = ["Name", "Since", "Role", "Change"].map(Column::new).to_vec();
    let problems = form.problems();
    let manage = if may_manage {
        view! { <Open account=account invited=invited reader=reader /><Invite account=account form=form /> }
            .into_any()
    } else {
        view! { <ReadOnly words="Only owners of this account invite, change and remove members." /> }
            .into_any()
    };
    view! {
        <Frame around=around title=title>
            <PageHead title="Members" />
            <div class="stack loose">
                <ErrorSummary of=problems />
                <Table caption="Members of this account" columns=columns>{rows}</Table>
                {manage}
            </div>
        </Frame>
    }
}

fn row(member: Member, shown: Shown) -> impl IntoView {
    let Member { user, name, email, role, since, is_you } = member;
    let is_last_owner = role == MemberRole::Owner && shown.is_only_owner;
    let you = is_you.then(|| view! { " "<Badge tone=Tone::Idle word="You" /> });
    let change = match (shown.may_manage, is_last_owner) {
        (false, _) => view! { <span class="muted">"–"</span> }.into_any(),
        (true, true) => view! { <span class="muted">"The last owner stays"</span> }.into_any(),
        (true, false) => {
            view! { <Change account=shown.account user=user name=name.clone() role=role is_you=is_you /> }
                .into_any()
        }
    };
    view! {
        <tr>
            <th scope="row"><Person name=name />{you}<small><bdi>{email}</bdi></small></th>
            <Cell label="Since"><When at=since reader=shown.reader style=Style::Date /></Cell>
            <Cell label="Role">{words::member_role(role)}</Cell>
            <Cell label="Change">{change}</Cell>
        </tr>
    }
}

#[component]
fn Change(account: Uuid, user: Uuid, name: String, role: MemberRole, is_you: bool) -> impl IntoView {
    let option = |one: &MemberRole| {
        view! { <option value=one.as_str() selected=*one == role>{words::member_role(*one)}</option> }
    };
    let options = MemberRole::ALL.iter().map(option).collect_view();
    let (id, who) = (format!("role-{user}"), name.clone());
    view! {
        <div class="row tight">
            <PostForm to=links::account_member_role(account, user) class="row tight nowrap">
                <Hidden name="was" value=role.as_str() />
                <label class="hidden" for=id.clone()>"What "<bdi>{who}</bdi>" may do"</label>
                <select class="input small" id=id name="role">{options}</select>
                <Button words="Save" is_small=true />
            </PostForm>
            <Remove account=account user=user name=name role=role is_you=is_you />
        </div>
    }
}

/// Says what removing means before it is done.
#[component]
fn Remove(account: Uuid, user: Uuid, name: String, role: MemberRole, is_you: bool) -> impl IntoView {
    let (first, who, words) = if is_you {
        ("Leave", "You lose".to_owned(), "Leave this account")
    } else {
        ("Remove", format!("{name} loses"), "Remove from this account")
    };
    let hidden = format!(" {name}");
    view! {
        <details>
            <summary class="button small quiet">{first}<span class="hidden">{hidden}</span></summary>
            <div class="stack tight">
                <p><bdi>{who}</bdi>" this account at once. The way back is a new invitation."</p>
                <PostButton to=links::account_member_remove(account, user) words=words kind=ButtonKind::Danger is_small=true>
                    <Hidden name="was" value=role.as_str() />
                </PostButton>
            </div>
        </details>
    }
}

#[component]
fn Open(account: Uuid, invited: Vec<Invited>, reader: Reader) -> impl IntoView {
    (!invited.is_empty()).then(|| {
        let columns = ["Address", "As", "Link works until", "Change"].map(Column::new).to_vec();
        let rows = invited.into_iter().map(|one| invitation(account, one, reader)).collect_view();
        view! {
            <Card id="invited" title="Invited, not here yet">
                <Table caption="Open invitations" columns=columns is_inside=true>{rows}</Table>
            </Card>
        }
    })
}

fn invitation(account: Uuid, invited: Invited, reader: Reader) -> impl IntoView {
    let Invited { user, email, role, until } = invited;
    view! {
        <tr>
            <th scope="row"><bdi>{email}</bdi></th>
            <Cell label="As">{words::member_role(role)}</Cell>
            <Cell label="Until"><When at=until reader=reader /></Cell>
            <td><PostButton to=links::account_invitation_withdraw(account, user) words="Withdraw" is_small=true /></td>
        </tr>
    }
}

#[component]
fn Invite(account: Uuid, form: FormState<&'static str>) -> impl IntoView {
    let choice =
        |role: MemberRole, hint: &str| Choice::new(role.as_str(), words::member_role(role)).hint(hint);
    let choices = vec![
        choice(MemberRole::Owner, "Answers reports and decides who else belongs here."),
        choice(MemberRole::Responder, "Reads and answers reports."),
        choice(MemberRole::Reader, "Reads reports."),
    ];
    let hint = "We send a link that works for seven days. They sign in with this address.";
    view! {
        <Card id="invite" title="Invite somebody">
            <PostForm to=links::account_members(account) class="body stack">
                <Email state=form.field("email") label="Email address" hint=hint />
                <RadioCards is_paired=true state=form.field("role") label="What may they do?" choices=choices />
                <div class="actions"><Button words="Send the invitation" kind=ButtonKind::Primary /></div>
            </PostForm>
        </Card>
    }
}
