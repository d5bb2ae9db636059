//! What every request and every job of one running portal shares.

use std::ops::Deref;
use std::sync::Arc;

use url::Url;

use crate::clock::Clock;
use crate::config::{Config, SecretKey};
use crate::database::Database;
use crate::http::assets::Assets;
use crate::http::brake::Brake;
use crate::jobs::WorkerHealth;

/// The parts of one portal. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Portal(Arc<Parts>);

/// The parts themselves.
#[derive(Debug)]
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The address people see, for links in letters.
    pub base_url: Url,
    /// The database.
    pub database: Database,
    /// The time.
    pub clock: Clock,
    /// Key for tokens and cookies.
    pub secret_key: SecretKey,
    /// The portal's own files.
    pub assets: Assets,
    /// Who posted how often.
    pub brake: Brake,
    /// How the worker of this process is doing.
    pub worker: WorkerHealth,
}

impl Portal {
    /// A portal of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for Portal {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
