//! A report that arrives while staff do something with the case it would join.

use axum::http::StatusCode;
use domain::category::{Category, Severity};
use jiff::SignedDuration;
use server::cases::classify::{Classification, classify};
use server::cases::decide::{Choice, Decision, decide};
use server::cases::join::{Named, join};
use server::database::{Staff, System, Tx, once_more_after_deadlock};
use sqlx::Row as _;
use uuid::Uuid;

use super::{by_robin, sent};
use crate::staff::{Case, Site};
use crate::support::TestApp;

/// What staff do with the case.
#[derive(Clone, Copy, Debug)]
enum Step {
    Decide,
    Join,
    Restrict,
}

async fn take(app: &TestApp, tx: &mut Tx<'_, Staff>, step: Step, cases: &[Case; 2]) {
    let ([case, other], now, policy) = (cases, app.now(), &app.portal.policy);
    let seen = app.seen(case).await;
    match step {
        Step::Decide => {
            let warn = Decision { choice: Choice::Warn, reason: "Confirmed.".to_owned() };
            decide(tx, policy, case.number, seen, &warn, now).await.map(drop).unwrap();
        }
        Step::Join => {
            let into = app.seen(other).await;
            let pair = [
                Named { number: other.number, version: into.version },
                Named { number: case.number, version: seen.version },
            ];
            join(tx, policy, &pair, now).await.map(drop).unwrap();
        }
        Step::Restrict => {
            let class = Classification {
                category: Category::ChildAbuse,
                severity: Severity::Emergency,
                reason: "Seen".to_owned(),
            };
            classify(tx, policy, case.number, seen, class, now).await.unwrap();
        }
    }
}

async fn reported(app: &TestApp, site: &Site, path: &str) -> Case {
    app.wait(SignedDuration::from_secs(1));
    sent(app, "phishing", &by_robin(&format!("https://{}{path}", site.host))).await;
    newest(app, site).await
}

/// The case of the newest report.
async fn newest(app: &TestApp, site: &Site) -> Case {
    let mut rows = app.all_seeing().await;
    let row = sqlx::query(
        "select r.case_id, c.number, r.report_id, r.reference
         from reports r
         join cases c using (case_id)
         order by r.report_id desc
         limit 1",
    )
    .fetch_one(&mut rows)
    .await
    .unwrap();
    let report = server::reports::ReportKey { account_id: site.account_id, report_id: row.get(2) };
    let reference: String = row.get(3);
    Case {
        case_id: row.get(0),
        number: row.get(1),
        report,
        submission_reference: reference.clone(),
        reference,
    }
}

#[tokio::test]
async fn it_gets_a_case_of_its_own_once_the_other_is_out_of_reach() {
    for step in [Step::Decide, Step::Join, Step::Restrict] {
        let app = TestApp::start().await;
        let staff = app.cleared().await;
        let site = app.site("Alderfinch", "alderfinch.example").await;
        let older = reported(&app, &site, "/a").await;
        let cases = [reported(&app, &site, "/b").await, older];
        let mut tx = app.portal.database.begin(&staff).await.unwrap();
        take(&app, &mut tx, step, &cases).await;
        app.wait(SignedDuration::from_secs(1));
        let mut ann = by_robin("https://alderfinch.example/b");
        ann[3] = ("email", "ann@mailbox.example");
        let waiting = async {
            app.until_somebody_waits().await;
            tx.commit().await.unwrap();
        };
        tokio::join!(sent(&app, "phishing", &ann), waiting);
        let mut rows = app.all_seeing().await;
        let query = "select c.case_id, c.state, r.clearance
                     from reports r
                     join cases c using (case_id)
                     order by r.report_id desc
                     limit 1";
        let last = sqlx::query(query).fetch_one(&mut rows).await.unwrap();
        assert!(cases.iter().all(|case| case.case_id != last.get::<Uuid, _>(0)), "{step:?}");
        assert_eq!(last.get::<&str, _>(1), "open", "{step:?}");
        assert_eq!(last.get::<Option<&str>, _>(2), None, "{step:?}");
        app.stop().await;
    }
}

#[tokio::test]
async fn what_is_taken_back_while_it_becomes_restricted_goes_on() {
    let app = TestApp::start().await;
    let staff = app.cleared().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let cases = [newest(&app, &site).await, newest(&app, &site).await];
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    take(&app, &mut tx, Step::Restrict, &cases).await;
    let restricting = async {
        app.until_somebody_waits().await;
        tx.commit().await.unwrap();
    };
    let mut browser = app.browser();
    let (path, fields) = (format!("/track/{token}/withdraw"), [("reason", "I was wrong.")]);
    let (answer, ()) = tokio::join!(browser.post(&path, &fields), restricting);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let mut rows = app.all_seeing().await;
    let (state, noted): (String, bool) = sqlx::query_as(
        "select state, exists (select from report_events where kind = 'withdrawal_noted') from reports",
    )
    .fetch_one(&mut rows)
    .await
    .unwrap();
    assert!(state != "withdrawn" && noted, "{state}");
    app.stop().await;
}

