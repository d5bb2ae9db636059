//! `abuse-portal staff`.

use std::io::{self, Write as _};

use app::links;
use clap::Args;
use domain::account::StaffRole;
use domain::category::Clearance;

use super::invitations::{self, InviteRefusal, NewStaff};
use crate::cli::{Failure, email, warn_of_local_links, word};
use crate::database::System;
use crate::portal::Portal;

/// Who becomes staff.
#[derive(Debug, Args)]
pub(crate) struct AddStaff {
    /// Email address, with which they sign in
    #[arg(long, value_parser = email)]
    email: String,
    /// Name, as their colleagues see it
    #[arg(long)]
    name: String,
    /// analyst, senior, legal or lead
    #[arg(long, value_parser = word::<StaffRole>)]
    role: StaffRole,
    /// What they are cleared for: `child_safety`; may be repeated
    #[arg(long, value_parser = word::<Clearance>)]
    clearance: Vec<Clearance>,
}

/// Who leaves the staff.
#[derive(Debug, Args)]
pub(crate) struct RemoveStaff {
    /// Email address, with which they sign in
    #[arg(long, value_parser = email)]
    email: String,
}

/// Takes somebody off the staff and signs them out everywhere.
pub(crate) async fn remove_staff(portal: &Portal, remove: RemoveStaff) -> Result<(), Failure> {
    let RemoveStaff { email } = remove;
    let mut tx = portal.database.begin(&System).await?;
    let Some(cases) = invitations::remove_staff(&mut tx, &email, portal.clock.now()).await? else {
        return Err(format!("{email} is not on staff").into());
    };
    tx.commit().await?;
    writeln!(io::stdout().lock(), "{email} is no longer on staff. Open cases given back: {cases}.")?;
    Ok(())
}

/// Prints who is on staff, one a line.
pub(crate) async fn list_staff(portal: &Portal) -> Result<(), Failure> {
    let mut tx = portal.database.begin(&System).await?;
    let staff = invitations::staff(&mut tx).await?;
    let mut out = io::stdout().lock();
    for person in staff {
        let clearances: Vec<&str> = person.clearances.iter().map(String::as_str).collect();
        let password = if person.has_password { "" } else { ", has not set a password" };
        writeln!(
            out,
            "{} ({}): {}, {}{password}",
            person.email,
            person.name,
            person.role,
            cleared(&clearances)
        )?;
    }
    Ok(())
}

fn cleared(clearances: &[&str]) -> String {
    if clearances.is_empty() {
        "no clearance".to_owned()
    } else {
        format!("cleared for {}", clearances.join(", "))
    }
}

/// Makes somebody staff and prints the link with which they set a password.
pub(crate) async fn add_staff(portal: &Portal, add: AddStaff) -> Result<(), Failure> {
    let AddStaff { email, name, role, clearance } = add;
    let cleared = cleared(&clearance.iter().map(|clearance| clearance.as_str()).collect::<Vec<_>>());
    let new = NewStaff { email: &email, name: &name, role, clearances: &clearance };
    let mut tx = portal.database.begin(&System).await?;
    let token = match invitations::add_staff(&mut tx, &portal.secrets, new, portal.clock.now()).await {
        Err(InviteRefusal::IsDisabled) => return Err(format!("the user {email} is disabled").into()),
        token => token?,
    };
    let customers = invitations::memberships(&mut tx, &email).await?;
    tx.commit().await?;
    let mut out = io::stdout().lock();
    writeln!(out, "{email} is on staff now: {role}, {cleared}.")?;
    for (account, as_what) in customers {
        writeln!(
            out,
            "The same person is a customer too, {as_what} of {account}, and sees both sides with one sign-in."
        )?;
    }
    match token {
        Some(token) => {
            warn_of_local_links(portal);
            let link = links::invitation(&token.reveal()).under(portal.base_url.as_str());
            writeln!(out, "{email} sets a password here, once, within seven days:\n{link}")?;
        }
        None => writeln!(out, "{email} has a password already and signs in with it.")?,
    }
    Ok(())
}
