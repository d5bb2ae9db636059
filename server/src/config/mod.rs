//! The settings of one process: what the portal is called, where it keeps things, and its limits.

mod check;
mod reader;
#[cfg(test)]
mod tests;
mod value;

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::policy::Policy;
use ipnet::IpNet;
use jiff::tz::TimeZone;
use lettre::message::Mailbox;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use url::Url;

use check::check;
use reader::Reader;

/// Every setting, read and checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the web server listens.
    pub listen: SocketAddr,
    /// The address people see; derived from `listen` when nobody says.
    pub base_url: Option<Url>,
    /// Folder of everything the portal keeps outside the database.
    pub data_dir: PathBuf,
    /// Name and looks.
    pub site: Site,
    /// The database, embedded unless a URL is given.
    pub database: DatabaseConfig,
    /// How letters leave.
    pub mail: MailConfig,
    /// A policy that replaces the one compiled in.
    pub policy: Option<PathBuf>,
    /// Key for tokens and cookies; kept in the data folder when the database is embedded.
    pub secret_key: Option<SecretKey>,
    /// What one visitor may send.
    pub limits: Limits,
    /// How long a sign-in lasts.
    pub sessions: SessionConfig,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// What the portal is called and how it looks.
#[derive(Clone, Debug)]
pub struct Site {
    /// Name of the provider, in titles and letters.
    pub name: String,
    /// Accent hue in degrees (OKLCH).
    pub hue: f32,
    /// Accent chroma (OKLCH).
    pub chroma: f32,
    /// Zone in which dates are shown to whoever has no zone of their own.
    pub time_zone: TimeZone,
    /// Whom to ask when the portal itself does not help.
    pub contact: Option<Mailbox>,
}

impl Site {
    /// The name of a provider that was not told one.
    pub const UNNAMED: &'static str = "Abuse portal";
}

/// Where the rows are.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// URL of the login role that owns nothing; none means the embedded database.
    pub url: Option<SecretString>,
    /// URL of the role that owns the schema, used by `migrate` alone.
    pub migration_url: Option<SecretString>,
    /// Connections of the web side of one process; the worker has a few of its own.
    pub max_connections: NonZeroU32,
    /// After how long Postgres gives up on one statement.
    pub statement_timeout: Duration,
}

/// How letters leave.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// Where they go.
    pub transport: MailTransport,
    /// Sender of every letter.
    pub from: Mailbox,
    /// Domain of reply addresses and message ids.
    pub reply_domain: String,
    /// Folder of the `file` transport.
    pub folder: Option<PathBuf>,
    /// The mail server of the `smtp` transport.
    pub smtp: SmtpConfig,
}

/// Where letters go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTransport {
    /// A mail server.
    Smtp,
    /// One `.eml` file a letter.
    File,
    /// The local mailbox with its viewer.
    Mailbox,
}

/// The mail server.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// Host name.
    pub host: String,
    /// Port; by default the one that goes with `tls`.
    pub port: u16,
    /// Encryption.
    pub tls: SmtpTls,
    /// User, if the server wants one.
    pub username: Option<String>,
    /// Password of that user.
    pub password: Option<SecretString>,
    /// Connections kept open at most.
    pub pool: NonZeroU32,
    /// How long one letter may take, from connecting to the server's yes.
    pub timeout: Duration,
}

/// Encryption towards the mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// TLS from the first byte (port 465).
    Required,
    /// Upgraded by STARTTLS, and refused without it (port 587).
    StartTls,
    /// None (port 25).
    None,
}

impl SmtpTls {
    const fn port(self) -> u16 {
        match self {
            Self::Required => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// What one visitor may send.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes in the body of one request.
    pub body_bytes: NonZeroU32,
    /// Posts from one address in a minute.
    pub posts_per_minute: NonZeroU32,
    /// After how long a request is given up.
    pub request_timeout: Duration,
}

/// How long a sign-in lasts.
#[derive(Clone, Copy, Debug)]
pub struct SessionConfig {
    /// Without any request.
    pub idle: Duration,
    /// In all.
    pub absolute: Duration,
}

/// Key for tokens and cookies, at least 32 bytes.
#[derive(Clone)]
pub struct SecretKey(Arc<SecretBox<[u8]>>);

impl SecretKey {
    /// The key of `bytes`, if they are enough.
    #[must_use]
    pub fn new(bytes: Box<[u8]>) -> Option<Self> {
        (bytes.len() >= 32).then(|| Self(Arc::new(SecretBox::new(bytes))))
    }

    /// The key itself.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(hidden)")
    }
}

/// Where settings are looked for; the first that has one wins.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// From the command line: key and text.
    pub overrides: Vec<(&'static str, String)>,
    /// Variables of the environment.
    pub environment: Vec<(String, String)>,
    /// The TOML file.
    pub file: Option<PathBuf>,
}

impl Sources {
    /// The process's environment and `file`.
    #[must_use]
    pub fn of_process(file: Option<PathBuf>, overrides: Vec<(&'static str, String)>) -> Self {
        let text = |value: std::ffi::OsString| value.to_string_lossy().into_owned();
        let environment = std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect();
        Self { overrides, environment, file }
    }
}

/// One setting as `check-config` shows it; secrets are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Dotted name.
    pub key: &'static str,
    /// Its text.
    pub value: String,
    /// Who said so: a flag, a variable, a line of the file, or the default.
    pub source: String,
}

/// Everything that is wrong with the settings, one line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<String>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the settings are wrong:")?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for ConfigErrors {}

impl Config {
    /// Reads the settings. Also returns each of them as it may be shown.
    ///
    /// # Errors
    /// All mistakes at once: unknown names, values that do not parse, settings that do not go together.
    pub fn read(sources: Sources) -> Result<(Self, Vec<Setting>), ConfigErrors> {
        let mut reader = Reader::new(sources);
        let config = read_all(&mut reader);
        if let Some(config) = &config {
            check(config, &mut reader);
        }
        let (settings, problems) = reader.finish();
        match config {
            Some(config) if problems.is_empty() => Ok((config, settings)),
            _ => Err(ConfigErrors(problems)),
        }
    }