#[tokio::test]
async fn addresses_added_while_staff_change_the_same_report_wait_and_lock_nobody_out() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    app.site("Alderfinch", "alderfinch.example").await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    sqlx::query("select from reports for update").execute(&mut *tx).await.unwrap();
    let changing = async {
        app.until_somebody_waits().await;
        sqlx::query("update submissions set category = category").execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    let mut browser = app.browser();
    let (path, fields) =
        (format!("/track/{token}/addresses"), [("addresses", "https://alderfinch.example/b")]);
    let (answer, ()) = tokio::join!(browser.post(&path, &fields), changing);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    app.stop().await;
}

#[tokio::test]
async fn addresses_added_at_the_same_time_to_a_submission_without_reports_are_numbered_in_turn() {
    let app = TestApp::start().await;
    let token = sent(&app, "phishing", &by_robin("https://elsewhere.example/a")).await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    sqlx::query("select from submissions for update").execute(&mut *tx).await.unwrap();
    let changing = async {
        app.until_somebody_waits().await;
        let line = "insert into submission_lines (submission_id, line_number, raw, outcome)
                    select submission_id, 2, 'nothing', 'not_an_address' from submissions";
        sqlx::query(line).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    let mut browser = app.browser();
    let (path, fields) =
        (format!("/track/{token}/addresses"), [("addresses", "https://elsewhere.example/b")]);
    let (answer, ()) = tokio::join!(browser.post(&path, &fields), changing);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let mut rows = app.all_seeing().await;
    let last: i32 = sqlx::query_scalar("select max(line_number) from submission_lines")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(last, 3);
    app.stop().await;
}

#[tokio::test]
async fn a_transaction_that_lost_a_deadlock_is_done_once_more() {
    let app = TestApp::start().await;
    app.site("Alderfinch", "alderfinch.example").await;
    app.site("Quillwater", "quillwater.example").await;
    let in_order = |first: &'static str, second: &'static str| {
        let database = &app.portal.database;
        once_more_after_deadlock(move || async move {
            let mut tx = database.begin(&System).await?;
            for name in [first, second] {
                sqlx::query("update accounts set created_at = created_at where name = $1")
                    .bind(name)
                    .execute(&mut *tx)
                    .await?;
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
            tx.commit().await
        })
    };
    let (one, other): (sqlx::Result<()>, sqlx::Result<()>) =
        tokio::join!(in_order("Alderfinch", "Quillwater"), in_order("Quillwater", "Alderfinch"));
    one.unwrap();
    other.unwrap();
    app.stop().await;
}

#[tokio::test]
async fn one_that_names_two_accounts_of_one_case_joins_it_once_for_each() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    let finch = app.site("Alderfinch", "alderfinch.example").await;
    let quill = app.site("Quillwater", "quillwater.example").await;
    let (older, younger) = (reported(&app, &finch, "/a").await, reported(&app, &quill, "/b").await);
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    take(&app, &mut tx, Step::Join, &[younger, older.clone()]).await;
    tx.commit().await.unwrap();
    let before: i32 = app.one("select report_count from cases where case_id = $1", older.case_id).await;
    let mut both = by_robin("https://alderfinch.example/a\nhttps://quillwater.example/b");
    both[3] = ("email", "ann@mailbox.example");
    sent(&app, "phishing", &both).await;
    let mut rows = app.all_seeing().await;
    let query = "select c.report_count, c.version, max(e.version),
                     count(*) filter (where e.detail ->> 'kind' = 'report_joined')
                 from cases c
                 join case_events e using (case_id)
                 where c.state = 'open'
                 group by c.case_id";
    let all = sqlx::query(query).fetch_all(&mut rows).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!((before, all[0].get::<i32, _>(0), all[0].get::<i64, _>(3)), (2, 4, 2));
    assert_eq!(all[0].get::<i32, _>(1), all[0].get::<i32, _>(2));
    app.stop().await;
}

#[tokio::test]
async fn what_is_added_while_the_submission_is_taken_back_is_taken_back_too() {
    let app = TestApp::start().await;
    app.site("Alderfinch", "alderfinch.example").await;
    let token = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    for hold in ["select from reports for update", "select from submissions for update"] {
        sqlx::query(hold).execute(&mut *tx).await.unwrap();
    }
    let adding = async {
        app.until_somebody_waits().await;
        sqlx::query(
            "insert into reports (account_id, report_id, reference, submission_id, case_id, category, severity, state, allegation, host,
               zone_id, address_count, received_at, policy_version)
             select account_id, gen_random_uuid(), 'NE-0000-0000', submission_id, case_id, category, severity, 'received', allegation,
               host, zone_id, 1, received_at, policy_version
             from reports",
        )
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
    };
    let mut browser = app.browser();
    let (path, fields) = (format!("/track/{token}/withdraw"), [("reason", "A mistake.")]);
    let (answer, ()) = tokio::join!(browser.post(&path, &fields), adding);
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let mut rows = app.all_seeing().await;
    let states: Vec<String> =
        sqlx::query_scalar("select state from reports").fetch_all(&mut rows).await.unwrap();
    assert_eq!(states, ["withdrawn", "withdrawn"]);
    app.stop().await;
}
