//! Where letters go.

use app::form::FormState;
use app::frame::{CustomerPlace, Flash};
use app::links;
use app::pages::customer::contacts::{Contacts, ContactsProps, Profile};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::field;
use serde::Deserialize;

use crate::access::Person;
use crate::accounts::around::{Visit, around};
use crate::accounts::contacts::{self, Changed, Contact};
use crate::database::Member;
use crate::http::{Done, Form, Problem, Said, render};
use crate::portal::Portal;

#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    name: String,
    #[serde(default)]
    abuse_contact: String,
    /// What the page showed.
    was_name: Option<String>,
    was_contact: Option<String>,
}

impl Typed {
    fn shown(&self) -> Option<Contact> {
        let contact = self.was_contact.clone().filter(|contact| !contact.is_empty());
        Some(Contact { name: self.was_name.clone()?, abuse_contact: contact })
    }
}

/// Shows the contacts.
pub(crate) async fn show(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Said(flash): Said,
) -> Result<Response, Problem> {
    page(&portal, &member, &person, None, flash).await
}

/// The page with what was typed, or else with what is stored.
async fn page(
    portal: &Portal,
    member: &Member,
    person: &Person,
    typed: Option<FormState<&'static str>>,
    flash: Option<Flash>,
) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(member).await?;
    let around = around(&mut tx, Visit { portal, person, place: CustomerPlace::Contacts, flash }).await?;
    let stored = contacts::contact(&mut tx).await?;
    let Contact { name, abuse_contact } = stored;
    let stored = (name, abuse_contact.unwrap_or_default());
    let form = typed.unwrap_or_else(|| {
        FormState::new().keep("name", stored.0.as_str()).keep("abuse_contact", stored.1.as_str())
    });
    let you = Profile {
        name: person.name.clone(),
        email: person.email.clone(),
        time_zone: person.time_zone.clone(),
    };
    let may_manage = member.role.may_manage();
    let props = ContactsProps { around, account: member.account_id, form, stored, may_manage, you };
    Ok(render::page(|| Contacts(props)))
}

/// Saves name and contact.
pub(crate) async fn change(
    State(portal): State<Portal>,
    member: Member,
    person: Person,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let member = member.who_manages()?;
    let contact = match understand(&typed) {
        Ok(contact) => contact,
        Err(form) => {
            let page = page(&portal, &member, &person, Some(form), None).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut tx = portal.database.begin(&member).await?;
    let changed = contacts::change(&mut tx, typed.shown().as_ref(), &contact, portal.clock.now()).await?;
    if changed == Changed::Done {
        tx.commit().await?;
        return Ok(Done::ContactChanged.and_to(&links::account_contacts(member.account_id)));
    }
    drop(tx);
    if changed == Changed::Late {
        return late(&portal, &member, &person, &typed).await;
    }
    let mut form = kept(&typed);
    form.refuse("abuse_contact", "It was changed very often since yesterday. Leave it empty, so that letters go to the owners, or change it tomorrow.");
    let page = page(&portal, &member, &person, Some(form), None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What was typed again, beside what somebody else made of it meanwhile.
async fn late(portal: &Portal, member: &Member, person: &Person, typed: &Typed) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(member).await?;
    let Contact { name, abuse_contact } = contacts::contact(&mut tx).await?;
    drop(tx);
    let contact = abuse_contact.as_deref().unwrap_or("empty");
    let mut form = kept(typed);
    form.refuse_all(format!(
        "Somebody changed this while you were writing: the name is {name} now, the abuse contact is {contact}. Nothing of yours was stored. Save again to replace it."
    ));
    let page = page(portal, member, person, Some(form), None).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

fn kept(typed: &Typed) -> FormState<&'static str> {
    FormState::new().keep("name", typed.name.as_str()).keep("abuse_contact", typed.abuse_contact.as_str())
}

fn understand(typed: &Typed) -> Result<Contact, FormState<&'static str>> {
    let mut form = kept(typed);
    let name = typed.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(1..=200).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        form.refuse("name", "Enter a name of at most 200 characters.");
    }
    let contact =
        Some(typed.abuse_contact.trim()).filter(|text| !text.is_empty()).map(field::email).transpose();
    match contact {
        Ok(abuse_contact) if form.is_valid() => Ok(Contact { name, abuse_contact }),
        Ok(_) => Err(form),
        Err(error) => {
            form.refuse("abuse_contact", error.to_string());
            Err(form)
        }
    }
}
