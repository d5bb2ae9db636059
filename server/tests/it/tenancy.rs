//! Whoever asks for what is somebody else's gets the same answer as for what does not exist. Every route of the site is asked; one that
//! nobody thought of here makes the test fail.

mod secrets;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use domain::account::{MemberRole, StaffRole};
use domain::category::Category;
use uuid::Uuid;

use crate::staff::{Case, Site};
use crate::support::{Answer, Client, TestApp};

/// The list of every route, as it is written.
const ROUTER: &str = include_str!("../../src/http/router.rs");

/// Routes that show nothing of anybody: everybody may have them.
const OPEN: &[&str] = &[
    "/",
    "/authorities",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/favicon.ico",
    "/assets/{*name}",
    "/report",
    "/report/{category}",
    "/api/hosts",
    "/sign-in",
    "/sign-in/late",
    "/forgot",
    "/track",
];

/// Routes of whoever is signed in, about themselves: without a sign-in they lead to it.
const OWN: &[&str] = &[
    "/sign-out",
    "/sign-out/everywhere",
    "/you",
    "/you/password",
    "/you/devices",
    "/you/devices/others",
    "/accounts",
];

/// Routes whose path is the secret: any other secret opens nothing.
const SECRET: &[&str] = &["/track/{token}", "/reset/{token}", "/invitation/{token}"];

/// Who may have a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Everybodys,
    OnesOwn,
    WhoeverHasTheSecret,
    TheAccounts,
    Staffs,
    /// In the local mailbox, which only a portal on its own machine has.
    TheMachines,
}

/// One route and one of its methods.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Route {
    path: &'static str,
    method: Method,
}

/// Every route of the router, read from its source.
fn routes() -> Vec<Route> {
    let mut all = Vec::new();
    for rest in ROUTER.split(".route(").skip(1) {
        let rest = rest.trim_start().strip_prefix('"').unwrap();
        let (path, rest) = rest.split_once('"').unwrap();
        let handlers = rest.split(".route(").next().unwrap();
        let handlers = handlers.split_once("\n        .").map_or(handlers, |(own, _)| own);
        let of = |name: &str, method: Method| {
            let called = handlers.contains(&format!(" {name}(")) || handlers.contains(&format!(".{name}("));
            called.then_some(Route { path, method })
        };
        let methods = [
            of("get", Method::GET),
            of("post", Method::POST),
            of("put", Method::PUT),
            of("delete", Method::DELETE),
        ];
        assert!(methods.iter().any(Option::is_some), "{path} has no method that this test knows: {handlers}");
        all.extend(methods.into_iter().flatten());
    }
    assert_eq!(
        all.iter().filter(|route| route.path == "/report/{category}").count(),
        2,
        "get and post are both found"
    );
    all
}

fn whose(path: &str) -> Option<Whose> {
    match path {
        _ if OPEN.contains(&path) => Some(Whose::Everybodys),
        _ if OWN.contains(&path) => Some(Whose::OnesOwn),
        _ if SECRET.iter().any(|secret| path.starts_with(secret)) => Some(Whose::WhoeverHasTheSecret),
        _ if path.starts_with("/accounts/{account_id}") => Some(Whose::TheAccounts),
        _ if path == "/staff" || path.starts_with("/staff/") => Some(Whose::Staffs),
        _ if path.starts_with("/dev/") => Some(Whose::TheMachines),
        _ => None,
    }
}

#[test]
fn every_route_belongs_to_somebody() {
    let routes = routes();
    assert!(routes.len() > 50, "{}", routes.len());
    let strays: Vec<_> = routes.iter().filter(|route| whose(route.path).is_none()).collect();
    assert!(strays.is_empty(), "say whose these routes are: {strays:?}");
}

#[test]
fn every_exception_is_a_route() {
    let routes = routes();
    for path in OPEN.iter().chain(OWN) {
        assert!(routes.iter().any(|route| route.path == *path), "{path} is no route any more");
    }
}

/// Ids and names of things that exist and are not the asker's.
struct Theirs {
    account_id: Uuid,
    user_id: Uuid,
    case: Case,
    letter_id: Uuid,
}

impl Theirs {
    fn path(&self, route: &Route) -> String {
        let mut path = route.path.to_owned();
        let token = "ab".repeat(32);
        for (name, value) in [
            ("{account_id}", self.account_id.to_string()),
            ("{reference}", self.case.reference.clone()),
            ("{user_id}", self.user_id.to_string()),
            ("{number}", self.case.number.to_string()),
            ("{letter_id}", self.letter_id.to_string()),
            ("{token}", token),
            ("{id}", self.letter_id.to_string()),
        ] {
            path = path.replace(name, &value);
        }
        assert!(!path.contains('{'), "{path} has a part that this test does not know");
        path
    }
}