    /// Whether the portal runs its own Postgres.
    #[must_use]
    pub const fn is_embedded(&self) -> bool {
        self.database.url.is_none()
    }
}

fn read_all(reader: &mut Reader) -> Option<Config> {
    let listen = reader.or("listen", "127.0.0.1:8080");
    let base_url = reader.get("base_url");
    let data_dir = reader.or("data_dir", &default_data_dir().to_string_lossy());
    let site = read_site(reader);
    let database = read_database(reader);
    let mail = read_mail(reader);
    let policy = reader.get("policy");
    let secret_key = reader.secret("secret_key");
    let limits = read_limits(reader);
    let sessions = read_sessions(reader);
    let trusted_proxies = reader.or("trusted_proxies", "");
    Some(Config {
        listen: listen?,
        base_url,
        data_dir: data_dir?,
        site: site?,
        database: database?,
        mail: mail?,
        policy,
        secret_key,
        limits: limits?,
        sessions: sessions?,
        trusted_proxies: trusted_proxies?,
    })
}

fn read_site(reader: &mut Reader) -> Option<Site> {
    let name = reader.or("site.name", Site::UNNAMED);
    let hue = reader.or("site.hue", "264");
    let chroma = reader.or("site.chroma", "0.17");
    let time_zone = reader.or("site.time_zone", "UTC");
    let contact = reader.get("site.contact");
    Some(Site { name: name?, hue: hue?, chroma: chroma?, time_zone: time_zone?, contact })
}

fn read_database(reader: &mut Reader) -> Option<DatabaseConfig> {
    let url = reader.secret_text("database.url");
    let migration_url = reader.secret_text("database.migration_url");
    let max_connections = reader.or("database.max_connections", "16");
    let statement_timeout = reader.or("database.statement_timeout", "10s");
    Some(DatabaseConfig {
        url,
        migration_url,
        max_connections: max_connections?,
        statement_timeout: statement_timeout?,
    })
}

fn read_mail(reader: &mut Reader) -> Option<MailConfig> {
    let transport = reader.or("mail.transport", "mailbox");
    let from: Option<Mailbox> = reader.or("mail.from", "Abuse portal <abuse@localhost>");
    let reply_domain = reader.get("mail.reply_domain");
    let folder = reader.get("mail.folder");
    let smtp = read_smtp(reader);
    let from = from?;
    let reply_domain = reply_domain.unwrap_or_else(|| from.email.domain().to_owned());
    Some(MailConfig { transport: transport?, from, reply_domain, folder, smtp: smtp? })
}

fn read_smtp(reader: &mut Reader) -> Option<SmtpConfig> {
    let host = reader.or("mail.smtp.host", "localhost");
    let tls: Option<SmtpTls> = reader.or("mail.smtp.tls", "required");
    let port = reader.or("mail.smtp.port", &tls.unwrap_or(SmtpTls::Required).port().to_string());
    let username = reader.get("mail.smtp.username");
    let password = reader.secret_text("mail.smtp.password");
    let pool = reader.or("mail.smtp.pool", "4");
    let timeout = reader.or("mail.smtp.timeout", "30s");
    Some(SmtpConfig {
        host: host?,
        port: port?,
        tls: tls?,
        username,
        password,
        pool: pool?,
        timeout: timeout?,
    })
}

fn read_limits(reader: &mut Reader) -> Option<Limits> {
    let body_bytes = reader.or("limits.body_bytes", "1048576");
    let posts_per_minute = reader.or("limits.posts_per_minute", "60");
    let request_timeout = reader.or("limits.request_timeout", "30s");
    Some(Limits {
        body_bytes: body_bytes?,
        posts_per_minute: posts_per_minute?,
        request_timeout: request_timeout?,
    })
}

fn read_sessions(reader: &mut Reader) -> Option<SessionConfig> {
    let idle = reader.or("sessions.idle", "12h");
    let absolute = reader.or("sessions.absolute", "720h");
    Some(SessionConfig { idle: idle?, absolute: absolute? })
}

impl Config {
    /// The policy that the settings name, or the one that is compiled in.
    ///
    /// # Errors
    /// Says why its file cannot be read or is refused.
    pub fn read_policy(&self) -> Result<Policy, String> {
        let Some(path) = &self.policy else { return Ok(Policy::compiled_in()) };
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("the policy {} cannot be read: {error}", path.display()))?;
        Policy::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
    }
}

/// `/var/lib/abuse-portal` for root, the user's data folder otherwise.
fn default_data_dir() -> PathBuf {
    if rustix::process::geteuid().is_root() {
        return PathBuf::from("/var/lib/abuse-portal");
    }
    let named = std::env::var_os("XDG_DATA_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    named.or_else(home).unwrap_or_else(|| PathBuf::from(".")).join("abuse-portal")
}
