//! The bare handlers: the queries of each page in the same transactions of the same scopes, and then the bytes that the
//! portal once answered. No page is rendered, and nothing guards them.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use app::links;
use app::pages::staff::listing::Listing;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::answers::Answers;
use domain::case::View;
use domain::category::Category;
use domain::owner_view::OwnerView;
use domain::policy::Policy;
use jiff::Timestamp;
use secrecy::SecretSlice;
use server::cases::{page as case, queue};
use server::clock::Clock;
use server::config::{Config, Sources};
use server::database::embedded::{ClusterOptions, LOGIN, shared};
use server::database::{Database, Member, Staff, System};
use server::identity::sessions::Sessions;
use server::intake::{Rules, Submission, accept, read_list};
use server::reports::owner::listing::{self, Cursor, Filter};
use server::reports::owner::reading;
use server::reports::tracking;
use server::secrets::Secrets;
use tokio::net::TcpListener;
use tower_sessions::SessionStore as _;
use tower_sessions::session::Id;

use crate::Outcome;
use crate::sample::{self, Asker, Page, PageKind};

/// What the handlers share.
struct Bare {
    database: Database,
    clock: Clock,
    sessions: Sessions,
    policy: Arc<Policy>,
    secrets: Secrets,
    pages: HashMap<(String, Option<String>), (PageKind, Asker, Bytes)>,
}

/// Why a bare handler has no answer.
struct Failed;

impl<E: std::error::Error> From<E> for Failed {
    fn from(_: E) -> Self {
        Self
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

/// Serves the bare handlers on the database of a portal that runs already, until the process ends.
pub(crate) async fn serve(folder: &Path, listen: SocketAddr) -> Outcome {
    let (cluster, secrets) = shared(folder, ClusterOptions { durable: true }).await?;
    let (config, _) = Config::read(Sources::default())?;
    let clock = Clock::machine();
    let database = Database::new(cluster.connect_as(LOGIN, &secrets.login_password), &config.database);
    let key = secrets.secret_key().ok_or("the key in secrets.toml is too short")?;
    let bare = Bare {
        sessions: Sessions::new(database.clone(), clock.clone(), &config.sessions),
        secrets: Secrets::new(SecretSlice::from(key.bytes().to_vec())),
        policy: Arc::new(Policy::compiled_in()),
        pages: sample::read(folder)?.into_iter().map(kept).collect(),
        database,
        clock,
    };
    let routes = Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/{*page}", get(show).post(submit))
        .with_state(Arc::new(bare));
    axum::serve(TcpListener::bind(listen).await?, routes).await?;
    Ok(())
}

fn kept(page: Page) -> ((String, Option<String>), (PageKind, Asker, Bytes)) {
    ((page.path, page.cookie), (page.kind, page.asker, Bytes::from(page.answer)))
}

async fn show(State(bare): State<Arc<Bare>>, uri: Uri, headers: HeaderMap) -> Result<Html<Bytes>, Failed> {
    let cookie = headers.get("cookie").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (kind, asker, answer) = bare.pages.get(&(uri.path().to_owned(), cookie.clone())).ok_or(Failed)?;
    if let Some(cookie) = cookie {
        bare.session(&cookie).await?;
    }
    match asker {
        Asker::Nobody => {}
        Asker::Member { user_id, account_id, reference } => {
            let name = String::new();
            let member = Member { user_id: *user_id, account_id: *account_id, role: Asker::ROLE, name };
            match kind {
                PageKind::List => bare.list(&member).await?,
                _ => bare.report(&member, reference).await?,
            }
        }
        Asker::Staff { user_id, number } => {
            let staff =
                Staff { user_id: *user_id, role: Asker::WORK, clearances: Vec::new(), name: String::new() };
            match kind {
                PageKind::Queue => bare.queue(&staff).await?,
                _ => bare.case(&staff, *number).await?,
            }
        }
        Asker::Link { token } => bare.status(token).await?,
    }
    Ok(Html(answer.clone()))
}

async fn submit(
    State(bare): State<Arc<Bare>>,
    Form(typed): Form<HashMap<String, String>>,
) -> Result<Redirect, Failed> {
    let rules = Rules { policy: bare.policy.clone(), secrets: bare.secrets.clone(), now: bare.clock.now() };
    let submission = submission(&bare.policy, &typed).ok_or(Failed)?;
    let mut tx = bare.database.begin(&System).await?;
    let accepted = accept(&mut tx, &rules, &submission).await?;
    tx.commit().await?;
    Ok(Redirect::to(links::receipt(&accepted.token.reveal()).as_str()))
}

fn submission(policy: &Policy, typed: &HashMap<String, String>) -> Option<Submission> {
    let category = Category::Phishing;
    let disclosures = policy.of(category).disclosures(None, None, None);
    let answers = |field: domain::field::Field| typed.get(field.as_str()).cloned().into_iter().collect();
    Some(Submission {
        category,
        answers: Answers::read(policy.of(category), disclosures, answers).ok()?,
        disclosures,
        list: read_list(typed.get("addresses")?).ok()?,
        key: typed.get("key")?.clone(),
    })
}

impl Bare {
    async fn session(&self, cookie: &str) -> Result<(), Failed> {
        let (_, id) = cookie.split_once('=').ok_or(Failed)?;
        let id: Id = id.parse()?;
        self.sessions.load(&id).await?.map(drop).ok_or(Failed)
    }

    async fn list(&self, member: &Member) -> Result<(), Failed> {
        let (from, until) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        let filter = Filter { view: OwnerView::All, category: None, zones: None, from, until, search: None };
        let mut tx = self.database.begin(member).await?;
        listing::counts(&mut tx).await?;
        listing::page(&mut tx, &filter, Cursor::First, 25).await?;
        listing::first_zones(&mut tx, 20).await?;
        Ok(())
    }

    async fn report(&self, member: &Member, reference: &str) -> Result<(), Failed> {
        let mut tx = self.database.begin(member).await?;
        let seen = reading::report(&mut tx, reference).await?.ok_or(Failed)?;
        reading::addresses(&mut tx, seen.key, reading::SHOWN).await?;
        reading::history(&mut tx, seen.key, 0).await?;
        Ok(())
    }

    async fn queue(&self, staff: &Staff) -> Result<(), Failed> {
        let now = self.clock.now();
        let mut tx = self.database.begin(staff).await?;
        queue::counts(&mut tx, now).await?;
        queue::page(&mut tx, &Listing::of(View::New), now).await?;
        Ok(())
    }

    async fn case(&self, staff: &Staff, number: i64) -> Result<(), Failed> {
        let now = self.clock.now();
        let mut tx = self.database.begin(staff).await?;
        let head = case::head(&mut tx, number, now).await?.ok_or(Failed)?;
        queue::counts(&mut tx, now).await?;
        case::record(&mut tx, &head, case::Lens::Everything, case::Wanted::default()).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn status(&self, token: &str) -> Result<(), Failed> {
        let (scope, _) = tracking::open(&self.database, token, self.clock.now()).await?.ok_or(Failed)?;
        let mut tx = self.database.begin(&scope).await?;
        tracking::read(&mut tx, 0).await?;
        tx.commit().await?;
        Ok(())
    }
}
