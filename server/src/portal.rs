//! What every request and every job of one running portal shares.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use app::components::{Reader, Zone};
use app::frame::{Brand, Site};
use app::links;
use app::render::Fixed;
use domain::category::Category;
use domain::policy::Policy;
use secrecy::SecretSlice;
use url::Url;

use crate::clock::Clock;
use crate::config::{Config, SecretKey};
use crate::database::Database;
use crate::http::assets::Assets;
use crate::http::brake::Brake;
use crate::http::crowd::Crowd;
use crate::http::hosts::Hosts;
use crate::identity::password::Passwords;
use crate::jobs::WorkerHealth;
use crate::mail::Mailer;
use crate::secrets::Secrets;

/// How many passwords are checked or set at once for one household, so that others have their turn too.
const HASHING_AT_ONCE: u32 = 8;

/// The parts of one portal. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Portal(Arc<Parts>);

/// What a portal is built on.
#[derive(Debug)]
pub struct Foundation {
    /// The settings.
    pub config: Config,
    /// The address people see, for links in letters.
    pub base_url: Url,
    /// The database.
    pub database: Database,
    /// The time.
    pub clock: Clock,
    /// Key of tokens.
    pub secret_key: SecretKey,
    /// Where letters go.
    pub mailer: Mailer,
    /// The policy in force.
    pub policy: Policy,
}

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
    /// What makes tokens.
    pub secrets: Secrets,
    /// Where letters go.
    pub mailer: Mailer,
    /// The policy in force: what each category asks for and what we do about it.
    pub policy: Arc<Policy>,
    /// What is the same on every page.
    pub site: Arc<Site>,
    /// The zone in which dates are shown to those who have chosen none.
    pub zone: Zone,
    /// The empty form of each category.
    pub(crate) blank_forms: BTreeMap<Category, Fixed>,
    /// The names it answers under.
    pub hosts: Hosts,
    /// The portal's own files.
    pub assets: Assets,
    /// Who posted how often.
    pub brake: Brake,
    /// What hashes passwords.
    pub passwords: Passwords,
    /// Who is having passwords hashed.
    pub hashing: Crowd,
    /// How the worker of this process is doing.
    pub worker: WorkerHealth,
}

impl Portal {
    /// A portal on this foundation.
    #[must_use]
    pub fn new(foundation: Foundation) -> Self {
        let Foundation { config, base_url, database, clock, secret_key, mailer, policy } = foundation;
        let brand = brand(&config);
        let assets = Assets::new(&brand.css(), brand.icon());
        Self(Arc::new(Parts {
            secrets: Secrets::new(SecretSlice::from(secret_key.bytes().to_vec())),
            site: Arc::new(site(brand, &assets, &config)),
            zone: config.site.time_zone.iana_name().and_then(Zone::named).unwrap_or(Zone::UTC),
            blank_forms: Category::ALL.iter().map(|category| (*category, Fixed::default())).collect(),
            hosts: Hosts::of(&config, &base_url),
            brake: Brake::new(config.limits.posts_per_minute),
            passwords: Passwords::default(),
            hashing: Crowd::of(HASHING_AT_ONCE),
            worker: WorkerHealth::default(),
            config,
            base_url,
            database,
            clock,
            mailer,
            policy: Arc::new(policy),
            assets,
        }))
    }
}

impl Portal {
    /// Somebody who reads now, in their zone or else in the site's.
    #[must_use]
    pub fn reader(&self, zone: Option<Zone>) -> Reader {
        Reader::visitor(self.clock.now(), zone.unwrap_or(self.zone))
    }
}

impl Deref for Portal {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

fn brand(config: &Config) -> Brand {
    Brand { name: config.site.name.clone(), hue: config.site.hue, chroma: config.site.chroma }
}

fn site(brand: Brand, assets: &Assets, config: &Config) -> Site {
    let contact = config.site.contact.as_ref().unwrap_or(&config.mail.from);
    let assets = app::frame::Assets {
        stylesheet: links::asset(assets.stylesheet()),
        icon: links::asset(assets.icon()),
        islands: assets.islands().map(|folder| links::asset(&folder)),
    };
    Site { brand, help: contact.email.to_string(), assets }
}
