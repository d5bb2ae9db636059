use std::time::Duration;

use domain::account::{Actor, MemberRole};
use domain::decision::DecisionKind;
use domain::timeline::{Covered, Happening};
use jiff::SignedDuration;
use server::letters::Occasion;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};
use uuid::Uuid;

use super::world::{Of, Reported, happens, queue, report, told};
use crate::support::TestApp;
use crate::support::mail_server::{MailServer, Mood};

async fn world(app: &TestApp) -> Reported {
    let account_id = app.account("Alderfinch Media").await;
    let zone_id = app.zone(account_id, "alderfinch.example").await;
    app.member(account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    report(app, account_id, zone_id, Of::default()).await
}

/// State, number of attempts and last error of every letter, oldest first.
async fn kept(app: &TestApp) -> Vec<(String, i32, Option<String>)> {
    let mut connection = app.all_seeing().await;
    let query = "select state, attempts, last_error from letters order by letter_id";
    let rows = connection.fetch_all(query).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

async fn change(app: &TestApp, statement: &str) {
    let mut connection = app.all_seeing().await;
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn receipt(reported: &Reported) -> Occasion {
    Occasion::Receipt { submission_id: reported.submission_id }
}

#[tokio::test]
async fn a_letter_is_written_once_however_often_its_occasion_comes() {
    let app = TestApp::start().await;
    let reported = world(&app).await;
    queue(&app, &receipt(&reported)).await;
    queue(&app, &receipt(&reported)).await;
    app.run_jobs().await;
    queue(&app, &receipt(&reported)).await;
    app.run_jobs().await;
    assert_eq!(app.letters().len(), 1);
    assert_eq!(kept(&app).await, [("sent".to_owned(), 1, None)]);
    app.stop().await;
}

#[tokio::test]
async fn letters_of_one_matter_form_one_thread_that_no_machine_answers() {
    let app = TestApp::start_with(|config| {
        config.site.name = "Northwind Edge".into();
        config.site.contact = Some("help@northwind.example".parse().unwrap());
    })
    .await;
    let reported = world(&app).await;
    told(&app, &reported).await;
    let decided = Happening::Decided {
        decision: DecisionKind::Warn,
        reason_code: None,
        scope: None,
        reason: "Seen.".into(),
        left_out: 0,
        covered: Covered::default(),
    };
    happens(&app, &reported, Actor::Staff, &decided, |report, event_id| Occasion::Decision {
        report,
        event_id,
    })
    .await;
    app.run_jobs().await;
    let letters = app.letters();
    let (notice, decision, other) = (&letters[0], &letters[1], &letters[2]);
    let thread = |of: &str| format!("References: <{of}@localhost>");
    assert!(notice.headers.contains(&thread(&reported.key.report_id.to_string())), "{}", notice.headers);
    assert!(decision.headers.contains(&thread(&reported.key.report_id.to_string())), "{}", decision.headers);
    assert!(other.headers.contains(&thread(&reported.submission_id.to_string())), "{}", other.headers);
    assert_ne!(notice.message_id, decision.message_id);
    for letter in &letters {
        assert!(letter.headers.contains("Auto-Submitted: auto-generated"), "{}", letter.headers);
        assert!(letter.headers.contains("From: \"Northwind Edge\" <abuse@localhost>"), "{}", letter.headers);
        assert!(letter.headers.contains("Reply-To: help@northwind.example"), "{}", letter.headers);
        assert!(letter.headers.contains("In-Reply-To: "), "{}", letter.headers);
    }
    app.stop().await;
}

#[tokio::test]
async fn the_secret_of_a_link_is_in_the_letter_and_nowhere_else() {
    let app = TestApp::start().await;
    let reported = world(&app).await;
    queue(&app, &receipt(&reported)).await;
    app.run_jobs().await;
    let token = app.portal.secrets.track_token(reported.submission_id, 1).reveal();
    assert_eq!(app.letters()[0].link(), format!("/track/{token}"));
    let mut connection = app.all_seeing().await;
    let query = "select count(*) from letters l where l::text like '%' || $1 || '%'";
    let stored: i64 = sqlx::query_scalar(query).bind(&token).fetch_one(&mut connection).await.unwrap();
    assert_eq!(stored, 0);
    app.stop().await;
}

#[tokio::test]
async fn a_mail_server_that_is_away_is_waited_for() {
    let server = MailServer::start(Mood::Away).await;
    let app = TestApp::start_mailing(|config| server.mailer(config)).await;
    let reported = world(&app).await;
    queue(&app, &receipt(&reported)).await;
    assert_eq!(app.run_troubled_jobs().await.troubled.len(), 1);
    // Everything else goes on.
    told(&app, &reported).await;
    assert_eq!(app.run_troubled_jobs().await.done, 1);
    let waiting = kept(&app).await;
    assert!(
        waiting.iter().all(|(state, attempts, error)| state == "queued" && *attempts == 1 && error.is_some()),
        "{waiting:?}"
    );
    server.becomes(Mood::Open);
    app.wait(SignedDuration::from_secs(10));
    app.run_jobs().await;
    assert_eq!(server.letters().len(), 2);
    assert!(
        kept(&app)
            .await
            .iter()
            .all(|(state, attempts, error)| state == "sent" && *attempts == 2 && error.is_none())
    );
    app.stop().await;
}

/// The reports that stand in the letters to the owner, and whether each says that it is about another one, too.
async fn owners_letters(app: &TestApp) -> Vec<(Uuid, bool)> {
    let mut connection = app.all_seeing().await;
    let query = "select report_id, (content ->> 'more')::int > 0 from letters where audience = 'owner' order by letter_id";
    let rows = connection.fetch_all(query).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn of_a_step_that_a_letter_may_not_tell_any_more_another_one_tells_what_it_may() {
    for is_named_restricted in [true, false] {
        let server = MailServer::start(Mood::Away).await;
        let app = TestApp::start_mailing(|config| server.mailer(config)).await;
        let first = world(&app).await;
        let zone_id = app.zone(first.key.account_id, "alderfinch.net").await;
        let of = Of { hosts: &["alderfinch.net"], submission_id: Some(first.submission_id), ..Of::default() };
        let other = report(&app, first.key.account_id, zone_id, of).await;
        change(&app, "update reports set owner_told_at = '2026-03-01'").await;
        let step = Uuid::new_v4();
        for reported in [&first, &other] {
            happens(&app, reported, Actor::Reporter, &Happening::Withdrawn, |report, event_id| {
                Occasion::News { report, event_id, step }
            })
            .await;
        }
        app.run_troubled_jobs().await;
        let waiting = owners_letters(&app).await;
        assert_eq!(waiting.iter().map(|(_, has_more)| *has_more).collect::<Vec<_>>(), [true]);
        let named = waiting[0].0;
        let (restricted, told) = match (first.key.report_id, other.key.report_id) {
            (first, other) if (named == first) == is_named_restricted => (first, other),
            (first, other) => (other, first),
        };
        let restrict = "select portal.set_clearance(case_id, 'child_safety') from reports";
        change(&app, &format!("{restrict} where report_id = '{restricted}'")).await;
        server.becomes(Mood::Open);
        app.wait(SignedDuration::from_secs(10));
        app.run_jobs().await;
        assert_eq!(owners_letters(&app).await, [(named, true), (told, false)]);
        let (letters, to_reporter): (Vec<_>, Vec<_>) =
            server.letters().into_iter().partition(|letter| letter.subject.contains("on your site"));
        assert_eq!((letters.len(), to_reporter.len()), (1, 1));
        let host =
            if told == first.key.report_id { "login[.]alderfinch[.]example" } else { "alderfinch[.]net" };
        let words = letters[0].words();
        assert!(words.contains(&format!("told us about {host}.")), "{words}");
        assert!(!words.contains("The same goes for"), "{words}");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_mail_server_that_falls_silent_holds_nobody_up() {
    let server = MailServer::start(Mood::Silent).await;
    let patience = Duration::from_millis(300);
    let app = TestApp::start_mailing(|config| server.mailer_with(config, patience)).await;
    let reported = world(&app).await;
    queue(&app, &receipt(&reported)).await;
    assert_eq!(app.run_troubled_jobs().await.troubled.len(), 1);
    assert_eq!(kept(&app).await[0].2.as_deref(), Some("the mail server did not answer in time"));
    app.stop_after_failures(&["send_letter: "]).await;
}

#[tokio::test]
async fn a_letter_that_nobody_takes_is_given_up_and_kept_as_failed() {
    let server = MailServer::start(Mood::Away).await;
    let app = TestApp::start_mailing(|config| server.mailer(config)).await;
    let reported = world(&app).await;
    queue(&app, &receipt(&reported)).await;
    for _ in 0..30 {
        app.run_troubled_jobs().await;
        app.wait(SignedDuration::from_hours(7));
    }
    let given_up = kept(&app).await;
    assert_eq!((given_up[0].0.as_str(), given_up[0].1), ("failed", 25));
    server.becomes(Mood::Open);
    app.run_troubled_jobs().await;
    assert_eq!(server.letters().len(), 0);
    app.stop_after_failures(&["send_letter: "]).await;
}

#[tokio::test]
async fn an_address_that_is_refused_is_not_tried_again() {
    let server = MailServer::start(Mood::Refusing).await;
    let app = TestApp::start_mailing(|config| server.mailer(config)).await;
    let reported = world(&app).await;
    queue(&app, &receipt(&reported)).await;
    app.run_troubled_jobs().await;
    let kept = kept(&app).await;
    assert_eq!((kept[0].0.as_str(), kept[0].1), ("failed", 1));
    assert!(kept[0].2.as_ref().unwrap().contains("no such person"), "{kept:?}");
    app.stop_after_failures(&["send_letter: "]).await;
}

#[tokio::test]
async fn a_crash_before_our_commit_repeats_the_letter_under_the_same_id() {
    let server = MailServer::start(Mood::Silent).await;
    let app = TestApp::start_mailing(|config| server.mailer(config)).await;
    let reported = world(&app).await;
    queue(&app, &receipt(&reported)).await;
    {
        // The process dies when the server has the letter and we do not know it.
        let working = app.run_troubled_jobs();
        let taken = async {
            while !server.has_taken(1) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            _ = working => unreachable!("the server never answers"),
            () = taken => {}
        }
    }
    assert_eq!(kept(&app).await[0].0, "queued");
    server.becomes(Mood::Open);
    change(&app, "update graphile_worker._private_jobs set locked_at = null, locked_by = null").await;
    app.run_jobs().await;
    let letters = server.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].message_id, letters[1].message_id);
    assert_eq!(kept(&app).await[0].0, "sent");
    app.stop().await;
}

#[tokio::test]
async fn an_invitation_and_a_reset_carry_their_one_time_links() {
    let app = TestApp::start().await;
    let account_id = app.account("Alderfinch Media").await;
    let user_id = app.user("new@alderfinch.example").await;
    let tickets = [("invitation", Some(account_id), Some("responder")), ("reset", None, None)];
    for (kind, account, role) in tickets {
        let ticket_id = Uuid::new_v4();
        let token = app.portal.secrets.ticket_token(ticket_id);
        let mut connection = app.all_seeing().await;
        sqlx::query(
            "insert into tickets (ticket_id, ticket_hash, kind, user_id, account_id, role, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, '2026-03-02', '2026-03-05')",
        )
        .bind(ticket_id)
        .bind(token.hash())
        .bind(kind)
        .bind(user_id)
        .bind(account)
        .bind(role)
        .execute(&mut connection)
        .await
        .unwrap();
        let occasion =
            if kind == "reset" { Occasion::Reset { ticket_id } } else { Occasion::Invitation { ticket_id } };
        queue(&app, &occasion).await;
        app.run_jobs().await;
        let letters = app.letters();
        assert_eq!(letters[0].to, "new@alderfinch.example");
        assert_eq!(letters[0].link(), format!("/{kind}/{}", token.reveal()));
    }
    app.stop().await;
}
