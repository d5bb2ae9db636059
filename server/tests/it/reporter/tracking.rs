//! Following a report: what the link shows, and what can be done with it.

use axum::http::StatusCode;
use domain::account::{Actor, MemberRole};
use domain::report::{Answer, ReportEvent};
use domain::timeline::Happening;
use jiff::SignedDuration;
use server::database::System;
use server::reports::tracking::{Renewal, renew};
use server::reports::{By, ReportKey, lock, pause, record};
use server::secrets::Token;
use sqlx::Row as _;
use uuid::Uuid;

use super::{by_nobody, by_robin, sent};
use crate::support::TestApp;

async fn one_site(app: &TestApp) -> Uuid {
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    account
}

async fn only_report(app: &TestApp) -> ReportKey {
    let mut rows = app.all_seeing().await;
    let row = sqlx::query("select account_id, report_id from reports").fetch_one(&mut rows).await.unwrap();
    ReportKey { account_id: row.get(0), report_id: row.get(1) }
}

/// The owner asks the reporter something, as the customer's side does.
async fn owner_asks(app: &TestApp, key: ReportKey, text: &str) {
    let by = By { actor: Actor::Owner, user_id: None, name: None, at: app.now() };
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let mut report = lock(&mut tx, key).await.unwrap().unwrap();
    let answered = Happening::OwnerAnswered { answer: Answer::NeedsDetail, until: None };
    let event = ReportEvent::OwnerAnswered(Answer::NeedsDetail);
    record(&mut tx, &mut report, &by, Some(event), &answered).await.unwrap();
    let words = Happening::OwnerWrote { text: text.to_owned(), to_reporter: true };
    record(&mut tx, &mut report, &by, None, &words).await.unwrap();
    pause::pause_owner(&mut tx, &report, app.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_status_page_says_what_happened_to_each_address_and_stays_secret() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(
        &app,
        "phishing",
        &by_robin("https://alderfinch.example/a\nhttp://elsewhere.example/b\nnonsense"),
    )
    .await;
    let page = app.browser().get(&format!("/track/{token}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for words in [
        "alderfinch[.]example",
        "elsewhere[.]example",
        "Not ours",
        "Not an address",
        "With the owner",
        "Withdraw",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("href=\"http"), "a reported address is never a link");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert!(page.header("x-robots-tag").contains("noindex"));
    let receipt = app.browser().get(&format!("/track/{token}/receipt")).await;
    assert!(receipt.text().contains(&format!("https://abuse.example/track/{token}")));
    app.stop().await;
}

#[tokio::test]
async fn links_that_do_not_work_all_look_alike() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let unknown = app.browser().get(&format!("/track/{}", "a".repeat(64))).await;
    let broken = app.browser().get("/track/x").await;
    app.wait(SignedDuration::from_hours(181 * 24));
    let expired = app.browser().get(&format!("/track/{token}")).await;
    for answer in [&unknown, &broken, &expired] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text().contains("Have a new link sent"));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(unknown.body.len(), expired.body.len());
    app.stop().await;
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_the_old_one() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let old = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    app.run_jobs().await;
    let answer = app.browser().post(&format!("/track/{old}/link"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let new = answer.location().split('/').nth(2).unwrap().to_owned();
    assert_ne!(new, old);
    assert_eq!(app.browser().get(&format!("/track/{old}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.browser().get(answer.location()).await.status, StatusCode::OK);
    app.run_jobs().await;
    let mut rows = app.all_seeing().await;
    let letters: i64 = sqlx::query_scalar("select count(*) from letters where kind = 'new_link'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(letters, 1);
    app.stop().await;
}

#[tokio::test]
async fn strangers_can_have_only_so_many_letters_sent_to_one_address() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let mut rows = app.all_seeing().await;
    let mut letters = async |kind: &'static str| -> i64 {
        let query = sqlx::query_scalar("select count(*) from letters where kind = $1").bind(kind);
        query.fetch_one(&mut rows).await.unwrap()
    };
    let mut token = String::new();
    for number in 0..31 {
        token = sent(&app, "phishing", &by_robin(&format!("https://alderfinch.example/{number}"))).await;
        let page = app.browser().get(&format!("/track/{token}/receipt")).await;
        assert!(page.text().contains("It also goes to"), "how many went before is not told: {number}");
    }
    app.run_jobs().await;
    assert_eq!(letters("receipt").await, 30);
    for number in 1..=6 {
        let answer = app.browser().post(&format!("/track/{token}/link"), &[]).await;
        let page = app.browser().get(answer.location()).await;
        assert!(page.text().contains("It also goes to"), "{number}");
        token = answer.location().split('/').nth(2).unwrap().to_owned();
        app.run_jobs().await;
    }
    assert_eq!(letters("new_link").await, 5);
    app.wait(SignedDuration::from_mins(61));
    sent(&app, "phishing", &by_robin("https://alderfinch.example/later")).await;
    app.run_jobs().await;
    assert_eq!(letters("receipt").await, 31);
    app.stop().await;
}

#[tokio::test]
async fn of_two_new_links_asked_for_at_once_one_works() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let used = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let form = |key: &str| Renewal { used: Token::parse(&used).unwrap(), key: key.to_owned() };
    let (one, other) = (form("one"), form("other"));
    let mut rows = app.all_seeing().await;
    let (database, secrets) = (&app.portal.database, &app.portal.secrets);
    let mut first = database.begin(&System).await.unwrap();
    let made = renew(&mut first, secrets, &one, app.now()).await.unwrap().unwrap();
    let second = async {
        let mut tx = database.begin(&System).await.unwrap();
        let late = renew(&mut tx, secrets, &other, app.now()).await.unwrap();
        assert!(late.is_none(), "the link was used up");
        let again = renew(&mut tx, secrets, &one, app.now()).await.unwrap().unwrap();
        assert_eq!(again.reveal(), made.reveal(), "the same form gets the same link");
        tx.commit().await.unwrap();
    };
    let waiting = async {
        app.until_somebody_waits().await;
        first.commit().await.unwrap();
    };
    tokio::join!(second, waiting);
    let working: i64 = sqlx::query_scalar("select count(*) from links where revoked_at is null")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(working, 1);
    app.stop().await;
}

#[tokio::test]
async fn a_lost_link_is_sent_again_and_nobody_learns_whether_there_was_one() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    app.run_jobs().await;
    let mut rows = app.all_seeing().await;
    let reference: String =
        sqlx::query_scalar("select reference from submissions").fetch_one(&mut rows).await.unwrap();
    let links = "select count(*) from links";
    let mut answers = Vec::new();
    for email in ["robin@mailbox.example", "eve@mailbox.example"] {
        app.wait(SignedDuration::from_mins(11));
        answers.push(app.browser().post("/track", &[("reference", &reference), ("email", email)]).await);
        app.run_jobs().await;
    }
    assert_eq!(answers[0].text(), answers[1].text());
    assert_eq!(sqlx::query_scalar::<_, i64>(links).fetch_one(&mut rows).await.unwrap(), 2);
    assert_eq!(
        app.browser().get(&format!("/track/{token}")).await.status,
        StatusCode::OK,
        "the old one goes on"
    );
    let wrong = app.browser().post("/track", &[("reference", "NE-0000-0001"), ("email", "robin")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().contains("Two answers need another look") && wrong.text().contains("value=\"robin\"")
    );
    app.stop().await;
}

#[tokio::test]
async fn a_question_is_answered_once_and_the_owners_clock_goes_on() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let key = only_report(&app).await;
    app.wait(SignedDuration::from_hours(2));
    owner_asks(&app, key, "Which page do you mean?").await;
    let page = app.browser().get(&format!("/track/{token}")).await;
    assert!(
        page.text().contains("Which page do you mean?") && page.text().contains("is not told who you are")
    );
    app.wait(SignedDuration::from_hours(5));
    let mut rows = app.all_seeing().await;
    let reference: String =
        sqlx::query_scalar("select reference from reports").fetch_one(&mut rows).await.unwrap();
    let reply = [("report", reference.as_str()), ("text", "The sign-in page.")];
    for _ in 0..2 {
        let answer = app.browser().post(&format!("/track/{token}/reply"), &reply).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let report = sqlx::query("select state, owner_due_at - received_at = interval '29 hours', owner_paused_at is null, version from reports")
        .fetch_one(&mut rows).await.unwrap();
    assert_eq!(
        (report.get::<&str, _>(0), report.get::<bool, _>(1), report.get::<bool, _>(2)),
        ("with_owner", true, true)
    );
    assert_eq!(report.get::<i32, _>(3), 5, "the second posting added nothing");
    let late = [("report", reference.as_str()), ("text", "And another thing.")];
    let stale = app.browser().post(&format!("/track/{token}/reply"), &late).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text().contains("And another thing."), "the words are kept");
    app.stop().await;
}

#[tokio::test]
async fn messages_reach_our_staff_alone_and_bring_the_case_forward() {
    let app = TestApp::start().await;
    let account = one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let empty = app.browser().post(&format!("/track/{token}/message"), &[("text", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let answer = app
            .browser()
            .post(&format!("/track/{token}/message"), &[("text", "My name is on that page.")])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let mut rows = app.all_seeing().await;
    let event =
        sqlx::query("select to_owner, count(*) over () from report_events where kind = 'reporter_wrote'")
            .fetch_one(&mut rows)
            .await
            .unwrap();
    assert_eq!((event.get::<bool, _>(0), event.get::<i64, _>(1)), (false, 1));
    let returned: bool =
        sqlx::query_scalar("select returned_at is not null from cases").fetch_one(&mut rows).await.unwrap();
    assert!(returned);
    let member = app.member(account, "owner@finch.example", MemberRole::Owner).await;
    let mut tx = app.portal.database.begin(&member).await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from report_events where kind = 'reporter_wrote'")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(seen, 0);
    tx.commit().await.unwrap();
    app.stop().await;
}

#[tokio::test]
async fn the_same_words_are_a_new_message_once_staff_wrote() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let says = async || {
        let message = [("text", "Still there.")];
        app.browser().post(&format!("/track/{token}/message"), &message).await;
        let mut rows = app.all_seeing().await;
        let query = "select count(*) from report_events where kind = 'reporter_wrote'";
        sqlx::query_scalar::<_, i64>(query).fetch_one(&mut rows).await.unwrap()
    };
    assert_eq!((says().await, says().await), (1, 1));
    let key = only_report(&app).await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let mut report = lock(&mut tx, key).await.unwrap().unwrap();
    let by = By { actor: Actor::Staff, user_id: None, name: None, at: app.now() };
    let answer = Happening::StaffWrote { to_owner: false, text: "Tell us if it comes back.".to_owned() };
    record(&mut tx, &mut report, &by, None, &answer).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((says().await, says().await), (2, 2));
    app.stop().await;
}

#[tokio::test]
async fn addresses_added_later_join_the_open_report_or_become_a_new_one() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let quill = app.account("Quill").await;
    app.zone(quill, "quillwater.example").await;
    let token =
        sent(&app, "phishing", &by_robin("https://alderfinch.example/a\nhttp://elsewhere.example/")).await;
    let more = "https://alderfinch.example/b\nhttps://quillwater.example/\nhttps://alderfinch.example/a\nhttp://elsewhere.example/";
    let answer = app.browser().post(&format!("/track/{token}/addresses"), &[("addresses", more)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let mut rows = app.all_seeing().await;
    let reports = sqlx::query("select address_count, version from reports order by address_count desc")
        .fetch_all(&mut rows)
        .await
        .unwrap();
    assert_eq!(reports.iter().map(|row| row.get::<i32, _>(0)).collect::<Vec<_>>(), [2, 1]);
    let lines =
        sqlx::query("select line_number, outcome, repeat_of from submission_lines order by line_number")
            .fetch_all(&mut rows)
            .await
            .unwrap();
    let lines: Vec<(i32, String, Option<i32>)> =
        lines.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    assert_eq!(
        lines[2..],
        [
            (3, "accepted".to_owned(), None),
            (4, "accepted".to_owned(), None),
            (5, "repeated".to_owned(), Some(1)),
            (6, "repeated".to_owned(), Some(2)),
        ]
    );
    let again = app.browser().post(&format!("/track/{token}/addresses"), &[("addresses", more)]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let count: i64 =
        sqlx::query_scalar("select count(*) from submission_lines").fetch_one(&mut rows).await.unwrap();
    assert_eq!(count, 6, "sent twice, stored once");
    let many = (0..999).map(|n| format!("https://alderfinch.example/{n}")).collect::<Vec<_>>().join("\n");
    let refused = app.browser().post(&format!("/track/{token}/addresses"), &[("addresses", &many)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().contains("room for 994 more") && refused.text().contains("alderfinch.example/998")
    );
    app.run_jobs().await;
    app.stop().await;
}

/// The moments in the file of a list, line by line.
async fn since(app: &TestApp, token: &str) -> Vec<jiff::Timestamp> {
    let file = app.browser().get(&format!("/track/{token}/list.csv")).await;
    file.text().lines().skip(1).map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn each_line_stands_as_it_does_since_then_and_not_before_it_came() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let sent_at = app.now();
    let list = "https://alderfinch.example/a\nhttp://elsewhere.example/";
    let token = sent(&app, "phishing", &by_robin(list)).await;
    let mut browser = app.browser();
    let hint = "then has at least 24 hours, for the earlier addresses too";
    browser.open(&format!("/track/{token}")).await.shows(hint);
    app.wait(SignedDuration::from_mins(10));
    let added_at = app.now();
    let more = "https://alderfinch.example/b\nhttp://other.elsewhere.example/\nhttps://alderfinch.example/a";
    browser.post(&format!("/track/{token}/addresses"), &[("addresses", more)]).await;
    app.wait(SignedDuration::from_mins(10));
    browser.post(&format!("/track/{token}/message"), &[("text", "It is still there.")]).await;
    assert_eq!(since(&app, &token).await, [sent_at, sent_at, added_at, added_at, added_at]);
    app.wait(SignedDuration::from_mins(10));
    owner_asks(&app, only_report(&app).await, "Which page?").await;
    assert_eq!(since(&app, &token).await, [app.now(), sent_at, app.now(), added_at, added_at]);
    browser.open(&format!("/track/{token}")).await.hides(hint);
    app.stop().await;
}

#[tokio::test]
async fn a_report_can_be_taken_back_once_and_links_live_on() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let asked = app.browser().get(&format!("/track/{token}/withdraw")).await;
    assert!(asked.text().contains("It cannot be undone"));
    let reason = [("reason", "I was wrong: it is my own page")];
    let done = app.browser().post(&format!("/track/{token}/withdraw"), &reason).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    app.browser().post(&format!("/track/{token}/withdraw"), &reason).await;
    let mut rows = app.all_seeing().await;
    let report =
        sqlx::query("select state, owner_due_at is null, closed_at is not null, version from reports")
            .fetch_one(&mut rows)
            .await
            .unwrap();
    assert_eq!(
        (report.get::<&str, _>(0), report.get::<bool, _>(1), report.get::<bool, _>(2)),
        ("withdrawn", true, true)
    );
    assert_eq!(report.get::<i32, _>(3), 4);
    let to_owner: String =
        sqlx::query_scalar("select string_agg(detail::text, '') from report_events where to_owner")
            .fetch_one(&mut rows)
            .await
            .unwrap();
    assert!(!to_owner.contains("my own page"), "the reason is for our staff alone");
    let page = app.browser().get(&format!("/track/{token}")).await;
    assert!(page.text().contains("You withdrew this report"));
    let more = [("addresses", "https://alderfinch.example/b")];
    let late = app.browser().post(&format!("/track/{token}/addresses"), &more).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let addresses: i64 =
        sqlx::query_scalar("select count(*) from report_addresses").fetch_one(&mut rows).await.unwrap();
    assert_eq!(addresses, 1, "what was taken back grows no more");
    app.stop().await;
}

#[tokio::test]
async fn what_must_be_referred_goes_on_whatever_the_reporter_wishes() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "child-abuse", &by_nobody("https://alderfinch.example/a")).await;
    let asked = app.browser().get(&format!("/track/{token}/withdraw")).await;
    assert!(asked.text().contains("We have to go on with reports of this kind"));
    for _ in 0..2 {
        app.browser().post(&format!("/track/{token}/withdraw"), &[("reason", "")]).await;
    }
    let mut rows = app.all_seeing().await;
    let report = sqlx::query(
        "select r.state, s.withdrawn_at is null from reports r join submissions s using (submission_id)",
    )
    .fetch_one(&mut rows)
    .await
    .unwrap();
    assert_eq!((report.get::<&str, _>(0), report.get::<bool, _>(1)), ("received", true));
    let noted: i64 = sqlx::query_scalar("select count(*) from report_events where kind = 'withdrawal_noted'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(noted, 1);
    app.stop().await;
}

#[tokio::test]
async fn letters_stop_and_come_again() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let mut browser = app.browser();
    browser.post(&format!("/track/{token}/letters"), &[("letters", "off")]).await;
    assert!(browser.get(&format!("/track/{token}")).await.text().contains("Send me emails again"));
    for unknown in ["banana", "", "ON"] {
        let refused = browser.post(&format!("/track/{token}/letters"), &[("letters", unknown)]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{unknown}");
    }
    browser.post(&format!("/track/{token}/letters"), &[("letters", "on")]).await;
    browser.post(&format!("/track/{token}/letters"), &[("letters", "banana")]).await;
    assert!(browser.get(&format!("/track/{token}")).await.text().contains("Stop emails about this report"));
    app.stop().await;
}

#[tokio::test]
async fn a_link_opens_one_submission_and_nothing_of_anybody_else() {
    let app = TestApp::start().await;
    one_site(&app).await;
    let robin = sent(&app, "phishing", &by_robin("https://alderfinch.example/robins")).await;
    let mut ann = by_robin("https://alderfinch.example/anns");
    ann[1] = ("justification", "Ann saw this.");
    ann[3] = ("email", "ann@mailbox.example");
    sent(&app, "phishing", &ann).await;
    let mut rows = app.all_seeing().await;
    let anns: String = sqlx::query_scalar("select reference from reports where allegation = 'Ann saw this.'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    let mut browser = app.browser();
    let page = browser.get(&format!("/track/{robin}")).await;
    let file = browser.get(&format!("/track/{robin}/list.csv")).await;
    for text in [page.text(), file.text()] {
        assert!(text.contains("/robins") && !text.contains("/anns") && !text.contains(&anns));
    }
    let reply = [("report", anns.as_str()), ("text", "I am not Ann.")];
    let answer = browser.post(&format!("/track/{robin}/reply"), &reply).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    app.stop().await;
}

#[tokio::test]
async fn a_lifted_limit_is_told_by_all_addresses_and_not_by_those_of_the_page() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let list: Vec<_> = (0..60).map(|n| format!("https://alderfinch.example/{n}")).collect();
    let token = sent(&app, "phishing", &by_robin(&list.join("\n"))).await;
    let mut rows = app.all_seeing().await;
    sqlx::query("update reports set state = 'limited'").execute(&mut rows).await.unwrap();
    let staff = app.analyst().await;
    sqlx::query(
        "with decided as (
           insert into decisions (decision_id, case_id, kind, reason, scope, policy_version, decided_by, decided_at)
           select gen_random_uuid(), case_id, 'limit', 'Seen.', 'address', 'test', $1, received_at from reports
           returning decision_id, case_id)
         insert into mitigations (account_id, mitigation_id, case_id, decision_id, report_id, category, scope, target, state, reason, since)
         select a.account_id, gen_random_uuid(), d.case_id, d.decision_id, a.report_id, 'phishing', 'address', a.url, 'active', 'Seen.', a.added_at
         from decided d, report_addresses a
         where a.url like '%/59'",
    )
    .bind(staff.user_id)
    .execute(&mut rows)
    .await
    .unwrap();
    let mut browser = app.browser();
    for page in [format!("/track/{token}"), format!("/track/{token}?from=51")] {
        browser.open(&page).await.shows("Access to one of 60 addresses is limited");
    }
    sqlx::query("update reports set state = 'received'").execute(&mut rows).await.unwrap();
    let page = browser.open(&format!("/track/{token}")).await;
    page.shows("Access to one of 60 addresses is limited");
    page.shows("59 are with our staff.");
    sqlx::query("update reports set state = 'limited'").execute(&mut rows).await.unwrap();
    let owner = app.member(account, "ines@alderfinch.example", domain::account::MemberRole::Owner).await;
    let reference: String =
        sqlx::query_scalar("select reference from reports").fetch_one(&mut rows).await.unwrap();
    let report = format!("/accounts/{account}/reports/{reference}");
    let mut owners = app.signed_in(owner.user_id).await;
    owners.open(&report).await.hides("Limit lifted");
    sqlx::query("update mitigations set state = 'removed'").execute(&mut rows).await.unwrap();
    browser.open(&format!("/track/{token}")).await.shows("We lifted the limit on one of 60 addresses again");
    owners.open(&report).await.shows("Limit lifted");
    app.stop().await;
}

#[tokio::test]
async fn the_newest_of_a_long_history_is_shown_and_that_older_things_are_left_out() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let mut browser = app.browser();
    browser.open(&format!("/track/{token}")).await.hides("only the newest of it is shown");
    let mut rows = app.all_seeing().await;
    sqlx::query(
        "insert into report_events (account_id, report_id, event_id, version, at, kind, detail, actor, to_reporter, to_owner)
         select account_id, report_id, gen_random_uuid(), 100 + n, received_at + n * interval '1 minute', 'staff_wrote',
           json_build_object('kind', 'staff_wrote', 'to_owner', false, 'text', 'Word ' || n || '.'), 'staff', true, false
         from reports, generate_series(1, 600) as n",
    )
    .execute(&mut rows)
    .await
    .unwrap();
    let page = browser.open(&format!("/track/{token}")).await;
    page.shows("So much has happened that only the newest of it is shown.");
    page.shows("Word 600.");
    page.hides("Word 100.");
    let words = page.words();
    assert!(words.find("Word 101.").unwrap() < words.find("Word 600.").unwrap());
    app.stop().await;
}
