//! The commands of `abuse-portal`.

use std::error::Error;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use domain::Word;
use domain::field::{self, FieldError};
use tracing_subscriber::EnvFilter;

use crate::accounts::{self, cli::Invite};
use crate::config::{Config, ConfigErrors, Setting, Sources};
use crate::identity::{
    self,
    cli::{AddStaff, RemoveStaff},
};
use crate::portal::Portal;
use crate::serve::{self, ServeOptions};

/// Why a command failed, in words for the person who ran it.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Abuse reports: from the public form to the decision.
#[derive(Debug, Parser)]
#[command(name = "abuse-portal", version)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
struct Place {
    /// TOML file with the settings
    #[arg(long, global = true, env = "PORTAL_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of everything the portal keeps outside the database
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the web server, and the worker with it
    Serve(Serve),
    /// Run a worker alone
    Work,
    /// Bring the database to the schema of this program
    Migrate,
    /// Accounts and their zones
    #[command(subcommand)]
    Accounts(AccountsCommand),
    /// People who work on the abuse desk
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Show the settings, secrets masked, or everything that is wrong with them
    CheckConfig,
}

#[derive(Debug, Subcommand)]
enum AccountsCommand {
    /// Add and move zones: lines of `account,zone[,abuse_contact[,origin_ip]]` as CSV or JSON
    Import {
        /// The file; `-` reads standard input
        file: PathBuf,
        /// Say what would be added and moved, and store nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Invite somebody to an account, such as its first owner
    Invite(Invite),
}

#[derive(Debug, Subcommand)]
enum StaffCommand {
    /// Make somebody staff, or change their role; prints the link with which they set a password
    Add(AddStaff),
    /// Who is on staff: address, name, role, clearances, and whether they have set a password
    List,
    /// Take somebody off the staff and sign them out everywhere; what they did stays under their name
    Remove(RemoveStaff),
}

#[derive(Debug, Args)]
struct Serve {
    /// Fill an empty portal with a small believable world
    #[arg(long)]
    demo: bool,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Leave the jobs to another process
    #[arg(long)]
    no_worker: bool,
}

/// Runs the command that the process was called with.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "abuse-portal: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let settings = Config::read(sources(&cli));
    if matches!(cli.command, Command::CheckConfig) {
        return check_config(settings);
    }
    let (config, _) = settings?;
    log_to_stderr();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve(serve) => {
                serve::serve(config, ServeOptions { demo: serve.demo, worker: !serve.no_worker }).await
            }
            Command::Work => serve::work(config).await,
            Command::Migrate => serve::migrate(config).await,
            Command::Accounts(AccountsCommand::Import { file, dry_run }) => {
                let import = async |portal: &Portal| accounts::cli::import(portal, &file, dry_run).await;
                serve::with_portal(config, import).await
            }
            Command::Accounts(AccountsCommand::Invite(invite)) => {
                serve::with_portal(config, async |portal| accounts::cli::invite(portal, invite).await).await
            }
            Command::Staff(StaffCommand::Add(add)) => {
                serve::with_portal(config, async |portal| identity::cli::add_staff(portal, add).await).await
            }
            Command::Staff(StaffCommand::List) => serve::with_portal(config, identity::cli::list_staff).await,
            Command::Staff(StaffCommand::Remove(remove)) => {
                serve::with_portal(config, async |portal| identity::cli::remove_staff(portal, remove).await)
                    .await
            }
            Command::CheckConfig => Ok(()),
        }
    })
}

fn sources(cli: &Cli) -> Sources {
    let mut overrides = Vec::new();
    if let Some(folder) = &cli.place.data_dir {
        overrides.push(("data_dir", folder.to_string_lossy().into_owned()));
    }
    if let Command::Serve(Serve { listen: Some(listen), .. }) = &cli.command {
        overrides.push(("listen", listen.to_string()));
    }
    Sources::of_process(cli.place.config.clone(), overrides)
}

fn check_config(settings: Result<(Config, Vec<Setting>), ConfigErrors>) -> Result<(), Failure> {
    let (_, settings) = settings?;
    let mut out = io::stdout().lock();
    for Setting { key, value, source } in settings {
        writeln!(out, "{key} = {value}  # {source}")?;
    }
    Ok(())
}

/// Reads an email address.
pub(crate) fn email(text: &str) -> Result<String, FieldError> {
    field::email(text)
}

/// Reads one of the words that name a choice.
///
/// # Errors
/// Names the words that there are.
pub(crate) fn word<W: Word>(text: &str) -> Result<W, String> {
    let found = W::ALL.iter().find(|choice| choice.word() == text);
    let known = || W::ALL.iter().map(|choice| choice.word()).collect::<Vec<_>>().join(", ");
    found.copied().ok_or_else(|| format!("choose one of {}", known()))
}

/// Says so where a printed link begins with the address that the portal listens on, because it was told no other.
pub(crate) fn warn_of_local_links(portal: &Portal) {
    if portal.config.base_url.is_none() {
        let base = &portal.base_url;
        let _ = writeln!(io::stderr(), "base_url is not set: this link opens where {base} is reached.");
    }
}

/// `RUST_LOG` chooses what is told; by default warnings, and information of our own.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,graphile_worker=error,server=info"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .try_init();
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_commands_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_become_settings() {
        let cli = Cli::parse_from(["abuse-portal", "serve", "--listen", "127.0.0.1:1", "--data-dir", "/x"]);
        let overrides = sources(&cli).overrides;
        assert_eq!(overrides, [("data_dir", "/x".to_owned()), ("listen", "127.0.0.1:1".to_owned())]);
    }
}
