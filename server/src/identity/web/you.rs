//! What people see and change about themselves.

use app::components::Zone;
use app::form::FormState;
use app::frame::{AccountName, CustomerRail, Flash, Rail, StaffRail};
use app::links;
use app::pages::you::{Device, Forms, You, YouProps};
use app::words;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::category::Clearance;
use jiff::tz;
use serde::Deserialize;
use tower_sessions::Session;

use super::turn::Turn;
use super::{name, new_password};
use crate::access::{Membership, Person, StaffMember};
use crate::cases::queue;
use crate::database::{Member, Staff};
use crate::http::{Done, Form, Problem, Said, render};
use crate::identity::profile::{self, PasswordRefusal};
use crate::identity::sessions::{self, ListedSession};
use crate::portal::Portal;
use crate::reports::owner::listing;
use crate::secrets::hex;

#[derive(Debug, Deserialize)]
pub(crate) struct Details {
    name: String,
    time_zone: String,
}

#[derive(Deserialize)]
pub(crate) struct Passwords {
    present: String,
    password: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Ended {
    device: String,
}

/// Shows the page.
pub(crate) async fn show(
    State(portal): State<Portal>,
    person: Person,
    session: Session,
    Said(flash): Said,
) -> Result<Response, Problem> {
    let forms = Forms { details: details_of(&person), password: FormState::new() };
    page(&portal, &person, &session, forms, flash).await
}

fn details_of(person: &Person) -> FormState<&'static str> {
    FormState::new().keep("name", person.name.clone()).keep("time_zone", person.time_zone.clone())
}

async fn page(
    portal: &Portal,
    person: &Person,
    session: &Session,
    forms: Forms,
    flash: Option<Flash>,
) -> Result<Response, Problem> {
    let this = session.id().map(|id| sessions::hash(&id)).unwrap_or_default();
    let listed = profile::sessions_of(portal, person).await?;
    let devices = listed.into_iter().map(|one| device(one, &this)).collect();
    let props = YouProps {
        site: portal.site.clone(),
        rail: rail(portal, person).await?,
        flash,
        reader: portal.reader(Some(person.zone)),
        email: person.email.clone(),
        forms,
        devices,
        zones: zones(),
    };
    Ok(render::page(|| You(props)))
}

/// Every zone that the time zone database names, besides those that are only old spellings.
fn zones() -> Vec<String> {
    let is_place = |name: &String| name == "UTC" || name.contains('/') && !name.starts_with("Etc/");
    tz::db().available().map(|name| name.to_string()).filter(is_place).collect()
}

/// The way through the rest: staff's, or that of the first account.
async fn rail(portal: &Portal, person: &Person) -> Result<Rail, Problem> {
    if let Some(staff) = &person.staff {
        return Ok(desk(portal, person, staff).await?.into());
    }
    match person.accounts.split_first() {
        Some((first, others)) => Ok(account(portal, person, first, others).await?.into()),
        None => Ok(alone(person)),
    }
}

async fn desk(portal: &Portal, person: &Person, staff: &StaffMember) -> sqlx::Result<StaffRail> {
    let StaffMember { role, clearances } = staff.clone();
    let is_cleared = clearances.contains(&Clearance::ChildSafety);
    let scope = Staff { user_id: person.user_id, role, clearances, name: person.name.clone() };
    let mut tx = portal.database.begin(&scope).await?;
    let counts = queue::counts(&mut tx, portal.clock.now()).await?;
    tx.commit().await?;
    Ok(StaffRail {
        person: person.name.clone(),
        role: words::staff_role(role).to_owned(),
        counts: counts.views,
        restricted: is_cleared.then_some(counts.restricted),
        place: None,
    })
}

async fn account(
    portal: &Portal,
    person: &Person,
    first: &Membership,
    others: &[Membership],
) -> sqlx::Result<CustomerRail> {
    let Membership { account_id, role, .. } = *first;
    let scope = Member { user_id: person.user_id, account_id, role, name: person.name.clone() };
    let mut tx = portal.database.begin(&scope).await?;
    let unanswered = listing::unanswered(&mut tx).await?;
    tx.commit().await?;
    let named = |one: &Membership| AccountName { id: one.account_id, name: one.name.clone() };
    Ok(CustomerRail {
        account: named(first),
        others: others.iter().map(named).collect(),
        person: person.name.clone(),
        role: words::member_role(role).to_owned(),
        unanswered,
        place: None,
    })
}

