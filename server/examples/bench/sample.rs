//! What is asked of the portal: many pages of each kind, and who asks for them.

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use app::links;
use domain::account::{MemberRole, StaffRole};
use domain::category::Category;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use serde::{Deserialize, Serialize};
use server::identity::sessions;
use server::secrets::Secrets;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Row as _};
use tower_sessions::session::Id;
use uuid::Uuid;

use crate::{Outcome, http};

/// How many pages of each kind are asked for in turn.
const SPREAD: i64 = 200;

/// A kind of page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PageKind {
    Form,
    List,
    Report,
    Queue,
    Case,
    Status,
    Submission,
}

impl PageKind {
    pub(crate) const ALL: [Self; 7] =
        [Self::Form, Self::List, Self::Report, Self::Queue, Self::Case, Self::Status, Self::Submission];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Form => "public form",
            Self::List => "customer list",
            Self::Report => "customer report",
            Self::Queue => "staff queue",
            Self::Case => "staff case",
            Self::Status => "status page",
            Self::Submission => "submission",
        }
    }
}

/// For whom the queries of a page run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Asker {
    Nobody,
    Member { user_id: Uuid, account_id: Uuid, reference: String },
    Staff { user_id: Uuid, number: i64 },
    Link { token: String },
}

/// One page, as it is asked for and as the portal answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Page {
    pub(crate) kind: PageKind,
    pub(crate) path: String,
    pub(crate) cookie: Option<String>,
    /// What is posted; nothing for a page that is only read.
    pub(crate) form: String,
    pub(crate) asker: Asker,
    pub(crate) answer: String,
}

impl Page {
    fn new(kind: PageKind, path: impl ToString, cookie: Option<String>, asker: Asker) -> Self {
        Self { kind, path: path.to_string(), cookie, form: String::new(), asker, answer: String::new() }
    }
}

/// Chooses the pages, and signs in whoever needs to be.
pub(crate) async fn pages(all: &mut PgConnection, secrets: &Secrets, now: Timestamp) -> Outcome<Vec<Page>> {
    let mut pages = Vec::new();
    for category in Category::ALL {
        pages.push(Page::new(PageKind::Form, links::report_form(*category), None, Asker::Nobody));
    }
    customers(all, now, &mut pages).await?;
    staff(all, now, &mut pages).await?;
    reporters(all, secrets, &mut pages).await?;
    Ok(pages)
}

async fn rows(all: &mut PgConnection, sql: &str) -> sqlx::Result<Vec<PgRow>> {
    sqlx::query(AssertSqlSafe(sql)).bind(SPREAD).fetch_all(all).await
}

