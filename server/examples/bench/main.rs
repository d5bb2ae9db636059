//! Fills a portal with reports and measures its pages with wrk, each beside a bare handler that runs the same queries and
//! returns the same bytes. Run it with `make bench`; `make bench ARGS=--help` lists what can be chosen.

mod bare;
mod fill;
mod http;
mod process;
mod sample;
mod table;
mod wrk;

use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use secrecy::SecretSlice;
use server::clock::Clock;
use server::database;
use server::database::embedded::{ClusterOptions, Embedded};
use server::secrets::Secrets;

use fill::Size;
use process::{Process, say};
use sample::{Page, PageKind};
use table::Row;
use wrk::Load;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Measures the portal's pages.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    role: Option<Role>,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Role {
    /// Serves the bare handlers, on a database that another process runs
    #[command(hide = true)]
    Bare { folder: PathBuf, listen: SocketAddr },
}

#[derive(Clone, Debug, Args)]
struct Options {
    /// How many reports the portal is filled with
    #[arg(long, default_value_t = 100_000)]
    reports: u32,
    /// How many accounts they are spread over
    #[arg(long, default_value_t = 20_000)]
    accounts: u32,
    /// How long each measurement takes, in seconds
    #[arg(long, default_value_t = 6)]
    seconds: u32,
    /// How often each page is measured; the median counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Connections of wrk
    #[arg(long, default_value_t = 16)]
    connections: u32,
    /// Pages to measure, by their first words; all by default
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Ask for compressed pages, as browsers do; the bare handler sends its bytes as they are
    #[arg(long)]
    compressed: bool,
    /// Keep the filled portal here, and use it again
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Measure this build of the portal instead
    #[arg(long)]
    program: Option<PathBuf>,
    /// Ports on 127.0.0.1: this one for the portal, the next for the bare handlers
    #[arg(long, default_value_t = 8911)]
    port: u16,
}

/// Called with the portal's own command this is the portal, so that it need not be linked twice.
fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return server::cli::main();
    }
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("The bench stopped: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(cli: Cli) -> Outcome {
    match cli.role {
        Some(Role::Bare { folder, listen }) => bare::serve(&folder, listen).await,
        None => bench(&cli.options).await,
    }
}

async fn bench(options: &Options) -> Outcome {
    wrk::check()?;
    let kept = options.keep.clone();
    let folder = kept
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("abuse-portal-bench-{}", std::process::id())));
    let outcome = measure_in(&folder, options).await;
    if kept.is_none() {
        std::fs::remove_dir_all(&folder)?;
    }
    outcome
}

async fn measure_in(folder: &Path, options: &Options) -> Outcome {
    let mut pages = prepare(folder, options).await?;
    let address = |port| SocketAddr::from(([127, 0, 0, 1], port));
    let (portal_at, bare_at) = (address(options.port), address(options.port + 1));
    let portal = Process::portal(options.program.as_deref(), folder, portal_at).await?;
    let sites = Sites { portal: &portal, portal_at, bare_at, folder };
    let measured = measure_all(&sites, &mut pages, options).await;
    let memory = portal.memory_peak();
    portal.stop().await?;
    say(&table::whole(&measured?, memory));
    Ok(())
}

async fn measure_all(sites: &Sites<'_>, pages: &mut [Page], options: &Options) -> Outcome<Vec<Row>> {
    let first = sample::capture(pages, sites.portal_at).await?;
    say(&format!("First answers of a portal just started: {}.", table::first(&first)));
    sample::write(sites.folder, pages)?;
    let bare = Process::bare(sites.folder, sites.bare_at).await?;
    let mut rows = Vec::new();
    for kind in PageKind::ALL.iter().copied().filter(|kind| is_wanted(*kind, &options.only)) {
        let row = measure(sites, kind, pages, options).await?;
        say(&row.to_string());
        rows.push(row);
    }
    bare.stop().await?;
    Ok(rows)
}

fn is_wanted(kind: PageKind, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|name| kind.name().starts_with(name.as_str()))
}

/// The portal and the bare handlers, on one database.
struct Sites<'a> {
    portal: &'a Process,
    portal_at: SocketAddr,
    bare_at: SocketAddr,
    folder: &'a Path,
}

/// Measures a page at both, turn by turn, so that whatever else the machine does hits both alike.
async fn measure(sites: &Sites<'_>, kind: PageKind, pages: &[Page], options: &Options) -> Outcome<Row> {
    let requests = wrk::requests(sites.folder, kind, pages, options.compressed)?;
    let load = |at, seconds| Load { at, requests: &requests, seconds, connections: options.connections };
    wrk::warm_up(load(sites.bare_at, 2)).await?;
    wrk::warm_up(load(sites.portal_at, 2)).await?;
    let mut row = Row::new(kind);
    for _ in 0..options.rounds {
        row.bare.push(wrk::run(load(sites.bare_at, options.seconds)).await?);
        row.portal.push(wrk::run(load(sites.portal_at, options.seconds)).await?);
    }
    row.memory = sites.portal.memory();
    Ok(row)
}

/// A filled portal, at rest, and what will be asked of it.
async fn prepare(folder: &Path, options: &Options) -> Outcome<Vec<Page>> {
    let embedded = Embedded::start(folder, ClusterOptions { durable: true }).await?;
    let outcome = filled(folder, &embedded, options).await;
    embedded.stop().await;
    outcome
}

async fn filled(folder: &Path, embedded: &Embedded, options: &Options) -> Outcome<Vec<Page>> {
    database::migrate(embedded.owner().clone(), embedded.login().get_username()).await?;
    let key = embedded.secrets().secret_key().ok_or("the key in secrets.toml is too short")?;
    let secrets = Secrets::new(SecretSlice::from(key.bytes().to_vec()));
    let now = Clock::machine().now();
    let mut all = fill::connect(embedded).await?;
    if !folder.join("filled").exists() {
        let Options { accounts, reports, .. } = *options;
        say(&format!("Filling {reports} reports over {accounts} accounts …"));
        let begun = std::time::Instant::now();
        fill::fill(&mut all, Size { accounts, reports }, &secrets, now).await?;
        std::fs::write(folder.join("filled"), "")?;
        say(&format!("Filled in {:.0} s.", begun.elapsed().as_secs_f32()));
    }
    sample::pages(&mut all, &secrets, now).await
}
