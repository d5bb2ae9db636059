//! The steps of reporting: what comes back, what is kept, what is refused.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};

use super::{by_robin, send, sent, token};
use crate::support::{Answer, Client, TestApp};

const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}\u{202e}";

pub(super) async fn with_site() -> TestApp {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    app
}

pub(super) async fn step(
    browser: &mut Client,
    category: &str,
    step: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let mut fields = fields.to_vec();
    fields.push(("step", step));
    browser.post(&format!("/report/{category}"), &fields).await
}

/// The value of the first hidden field of that name.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap();
    rest.split_once('"').unwrap().0
}

#[tokio::test]
async fn every_category_has_its_form_and_nothing_else_does() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let choose = browser.get("/report").await;
    for category in domain::category::Category::ALL {
        let path = format!("/report/{category}");
        assert!(choose.text().contains(&format!("href=\"{path}\"")), "{path}");
        let form = browser.get(&path).await;
        assert_eq!(form.status, StatusCode::OK);
        assert!(form.text().contains("name=\"justification\"") && form.text().contains("name=\"addresses\""));
    }
    assert_eq!(browser.get("/report/spam").await.status, StatusCode::NOT_FOUND);
    assert!(browser.get("/").await.text().contains("href=\"/report\""));
    app.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_each_field_and_everything_is_kept() {
    let app = with_site().await;
    let fields = [
        ("addresses", "robin@mailbox.example"),
        ("justification", ""),
        ("name", "Robin"),
        ("email", "robin.mailbox"),
    ];
    let answer = step(&mut app.browser(), "phishing", "check", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    for words in [
        "Three answers need another look",
        "href=\"#addresses\"",
        "Line 1: This is an email address.",
        "“What does the page do?” needs an answer.",
        "Enter a whole email address",
        "value=\"robin.mailbox\"",
        "value=\"Robin\"",
        "robin@mailbox.example</textarea>",
    ] {
        assert!(page.contains(words), "{words}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_form_is_checked_then_changed_then_sent() {
    let app = with_site().await;
    let mut browser = app.browser();
    let fields = by_robin("https://alderfinch.example/a\nhttp://elsewhere.example/");
    let review = step(&mut browser, "phishing", "check", &fields).await;
    assert_eq!(review.status, StatusCode::OK);
    assert_eq!(review.header("cache-control"), "private, no-cache", "the way back leads here");
    for words in [
        "Check your answers",
        "What each party will see",
        "Sites whose traffic we carry",
        "Not on our network",
        "Somebody told us about",
    ] {
        assert!(review.text().contains(words), "{words}");
    }
    assert!(review.text().contains("Our staff may also refer it to the police"));
    let key = hidden(review.text(), "key").to_owned();
    assert_eq!(hidden(review.text(), "tell_owner"), "anonymous");
    let form = step(&mut browser, "phishing", "edit", &fields).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text().contains("value=\"Robin Reed\"") && !form.text().contains("need another look"));
    let mut unticked = fields.clone();
    unticked.extend([("step", "send"), ("key", key.as_str())]);
    let refused = browser.post("/report/phishing", &unticked).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Tick the box") && refused.text().contains("Check your answers"));
    let mut rows = app.all_seeing().await;
    let count = "select count(*) from submissions";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(count).fetch_one(&mut rows).await.unwrap(),
        0,
        "nothing is stored before"
    );
    let done = send(&mut browser, "phishing", &fields, &key).await;
    assert_eq!(
        (done.status, done.header("cache-control")),
        (StatusCode::SEE_OTHER, ""),
        "nothing keeps the secret link"
    );
    let receipt = browser.get(done.location()).await;
    assert!(
        receipt.text().contains("We have your report")
            && receipt.text().contains("1 address is on our network")
    );
    app.stop().await;
}

#[tokio::test]
async fn a_browser_keeps_no_page_with_the_most_delicate_reports() {
    let app = with_site().await;
    let fields = by_robin("https://alderfinch.example/a");
    for (category, kept) in
        [("child-abuse", "no-store"), ("intimate-images", "no-store"), ("threats", "private, no-cache")]
    {
        for at in ["edit", "check"] {
            let page = step(&mut app.browser(), category, at, &fields).await;
            assert_eq!(page.header("cache-control"), kept, "{category} {at}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn another_report_under_a_used_key_is_kept_and_learns_nothing_of_the_first() {
    let app = with_site().await;
    let key = "0f8fad5bd9cb469fa16570867728950e";
    let first = send(&mut app.browser(), "phishing", &by_robin("https://alderfinch.example/a"), key).await;
    let mut others = by_robin("https://alderfinch.example/b");
    others[2..].copy_from_slice(&[("name", "Ann Ash"), ("email", "ann@mailbox.example")]);
    let mut browser = app.browser();
    let page = send(&mut browser, "phishing", &others, key).await;
    assert_eq!((page.status, page.location()), (StatusCode::CONFLICT, ""));
    for words in ["A report was sent from this page already", "ann@mailbox.example", "alderfinch.example/b"] {
        assert!(page.text().contains(words), "{words}");
    }
    for words in [&*token(&first), "robin@", "Robin", "alderfinch.example/a"] {
        assert!(!page.text().contains(words), "{words}");
    }
    let fresh = hidden(page.text(), "key").to_owned();
    assert_ne!(fresh, key);
    let done = send(&mut browser, "phishing", &others, &fresh).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_ne!(token(&done), token(&first));
    let same = send(&mut app.browser(), "phishing", &by_robin("https://alderfinch.example/a"), key).await;
    assert_eq!(token(&same), token(&first));
    app.stop().await;
}

#[tokio::test]
async fn another_category_takes_over_what_it_asks_for_too() {
    let app = with_site().await;
    let mut fields = by_robin("https://alderfinch.example/a");
    fields.push(("original_work", "Aurora Bank"));
    let choose = app.browser().post("/report", &fields).await;
    assert_eq!(choose.status, StatusCode::OK);
    assert!(choose.text().contains("formaction=\"/report/malware\""));
    assert_eq!(hidden(choose.text(), "name"), "Robin Reed");
    let form = step(&mut app.browser(), "malware", "edit", &fields).await;
    assert!(form.text().contains("value=\"Robin Reed\"") && !form.text().contains("Aurora Bank"));
    let refused = step(&mut app.browser(), "malware", "check", &fields).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text().contains("original_work"));
    app.stop().await;
}

#[tokio::test]
async fn too_many_lines_are_counted_and_kept() {
    let app = with_site().await;
    let list: Vec<_> = (0..10_000).map(|n| format!("https://alderfinch.example/{n}")).collect();
    let answer = step(&mut app.browser(), "phishing", "check", &by_robin(&list.join("\n"))).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("This list has 10000 lines. Send at most 1,000 at a time"));
    assert!(answer.text().contains("https://alderfinch.example/9999"));
    app.stop().await;
}

#[tokio::test]
async fn what_no_page_of_ours_sends_is_refused_with_a_reason() {
    let app = with_site().await;
    let mut browser = app.browser();
    let mut fields = by_robin("https://alderfinch.example/a");
    fields.push(("admin", "1"));
    let unknown = step(&mut browser, "phishing", "check", &fields).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert!(unknown.text().contains("does not know: admin"));
    let keyless = send(&mut browser, "phishing", &by_robin("https://alderfinch.example/a"), "guess").await;
    assert_eq!(keyless.status, StatusCode::BAD_REQUEST);
    let request = browser
        .request(Method::POST, "/report/phishing")
        .header(CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "same-origin");
    assert_eq!(browser.send(request, Body::from("{}")).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let big = "x".repeat(5 * 1024 * 1024);
    let large = step(&mut browser, "phishing", "check", &by_robin(&big)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let foreign = browser.request(Method::POST, "/report/phishing").header("sec-fetch-site", "cross-site");
    assert_eq!(browser.send(foreign, Body::empty()).await.status, StatusCode::FORBIDDEN);
    app.stop().await;
}

async fn with_file(browser: &mut Client, category: &str, file: &[u8], typed: &str) -> Answer {
    let mut body = Vec::new();
    let fields = by_robin(typed);
    for (name, value) in fields.into_iter().chain([("step", "check")]) {
        let part =
            format!("--frontier\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = "--frontier\r\nContent-Disposition: form-data; name=\"list\"; filename=\"list.csv\"\r\nContent-Type: text/csv\r\n\r\n";
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--frontier--\r\n");
    let request = browser
        .request(Method::POST, &format!("/report/{category}"))
        .header(CONTENT_TYPE, "multipart/form-data; boundary=frontier")
        .header("sec-fetch-site", "same-origin");
    browser.send(request, Body::from(body)).await
}

#[tokio::test]
async fn a_list_may_come_as_a_file() {
    let app = with_site().await;
    let mut browser = app.browser();
    let csv = b"date,url,note\n2026-01-01,https://alderfinch.example/one,\"a, b\"\n2026-01-02,https://alderfinch.example/two,c\n";
    let review = with_file(&mut browser, "phishing", csv, "").await;
    assert_eq!(review.status, StatusCode::OK, "{}", review.text());
    assert!(
        review.text().contains("/one")
            && review.text().contains("/two")
            && review.text().contains("2 addresses")
    );
    let both = with_file(&mut browser, "phishing", csv, "https://alderfinch.example/typed").await;
    assert!(both.text().contains("/typed") && both.text().contains("3 addresses"));
    let picture =
        with_file(&mut browser, "phishing", b"\x89PNG\r\n\x1a\n\0\0", "https://alderfinch.example/typed")
            .await;
    assert_eq!(picture.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(picture.text().contains("not plain text") && picture.text().contains("alderfinch.example/typed"));
    app.stop().await;
}

#[tokio::test]
async fn hostile_words_in_every_field_stay_words() {
    let app = with_site().await;
    let mut browser = app.browser();
    for category in domain::category::Category::ALL {
        let policy = app.portal.policy.of(*category).clone();
        let mut fields: Vec<(&str, &str)> =
            policy.fields().map(|(field, _)| (field.as_str(), HOSTILE)).collect();
        fields.push(("addresses", HOSTILE));
        let page = step(&mut browser, category.as_str(), "check", &fields).await;
        harmless(&page, category.as_str());
        let page = step(&mut browser, category.as_str(), "edit", &fields).await;
        harmless(&page, category.as_str());
        let page = browser.post("/report", &fields).await;
        harmless(&page, category.as_str());
    }
    let list = format!(
        "https://alderfinch.example/<script>alert(1)</script>\n{HOSTILE}\nhttps://alderfinch.example/\"onmouseover=alert(1)"
    );
    let mut fields = by_robin(&list);
    fields[1] = ("justification", HOSTILE);
    fields[2] = ("name", HOSTILE);
    let review = step(&mut browser, "phishing", "check", &fields).await;
    assert_eq!(review.status, StatusCode::OK);
    harmless(&review, "review");
    let token = sent(&app, "phishing", &fields).await;
    browser.post(&format!("/track/{token}/message"), &[("text", HOSTILE)]).await;
    for page in ["", "/receipt", "/withdraw"] {
        harmless(&browser.get(&format!("/track/{token}{page}")).await, page);
    }
    app.stop().await;
}

fn harmless(answer: &Answer, what: &str) {
    let page = answer.text();
    for bad in ["<script>alert", "<img src=x", "\"onmouseover", "\"'>"] {
        assert!(!page.contains(bad), "{what}: {bad}");
    }
}

#[tokio::test]
async fn the_list_is_a_file_without_formulas() {
    let app = with_site().await;
    let token = sent(
        &app,
        "phishing",
        &by_robin(
            "=HYPERLINK(\"http://evil.example\")\n+https://alderfinch.example/a\nhttps://elsewhere.example/",
        ),
    )
    .await;
    let file = app.browser().get(&format!("/track/{token}/list.csv")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"NE-"));
    let mut rows = csv::Reader::from_reader(&file.body[..]);
    let cells: Vec<String> =
        rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{cells:?}");
    assert!(
        cells.iter().any(|cell| cell == "'=HYPERLINK(\"http://evil.example\")"),
        "the original text is kept: {cells:?}"
    );
    assert!(cells.iter().any(|cell| cell.contains("lookup.icann.org")));
    app.stop().await;
}
