use axum::http::StatusCode;
use domain::account::MemberRole;
use domain::report::ReportState;
use server::cases::talk::note;

use super::{Case, Filed, acting};
use crate::support::{Client, TestApp};

const HOSTILE: &str =
    "\"'></textarea></title><img src=x onerror=alert(1)><script>alert(1)</script>--><!--&lt;";

fn assert_harmless(page: &str, html: &str) {
    for markup in ["<img", "<script>alert", "--><!--&lt;", "</textarea></title>"] {
        assert!(!html.contains(markup), "{markup} in {page}");
    }
}

/// Sends a step of a case as its page would.
pub(super) async fn step(
    app: &TestApp,
    browser: &mut Client,
    case: &Case,
    name: &str,
    fields: &[(&str, &str)],
) -> crate::support::Answer {
    let seen = app.seen(case).await;
    let (version, read_at) = (seen.version.to_string(), seen.at.as_microsecond().to_string());
    let mut all = vec![("version", version.as_str()), ("read_at", read_at.as_str())];
    all.extend_from_slice(fields);
    browser.post(&format!("/staff/cases/{}/{name}", case.number), &all).await
}

#[tokio::test]
async fn what_strangers_and_staff_write_is_never_markup() {
    let app = TestApp::start().await;
    let site = app.site(HOSTILE, "alderfinch.example").await;
    app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let staff = app.analyst().await;
    let paths = vec![format!("/{HOSTILE}"), "/a".to_owned()];
    let case = app.file(Filed { allegation: HOSTILE.to_owned(), paths, ..site.filed() }).await;
    let other = app.file(Filed { into: Some(case.case_id), ..site.filed() }).await;
    let mut connection = app.all_seeing().await;
    for sql in [
        "update cases set title = $1",
        "update reporters set name = $1, company = $1",
        "update users set name = $1",
    ] {
        sqlx::query(sql).bind(HOSTILE).execute(&mut connection).await.unwrap();
    }
    let mut browser = app.signed_in(staff.user_id).await;
    for (name, fields) in [
        ("claim", vec![]),
        ("note", vec![("text", HOSTILE)]),
        ("write-to-reporter", vec![("text", HOSTILE)]),
        ("ask", vec![("text", HOSTILE), ("report", other.reference.as_str())]),
        ("escalate", vec![("tier", "senior"), ("reason", HOSTILE)]),
    ] {
        assert_eq!(
            step(&app, &mut browser, &case, name, &fields).await.status,
            StatusCode::SEE_OTHER,
            "{name}"
        );
    }
    app.run_jobs().await;
    let number = case.number;
    let mut pages = vec!["/staff".to_owned(), "/staff/letters".to_owned(), "/staff/referrals".to_owned()];
    pages.extend(
        ["everything", "letters", "notes", "reporter", "customer"]
            .map(|lens| format!("/staff/cases/{number}?show={lens}")),
    );
    pages.extend(
        domain::case::View::ALL
            .iter()
            .map(|view| format!("/staff/cases?view={view}&account={}", site.account_id)),
    );
    pages.push("/staff/search?q=alderfinch.example".to_owned());
    let letters: Vec<uuid::Uuid> =
        sqlx::query_scalar("select letter_id from letters").fetch_all(&mut connection).await.unwrap();
    assert!(letters.len() >= 3);
    pages.extend(letters.iter().map(|letter| format!("/staff/cases/{number}/letters/{letter}")));
    for page in pages {
        let answer = browser.get(&page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert_harmless(&page, answer.text());
    }
    let refused = step(&app, &mut browser, &case, "preview", &[("kind", "warn"), ("reason", HOSTILE)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "it lies with another tier");
    assert_harmless("the refused preview", refused.text());
    app.stop().await;
}

#[tokio::test]
async fn a_late_form_is_answered_with_what_changed_and_what_was_typed() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (staff, other) = (app.analyst().await, app.analyst().await);
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    acting!(app, &other, |tx| note(tx, case.number, seen, "I am on it.".to_owned(), app.now())).unwrap();
    let mut browser = app.signed_in(staff.user_id).await;
    let read_at = seen.at.as_microsecond().to_string();
    let fields = [
        ("version", "0"),
        ("read_at", read_at.as_str()),
        ("kind", "decline"),
        ("code", "no_abuse_found"),
        ("reason", "Looked twice."),
    ];
    let late = browser.post(&format!("/staff/cases/{}/decide", case.number), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    for shown in [
        "I am on it.",
        "Looked twice.",
        "name=\"code\" value=\"no_abuse_found\"",
        "name=\"version\" value=\"1\"",
        "/preview\"",
    ] {
        assert!(late.text().contains(shown), "{shown}");
    }
    let decisions: i64 = app.one("select count(*) from decisions where case_id = $1", case.case_id).await;
    assert_eq!(decisions, 0);
    app.stop().await;
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_says_what_to_do() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let staff = app.analyst().await;
    let case = app.file(site.filed()).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let refused = [
        ("note", vec![("text", "  ")], "Write something first."),
        ("preview", vec![("reason", "Because")], "Choose what we do."),
        ("preview", vec![("kind", "warn")], "Give the reason"),
        ("preview", vec![("kind", "limit"), ("scope", "planet"), ("reason", "Because")], "Choose how far"),
        ("split", vec![], "Tick the reports that leave."),
        ("join", vec![("number", "4711")], "Enter the number of another case"),
        ("close", vec![("reason", "Enough")], "Some reports still wait for a decision."),
        ("escalate", vec![("tier", "senior"), ("reason", "")], "Write something first."),
    ];
    for (name, fields, words) in refused {
        let answer = step(&app, &mut browser, &case, name, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(answer.text().contains(words), "{name}: {words}");
        assert!(answer.text().contains("class=\"error-summary\""), "{name}");
    }
    let kept = step(&app, &mut browser, &case, "preview", &[("reason", "Kept words")]).await;
    assert!(kept.text().contains("Kept words"));
    let unknown = step(&app, &mut browser, &case, "escalate", &[("tier", "moon"), ("reason", "x")]).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    app.stop().await;
}

#[tokio::test]
async fn a_form_that_comes_twice_is_answered_as_if_it_came_once() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let staff = app.analyst().await;
    let case = app.file(site.filed()).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let seen = app.seen(&case).await;
    let (version, read_at) = (seen.version.to_string(), seen.at.as_microsecond().to_string());
    let path = format!("/staff/cases/{}/decide", case.number);
    let fields = [
        ("version", version.as_str()),
        ("read_at", read_at.as_str()),
        ("kind", "warn"),
        ("reason", "Confirmed."),
    ];
    for _ in 0..2 {
        let answer = browser.post(&path, &fields).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, format!("/staff/cases/{}", case.number).as_str())
        );
    }
    let decisions: i64 = app.one("select count(*) from decisions where case_id = $1", case.case_id).await;
    assert_eq!(decisions, 1);
    app.stop().await;
}

