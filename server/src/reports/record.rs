//! The one way in which a report changes: an event goes onto its timeline, and its state follows from the rules in `domain`.

use domain::account::Actor;
use domain::report::{ReportEvent, ReportRefusal, ReportState, Standing};
use domain::timeline::Happening;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::database::word::{word, word_or_none};
use crate::ids;

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct ReportKey {
    /// The account it is against.
    pub account_id: Uuid,
    /// The report.
    pub report_id: Uuid,
}

/// A report locked for a change by this transaction.
#[derive(Clone, Debug)]
pub struct Locked {
    /// Which report.
    pub key: ReportKey,
    /// Where it stands.
    pub state: ReportState,
    /// Where it goes back to once a question to the reporter is over.
    pub asked_in: Option<ReportState>,
    /// How many events it has.
    pub version: i32,
}

impl Locked {
    /// Where it stands, with what a question put aside.
    pub fn standing(&self) -> Standing {
        Standing { state: self.state, asked_in: self.asked_in }
    }
}

/// Who adds to a timeline, and when.
#[derive(Clone, Debug)]
pub struct By {
    /// In which role.
    pub actor: Actor,
    /// Which user, where one was signed in.
    pub user_id: Option<Uuid>,
    /// Their name, for staff and their own side.
    pub name: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Why a change did not happen.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Its state does not allow it.
    #[error(transparent)]
    Refused(#[from] ReportRefusal),
    /// The database is away.
    #[error("the database refuses")]
    Database(#[from] sqlx::Error),
}

/// Locks a report that the scope may see; `None` where there is no such report for this scope.
///
/// # Errors
/// When the database is away.
pub async fn lock(tx: &mut PgConnection, key: ReportKey) -> sqlx::Result<Option<Locked>> {
    let row = sqlx::query!(
        "select state, asked_in, version
         from reports
         where account_id = $1 and report_id = $2
         for update",
        key.account_id,
        key.report_id,
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        let (state, asked_in) = (word(&row.state)?, word_or_none(row.asked_in.as_deref())?);
        Ok(Locked { key, state, asked_in, version: row.version })
    })
    .transpose()
}

/// Adds to the timeline and moves the state where `event` says so. Returns the event's id.
///
/// # Errors
/// When the report's state does not allow the event, or the database is away.
pub async fn record(
    tx: &mut PgConnection,
    report: &mut Locked,
    by: &By,
    event: Option<ReportEvent>,
    happening: &Happening,
) -> Result<Uuid, RecordError> {
    let standing = report.standing();
    let Standing { state, asked_in } = event.map_or(Ok(standing), |event| standing.after(event))?;
    let version = report.version + 1;
    let event_id = append(tx, report.key, version, by, happening).await?;
    sqlx::query!(
        "update reports
         set state = $3, version = $4, asked_in = $5
         where account_id = $1 and report_id = $2",
        report.key.account_id,
        report.key.report_id,
        state.as_str(),
        version,
        asked_in.map(ReportState::as_str),
    )
    .execute(&mut *tx)
    .await?;
    report.state = state;
    report.asked_in = asked_in;
    report.version = version;
    Ok(event_id)
}

async fn append(
    tx: &mut PgConnection,
    key: ReportKey,
    version: i32,
    by: &By,
    happening: &Happening,
) -> sqlx::Result<Uuid> {
    let event_id = ids::at(by.at);
    sqlx::query!(
        "insert into report_events
           (account_id, report_id, event_id, version, at, kind, detail, actor, actor_id, actor_name, to_reporter, to_owner)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        key.account_id,
        key.report_id,
        event_id,
        version,
        by.at.to_sqlx(),
        happening.kind(),
        Json(happening) as _,
        by.actor.as_str(),
        by.user_id,
        by.name,
        happening.is_for_reporter(),
        happening.is_for_owner(),
    )
    .execute(tx)
    .await?;
    Ok(event_id)
}

/// Brings the report's case forward because the owner answered or the reporter came back.
///
/// # Errors
/// When the database is away.
pub async fn bring_case_forward(
    tx: &mut PgConnection,
    key: ReportKey,
    at: Timestamp,
    answered: bool,
    returned: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "select portal.note_on_case($1, $2, $3, $4, $5)",
        key.account_id,
        key.report_id,
        at.to_sqlx(),
        answered,
        returned,
    )
    .execute(tx)
    .await
    .map(drop)
}
