//! The secret link: whoever holds it may act for the submission it opens, and for nothing else.

use std::sync::Arc;

use app::frame::Site;
use app::pages::track::gone::{GonePage, GonePageProps};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::store;
use crate::database::{Reporter, System};
use crate::http::{Problem, render};
use crate::portal::Portal;
use crate::secrets::{Token, digest};

/// Whoever holds the link of a submission.
#[derive(Clone, Debug)]
pub struct Holder {
    /// What they may see and do.
    pub scope: Reporter,
    /// The secret in the page's own address.
    pub token: String,
    /// Until when the link works.
    pub until: Timestamp,
}

/// Why a link opens nothing.
#[derive(Debug)]
pub enum NoLink {
    /// Unknown, run out or replaced: all look alike.
    Gone(Arc<Site>),
    /// Anything else.
    Problem(Problem),
}

impl IntoResponse for NoLink {
    fn into_response(self) -> Response {
        match self {
            Self::Gone(site) => {
                let page = render::page(|| GonePage(GonePageProps { site }));
                (StatusCode::NOT_FOUND, page).into_response()
            }
            Self::Problem(problem) => problem.into_response(),
        }
    }
}

impl<P: Into<Problem>> From<P> for NoLink {
    fn from(problem: P) -> Self {
        Self::Problem(problem.into())
    }
}

impl FromRequestParts<Portal> for Holder {
    type Rejection = NoLink;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, NoLink> {
        let token = token_in_path(parts).await.unwrap_or_default();
        let now = portal.clock.now();
        let mut tx = portal.database.begin(&System).await?;
        let opened = store::open(&mut tx, &hash(&token), now).await?;
        tx.commit().await?;
        let Some((submission_id, until)) = opened else { return Err(NoLink::Gone(portal.site.clone())) };
        Ok(Self { scope: Reporter { submission_id }, token, until })
    }
}

async fn token_in_path(parts: &mut Parts) -> Option<String> {
    let path = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    path.iter().find(|(name, _)| *name == "token").map(|(_, text)| text.to_owned())
}

/// What to look for. A text that is no token is looked for too, so that it takes no less work.
fn hash(token: &str) -> Vec<u8> {
    Token::parse(token).map_or_else(|| digest(token), |token| token.hash())
}
