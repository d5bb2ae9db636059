use axum::http::StatusCode;
use domain::account::StaffRole;
use domain::report::ReportState;
use jiff::SignedDuration;
use sqlx::Row as _;

use super::{Finch, assert_says, finch, reported, version};
use crate::support::{Answer, Client, TestApp};

/// State, deadline, pause and answer of the only report.
async fn clock(app: &TestApp) -> (String, Option<String>, Option<String>, Option<String>) {
    let mut all = app.all_seeing().await;
    let query = "select state, owner_due_at, owner_paused_at, answered_at from reports";
    let row = sqlx::query(query).fetch_one(&mut all).await.unwrap();
    let time = |column: &str| {
        let time: Option<jiff_sqlx::Timestamp> = row.get(column);
        time.map(|time| time.to_jiff().to_string())
    };
    (row.get("state"), time("owner_due_at"), time("owner_paused_at"), time("answered_at"))
}

async fn subjects(app: &TestApp, audience: &str) -> Vec<String> {
    let mut all = app.all_seeing().await;
    let query = "select subject from letters where audience = $1 order by created_at, letter_id";
    sqlx::query_scalar(query).bind(audience).fetch_all(&mut all).await.unwrap()
}

/// A report and a browser that has its page open.
async fn opened(app: &TestApp) -> (Finch, Client, String, String) {
    let (finch, mut browser) = finch(app).await;
    let reference = reported(app, finch.account, "phishing", "https://alderfinch.example/verify").await;
    app.run_jobs().await;
    let path = finch.page(&format!("/reports/{reference}"));
    let page = browser.get(&path).await;
    let version = version(page.text());
    (finch, browser, path, version)
}

async fn answers(browser: &mut Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    let version = version(page.text());
    let mut fields = fields.to_vec();
    fields.push(("version", &version));
    browser.post(path, &fields).await
}

#[tokio::test]
async fn removed_stops_the_clock_and_tells_staff_and_reporter() {
    let app = TestApp::start().await;
    let (_, mut browser, path, version) = opened(&app).await;
    let sent =
        [("version", version.as_str()), ("answer", "removed"), ("done", "We deleted it, and a plug-in.")];
    let answer = browser.post(&path, &sent).await;
    assert_eq!(answer.location(), path);
    assert_eq!(clock(&app).await, ("answered".into(), None, None, Some(app.now().to_string())));
    app.run_jobs().await;
    let page = browser.get(&path).await;
    assert!(page.text().contains("Your answer is sent to our analysts."));
    assert!(
        page.text().contains("We deleted it, and a plug-in.") && page.text().contains("We are reviewing")
    );
    let to_reporter = subjects(&app, "reporter").await;
    assert!(to_reporter.iter().any(|subject| subject.contains("has answered")), "{to_reporter:?}");
    let mut all = app.all_seeing().await;
    let told: String =
        sqlx::query_scalar("select string_agg(content::text, ' ') from letters where audience = 'reporter'")
            .fetch_one(&mut all)
            .await
            .unwrap();
    assert!(!told.contains("plug-in") && !told.contains("ines"), "the owner's words stay with staff: {told}");
    let case: Option<jiff_sqlx::Timestamp> =
        sqlx::query_scalar("select answered_at from cases").fetch_one(&mut all).await.unwrap();
    assert_eq!(case.map(jiff_sqlx::Timestamp::to_jiff), Some(app.now()));
    let audit: String = sqlx::query_scalar(
        "select concat_ws(' ', actor, action, detail) from audit order by audit_id desc limit 1",
    )
    .fetch_one(&mut all)
    .await
    .unwrap();
    assert_eq!(audit, "owner reports.answer {\"answer\": \"removed\"}");
    app.stop().await;
}