/// Owners of accounts with more reports than one page lists, and one report of each.
async fn customers(all: &mut PgConnection, now: Timestamp, pages: &mut Vec<Page>) -> Outcome {
    let found = rows(
        all,
        "select m.user_id, m.account_id, r.reference
         from (
           select account_id, count(*) as reports, (array_agg(reference order by received_at desc))[3] as reference
           from reports
           where owner_told_at is not null
           group by account_id
           having count(*) > 25
         ) r
         join members m using (account_id)
         order by r.reports desc, m.account_id
         limit $1",
    )
    .await?;
    for row in found {
        let (user_id, account_id, reference): (_, _, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let cookie = Some(sign_in(all, user_id, now).await?);
        let path = links::account_report(account_id, &reference);
        let asker = Asker::Member { user_id, account_id, reference };
        let list = links::account_reports(account_id);
        pages.push(Page::new(PageKind::List, list, cookie.clone(), asker.clone()));
        pages.push(Page::new(PageKind::Report, path, cookie, asker));
    }
    Ok(())
}

/// Analysts in their queue, and cases old and new.
async fn staff(all: &mut PgConnection, now: Timestamp, pages: &mut Vec<Page>) -> Outcome {
    let analysts =
        rows(all, "select user_id from staff where clearances = '{}' order by user_id limit $1").await?;
    let analysts = analysts.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<Vec<Uuid>>>()?;
    let mut cookies = Vec::new();
    for user_id in analysts {
        let cookie = sign_in(all, user_id, now).await?;
        let asker = Asker::Staff { user_id, number: 0 };
        pages.push(Page::new(PageKind::Queue, links::cases(), Some(cookie.clone()), asker));
        cookies.push((user_id, cookie));
    }
    let numbers = rows(
        all,
        "select number
         from cases
         where clearance is null and number % (select 1 + count(*) / $1 from cases) = 0
         order by number
         limit $1",
    )
    .await?;
    for (row, (user_id, cookie)) in numbers.iter().zip(cookies.iter().cycle()) {
        let number = row.try_get(0)?;
        let asker = Asker::Staff { user_id: *user_id, number };
        pages.push(Page::new(PageKind::Case, links::case(number), Some(cookie.clone()), asker));
    }
    Ok(())
}

/// Reporters who look how it stands, and others who send something new.
async fn reporters(all: &mut PgConnection, secrets: &Secrets, pages: &mut Vec<Page>) -> Outcome {
    let found = rows(
        all,
        "select s.submission_id, r.host
         from submissions s
         join reports r using (submission_id)
         where s.clearance is null
         order by s.reference
         limit $1",
    )
    .await?;
    for row in found {
        let token = secrets.track_token(row.try_get(0)?, 1).reveal();
        let path = links::track(&token);
        pages.push(Page::new(PageKind::Status, path, None, Asker::Link { token }));
        let mut page =
            Page::new(PageKind::Submission, links::report_form(Category::Phishing), None, Asker::Nobody);
        page.form = form(row.try_get(1)?);
        pages.push(page);
    }
    Ok(())
}

/// A form as the page that shows everything posts it; `{key}` and `{n}` are new each time.
fn form(host: &str) -> String {
    format!(
        "key={{key}}&addresses=https%3A%2F%2F{host}%2Flogin%2F{{n}}&step=send&statement=yes&\
         justification=It+copies+the+sign-in+page+of+my+bank.&name=Robin+Reed&email=robin-{{n}}%40mailbox.example"
    )
}

/// Gives somebody a session, as a sign-in would; the cookie that carries it.
async fn sign_in(all: &mut PgConnection, user_id: Uuid, now: Timestamp) -> sqlx::Result<String> {
    let id = Id::default();
    sqlx::query(
        "insert into sessions (session_hash, user_id, record, created_at, seen_at, expires_at)
         values ($1, $2, '{}', $3, $3, $4)",
    )
    .bind(sessions::hash(&id))
    .bind(user_id)
    .bind(now.to_sqlx())
    .bind((now + SignedDuration::from_hours(12)).to_sqlx())
    .execute(all)
    .await?;
    Ok(format!("session={id}"))
}

/// Asks for each page once and keeps what the portal answered. Returns how long the first of each kind took.
pub(crate) async fn capture(pages: &mut [Page], portal: SocketAddr) -> Outcome<Vec<(PageKind, Duration)>> {
    let mut first: Vec<(PageKind, Duration)> = Vec::new();
    for page in pages.iter_mut().filter(|page| page.form.is_empty()) {
        let begun = Instant::now();
        page.answer = http::get(portal, &page.path, page.cookie.as_deref()).await?;
        if first.iter().all(|(kind, _)| *kind != page.kind) {
            first.push((page.kind, begun.elapsed()));
        }
    }
    Ok(first)
}

/// Where the pages are handed to the bare handlers.
pub(crate) fn write(folder: &Path, pages: &[Page]) -> Outcome {
    Ok(serde_json::to_writer(File::create(folder.join("pages.json"))?, pages)?)
}

/// The pages that were written down.
pub(crate) fn read(folder: &Path) -> Outcome<Vec<Page>> {
    Ok(serde_json::from_slice(&std::fs::read(folder.join("pages.json"))?)?)
}

impl Asker {
    /// What a member of an account may do matters to no query.
    pub(crate) const ROLE: MemberRole = MemberRole::Owner;
    /// What a member of staff does matters to no query either.
    pub(crate) const WORK: StaffRole = StaffRole::Analyst;
}
