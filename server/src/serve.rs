//! Brings a portal up, keeps it running, and takes it down in order.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::str::FromStr as _;
use std::time::Duration;

use axum::Router;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use crate::cli::Failure;
use crate::clock::Clock;
use crate::config::{Config, SecretKey, Site};
use crate::database::embedded::{ClusterOptions, Embedded, EmbeddedError, LOGIN, shared};
use crate::database::{self, Database};
use crate::demo::{self, SignIns};
use crate::http::{connections, router};
use crate::jobs::{self, Registry};
use crate::mail::Mailer;
use crate::portal::{Foundation, Portal};

/// Connections of the worker: one listens, the others take, settle and keep its heart beating.
const WORKER_CONNECTIONS: u32 = 6;

/// How long answers under way may take once the process is asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// How long jobs under way and connections may take after that; jobs are given ten seconds of it.
const WORKERS_FAREWELL: Duration = Duration::from_secs(15);

/// What `serve` was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServeOptions {
    pub(crate) demo: bool,
    pub(crate) worker: bool,
}

/// A database that is there, with the schema of this program.
struct Ground {
    login: PgConnectOptions,
    secret_key: SecretKey,
    embedded: Option<Embedded>,
}

/// Runs the web server until the process is asked to stop.
pub(crate) async fn serve(config: Config, options: ServeOptions) -> Result<(), Failure> {
    let ground = prepare(&config).await?;
    let outcome = tokio::select! {
        outcome = serve_on(&ground, config, options) => outcome,
        never = keep_running(&ground) => match never {},
    };
    leave(ground).await;
    outcome
}

/// Runs a worker until the process is asked to stop.
pub(crate) async fn work(config: Config) -> Result<(), Failure> {
    if config.is_embedded() {
        return Err("with the embedded database `serve` runs the worker; `work` needs DATABASE_URL".into());
    }
    let ground = prepare(&config).await?;
    let stop = stop_signal()?;
    let portal = portal(&ground, config, None)?;
    jobs::work(portal.clone(), Registry::standard(), worker_pool(&ground, &portal), stop.subscribe()).await;
    portal.database.close().await;
    Ok(())
}

/// Brings the database to the schema of this program.
pub(crate) async fn migrate(config: Config) -> Result<(), Failure> {
    let Some(url) = &config.database.url else {
        let ground = prepare(&config).await?;
        leave(ground).await;
        return up_to_date();
    };
    let owner = config.database.migration_url.as_ref();
    let owner = owner.ok_or("set MIGRATION_DATABASE_URL to the role that owns (or shall own) the schema")?;
    let login = options(url)?;
    database::migrate(options(owner)?, login.get_username()).await?;
    up_to_date()
}

fn up_to_date() -> Result<(), Failure> {
    Ok(writeln!(io::stdout().lock(), "The database has the schema of this program.")?)
}

/// Runs one command on a portal, beside a `serve` of the same data folder where one is running.
pub(crate) async fn with_portal(
    config: Config,
    command: impl AsyncFnOnce(&Portal) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (ground, address) = match prepare(&config).await {
        Err(error) if is_in_use(&error) => (beside(&config).await?, listening(&config)),
        ground => (ground?, None),
    };
    let portal = portal(&ground, config, address)?;
    let outcome = command(&portal).await;
    portal.database.close().await;
    leave(ground).await;
    outcome
}

fn is_in_use(error: &Failure) -> bool {
    matches!(error.downcast_ref(), Some(EmbeddedError::InUse(_)))
}

/// The embedded database that another process looks after.
async fn beside(config: &Config) -> Result<Ground, Failure> {
    let (cluster, secrets) = shared(&config.data_dir, ClusterOptions { durable: true }).await?;
    let login = cluster.connect_as(LOGIN, &secrets.login_password);
    let kept = secrets.secret_key();
    let secret_key = config.secret_key.clone().or(kept).ok_or("the key in secrets.toml is too short")?;
    let database = Database::new(login.clone(), &config.database);
    database::check_schema(&database).await?;
    database.close().await;
    Ok(Ground { login, secret_key, embedded: None })
}

/// The file in the data folder in which a web server with an embedded database says where it listens.
const LISTENING: &str = "listening";

/// Where the web server listens beside which a command runs.
fn listening(config: &Config) -> Option<SocketAddr> {
    std::fs::read_to_string(config.data_dir.join(LISTENING)).ok()?.trim().parse().ok()
}

async fn prepare(config: &Config) -> Result<Ground, Failure> {
    match &config.database.url {
        Some(url) => external(url, config).await,
        None => embedded(config).await,
    }
}

/// A database of one's own is migrated by a step of its own, and only looked at here.
async fn external(url: &SecretString, config: &Config) -> Result<Ground, Failure> {
    let login = options(url)?;
    let database = Database::new(login.clone(), &config.database);
    database::check_schema(&database).await?;
    database.close().await;
    let secret_key = config.secret_key.clone().ok_or("secret_key is missing")?;
    Ok(Ground { login, secret_key, embedded: None })
}

async fn embedded(config: &Config) -> Result<Ground, Failure> {
    let embedded = Embedded::start(&config.data_dir, ClusterOptions { durable: true }).await?;
    let login = embedded.login().clone();
    let kept = embedded.secrets().secret_key();
    let secret_key = config.secret_key.clone().or(kept).ok_or("the key in secrets.toml is too short")?;
    if let Err(error) = database::migrate(embedded.owner().clone(), login.get_username()).await {
        embedded.stop().await;
        return Err(error.into());
    }
    Ok(Ground { login, secret_key, embedded: Some(embedded) })
}

fn options(url: &SecretString) -> Result<PgConnectOptions, Failure> {
    let options = PgConnectOptions::from_str(url.expose_secret());
    options.map_err(|_| {
        "a database URL cannot be understood; it looks like postgres://role:password@host/name".into()
    })
}