#[tokio::test]
async fn the_work_area_is_there_for_staff_alone() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let owner = app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let mut browser = app.signed_in(owner.user_id).await;
    for path in [
        "/staff".to_owned(),
        "/staff/cases".to_owned(),
        format!("/staff/cases/{}", case.number),
        "/staff/search?q=1".to_owned(),
    ] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert!(app.browser().get(&path).await.location().starts_with("/sign-in"), "{path}");
    }
    assert_eq!(step(&app, &mut browser, &case, "claim", &[]).await.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn moments_out_of_all_time_are_left_out_or_refused() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let staff = app.analyst().await;
    let mut browser = app.signed_in(staff.user_id).await;
    for at in ["-377705023201000000", "-1", "253402207200000000", "9223372036854775807"] {
        for order in ["due", "newest", "severity"] {
            let key = format!("0.{at}.00000000000000000000000000000000");
            let path = format!("/staff/cases?view=all&order={order}&after={key}");
            assert_eq!(browser.get(&path).await.status, StatusCode::OK, "{path}");
        }
    }
    let path = format!("/staff/cases/{}/claim", case.number);
    for (version, read_at, status) in [
        ("1", "-377705023201000000", StatusCode::BAD_REQUEST),
        ("1", "9223372036854775807", StatusCode::BAD_REQUEST),
        ("2147483647", "0", StatusCode::CONFLICT),
        ("-2147483648", "0", StatusCode::CONFLICT),
        ("99999999999", "0", StatusCode::BAD_REQUEST),
    ] {
        let answer = browser.post(&path, &[("version", version), ("read_at", read_at)]).await;
        assert_eq!(answer.status, status, "{version} {read_at}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_reporter_who_gets_no_letters_is_named_before_and_after_words_to_them() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (silent, written) =
        (app.file(Filed { email: None, ..site.filed() }).await, app.file(site.filed()).await);
    let mut browser = app.signed_in(app.analyst().await.user_id).await;
    let alone = "Seen on the status page alone";
    for (case, is_written_to, ask, message) in [
        (&silent, false, "reporter-asked-unwritten", "message-unwritten"),
        (&written, true, "reporter-asked", "message-sent"),
    ] {
        let page = browser.get(&format!("/staff/cases/{}", case.number)).await;
        assert_eq!(page.text().contains(alone), !is_written_to);
        step(&app, &mut browser, case, "write-to-reporter", &[("text", "We are on it.")]).await;
        assert_eq!(browser.cookie("said"), Some(message));
        step(&app, &mut browser, case, "ask", &[("text", "Which bank?")]).await;
        assert_eq!(browser.cookie("said"), Some(ask));
        let page = browser.get(&format!("/staff/cases/{}", case.number)).await;
        assert!(page.text().contains("Tue 3 Mar, 12:00</time></b>."), "{}", page.text());
    }
    let mut connection = app.all_seeing().await;
    sqlx::query("update reporters set letters_stopped_at = now()").execute(&mut connection).await.unwrap();
    let page = browser.get(&format!("/staff/cases/{}", written.number)).await;
    assert!(page.text().contains(alone), "letters were stopped");
    app.stop().await;
}

#[tokio::test]
async fn a_site_that_moved_is_told_with_where_it_is_now() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let quill = app.account("Quill").await;
    let held = Filed { state: ReportState::Received, is_owner_told: false, ..site.filed() };
    let case = app.file(held).await;
    let mut connection = app.all_seeing().await;
    sqlx::query("update zones set active_until = '2026-03-02T13:00:00Z'")
        .execute(&mut connection)
        .await
        .unwrap();
    let mut browser = app.signed_in(app.analyst().await.user_id).await;
    let warn = [("kind", "warn"), ("reason", "Seen.")];
    let gone = step(&app, &mut browser, &case, "preview", &warn).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gone.text().contains("and with no other account of ours."), "{}", gone.text());
    app.zone(quill, "alderfinch.example").await;
    for kind in ["warn", "forward"] {
        let moved = step(&app, &mut browser, &case, "preview", &[("kind", kind), ("reason", "Seen.")]).await;
        let words = "alderfinch[.]example is no longer with Alderfinch, but with Quill.";
        assert!(
            moved.text().contains(words) && moved.text().contains("Report the addresses again"),
            "{kind}"
        );
    }
    app.stop().await;
}
