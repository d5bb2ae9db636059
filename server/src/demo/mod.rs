//! A small believable world for whoever tries the portal. It is made once, by the commands behind every page, with a clock that
//! runs through the past two weeks; a world that was left unfinished is cleared away and made anew.

mod people;
mod play;
mod sign_in;
mod store;
mod world;

use domain::account::Actor;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;

use self::play::Stage;
use self::store::Progress;
use self::world::{World, hours};
use crate::audit;
use crate::clock::Clock;
use crate::config::SecretKey;
use crate::database::System;
use crate::jobs::{Registry, run_due};
use crate::portal::{Foundation, Portal};

pub(crate) use sign_in::SignIns;

/// How long the accounts have been with the provider when the first report comes in.
const BEFORE: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Deadlines ring to the hour.
const HOP: SignedDuration = SignedDuration::from_hours(1);

/// Why there is no demo world.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    /// The world's own file asks for something that a command refuses.
    #[error("the demo world is broken: {0}")]
    World(String),
    /// The file is not understood.
    #[error("the demo world cannot be read: {0}")]
    File(#[from] toml::de::Error),
    /// The database refuses.
    #[error("the database refuses: {0}")]
    Database(#[from] sqlx::Error),
    /// Something else.
    #[error(transparent)]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

impl DemoError {
    fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Other(error.into())
    }
}

/// The provider in whose name the demo world speaks.
pub(crate) const PROVIDER: &str = "Northwind Edge";

/// What the past is made with.
struct Means<'a> {
    /// The portal with a clock that is moved by hand.
    past: Portal,
    /// Runs the jobs of the past.
    worker: &'a PgPool,
    /// The present.
    now: Timestamp,
}

/// Makes the world unless it is there. Returns nothing where the database holds other data, which is left alone.
///
/// # Errors
/// When the database is away, or a command refuses what the world's file asks for.
pub(crate) async fn seed(
    portal: &Portal,
    worker: &PgPool,
    owner: &PgConnectOptions,
    secret_key: &SecretKey,
) -> Result<Option<SignIns>, DemoError> {
    let world = World::compiled_in()?;
    let progress = progress(portal).await?;
    match progress {
        Progress::Foreign => return Ok(None),
        Progress::Half => store::clear(owner).await?,
        Progress::Whole | Progress::Empty => {}
    }
    if progress != Progress::Whole {
        let now = portal.clock.now();
        let past = past(portal, secret_key.clone(), now);
        make(&Means { past, worker, now }, &world).await?;
    }
    sign_in::of(portal, &world).await.map(Some)
}

/// The same portal with a clock of its own.
fn past(portal: &Portal, secret_key: SecretKey, now: Timestamp) -> Portal {
    Portal::new(Foundation {
        config: portal.config.clone(),
        base_url: portal.base_url.clone(),
        database: portal.database.clone(),
        clock: Clock::stopped_at(now),
        secret_key,
        mailer: portal.mailer.clone(),
        policy: (*portal.policy).clone(),
    })
}

async fn progress(portal: &Portal) -> sqlx::Result<Progress> {
    let mut tx = portal.database.begin(&System).await?;
    store::progress(&mut tx).await
}

async fn make(means: &Means<'_>, world: &World) -> Result<(), DemoError> {
    let clock = &means.past.clock;
    move_to(clock, means.now - world.begins() - BEFORE);
    mark(&means.past, store::BEGUN).await?;
    let cast = people::gather(&means.past, world).await?;
    run_jobs(means).await?;
    move_to(clock, means.now - world.begins() - hours(1.0));
    let mut stage = Stage::new(&means.past, world, &cast);
    for moment in world.moments() {
        pass_time(means, means.now - moment.ago).await?;
        stage.play(moment).await?;
        run_jobs(means).await?;
    }
    pass_time(means, means.now).await?;
    mark(&means.past, store::WHOLE).await?;
    Ok(())
}

/// Lets time pass in small steps, so that whatever is due in between happens when it is due.
async fn pass_time(means: &Means<'_>, until: Timestamp) -> Result<(), DemoError> {
    let clock = &means.past.clock;
    while clock.now() < until {
        move_to(clock, until.min(clock.now() + HOP));
        run_jobs(means).await?;
    }
    Ok(())
}

fn move_to(clock: &Clock, time: Timestamp) {
    clock.advance(time.duration_since(clock.now()));
}

/// Every job of the past must succeed.
async fn run_jobs(means: &Means<'_>) -> Result<(), DemoError> {
    let ran = run_due(&means.past, &Registry::standard(), means.worker).await.map_err(DemoError::other)?;
    match ran.troubled.first() {
        None => Ok(()),
        Some((name, verdict)) => {
            Err(DemoError::World(format!("the job {name} did not succeed: {verdict:?}")))
        }
    }
}

async fn mark(portal: &Portal, action: &'static str) -> sqlx::Result<()> {
    let mut tx = portal.database.begin(&System).await?;
    let line = audit::Line {
        at: portal.clock.now(),
        actor: Actor::Portal,
        actor_id: None,
        action,
        account_id: None,
        subject: String::new(),
        detail: json!({}),
    };
    audit::write(&mut tx, line).await?;
    tx.commit().await
}