async fn ask(client: &mut Client, route: &Route, path: &str) -> Answer {
    let request = client.request(route.method.clone(), path);
    let request = if route.method == Method::GET {
        request
    } else {
        request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
    };
    client.send(request, Body::from(fields(route.path))).await
}

/// What the form of a route sends, so that nothing but the asker's right can stand in the way.
fn fields(path: &str) -> &'static str {
    let forms = [
        ("/reports/{reference}", "version=2&answer=removed"),
        ("/members", "email=mallory%40evil.example&role=owner"),
        ("/role", "role=reader"),
        ("/members/{user_id}/remove", ""),
        ("/invitations/{user_id}/withdraw", ""),
        ("/contacts", "name=Mine&abuse_contact=mallory%40evil.example"),
        ("/reset/{token}", "password=a+long+enough+password"),
        ("/invitation/{token}", "name=Mallory&password=a+long+enough+password"),
        ("/reply", "report=NE-A48B-BMTA&text=words"),
        ("/message", "text=words"),
        ("/addresses", "addresses=https%3A%2F%2Falderfinch.example"),
        ("/track/{token}/withdraw", "reason=words"),
        ("/link", ""),
        ("/letters", "letters=off"),
        ("/classify", "version=1&read_at=0&category=malware&severity=normal"),
        ("/note", "version=1&read_at=0&text=words"),
        ("/ask", "version=1&read_at=0&text=words"),
        ("/write-to-reporter", "version=1&read_at=0&text=words"),
        ("/write-to-owner", "version=1&read_at=0&text=words"),
        ("/join", "version=1&read_at=0&number=1"),
        ("/escalate", "version=1&read_at=0&tier=senior&reason=words"),
        ("/preview", "version=1&read_at=0&kind=forward&reason=words"),
        ("/decide", "version=1&read_at=0&kind=forward&reason=words"),
        ("/close", "version=1&read_at=0&reason=words"),
        ("/reopen", "version=1&read_at=0&reason=words"),
        (
            "/referral",
            "version=1&read_at=0&referral=00000000-0000-7000-8000-000000000000&outcome=filed&on=2026-03-02&with=Host",
        ),
        ("/lift", "version=1&read_at=0&limit=00000000-0000-7000-8000-000000000000&reason=words"),
    ];
    forms.iter().find(|(end, _)| path.ends_with(end)).map_or("version=1&read_at=0", |(_, fields)| fields)
}

async fn of_kind(kind: Whose) -> Vec<Route> {
    let routes: Vec<_> = routes().into_iter().filter(|route| whose(route.path) == Some(kind)).collect();
    assert!(!routes.is_empty(), "there are routes of the kind {kind:?}");
    routes
}

/// An account with a report, a case and a letter, and somebody who manages it.
async fn world(app: &TestApp) -> (Theirs, Site) {
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let owner = app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let case = app.file(site.filed()).await;
    let letter_id = letter(app, &case).await;
    (Theirs { account_id: site.account_id, user_id: owner.user_id, case, letter_id }, site)
}

async fn letter(app: &TestApp, case: &Case) -> Uuid {
    let letter_id = server::ids::at(app.now());
    let mut rows = app.all_seeing().await;
    sqlx::query(
        "insert into letters (letter_id, once_key, kind, audience, recipient, content, message_id, account_id, report_id, created_at)
         select $1, $1::text, 'reset', 'owner', 'owner@alderfinch.example', '{\"kind\": \"reset\", \"until\": \"2026-03-02T12:00:00Z\"}', $1::text || '@localhost', account_id, report_id, received_at
         from reports where report_id = $2",
    )
    .bind(letter_id)
    .bind(case.report.report_id)
    .execute(&mut rows)
    .await
    .unwrap();
    letter_id
}

