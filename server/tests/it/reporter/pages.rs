//! The steps of reporting: what comes back, what is kept, what is refused.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use domain::account::MemberRole;
use sqlx::Row as _;

use super::{by_robin, send, sent, token};
use crate::support::{Answer, Client, TestApp};

const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}\u{202e}";

async fn with_site() -> TestApp {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    app
}

async fn step(browser: &mut Client, category: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
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
async fn whoever_finds_child_abuse_elsewhere_is_led_to_hotlines_and_never_to_who_is_behind_it() {
    let app = with_site().await;
    let mut browser = app.browser();
    let fields =
        [("addresses", "https://pictures.nowhere.example/x"), ("justification", "Pictures of children.")];
    let check = step(&mut browser, "child-abuse", "check", &fields).await;
    let token = sent(&app, "child-abuse", &fields).await;
    let receipt = browser.get(&format!("/track/{token}/receipt")).await;
    let status = browser.get(&format!("/track/{token}")).await;
    for page in [&check, &receipt, &status] {
        let page = page.text();
        for named in ["inhope.org", "report.cybertip.org", "police"] {
            assert!(page.contains(named), "{named}: {page}");
        }
        assert!(!page.contains("lookup.icann.org") && !page.contains("whom to write to"), "{page}");
    }
    assert!(check.text().contains("Hotlines and the police, who stand beside each address"));
    app.stop().await;
}

#[tokio::test]
async fn whoever_leaves_no_address_is_promised_no_letters() {
    let app = with_site().await;
    let fields = [("addresses", "https://alderfinch.example/x"), ("justification", "Pictures of children.")];
    for (email, is_written_to) in [("", false), ("robin@mailbox.example", true)] {
        let fields = [&fields[..], &[("email", email)]].concat();
        let token = sent(&app, "child-abuse", &fields).await;
        let receipt = app.browser().get(&format!("/track/{token}/receipt")).await;
        assert_eq!(receipt.text().contains("We write to you"), is_written_to, "{}", receipt.text());
        assert_eq!(receipt.text().contains("We cannot write to you"), !is_written_to);
    }
    app.stop().await;
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

#[tokio::test]
async fn the_owner_reads_what_the_reporter_was_shown() {
    let app = with_site().await;
    let mut rows = app.all_seeing().await;
    let account = sqlx::query("select account_id from accounts").fetch_one(&mut rows).await.unwrap().get(0);
    app.member(account, "owner@finch.example", MemberRole::Owner).await;
    let mut fields = by_robin("https://alderfinch.example/a");
    fields.extend([("original_work", "Aurora Bank"), ("tell_owner", "named"), ("company", "Reed Ltd")]);
    fields.push(("reported_country", "DE"));
    let review = step(&mut app.browser(), "phishing", "check", &fields).await;
    assert!(review.text().contains("Germany"));
    let form = step(&mut app.browser(), "phishing", "edit", &fields).await;
    assert!(form.text().contains("<option value=\"DE\" selected>Germany</option>"));
    sent(&app, "phishing", &fields).await;
    app.run_jobs().await;
    let letter: serde_json::Value = sqlx::query_scalar("select content from letters where kind = 'notice'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    let content: app::letters::Notice = serde_json::from_value(letter).unwrap();
    let reader = server::http::render::visitor(&app.portal);
    for paragraph in content.paragraphs(reader) {
        let shown = app::render::fragment(|| {
            app::letters::Paragraphs(app::letters::ParagraphsProps { of: vec![paragraph.clone()] })
        });
        let words = shown.replace("<!>", "");
        assert!(review.text().replace("<!>", "").contains(&words), "{words}");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_check_page_shows_one_letter_and_never_which_sites_have_the_same_owner() {
    let app = with_site().await;
    let mut rows = app.all_seeing().await;
    let finch = sqlx::query("select account_id from accounts").fetch_one(&mut rows).await.unwrap().get(0);
    app.zone(finch, "finch-hosted.example").await;
    let hosted = "update zones set service = 'hosted' where host = 'finch-hosted.example'";
    sqlx::query(hosted).execute(&mut rows).await.unwrap();
    let mut list =
        "https://alderfinch.example/a\nhttps://finch-hosted.example/b c\nhttps://elsewhere.example/"
            .to_owned();
    for number in 0..6 {
        let account = app.account(&format!("Owner {number}")).await;
        app.zone(account, &format!("site{number}.example")).await;
        list.push_str(&format!("\nhttps://site{number}.example/"));
    }
    let check = async || {
        let review = step(&mut app.browser(), "phishing", "check", &by_robin(&list)).await;
        crate::customer::between(&review.text().replace("<!>", ""), "<h1>", "name=\"statement\"").to_owned()
    };
    let text = check().await;
    for words in [
        "The one about alderfinch[.]example",
        "Each site’s owner gets one like it about their own addresses.",
        "Somebody told us about alderfinch[.]example.",
        "We carry its traffic.",
        "We host it.",
        "We read the line up to here",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let letter = text.split_once("id=\"letter\"").unwrap().1.split_once("</section>").unwrap().0;
    for words in ["finch-hosted", "site0", "7 "] {
        assert!(!letter.contains(words), "{words}");
    }
    let other = app.account("Somebody else").await;
    for account in [other, finch] {
        let moved = "update zones set account_id = $1 where host = 'finch-hosted.example'";
        sqlx::query(moved).bind(account).execute(&mut rows).await.unwrap();
        assert_eq!(check().await, text, "it reads the same whoever has the second site");
    }
    let token = sent(&app, "phishing", &by_robin(&list)).await;
    let owner = app.member(finch, "owner@finch.example", MemberRole::Owner).await;
    app.run_jobs().await;
    let letter = "select content from letters where kind = 'notice' and user_id = $1";
    let letter: serde_json::Value =
        sqlx::query_scalar(letter).bind(owner.user_id).fetch_one(&mut rows).await.unwrap();
    assert_eq!(letter["sites"].as_array().unwrap().len(), 2, "{letter}");
    let file = app.browser().get(&format!("/track/{token}/list.csv")).await;
    assert_eq!(file.text().matches("We read the line up to here").count(), 1);
    app.stop().await;
}

#[tokio::test]
async fn a_browser_learns_which_hosts_are_ours_and_no_more() {
    let app = with_site().await;
    let account = app.account("Registered").await;
    let zone = app.zone(account, "parked.example").await;
    let mut rows = app.all_seeing().await;
    sqlx::query("update zones set service = 'registered' where zone_id = $1")
        .bind(zone)
        .execute(&mut rows)
        .await
        .unwrap();
    let mut browser = app.browser();
    let ask = |hosts: serde_json::Value| serde_json::json!({ "hosts": hosts }).to_string();
    let hosts = serde_json::json!([
        "login.alderfinch.example",
        "parked.example",
        "elsewhere.example",
        "192.0.2.1",
        "not a host"
    ]);
    let answer = asked(&mut browser, ask(hosts)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let ours: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(ours, serde_json::json!({ "ours": ["login.alderfinch.example"] }));
    let many = asked(&mut browser, ask(serde_json::json!(vec!["a.example"; 251]))).await;
    assert_eq!(many.status, StatusCode::BAD_REQUEST);
    assert_eq!(asked(&mut browser, "[]".to_owned()).await.status, StatusCode::BAD_REQUEST);
    app.stop().await;
}

async fn asked(browser: &mut Client, body: String) -> Answer {
    let request = browser
        .request(Method::POST, "/api/hosts")
        .header(CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "same-origin");
    browser.send(request, Body::from(body)).await
}
