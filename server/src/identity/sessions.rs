//! Sessions of people who signed in. The cookie holds 128 random bits; the database holds only their hash.
//!
//! A visitor who is not signed in has no session and no cookie. Reading a session answers in one query who it is and to
//! which accounts they belong; `seen_at` is written every few minutes at most.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use time::OffsetDateTime;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result, SessionStore};
use tower_sessions::{Expiry, SessionManagerLayer};
use url::Url;
use uuid::Uuid;

use crate::clock::Clock;
use crate::config::SessionConfig;
use crate::database::{self, Database, System, soon};

/// Key of a session's user in its record, set once at sign-in.
pub(crate) const USER: &str = "user_id";
/// Key of what proved its user in its record: the digest of the password hash they had at sign-in.
pub(crate) const PROOF: &str = "proof";
/// Key of the browser's name in its record, set once at sign-in.
pub(crate) const BROWSER: &str = "user_agent";
/// Key under which reading a session puts what it knows about its user.
pub(crate) const PERSON: &str = "person";
/// What the store answers while the database is away.
const AWAY: &str = "the database is away";

/// How old `seen_at` may be before a request renews it.
const TOUCH_AFTER: SignedDuration = SignedDuration::from_mins(5);
/// How many of a person's accounts a session knows by itself; whoever has more is looked up one by one.
pub(crate) const KNOWN_ACCOUNTS: i64 = 50;
/// How many forgotten sessions each sign-in sweeps away.
const SWEEP: i64 = 100;

/// The sessions of one portal.
#[derive(Clone, Debug)]
pub struct Sessions {
    database: Database,
    clock: Clock,
    idle: SignedDuration,
    absolute: SignedDuration,
}

/// The layer that reads the cookie and writes it after a sign-in.
pub type SessionLayer = SessionManagerLayer<Sessions>;

/// A session as its own user sees it in a list.
#[derive(Clone, Debug)]
pub struct ListedSession {
    /// The hash of its id, by which it can be ended.
    pub hash: Vec<u8>,
    /// What the browser said of itself at sign-in.
    pub browser: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to a few minutes.
    pub seen_at: Timestamp,
}

impl Sessions {
    /// The sessions in `database`, which last as long as `config` says.
    #[must_use]
    pub fn new(database: Database, clock: Clock, config: &SessionConfig) -> Self {
        let length = |given| SignedDuration::try_from(given).unwrap_or(SignedDuration::MAX);
        Self { database, clock, idle: length(config.idle), absolute: length(config.absolute) }
    }

    /// The layer for a site at `base_url`. Over https the cookie is bound to this very host.
    #[must_use]
    pub fn layer(self, base_url: &Url) -> SessionLayer {
        let is_secure = base_url.scheme() == "https";
        let age = time::Duration::seconds(self.absolute.as_secs());
        SessionManagerLayer::new(self)
            .with_name(if is_secure { "__Host-session" } else { "session" })
            .with_secure(is_secure)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_expiry(Expiry::OnInactivity(age))
    }

    /// When a session ends that began at `created` and is used now.
    fn ends(&self, created: Timestamp, now: Timestamp) -> Timestamp {
        let after = |from: Timestamp, length| from.saturating_add(length).unwrap_or(Timestamp::MAX);
        after(created, self.absolute).min(after(now, self.idle))
    }

    /// Keeps a session, unless its user has another password by now or may not sign in any more.
    async fn insert(&self, record: &Record) -> sqlx::Result<()> {
        let now = self.clock.now();
        let mut tx = self.database.begin(&System).await?;
        sqlx::query!(
            "insert into sessions (session_hash, user_id, record, user_agent, created_at, seen_at, expires_at)
             select $1, user_id, $3, $4, $5, $5, $6
             from users
             where user_id = $2 and disabled_at is null and encode(sha256(convert_to(password_hash, 'UTF8')), 'hex') = $7
             for share",
            hash(&record.id),
            user_of(record),
            kept(record),
            record.data.get(BROWSER).and_then(Value::as_str),
            now.to_sqlx(),
            self.ends(now, now).to_sqlx(),
            record.data.get(PROOF).and_then(Value::as_str),
        )
        .execute(&mut *tx)
        .await?;
        // Afterwards: whoever changes a password holds the user first and then that user's sessions.
        sweep(&mut tx, now).await?;
        tx.commit().await
    }