#[tokio::test]
async fn what_is_another_accounts_does_not_exist() {
    let app = TestApp::start().await;
    let (theirs, _) = world(&app).await;
    let other = app.account("Marrowgate Hosting").await;
    let stranger = app.member(other, "stranger@marrowgate.example", MemberRole::Owner).await;
    let staff = app.staff("staff@desk.example", StaffRole::Lead, &[]).await;
    let mut askers = [app.signed_in(stranger.user_id).await, app.signed_in(staff.user_id).await];
    for route in of_kind(Whose::TheAccounts).await {
        let path = theirs.path(&route);
        for asker in &mut askers {
            let answer = ask(asker, &route, &path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {path}", route.method);
            assert!(!answer.text().contains("Alderfinch"), "{path} names the account");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn another_accounts_report_does_not_exist_in_ones_own_account() {
    let app = TestApp::start().await;
    let (theirs, _) = world(&app).await;
    let other = app.account("Marrowgate Hosting").await;
    let stranger = app.member(other, "stranger@marrowgate.example", MemberRole::Owner).await;
    let mut asker = app.signed_in(stranger.user_id).await;
    for route in of_kind(Whose::TheAccounts).await {
        let is_about_something = route.path.contains("{reference}") || route.path.contains("{user_id}");
        if is_about_something {
            let path = theirs.path(&route).replace(&theirs.account_id.to_string(), &other.to_string());
            let answer = ask(&mut asker, &route, &path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {path}", route.method);
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_sign_in() {
    let app = TestApp::start().await;
    let (theirs, _) = world(&app).await;
    for kind in [Whose::OnesOwn, Whose::TheAccounts, Whose::Staffs] {
        for route in of_kind(kind).await {
            let path = theirs.path(&route);
            let answer = ask(&mut app.browser(), &route, &path).await;
            let sent = [StatusCode::SEE_OTHER, StatusCode::TEMPORARY_REDIRECT];
            assert!(sent.contains(&answer.status), "{} {path}", route.method);
            assert!(answer.location().starts_with("/sign-in"), "{path} leads to {}", answer.location());
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn the_work_area_does_not_exist_for_customers() {
    let app = TestApp::start().await;
    let (theirs, _) = world(&app).await;
    let mut owner = app.signed_in(theirs.user_id).await;
    for route in of_kind(Whose::Staffs).await {
        let path = theirs.path(&route);
        let answer = ask(&mut owner, &route, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {path}", route.method);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_restricted_case_does_not_exist_for_staff_who_are_not_cleared() {
    let app = TestApp::start().await;
    let (theirs, site) = world(&app).await;
    let mut filed = site.filed();
    filed.category = Category::ChildAbuse;
    filed.is_owner_told = false;
    let case = app.file(filed).await;
    let letter_id = letter(&app, &case).await;
    let restricted = Theirs { case, letter_id, ..theirs };
    let lead = app.staff("lead@desk.example", StaffRole::Lead, &[]).await;
    let mut asker = app.signed_in(lead.user_id).await;
    for route in of_kind(Whose::Staffs).await.into_iter().filter(|route| route.path.contains("{number}")) {
        let path = restricted.path(&route);
        let answer = ask(&mut asker, &route, &path).await;
        let missing =
            ask(&mut asker, &route, &path.replace(&restricted.case.number.to_string(), "999")).await;
        assert_eq!(
            answer.status, missing.status,
            "{} {path} differs from a case that is not there",
            route.method
        );
        let is_closed = matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY);
        assert!(is_closed, "{} {path}: {}", route.method, answer.status);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_secret_that_was_never_given_out_opens_nothing() {
    let app = TestApp::start().await;
    let (theirs, _) = world(&app).await;
    for route in of_kind(Whose::WhoeverHasTheSecret).await {
        let path = theirs.path(&route);
        let answer = ask(&mut app.browser(), &route, &path).await;
        let closed = [StatusCode::NOT_FOUND, StatusCode::GONE, StatusCode::UNPROCESSABLE_ENTITY];
        assert!(closed.contains(&answer.status), "{} {path}: {}", route.method, answer.status);
        assert!(!answer.text().contains(&theirs.case.reference), "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn no_address_is_so_odd_that_a_page_breaks() {
    let app = TestApp::start().await;
    let (theirs, _) = world(&app).await;
    let owner = app.signed_in(theirs.user_id).await;
    let staff = app.staff("staff@desk.example", StaffRole::Lead, &[]).await;
    let (mut owner, mut staff) = (owner, app.signed_in(staff.user_id).await);
    let parts = [
        "%00",
        "%FF",
        "..%2F..",
        "-1",
        "99999999999999999999",
        "NE-A48B-BMTA",
        "%F0%9F%90%A6",
        "'%20or%201=1--",
    ];
    let names =
        ["q", "text", "zone", "after", "before", "from", "to", "view", "show", "next", "limits", "renewed"];
    for route in routes().into_iter().filter(|route| route.method == Method::GET) {
        let asker = if whose(route.path) == Some(Whose::Staffs) { &mut staff } else { &mut owner };
        let own = route.path.replace("{account_id}", &theirs.account_id.to_string());
        for part in parts {
            let pieces = own.split('/').map(|piece| if piece.starts_with('{') { part } else { piece });
            let path = pieces.collect::<Vec<_>>().join("/");
            let query = names.map(|name| format!("{name}={part}")).join("&");
            for path in [format!("{path}?{query}"), path] {
                let answer = asker.get(&path).await;
                assert!(!answer.status.is_server_error(), "{path}: {}", answer.status);
            }
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn the_local_mailbox_does_not_exist_where_letters_are_sent() {
    let app = TestApp::start().await;
    let (theirs, _) = world(&app).await;
    for route in of_kind(Whose::TheMachines).await {
        let path = theirs.path(&route);
        let answer = ask(&mut app.browser(), &route, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {path}", route.method);
    }
    app.stop().await;
}
