//! How to get into the demo world: `demo.json` and what is printed.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::Path;

use app::links;
use serde::Serialize;

use super::DemoError;
use super::people::password;
use super::store;
use super::world::{MemberPlan, World};
use crate::database::System;
use crate::portal::Portal;

/// Where the portal is, and with which addresses and passwords one signs in.
#[derive(Debug, Serialize)]
pub(crate) struct SignIns {
    base_url: String,
    mailbox_url: String,
    sign_in: BTreeMap<String, SignIn>,
}

#[derive(Debug, Serialize)]
struct SignIn {
    email: String,
    password: String,
    #[serde(flatten)]
    customer: Option<Customer>,
}

/// What a customer signs in to; for one of several accounts, the first.
#[derive(Debug, Serialize)]
struct Customer {
    account_id: uuid::Uuid,
    zones: Vec<String>,
}

/// The sign-ins of a world that is there.
pub(super) async fn of(portal: &Portal, world: &World) -> Result<SignIns, DemoError> {
    let mut sign_in = BTreeMap::new();
    for (role, key) in &world.sign_in {
        let member = world.member.iter().find(|member| member.key == *key);
        let staff = world.staff.iter().find(|staff| staff.key == *key);
        let email = member.map(|member| &member.email).or(staff.map(|staff| &staff.email));
        let email = email.ok_or_else(|| DemoError::World(format!("nobody is called {key}")))?;
        let customer = match member {
            Some(member) => Some(customer(portal, member).await?),
            None => None,
        };
        let password = password(portal, email);
        sign_in.insert(role.clone(), SignIn { email: email.clone(), password, customer });
    }
    let base = portal.base_url.as_str();
    Ok(SignIns {
        base_url: base.trim_end_matches('/').to_owned(),
        mailbox_url: links::mailbox().under(base),
        sign_in,
    })
}

async fn customer(portal: &Portal, member: &MemberPlan) -> Result<Customer, DemoError> {
    let mut tx = portal.database.begin(&System).await?;
    let accounts = store::accounts(&mut tx).await?;
    let account_id = member.r#in.keys().find_map(|name| accounts.get(name)).copied();
    let account_id = account_id.ok_or_else(|| DemoError::World(format!("{} has no account", member.name)))?;
    Ok(Customer { account_id, zones: store::zones(&mut tx, account_id).await? })
}

impl SignIns {
    /// Writes them to a file that only its owner may read.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn write_to(&self, file: &Path) -> io::Result<()> {
        use std::io::Write as _;
        use std::os::unix::fs::OpenOptionsExt as _;
        let unfinished = file.with_extension("new");
        let mut options = std::fs::File::options();
        let mut new = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        new.write_all(serde_json::to_string_pretty(self)?.as_bytes())?;
        new.write_all(b"\n")?;
        std::fs::rename(unfinished, file)
    }
}

/// One sign-in a line, as they are printed when the portal starts.
impl fmt::Display for SignIns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Letters are kept at {}", self.mailbox_url)?;
        writeln!(f, "Sign in at {}{} as", self.base_url, links::sign_in())?;
        for (role, SignIn { email, password, .. }) in &self.sign_in {
            writeln!(f, "  {:<16} {email:<32} {password}", role.replace('_', " "))?;
        }
        Ok(())
    }
}
