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
use crate::accounts::contacts::{self, Contact};
use crate::database::Member;
use crate::http::{Done, Form, Problem, Said, render};
use crate::portal::Portal;

#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    name: String,
    #[serde(default)]
    abuse_contact: String,
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
    let form = typed.unwrap_or_else(|| {
        let abuse_contact = stored.abuse_contact.unwrap_or_default();
        FormState::new().keep("name", stored.name).keep("abuse_contact", abuse_contact)
    });
    let you = Profile {
        name: person.name.clone(),
        email: person.email.clone(),
        time_zone: person.time_zone.clone(),
    };
    let may_manage = member.role.may_manage();
    let props = ContactsProps { around, account: member.account_id, form, may_manage, you };
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
    contacts::change(&mut tx, &contact, portal.clock.now()).await?;
    tx.commit().await?;
    Ok(Done::ContactChanged.and_to(&links::account_contacts(member.account_id)))
}

fn understand(typed: &Typed) -> Result<Contact, FormState<&'static str>> {
    let mut form = FormState::new()
        .keep("name", typed.name.as_str())
        .keep("abuse_contact", typed.abuse_contact.as_str());
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