#[tokio::test]
async fn working_moves_the_deadline_within_bounds_and_the_alarm_with_it() {
    let app = TestApp::start().await;
    let (finch, mut browser, path, _) = opened(&app).await;
    for (until, why) in [
        ("", "Choose until when"),
        ("2026-03-02T11:00:00Z", "in the future"),
        ("2026-03-05T12:00:01Z", "an earlier time"),
        ("tomorrow", "Choose until when"),
    ] {
        let refused =
            answers(&mut browser, &path, &[("answer", "working"), ("until", until), ("plan", "soon")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{until}");
        assert!(refused.text().contains(why) && refused.text().contains("soon</textarea>"), "{until}");
    }
    let until = "2026-03-04T12:00:00Z";
    let page = browser.get(&path).await;
    assert!(page.text().contains(&format!("value=\"{until}\"")));
    answers(&mut browser, &path, &[("answer", "working"), ("until", until)]).await;
    assert_eq!(clock(&app).await, ("owner_working".into(), Some(until.into()), None, None));
    let overview = browser.get(&finch.page("")).await;
    assert_says(
        overview.text(),
        &["Nothing needs your answer", "You are working on it. Say when it is done."],
    );
    app.wait(SignedDuration::from_hours(30));
    app.run_jobs().await;
    assert_eq!(clock(&app).await.0, "owner_working", "the first alarm does not ring any more");
    app.wait(SignedDuration::from_hours(18));
    app.run_jobs().await;
    assert_eq!(clock(&app).await.0, "unanswered");
    app.wait(SignedDuration::from_hours(24));
    let mut browser = finch.back(&app).await;
    let late =
        answers(&mut browser, &path, &[("answer", "working"), ("until", "2026-03-06T12:00:00Z")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text().contains("There is no time left to ask for."));
    app.stop().await;
}

#[tokio::test]
async fn a_question_reaches_the_reporter_and_stops_the_clock() {
    let app = TestApp::start().await;
    let (_, mut browser, path, _) = opened(&app).await;
    app.wait(SignedDuration::from_hours(4));
    let empty = answers(&mut browser, &path, &[("answer", "needs_detail"), ("question", " ")]).await;
    assert!(empty.text().contains("Write what you need to know."));
    let asked =
        answers(&mut browser, &path, &[("answer", "needs_detail"), ("question", "Which page is it?")]).await;
    assert_eq!(asked.location(), path);
    let due = Some("2026-03-03T12:00:00Z".to_owned());
    assert_eq!(clock(&app).await, ("asked_by_owner".into(), due, Some(app.now().to_string()), None));
    app.run_jobs().await;
    let page = browser.get(&path).await;
    assert!(
        page.text().contains("Paused, 20 h left")
            && page.text().contains("You asked the reporter something.")
            && page.text().contains("until Tue 3 Mar, 16:00 at the latest.")
    );
    let mut all = app.all_seeing().await;
    let letter: String = sqlx::query_scalar(
        "select content::text from letters where audience = 'reporter' order by created_at desc limit 1",
    )
    .fetch_one(&mut all)
    .await
    .unwrap();
    assert!(letter.contains("Which page is it?") && !letter.contains("ines@"), "{letter}");
    assert!(letter.contains("2026-03-03T16:00:00Z"), "it says until when: {letter}");
    app.wait(SignedDuration::from_hours(23));
    app.run_jobs().await;
    assert_eq!(clock(&app).await.0, "asked_by_owner", "a clock that stands still does not ring");
    app.stop().await;
}

#[tokio::test]
async fn a_dispute_is_told_to_reporter_and_staff_and_its_reason_to_staff_alone() {
    let app = TestApp::start().await;
    let (_, mut browser, path, _) = opened(&app).await;
    let analyst = app.staff("analyst@desk.example", StaffRole::Analyst, &[]).await;
    let mut all = app.all_seeing().await;
    let take = sqlx::query("update cases set assigned_to = $1").bind(analyst.user_id);
    take.execute(&mut all).await.unwrap();
    app.letters();
    answers(&mut browser, &path, &[("answer", "disputed"), ("because", "It is our own bank.")]).await;
    app.run_jobs().await;
    let mut letters = app.letters();
    letters.sort_by(|one, other| one.to.cmp(&other.to));
    let to: Vec<_> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to, ["analyst@desk.example", "robin@mailbox.example"]);
    for letter in &letters {
        let words = letter.words();
        assert!(words.contains("the owner says that it is a mistake, and has told us why."), "{words}");
        assert!(!words.contains("our own bank") && !words.contains("ines@"), "{words}");
    }
    assert!(letters[0].subject.ends_with(": the owner answered"), "{}", letters[0].subject);
    assert!(
        letters[1].subject.starts_with("The owner of the site has answered: NE-"),
        "{}",
        letters[1].subject
    );
    let case = format!("/staff/cases/{}", app.first_case().await);
    let case = app.signed_in(analyst.user_id).await.get(&case).await;
    assert!(case.text().contains("It is our own bank."));
    app.stop().await;
}

#[tokio::test]
async fn a_question_after_an_answer_starts_the_clock_anew() {
    let app = TestApp::start().await;
    let (_, mut browser, path, _) = opened(&app).await;
    answers(&mut browser, &path, &[("answer", "disputed"), ("because", "It is our own bank.")]).await;
    app.wait(SignedDuration::from_hours(1));
    answers(&mut browser, &path, &[("answer", "needs_detail"), ("question", "Which bank?")]).await;
    let (state, due, paused, _) = clock(&app).await;
    assert_eq!((state.as_str(), due.as_deref()), ("asked_by_owner", Some("2026-03-03T13:00:00Z")));
    assert_eq!(paused, Some(app.now().to_string()));
    app.stop().await;
}

#[tokio::test]
async fn a_form_sent_twice_counts_once() {
    let app = TestApp::start().await;
    let (_, mut browser, path, version) = opened(&app).await;
    let fields = [("version", version.as_str()), ("answer", "disputed"), ("because", "It is our own bank.")];
    for _ in 0..2 {
        assert_eq!(browser.post(&path, &fields).await.location(), path);
    }
    let mut all = app.all_seeing().await;
    let events: i64 = sqlx::query_scalar("select count(*) from report_events where kind = 'owner_answered'")
        .fetch_one(&mut all)
        .await
        .unwrap();
    assert_eq!(events, 1);
    app.stop().await;
}

#[tokio::test]
async fn a_stale_form_comes_back_with_what_changed_and_with_what_was_typed() {
    let app = TestApp::start().await;
    let (finch, mut browser, path, version) = opened(&app).await;
    let colleague =
        app.member(finch.account, "otto@alderfinch.example", domain::account::MemberRole::Responder).await;
    let mut other = app.signed_in(colleague.user_id).await;
    answers(&mut other, &path, &[("answer", "removed")]).await;
    let fields = [("version", version.as_str()), ("answer", "disputed"), ("because", "It is our own bank.")];
    let stale = browser.post(&path, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text().contains("This report changed while you were writing"));
    assert!(stale.text().contains("otto answered: it is removed or fixed (Mon 2 Mar, 12:00)."));
    assert!(stale.text().contains("It is our own bank.</textarea>"));
    assert_eq!(clock(&app).await.0, "answered", "nothing of the stale form was stored");
    let newer = super::version(stale.text());
    let fields = [("version", newer.as_str()), ("answer", "disputed"), ("because", "It is our own bank.")];
    assert_eq!(browser.post(&path, &fields).await.location(), path);
    app.stop().await;
}

#[tokio::test]
async fn every_state_takes_an_answer_or_says_that_it_is_closed() {
    let app = TestApp::start().await;
    let (_, mut browser, path, _) = opened(&app).await;
    let mut all = app.all_seeing().await;
    for state in ReportState::ALL {
        sqlx::query("set session_replication_role = replica").execute(&mut all).await.unwrap();
        let set = sqlx::query("update reports set state = $1, owner_due_at = null, answered_at = null");
        set.bind(state.as_str()).execute(&mut all).await.unwrap();
        sqlx::query("update cases set state = 'decided'").execute(&mut all).await.unwrap();
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        let is_open = page.text().contains("name=\"version\"");
        assert_eq!(is_open, state.may_be_answered(), "{state}");
        let version: i32 =
            sqlx::query_scalar("select version from reports").fetch_one(&mut all).await.unwrap();
        let fields = [("version", &*version.to_string()), ("answer", "removed"), ("done", state.as_str())];
        let answer = browser.post(&path, &fields).await;
        if !is_open {
            assert_eq!(answer.status, StatusCode::CONFLICT, "{state}");
            assert!(answer.text().contains("takes no answer any more"), "{state}");
            continue;
        }
        assert_eq!(answer.location(), path, "{state}");
        let (now, _, _, answered) = clock(&app).await;
        assert_eq!(answered, Some(app.now().to_string()), "{state}");
        assert_eq!(now, if state.is_decided() { state.as_str() } else { "answered" });
        let case: String = sqlx::query_scalar("select state from cases").fetch_one(&mut all).await.unwrap();
        assert_eq!(case, "open", "an answer brings a decided case back: {state}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_question_to_a_reporter_who_gets_no_letters_says_so_before_and_after() {
    let app = TestApp::start().await;
    let (_, mut browser, path, _) = opened(&app).await;
    let unwritten = "when they next open their status page";
    assert!(!browser.get(&path).await.text().contains(unwritten));
    let mut all = app.all_seeing().await;
    sqlx::query("update reporters set letters_stopped_at = now()").execute(&mut all).await.unwrap();
    assert!(browser.get(&path).await.text().contains(unwritten));
    answers(&mut browser, &path, &[("answer", "needs_detail"), ("question", "Which page is it?")]).await;
    assert_eq!(browser.cookie("said"), Some("asked-unwritten"));
    app.stop().await;
}
