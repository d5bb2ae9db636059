//! Takes over the accounts and zones of the provider's own systems. Repeating an import changes nothing, and none changes what a
//! customer set.

mod line;
mod store;

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};

use domain::account::Actor;
use jiff::Timestamp;
use serde_json::json;

pub use line::{BadLine, Given, Line, Lines};

use crate::database::{System, Tx};
use crate::portal::Portal;
use crate::{audit, ids};

/// How many lines are stored in one transaction.
const CHUNK: usize = 10_000;

/// What an import has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Bytes read.
    pub bytes: u64,
    /// Lines that could be used.
    pub good: u64,
    /// Lines that could not.
    pub bad: u64,
    /// Accounts that are new.
    pub accounts: u64,
    /// Zones that are new, those that moved among them.
    pub zones: u64,
    /// Zones that moved from another account.
    pub moved: u64,
}

/// Why an import stopped. What was stored before stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("cannot read the file: {0}")]
    Read(#[from] io::Error),
    /// The database refuses.
    #[error("the database refuses: {0}")]
    Database(#[from] sqlx::Error),
}

/// What happens during an import.
#[derive(Debug)]
pub enum Step<'a> {
    /// A line could not be used; counted from 1.
    Bad {
        /// Its number in the file.
        number: u64,
        /// What is wrong with it.
        why: &'a BadLine,
    },
    /// A zone goes to another account.
    Moved {
        /// Its name.
        zone: &'a str,
        /// The account that had it.
        from: &'a str,
        /// The account that has it now.
        to: &'a str,
    },
    /// A zone is named under two accounts, so close to each other that only the later line has an effect.
    Twice {
        /// Its name.
        zone: &'a str,
        /// The account of the earlier line, and of the later one.
        accounts: [&'a str; 2],
    },
    /// Some more lines are stored.
    Stored(Imported),
}

/// Reads lines and stores the good ones: an account or zone that is new is added, and a zone that belonged to another
/// account moves. A zone that the file does not name stays as it is.
///
/// # Errors
/// When the file or the database fails; lines that cannot be used are told to `tell` and passed over.
pub async fn import(
    portal: &Portal,
    input: impl BufRead,
    mut tell: impl FnMut(Step<'_>),
) -> Result<Imported, ImportError> {
    let mut lines = Lines::new(input);
    let mut done = Imported::default();
    let mut chunk = Vec::with_capacity(CHUNK);
    while let Some((number, line)) = lines.next().transpose()? {
        match line {
            Ok(line) => chunk.push(line),
            Err(why) => {
                done.bad += 1;
                tell(Step::Bad { number, why: &why });
            }
        }
        if chunk.len() == CHUNK {
            done.bytes = lines.bytes();
            store_chunk(portal, &mut chunk, &mut done, &mut tell).await?;
            tell(Step::Stored(done));
        }
    }
    done.bytes = lines.bytes();
    store_chunk(portal, &mut chunk, &mut done, &mut tell).await?;
    finish(portal, done).await?;
    tell(Step::Stored(done));
    Ok(done)
}

async fn store_chunk(
    portal: &Portal,
    chunk: &mut Vec<Line>,
    done: &mut Imported,
    tell: &mut impl FnMut(Step<'_>),
) -> sqlx::Result<()> {
    if chunk.is_empty() {
        return Ok(());
    }
    done.good += chunk.len() as u64;
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&System).await?;
    done.accounts += store_accounts(&mut tx, chunk, now).await?;
    let (zones, moved) = store_zones(&mut tx, chunk, now, tell).await?;
    done.zones += zones;
    done.moved += moved.len() as u64;
    tx.commit().await?;
    for store::Moved { zone, from, to } in &moved {
        tell(Step::Moved { zone, from, to });
    }
    chunk.clear();
    Ok(())
}

/// Each account once.
async fn store_accounts(tx: &mut Tx<'_, System>, chunk: &[Line], now: Timestamp) -> sqlx::Result<u64> {
    let accounts: HashSet<&str> = chunk.iter().map(|line| line.account.as_str()).collect();
    let mut columns = store::AccountColumns::default();
    for account in accounts {
        columns.ids.push(ids::at(now));
        columns.accounts.push(account.to_owned());
    }
    store::add_accounts(tx, &columns, now).await
}

/// Each zone once, as its last line says, with the last contact that a line of the same account names. Returns how many are new
/// where they are, and which of these moved.
async fn store_zones(
    tx: &mut Tx<'_, System>,
    chunk: &[Line],
    now: Timestamp,
    tell: &mut impl FnMut(Step<'_>),
) -> sqlx::Result<(u64, Vec<store::Moved>)> {
    let mut last: HashMap<&str, (&Line, Option<&Given<String>>)> = HashMap::new();
    for line in chunk {
        let before = last.get(line.zone.as_str()).copied();
        if let Some((before, _)) = before.filter(|(before, _)| before.account != line.account) {
            tell(Step::Twice { zone: line.zone.as_str(), accounts: [&before.account, &line.account] });
        }
        let before = before.filter(|(before, _)| before.account == line.account);
        let contact = line.abuse_contact.as_ref().or(before.and_then(|(_, contact)| contact));
        last.insert(line.zone.as_str(), (line, contact));
    }
    let mut columns = store::ZoneColumns::default();
    for (zone, (line, contact)) in last {
        columns.ids.push(ids::at(now));
        columns.accounts.push(line.account.clone());
        columns.hosts.push(zone.to_owned());
        columns.contacts.push(contact.map(ToString::to_string));
        columns.origins.push(line.origin_ip.as_ref().map(ToString::to_string));
    }
    let moved = store::end_moved_zones(tx, &columns, now).await?;
    store::update_zones(tx, &columns).await?;
    let added = store::add_zones(tx, &columns, now).await?;
    Ok((added, moved))
}

async fn finish(portal: &Portal, done: Imported) -> sqlx::Result<()> {
    let line = audit::Line {
        at: portal.clock.now(),
        actor: Actor::Portal,
        actor_id: None,
        action: "accounts.import",
        account_id: None,
        subject: String::new(),
        detail: json!({ "good": done.good, "bad": done.bad, "accounts": done.accounts, "zones": done.zones, "moved": done.moved }),
    };
    let mut tx = portal.database.begin(&System).await?;
    audit::write(&mut tx, line).await?;
    tx.commit().await
}
