//! Pages for everybody that need nothing but words.

use app::pages::authorities::{AuthoritiesPage, AuthoritiesPageProps};
use app::pages::home::{HomePage, HomePageProps};
use axum::extract::State;
use axum::response::Response;

use super::flash::Said;
use super::render;
use crate::portal::Portal;

/// The front page.
pub(super) async fn home(State(portal): State<Portal>, Said(flash): Said) -> Response {
    let site = portal.site.clone();
    render::page(|| HomePage(HomePageProps { site, flash }))
}

/// How courts and authorities reach the desk.
pub(super) async fn authorities(State(portal): State<Portal>) -> Response {
    let site = portal.site.clone();
    render::page(|| AuthoritiesPage(AuthoritiesPageProps { site }))
}