/// A database of one's own is looked after by somebody else.
async fn keep_running(ground: &Ground) -> Infallible {
    match &ground.embedded {
        Some(embedded) => embedded.keep_running().await,
        None => std::future::pending().await,
    }
}

async fn leave(ground: Ground) {
    if let Some(embedded) = ground.embedded {
        embedded.stop().await;
    }
}

async fn serve_on(ground: &Ground, config: Config, options: ServeOptions) -> Result<(), Failure> {
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", config.listen))?;
    let config = if options.demo { named(config) } else { config };
    let address = listener.local_addr()?;
    if ground.embedded.is_some() {
        std::fs::write(config.data_dir.join(LISTENING), address.to_string())?;
    }
    let portal = portal(ground, config, Some(address))?;
    let router = router::router(portal.clone())?;
    let stop = stop_signal()?;
    let sign_ins = tokio::select! {
        sign_ins = demo(ground, &portal, options) => sign_ins?,
        () = raised(stop.subscribe()) => return Ok(()),
    };
    let worker = options.worker.then(|| start_worker(ground, &portal, &stop));
    announce(&portal, sign_ins.as_ref())?;
    warn_of_open_mailbox(&portal);
    answer(listener, router, &portal, &stop).await;
    stop.send_replace(true);
    let end = async {
        if let Some(worker) = worker {
            worker.await?;
        }
        portal.database.close().await;
        Ok(())
    };
    tokio::time::timeout(WORKERS_FAREWELL, end).await.unwrap_or_else(|_| {
        tracing::warn!("the database does not let go; jobs under way are done again by whoever takes them");
        Ok(())
    })
}

/// Answers requests until the process is asked to stop, then finishes those under way.
async fn answer(listener: TcpListener, router: Router, portal: &Portal, stop: &watch::Sender<bool>) {
    let trusted = &portal.config.trusted_proxies;
    tokio::select! {
        () = connections::answer(listener, router, trusted, raised(stop.subscribe())) => {}
        () = overdue(stop.subscribe()) => tracing::warn!("answers under way were cut short"),
    }
}

fn start_worker(ground: &Ground, portal: &Portal, stop: &watch::Sender<bool>) -> JoinHandle<()> {
    let pool = worker_pool(ground, portal);
    let (portal, stop, alone) = (portal.clone(), stop.subscribe(), ground.embedded.is_some());
    tokio::spawn(async move {
        if alone && let Err(error) = jobs::release_abandoned(&pool).await {
            tracing::warn!(%error, "jobs of a killed process wait until they are noticed");
        }
        jobs::work(portal, Registry::standard(), pool, stop).await;
    })
}

fn worker_pool(ground: &Ground, portal: &Portal) -> PgPool {
    database::worker_pool(ground.login.clone(), &portal.config.database, WORKER_CONNECTIONS)
}

/// `address` is where the web server listens, for the links of a portal that was told no other address.
fn portal(ground: &Ground, config: Config, address: Option<SocketAddr>) -> Result<Portal, Failure> {
    let base_url = match &config.base_url {
        Some(url) => url.clone(),
        None => Url::parse(&format!("http://{}", address.unwrap_or(config.listen)))?,
    };
    let mailer = Mailer::of(&config)?;
    let database = Database::new(ground.login.clone(), &config.database);
    let secret_key = ground.secret_key.clone();
    let policy = config.read_policy()?;
    let clock = Clock::machine();
    Ok(Portal::new(Foundation { config, base_url, database, clock, secret_key, mailer, policy }))
}

/// Letters hold secret links, and the local mailbox shows them to everybody.
fn warn_of_open_mailbox(portal: &Portal) {
    let listen = portal.config.listen;
    if portal.mailer.mailbox().is_some() && !listen.ip().is_loopback() {
        tracing::warn!(%listen, "everybody who reaches this address can read all letters at /dev/mailbox; set mail.transport");
    }
}

/// The provider of the demo world, unless the settings name one.
fn named(mut config: Config) -> Config {
    if config.site.name == Site::UNNAMED {
        config.site.name = demo::PROVIDER.to_owned();
    }
    config
}

/// Makes the demo world where it is asked for and missing, and writes down how to get in.
async fn demo(ground: &Ground, portal: &Portal, options: ServeOptions) -> Result<Option<SignIns>, Failure> {
    if !options.demo {
        return Ok(None);
    }
    let Some(embedded) = &ground.embedded else {
        return Err("--demo fills the embedded database alone; leave DATABASE_URL unset".into());
    };
    let worker = worker_pool(ground, portal);
    let sign_ins = demo::seed(portal, &worker, embedded.owner(), &ground.secret_key).await;
    worker.close().await;
    let sign_ins = sign_ins?;
    match &sign_ins {
        Some(sign_ins) => sign_ins.write_to(&portal.config.data_dir.join("demo.json"))?,
        None => tracing::warn!("the database holds other data already, so there is no demo world in it"),
    }
    Ok(sign_ins)
}

fn announce(portal: &Portal, sign_ins: Option<&SignIns>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "The portal is at {}", portal.base_url)?;
    if let Some(sign_ins) = sign_ins {
        write!(out, "{sign_ins}")?;
    }
    out.flush()
}

/// Holds true once the process is asked to stop, by Ctrl-C or by its supervisor.
fn stop_signal() -> io::Result<watch::Sender<bool>> {
    let stop = watch::Sender::new(false);
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        told.send_replace(true);
    });
    Ok(stop)
}

async fn raised(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn overdue(stop: watch::Receiver<bool>) {
    raised(stop).await;
    tokio::time::sleep(FAREWELL).await;
}
