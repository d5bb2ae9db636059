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

/// Whether an import is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is.
    Store,
    /// Everything is looked at and told, and nothing stored.
    DryRun,
}

/// Reads lines and stores the good ones: an account or zone that is new is added, and a zone that belonged to another
/// account moves. A zone that the file does not name stays as it is.
///
/// # Errors
/// When the file or the database fails; lines that cannot be used are told to `tell` and passed over.
pub async fn import(
    portal: &Portal,
    input: impl BufRead,
    mode: Mode,
    mut tell: impl FnMut(Step<'_>),
) -> Result<Imported, ImportError> {
    let mut run = Run { portal, mode, dry: None, done: Imported::default() };
    let mut lines = Lines::new(input);
    let mut chunk = Vec::with_capacity(CHUNK);
    while let Some((number, line)) = lines.next().transpose()? {
        match line {
            Ok(line) => chunk.push(line),
            Err(why) => {
                run.done.bad += 1;
                tell(Step::Bad { number, why: &why });
            }
        }
        if chunk.len() == CHUNK {
            run.done.bytes = lines.bytes();
            run.store(&chunk, &mut tell).await?;
            chunk.clear();
            tell(Step::Stored(run.done));
        }
    }
    run.done.bytes = lines.bytes();
    run.store(&chunk, &mut tell).await?;
    run.finish().await?;
    tell(Step::Stored(run.done));
    Ok(run.done)
}

/// An import under way.
struct Run<'p> {
    portal: &'p Portal,
    mode: Mode,
    /// The one transaction of a dry run, which is never committed.
    dry: Option<Tx<'static, System>>,
    done: Imported,
}

impl Run<'_> {
    async fn store(&mut self, chunk: &[Line], tell: &mut impl FnMut(Step<'_>)) -> sqlx::Result<()> {
        let now = self.portal.clock.now();
        let mut tx = match self.dry.take() {
            Some(tx) => tx,
            None => self.portal.database.begin(&System).await?,
        };
        let accounts = store_accounts(&mut tx, chunk, now).await?;
        let (zones, moved) = store_zones(&mut tx, chunk, now, tell).await?;
        match self.mode {
            Mode::Store => tx.commit().await?,
            Mode::DryRun => self.dry = Some(tx),
        }
        self.done.good += chunk.len() as u64;
        self.done.accounts += accounts;
        self.done.zones += zones;
        self.done.moved += moved.len() as u64;
        for store::Moved { zone, from, to } in &moved {
            tell(Step::Moved { zone, from, to });
        }
        Ok(())
    }

    async fn finish(&self) -> sqlx::Result<()> {
        if self.mode == Mode::DryRun {
            return Ok(());
        }
        let Imported { good, bad, accounts, zones, moved, .. } = self.done;
        let line = audit::Line {
            at: self.portal.clock.now(),
            actor: Actor::Portal,
            actor_id: None,
            action: "accounts.import",
            account_id: None,
            subject: String::new(),
            detail: json!({ "good": good, "bad": bad, "accounts": accounts, "zones": zones, "moved": moved }),
        };
        let mut tx = self.portal.database.begin(&System).await?;
        audit::write(&mut tx, line).await?;
        tx.commit().await
    }
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
