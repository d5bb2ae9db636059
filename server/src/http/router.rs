//! The list of every path of the site. There are no others.

use std::error::Error;

use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use axum::{Extension, Router};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

use super::form::BodyLimit;
use super::{Problem, again, assets, brake, flash, guard, health, hosts, problem, public};
use crate::accounts::web as accounts;
use crate::cases::web as cases;
use crate::identity::sessions::Sessions;
use crate::identity::web as identity;
use crate::intake;
use crate::mail;
use crate::portal::Portal;
use crate::reports::owner::web as owner;
use crate::reports::tracking::web as tracking;

/// Where it is asked whether the process lives, and whether it can do its work.
pub(super) const PROBES: [&str; 2] = ["/healthz", "/readyz"];

/// The whole site.
///
/// # Errors
/// When the base URL has no origin that a browser could send.
pub fn router(portal: Portal) -> Result<Router, Box<dyn Error + Send + Sync>> {
    guarded(routes(), &portal).map(|router| router.with_state(portal))
}

/// Every route, and nothing but routes.
pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/", get(public::home))
        .route("/authorities", get(public::authorities))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/robots.txt", get(assets::robots))
        .route("/favicon.ico", get(assets::favicon))
        .route("/assets/{*name}", get(assets::show))
        .route("/dev/mailbox", get(mail::web::list))
        .route("/dev/mailbox/{id}", get(mail::web::show))
        .route("/dev/mailbox/{id}/html", get(mail::web::html))
        .merge(reporter_routes())
        .merge(tracking_routes())
        .merge(identity_routes())
        .merge(ticket_routes())
        .merge(staff_routes())
        .merge(account_routes())
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(async || Problem::WrongMethod)
}

/// Reporting abuse and following a report. The form takes a whole list of addresses.
fn reporter_routes() -> Router<Portal> {
    Router::new()
        .route("/report", get(intake::web::choose).post(intake::web::change))
        .route("/report/{category}", get(intake::web::form).post(intake::web::submit))
        .layer(DefaultBodyLimit::disable())
        .layer(Extension(BodyLimit(intake::web::FORM_BYTES)))
        .route("/api/hosts", post(intake::hosts::ours))
}

/// Following a report by its secret link.
fn tracking_routes() -> Router<Portal> {
    Router::new()
        .route("/track", get(tracking::find).post(tracking::ask))
        .route("/track/{token}", get(tracking::show))
        .route("/track/{token}/receipt", get(tracking::receipt))
        .route("/track/{token}/list.csv", get(tracking::file))
        .route("/track/{token}/reply", post(tracking::answer))
        .route("/track/{token}/message", post(tracking::tell))
        .route("/track/{token}/addresses", post(tracking::add))
        .route("/track/{token}/withdraw", get(tracking::before_withdrawing).post(tracking::take_back))
        .route("/track/{token}/link", post(tracking::renew_link))
        .route("/track/{token}/link/end", post(tracking::end_link))
        .route("/track/{token}/letters", post(tracking::letters))
        .layer(from_fn(guard::keep_secret))
        .layer(Extension(BodyLimit(intake::web::FORM_BYTES)))
}

/// Signing in, and what belongs to a person rather than to an account.
fn identity_routes() -> Router<Portal> {
    Router::new()
        .route("/sign-in", get(identity::sign_in_form).post(identity::sign_in_submit))
        .route("/sign-in/late", post(identity::came_late))
        .route("/sign-out", post(identity::sign_out))
        .route("/sign-out/everywhere", post(identity::sign_out_everywhere))
        .route("/forgot", get(identity::forgot_form).post(identity::forgot_submit))
        .route("/you", get(identity::show_you).post(identity::change_details))
        .route("/you/password", post(identity::change_password))
        .route("/you/devices", post(identity::end_device))
        .route("/you/devices/others", post(identity::end_other_devices))
        .route("/accounts", get(identity::accounts))
}

/// One-time links from letters.
fn ticket_routes() -> Router<Portal> {
    Router::new()
        .route("/reset/{token}", get(identity::reset_form).post(identity::reset_submit))
        .route("/invitation/{token}", get(identity::invitation_form).post(identity::invitation_submit))
        .layer(from_fn(guard::keep_secret))
}