/// The rail of somebody who belongs nowhere.
fn alone(person: &Person) -> Rail {
    Rail {
        home: links::accounts(),
        switcher: None,
        sections: Vec::new(),
        person: person.name.clone(),
        role: person.email.clone(),
    }
}

fn device(session: ListedSession, this: &[u8]) -> Device {
    Device {
        key: hex(&session.hash),
        name: browser(session.browser.as_deref().unwrap_or_default()),
        since: session.created_at,
        seen: session.seen_at,
        is_this: session.hash == this,
    }
}

/// What a browser is, by what it says of itself: `Firefox on Windows`.
fn browser(agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    match (named(&browsers), named(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}

/// Saves name and time zone.
pub(crate) async fn change_details(
    State(portal): State<Portal>,
    person: Person,
    session: Session,
    Form(details): Form<Details>,
) -> Result<Response, Problem> {
    let read = name(&details.name);
    let zone_is_known = Zone::named(&details.time_zone).is_some();
    if let (Ok(name), true) = (&read, zone_is_known) {
        profile::change(&portal, &person, name, &details.time_zone).await?;
        return Ok(Done::ProfileChanged.and_to(&links::you()));
    }
    let mut form = FormState::new().keep("name", details.name).keep("time_zone", details.time_zone);
    if let Err(error) = read {
        form.refuse("name", error);
    }
    if !zone_is_known {
        form.refuse("time_zone", "Choose a time zone from the list.");
    }
    let forms = Forms { details: form, password: FormState::new() };
    let page = page(&portal, &person, &session, forms, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Changes the password.
pub(crate) async fn change_password(
    State(portal): State<Portal>,
    _turn: Turn,
    person: Person,
    session: Session,
    Form(Passwords { present, password }): Form<Passwords>,
) -> Result<Response, Problem> {
    let mut form = FormState::new();
    match new_password(&password, &person.email) {
        Err(weakness) => form.refuse("password", weakness.to_string()),
        Ok(new) => match profile::change_password(&portal, &person, present, &new, session.id()).await {
            Ok(()) => return Ok(Done::PasswordChanged.and_to(&links::you())),
            Err(PasswordRefusal::Wrong) => form.refuse("present", "This is not your present password."),
            Err(PasswordRefusal::Error(error)) => return Err(error.into()),
        },
    }
    let forms = Forms { details: details_of(&person), password: form };
    let page = page(&portal, &person, &session, forms, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Signs out one device; one that is none of this person's is not touched.
pub(crate) async fn end_device(
    State(portal): State<Portal>,
    person: Person,
    Form(Ended { device }): Form<Ended>,
) -> Result<Response, Problem> {
    let hash = unhex(&device).ok_or(Problem::NotFound)?;
    profile::end_session(&portal, &person, &hash).await?;
    Ok(Done::SessionEnded.and_to(&links::you()))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

/// Signs out every device but this one.
pub(crate) async fn end_other_devices(
    State(portal): State<Portal>,
    person: Person,
    session: Session,
) -> Result<Response, Problem> {
    profile::end_sessions(&portal, &person, session.id()).await?;
    Ok(Done::SessionsEnded.and_to(&links::you()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_in_words() {
        let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1";
        assert_eq!(browser(firefox), "Firefox on Windows");
        assert_eq!(browser(safari), "Safari on iPhone");
        assert_eq!(browser("<script>"), "Unknown browser");
    }

    #[test]
    fn zones_are_places() {
        let zones = zones();
        assert!(
            zones.iter().any(|zone| zone == "Europe/Copenhagen") && zones.iter().any(|zone| zone == "UTC")
        );
        assert!(zones.iter().all(|zone| Zone::named(zone).is_some()));
    }
}
