//! The secret link: whoever holds it may act for the submission it opens, and for nothing else.

use std::sync::Arc;

use app::frame::Site;
use app::pages::track::gone::{GonePage, GonePageProps};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::reading::open;
use crate::database::Reporter;
use crate::http::{Problem, render};
use crate::portal::Portal;

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
        let opened = open(&portal.database, &token, now).await?;
        let Some((scope, until)) = opened else { return Err(NoLink::Gone(portal.site.clone())) };
        Ok(Self { scope, token, until })
    }
}

async fn token_in_path(parts: &mut Parts) -> Option<String> {
    let path = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    path.iter().find(|(name, _)| *name == "token").map(|(_, text)| text.to_owned())
}
