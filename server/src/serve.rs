//! Brings a portal up, keeps it running, and takes it down in order.

use std::future::pending;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::str::FromStr as _;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use url::Url;

use crate::cli::Failure;
use crate::clock::Clock;
use crate::config::{Config, SecretKey};
use crate::database::embedded::{ClusterOptions, Embedded};
use crate::database::{self, Database};
use crate::http::assets::Assets;
use crate::http::brake::Brake;
use crate::http::router;
use crate::jobs::WorkerHealth;
use crate::portal::{Parts, Portal};

/// How long answers under way may take once the process is asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);

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
    let outcome = serve_on(&ground, config, options).await;
    leave(ground).await;
    outcome
}

/// Runs a worker until the process is asked to stop.
pub(crate) async fn work(config: Config) -> Result<(), Failure> {
    if config.is_embedded() {
        return Err("with the embedded database `serve` runs the worker; `work` needs DATABASE_URL".into());
    }
    let ground = prepare(&config).await?;
    drop(ground);
    Ok(())
}

/// Brings the database to the schema of this program.
pub(crate) async fn migrate(config: Config) -> Result<(), Failure> {
    let Some(url) = &config.database.url else {
        let ground = prepare(&config).await?;
        leave(ground).await;
        return Ok(());
    };
    let owner = config.database.migration_url.as_ref();
    let owner = owner.ok_or("set MIGRATION_DATABASE_URL to the role that owns (or shall own) the schema")?;
    let login = options(url)?;
    database::migrate(options(owner)?, login.get_username()).await?;
    Ok(())
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
    let login = embedded.login();
    let kept = embedded.secrets().secret_key();
    let secret_key = config.secret_key.clone().or(kept).ok_or("the key in secrets.toml is too short")?;
    if let Err(error) = database::migrate(embedded.owner(), login.get_username()).await {
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

async fn leave(ground: Ground) {
    if let Some(embedded) = ground.embedded {
        embedded.stop().await;
    }
}

async fn serve_on(ground: &Ground, config: Config, options: ServeOptions) -> Result<(), Failure> {
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", config.listen))?;
    let address = listener.local_addr()?;
    let portal = portal(ground, config, address)?;
    let router = router::router(portal.clone())?;
    let stop = stop_signal()?;
    announce(&portal)?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(raised(stop.clone()));
    tokio::select! {
        outcome = server => outcome?,
        () = overdue(stop) => tracing::warn!("answers under way were cut short"),
    }
    portal.database.close().await;
    Ok(())
}

fn portal(ground: &Ground, config: Config, address: SocketAddr) -> Result<Portal, Failure> {
    let base_url = match &config.base_url {
        Some(url) => url.clone(),
        None => Url::parse(&format!("http://{address}"))?,
    };
    Ok(Portal::new(Parts {
        base_url,
        database: Database::new(ground.login.clone(), &config.database),
        clock: Clock::machine(),
        secret_key: ground.secret_key.clone(),
        assets: Assets::new("", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned()),
        brake: Brake::new(config.limits.posts_per_minute),
        worker: WorkerHealth::default(),
        config,
    }))
}

fn announce(portal: &Portal) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "The portal is at {}", portal.base_url)?;
    out.flush()
}

/// Becomes true when the process is asked to stop, by Ctrl-C or by its supervisor.
fn stop_signal() -> io::Result<watch::Receiver<bool>> {
    let (sender, receiver) = watch::channel(false);
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        let _ = sender.send(true);
        pending::<()>().await;
    });
    Ok(receiver)
}

async fn raised(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn overdue(stop: watch::Receiver<bool>) {
    raised(stop).await;
    tokio::time::sleep(FAREWELL).await;
}
