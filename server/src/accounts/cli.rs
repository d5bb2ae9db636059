//! `abuse-portal accounts`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal as _, Write as _};
use std::path::Path;

use app::links;
use clap::Args;
use domain::account::MemberRole;
use indicatif::{ProgressBar, ProgressStyle};

use super::import::{self, Imported, Mode, Step};
use super::store;
use crate::cli::{Failure, email, warn_of_local_links, word};
use crate::database::System;
use crate::identity::invitations::{self, InviteRefusal, Inviter};
use crate::portal::Portal;

/// How many bad lines are told one by one.
const TOLD: u64 = 100;

/// Who is invited to which account.
#[derive(Debug, Args)]
pub(crate) struct Invite {
    /// The account, as the imported file names it
    #[arg(long)]
    account: String,
    /// Email address, with which they sign in
    #[arg(long, value_parser = email)]
    email: String,
    /// owner, responder or reader
    #[arg(long, value_parser = word::<MemberRole>, default_value = "owner")]
    role: MemberRole,
}

/// Invites somebody to an account by mail, and prints the link too.
pub(crate) async fn invite(portal: &Portal, invite: Invite) -> Result<(), Failure> {
    let Invite { account, email, role } = invite;
    let mut tx = portal.database.begin(&System).await?;
    let Some(account_id) = store::account_of(&mut tx, &account).await? else {
        return Err(format!("there is no account {account}: import it first").into());
    };
    let by = Inviter { account_id, user_id: None };
    let token = match invitations::invite(&mut tx, &portal.secrets, by, &email, role, portal.clock.now())
        .await
    {
        Err(InviteRefusal::IsMember) => return Err(format!("{email} belongs to {account} already").into()),
        Err(InviteRefusal::IsDisabled) => return Err(format!("the user {email} is disabled").into()),
        token => token?,
    };
    tx.commit().await?;
    warn_of_local_links(portal);
    let link = links::invitation(&token.reveal()).under(portal.base_url.as_str());
    writeln!(io::stdout().lock(), "{email} joins {account} here, once, within seven days:\n{link}")?;
    Ok(())
}

/// Imports a file and says what became of it. Bad lines go to standard error.
pub(crate) async fn import(portal: &Portal, file: &Path, is_dry_run: bool) -> Result<(), Failure> {
    let mode = if is_dry_run { Mode::DryRun } else { Mode::Store };
    let (input, size): (Box<dyn BufRead>, _) = open(file)?;
    let bar = bar(size);
    let (mut told, mut moved) = (0, 0);
    let done = import::import(portal, input, mode, |step| match step {
        Step::Bad { number, why } => {
            told += 1;
            if told <= TOLD {
                tell(&bar, &format!("line {number}: {why}"));
            }
        }
        Step::Moved { zone, from, to } => {
            moved += 1;
            if moved <= TOLD {
                tell(&bar, &format!("{zone} moved from {from} to {to}"));
            }
        }
        Step::Twice { zone, accounts: [former, latter] } => {
            moved += 1;
            if moved <= TOLD {
                tell(
                    &bar,
                    &format!("{zone} stands under {former} and under {latter}; the later line counts"),
                );
            }
        }
        Step::Stored(done) => bar.set_position(done.bytes),
    })
    .await?;
    bar.finish_and_clear();
    if told > TOLD {
        tell(&bar, &format!("and {} more lines that could not be used", told - TOLD));
    }
    if moved > TOLD {
        tell(&bar, &format!("and {} more zones that moved or stand twice", moved - TOLD));
    }
    summary(done, mode)?;
    match done {
        Imported { bad: 0, .. } => Ok(()),
        Imported { good: 0, .. } => Err("no line could be used".into()),
        Imported { bad, .. } if is_dry_run => Err(format!("{} could not be used", lines(bad)).into()),
        Imported { bad, .. } => {
            Err(format!("{} could not be used; the others are stored", lines(bad)).into())
        }
    }
}

fn open(file: &Path) -> Result<(Box<dyn BufRead>, Option<u64>), Failure> {
    if file == Path::new("-") {
        return Ok((Box::new(BufReader::new(io::stdin())), None));
    }
    let opened = File::open(file).map_err(|error| format!("cannot open {}: {error}", file.display()))?;
    let size = opened.metadata()?.len();
    Ok((Box::new(BufReader::new(opened)), Some(size)))
}

/// A bar for people; nothing where standard error is no terminal.
fn bar(size: Option<u64>) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = "{wide_bar} {bytes} of {total_bytes}, {eta} left";
    let bar = size.map_or_else(ProgressBar::no_length, ProgressBar::new);
    bar.with_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn tell(bar: &ProgressBar, text: &str) {
    bar.suspend(|| {
        let _ = writeln!(io::stderr(), "{text}");
    });
}

fn summary(done: Imported, mode: Mode) -> io::Result<()> {
    let Imported { good, bad, accounts, zones, moved, .. } = done;
    let mut out = io::stdout().lock();
    writeln!(out, "Used: {}. Not usable: {}.", lines(good), lines(bad))?;
    let new = zones.saturating_sub(moved);
    writeln!(
        out,
        "New accounts: {accounts}. New zones: {new}. Zones that moved from another account: {moved}."
    )?;
    match mode {
        Mode::Store => Ok(()),
        Mode::DryRun => writeln!(out, "Nothing is stored: this was a dry run."),
    }
}

fn lines(count: u64) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}