/// The work area.
fn staff_routes() -> Router<Portal> {
    Router::new()
        .route("/staff", get(cases::board))
        .route("/staff/search", get(cases::search).post(cases::search_typed))
        .route("/staff/jobs", post(cases::try_again))
        .route("/staff/letters", get(cases::stuck_letters))
        .route("/staff/referrals", get(cases::waiting_referrals))
        .route("/staff/cases", get(cases::list))
        .route("/staff/together", post(cases::together))
        .route("/staff/cases/{number}", get(cases::show))
        .route("/staff/cases/{number}/letters/{letter_id}", get(cases::letter))
        .route("/staff/cases/{number}/claim", post(cases::claim))
        .route("/staff/cases/{number}/release", post(cases::release))
        .route("/staff/cases/{number}/classify", post(cases::classify))
        .route("/staff/cases/{number}/note", post(cases::note))
        .route("/staff/cases/{number}/ask", post(cases::ask))
        .route("/staff/cases/{number}/write-to-reporter", post(cases::write_to_reporter))
        .route("/staff/cases/{number}/write-to-owner", post(cases::write_to_owner))
        .route("/staff/cases/{number}/tell-owner", post(cases::tell_owner))
        .route("/staff/cases/{number}/join", post(cases::join_with))
        .route("/staff/cases/{number}/split", post(cases::split_off))
        .route("/staff/cases/{number}/escalate", post(cases::escalate))
        .route("/staff/cases/{number}/preview", post(cases::preview))
        .route("/staff/cases/{number}/decide", post(cases::decide))
        .route("/staff/cases/{number}/close", post(cases::close))
        .route("/staff/cases/{number}/reopen", post(cases::reopen))
        .route("/staff/cases/{number}/lift", post(cases::lift))
        .route("/staff/cases/{number}/end-links", post(cases::end_links))
        .route("/staff/cases/{number}/referral", post(cases::settle_referral))
        .layer(from_fn(again::once_more))
}

/// The pages of an account.
fn account_routes() -> Router<Portal> {
    Router::new()
        .route("/accounts/{account_id}", get(accounts::overview))
        .route("/accounts/{account_id}/reports", get(owner::list))
        .route("/accounts/{account_id}/reports.csv", get(owner::file))
        .route("/accounts/{account_id}/reports/{reference}", get(owner::show).post(owner::answer))
        .route("/accounts/{account_id}/zones", get(accounts::zones))
        .route("/accounts/{account_id}/members", get(accounts::show_members).post(accounts::invite))
        .route("/accounts/{account_id}/members/{user_id}/role", post(accounts::change_role))
        .route("/accounts/{account_id}/members/{user_id}/remove", post(accounts::remove))
        .route("/accounts/{account_id}/invitations/{user_id}/withdraw", post(accounts::withdraw))
        .route(
            "/accounts/{account_id}/contacts",
            get(accounts::show_contacts).post(accounts::change_contacts),
        )
        .layer(from_fn(again::once_more))
}

/// Puts the guards around routes. The first layer sees a request first and its answer last.
///
/// # Errors
/// When the base URL has no origin that a browser could send.
pub fn guarded(
    routes: Router<Portal>,
    portal: &Portal,
) -> Result<Router<Portal>, Box<dyn Error + Send + Sync>> {
    let limits = portal.config.limits;
    let body_limit = usize::try_from(limits.body_bytes.get())?;
    let sessions = Sessions::new(portal.database.clone(), portal.clock.clone(), &portal.config.sessions);
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(portal.clone(), guard::identify))
        .layer(TraceLayer::new_for_http().make_span_with(guard::span))
        .layer(from_fn_with_state(portal.clone(), guard::protect))
        .layer(from_fn_with_state(portal.clone(), hosts::at_home))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(portal.clone(), problem::show))
        .layer(CatchPanicLayer::custom(guard::caught))
        .layer(from_fn_with_state(portal.clone(), guard::hurry))
        .layer(guard::same_origin(&portal.base_url)?)
        .layer(from_fn_with_state(portal.clone(), brake::slow_down))
        .layer(Extension(BodyLimit(body_limit)))
        .layer(from_fn(flash::forget))
        .layer(sessions.layer(&portal.base_url))
        .layer(from_fn(problem::know_visitor));
    Ok(routes.layer(layers))
}