    async fn update(&self, record: &Record) -> sqlx::Result<()> {
        let mut tx = self.database.begin(&System).await?;
        sqlx::query!(
            "update sessions set record = $2 where session_hash = $1",
            hash(&record.id),
            kept(record)
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    async fn read(&self, id: &Id) -> sqlx::Result<Option<Record>> {
        let now = self.clock.now();
        let row = soon(sqlx::query!(
            r#"select record as "record!", created_at as "created_at!", seen_at as "seen_at!", expires_at as "expires_at!",
                 person as "person!"
               from portal.session($1, $2, $3)"#,
            hash(id),
            now.to_sqlx(),
            KNOWN_ACCOUNTS,
        )
        .fetch_optional(self.database.pool()))
        .await?;
        let Some(row) = row else { return Ok(None) };
        if now.duration_since(row.seen_at.to_jiff()) >= TOUCH_AFTER.min(self.idle / 4) {
            let mut tx = self.database.begin(&System).await?;
            touch(&mut tx, id, now, self.ends(row.created_at.to_jiff(), now)).await?;
            tx.commit().await?;
        }
        let mut record =
            Record { id: *id, data: Default::default(), expiry_date: offset(row.expires_at.to_jiff()) };
        if let Value::Object(entries) = row.record {
            record.data.extend(entries);
        }
        record.data.insert(PERSON.to_owned(), row.person);
        Ok(Some(record))
    }

    async fn remove(&self, id: &Id) -> sqlx::Result<()> {
        let mut tx = self.database.begin(&System).await?;
        sqlx::query!("delete from sessions where session_hash = $1", hash(id)).execute(&mut *tx).await?;
        tx.commit().await
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.insert(record).await.map_err(refusal)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.update(record).await.map_err(refusal)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        self.read(id).await.map_err(refusal)
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.remove(id).await.map_err(refusal)
    }
}

/// The sessions of a user, the latest used first.
///
/// # Errors
/// When the database is away.
pub async fn list(tx: &mut PgConnection, user_id: Uuid) -> sqlx::Result<Vec<ListedSession>> {
    let rows = sqlx::query!(
        "select session_hash, user_agent, created_at, seen_at
         from sessions
         where user_id = $1
         order by seen_at desc
         limit 100",
        user_id,
    )
    .fetch_all(tx)
    .await?;
    let listed = rows.into_iter().map(|row| ListedSession {
        hash: row.session_hash,
        browser: row.user_agent,
        created_at: row.created_at.to_jiff(),
        seen_at: row.seen_at.to_jiff(),
    });
    Ok(listed.collect())
}

/// Ends one session of a user; `false` where they have no such session.
///
/// # Errors
/// When the database is away.
pub async fn end(tx: &mut PgConnection, user_id: Uuid, hash: &[u8]) -> sqlx::Result<bool> {
    let ended = sqlx::query!("delete from sessions where user_id = $1 and session_hash = $2", user_id, hash)
        .execute(tx)
        .await?;
    Ok(ended.rows_affected() > 0)
}

/// Ends every session of a user, except the one that is being used. Returns how many.
///
/// # Errors
/// When the database is away.
pub async fn end_all(tx: &mut PgConnection, user_id: Uuid, except: Option<Id>) -> sqlx::Result<u64> {
    let kept = except.map(|id| hash(&id)).unwrap_or_default();
    let ended = sqlx::query!("delete from sessions where user_id = $1 and session_hash <> $2", user_id, kept)
        .execute(tx)
        .await?;
    Ok(ended.rows_affected())
}

/// What the database keeps of an id.
#[must_use]
pub fn hash(id: &Id) -> Vec<u8> {
    Sha256::digest(id.0.to_le_bytes()).to_vec()
}

/// Whether a session error means that the database is away.
#[must_use]
pub fn is_away(error: &tower_sessions::session::Error) -> bool {
    matches!(error, tower_sessions::session::Error::Store(Error::Backend(cause)) if cause == AWAY)
}

async fn touch(tx: &mut PgConnection, id: &Id, now: Timestamp, ends: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "update sessions
         set seen_at = $2, expires_at = $3
         where session_hash = $1",
        hash(id),
        now.to_sqlx(),
        ends.to_sqlx(),
    )
    .execute(tx)
    .await
    .map(drop)
}

/// Removes some of the sessions that nobody can use any more.
async fn sweep(tx: &mut PgConnection, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from sessions
         where session_hash in (
           select session_hash
           from sessions
           where expires_at <= $1
           order by expires_at
           limit $2
           for update skip locked)",
        now.to_sqlx(),
        SWEEP,
    )
    .execute(tx)
    .await
    .map(drop)
}

fn user_of(record: &Record) -> Option<Uuid> {
    record.data.get(USER).and_then(Value::as_str).and_then(|text| text.parse().ok())
}

/// The part of a record that is stored as it is: neither what has a column of its own, nor what each reading finds anew.
fn kept(record: &Record) -> Value {
    let own = record.data.iter().filter(|(key, _)| ![USER, PROOF, BROWSER, PERSON].contains(&key.as_str()));
    json!(own.collect::<std::collections::BTreeMap<_, _>>())
}

fn offset(time: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(time.as_second()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn refusal(error: sqlx::Error) -> Error {
    if database::is_away(&error) {
        tracing::warn!(%error, "the database is away");
        return Error::Backend(AWAY.to_owned());
    }
    Error::Backend(error.to_string())
}
