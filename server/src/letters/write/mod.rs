//! Who is written to when something happens, and what.

mod contact;
mod news;
mod owner;
mod reporter;
mod staff;
mod user;

use app::letters::{Content, Listed};
use domain::policy::Policy;
use domain::timeline::Covered;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

pub(crate) use owner::{about_the_matter, in_full};

use super::Occasion;
use super::store;
use crate::reports::ReportKey;

/// How many addresses a letter names; the page behind its link names all.
pub(crate) const ADDRESSES: usize = 10;

/// A letter that shall be kept and sent.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The same for the same letter, however often it is written.
    pub(crate) once: String,
    pub(crate) audience: Audience,
    pub(crate) recipient: Recipient,
    pub(crate) content: Content,
    pub(crate) about: About,
}

/// Whom a letter is for, as far as its link and the policies go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Whoever reported.
    Reporter,
    /// The owner of a site.
    Owner,
    /// Somebody on staff.
    Staff,
    /// Somebody about their own sign-in.
    User,
}

impl Audience {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Owner => "owner",
            Self::Staff => "staff",
            Self::User => "user",
        }
    }
}

/// Where a letter goes.
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    pub(crate) email: String,
    /// Whose time zone it is written in; nobody's, if it goes to somebody without a sign-in.
    pub(crate) user_id: Option<Uuid>,
    pub(crate) time_zone: Option<String>,
}

impl From<store::Person> for Recipient {
    fn from(person: store::Person) -> Self {
        Self { email: person.email, user_id: Some(person.user_id), time_zone: Some(person.time_zone) }
    }
}

impl From<store::StaffMember> for Recipient {
    fn from(member: store::StaffMember) -> Self {
        Self { email: member.email, user_id: Some(member.user_id), time_zone: Some(member.time_zone) }
    }
}

/// What a letter belongs to.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    /// What its thread is about: a submission, a report, a case.
    pub(crate) thread: Option<Uuid>,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) report_id: Option<Uuid>,
    pub(crate) submission_id: Option<Uuid>,
    pub(crate) case_id: Option<Uuid>,
    pub(crate) ticket_id: Option<Uuid>,
    pub(crate) clearance: Option<String>,
}

/// What is written on an occasion.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) drafts: Vec<Draft>,
    /// The report whose owner could not be written to.
    pub(crate) unreachable: Option<Unreachable>,
}

/// A report whose owner could not be written to.
#[derive(Clone, Debug)]
pub(crate) struct Unreachable {
    pub(crate) case_id: Uuid,
    pub(crate) reference: String,
    pub(crate) report: ReportKey,
    /// The event that tells the owner.
    pub(crate) told_by: Uuid,
}

impl From<Vec<Draft>> for Written {
    fn from(drafts: Vec<Draft>) -> Self {
        Self { drafts, unreachable: None }
    }
}

/// The letters of an occasion. What is gone by now, or nobody may be told, gives none.
pub(crate) async fn written(
    tx: &mut PgConnection,
    policy: &Policy,
    occasion: &Occasion,
) -> sqlx::Result<Written> {
    let drafts = match occasion {
        Occasion::Receipt { submission_id } => reporter::receipt(tx, policy, *submission_id).await?,
        Occasion::NewLink { submission_id } => reporter::new_link(tx, *submission_id).await?,
        Occasion::OwnerNotice { report } => return owner::notice(tx, policy, *report).await,
        Occasion::Question { report, event_id } => reporter::question(tx, *report, *event_id).await?,
        Occasion::Reply { report, event_id } => owner::reply(tx, *report, *event_id).await?,
        Occasion::Answer { report, event_id } => {
            let mut drafts = reporter::answer(tx, *report, *event_id).await?;
            drafts.extend(staff::answer(tx, *report, *event_id).await?);
            drafts
        }
        Occasion::Message { report, event_id, step } => {
            let mut drafts = reporter::message(tx, *report, *event_id).await?;
            drafts.extend(owner::message(tx, *report, *event_id, *step).await?);
            drafts
        }
        Occasion::ReporterCameBack { report, event_id } => staff::came_back(tx, *report, *event_id).await?,
        Occasion::OwnerOverdue { report, event_id } => staff::overdue(tx, *report, *event_id).await?,
        Occasion::Decision { report, event_id } => {
            let mut drafts = owner::decision(tx, *report, *event_id).await?;
            drafts.extend(reporter::decision(tx, *report, *event_id).await?);
            drafts
        }
        Occasion::News { report, event_id, step } => news::news(tx, *report, *event_id, *step).await?,
        Occasion::Escalation { case_id, event_id } => staff::escalation(tx, *case_id, *event_id).await?,
        Occasion::ContactChanged { account_id, change_id, was, now, user_id } => {
            let change = contact::Change { account_id: *account_id, change_id: *change_id, was, now };
            contact::changed(tx, change, *user_id).await?
        }
        Occasion::Invitation { ticket_id } | Occasion::Reset { ticket_id } => {
            user::ticket(tx, *ticket_id).await?
        }
    };
    Ok(drafts.into())
}

/// The one host of a report; nothing where there are several.
async fn only_host(tx: &mut PgConnection, report: ReportKey) -> sqlx::Result<Option<String>> {
    let (first, hosts) = store::hosts(tx, report).await?;
    Ok(first.filter(|_| hosts == 1))
}

/// Addresses as a letter shows them. One that no longer reads is left out; its page still counts it.
fn defanged(urls: &[String]) -> Vec<domain::address::Defanged> {
    let read = |url: &String| domain::address::ReportedUrl::parse(url).ok();
    urls.iter().filter_map(read).map(|url| url.defanged()).collect()
}

/// The first addresses of an event as a letter names them, and how many there are besides.
fn listed(addresses: &[String], more: u32) -> Listed {
    let first = defanged(addresses.get(..Covered::KEPT as usize).unwrap_or(addresses));
    let all = u32::try_from(addresses.len()).unwrap_or(u32::MAX).saturating_add(more);
    let more = all.saturating_sub(u32::try_from(first.len()).unwrap_or(u32::MAX));
    Listed { first, more }
}

fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}
