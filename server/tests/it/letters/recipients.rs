use domain::account::{Actor, MemberRole, StaffRole, Tier};
use domain::category::{Category, Clearance};
use domain::decision::DecisionKind;
use domain::report::Answer;
use domain::timeline::{CaseHappening, Covered, Happening};
use server::cases;
use server::database::System;
use server::letters::Occasion;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::world::{Of, Reported, assign, by, happens, queue, report, told};
use crate::support::{Received, TestApp};

async fn start() -> (TestApp, Uuid, Uuid) {
    let app = TestApp::start().await;
    let account_id = app.account("Alderfinch Media").await;
    let zone_id = app.zone(account_id, "alderfinch.example").await;
    (app, account_id, zone_id)
}

async fn contact(app: &TestApp, account_id: Uuid, email: &str) {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let query = sqlx::query("update accounts set abuse_contact = $2 where account_id = $1");
    query.bind(account_id).bind(email).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn change(app: &TestApp, statement: &str) {
    let mut connection = app.all_seeing().await;
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
}

fn recipients(letters: &[Received]) -> Vec<&str> {
    let mut all: Vec<_> = letters.iter().map(|letter| letter.to.as_str()).collect();
    all.sort_unstable();
    all
}

fn to<'a>(letters: &'a [Received], whom: &str) -> &'a Received {
    letters.iter().find(|letter| letter.to.starts_with(whom)).unwrap()
}

fn decided(reason: &str) -> Happening {
    let (decision, covered) = (DecisionKind::Warn, Covered::default());
    Happening::Decided {
        decision,
        reason_code: None,
        scope: None,
        reason: reason.into(),
        left_out: 0,
        covered,
    }
}

fn decision(report: server::reports::ReportKey, event_id: Uuid) -> Occasion {
    Occasion::Decision { report, event_id }
}

#[tokio::test]
async fn the_notice_goes_to_the_abuse_contact_and_names_nobody() {
    let (app, account_id, zone_id) = start().await;
    contact(&app, account_id, "abuse@alderfinch.example").await;
    app.member(account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    told(&app, &reported).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(recipients(&letters), ["abuse@alderfinch.example"]);
    let notice = &letters[0];
    assert!(notice.subject.starts_with("Please answer by Tuesday 3 March, 12:00 UTC: A page on login[.]alderfinch[.]example was reported as phishing"), "{}", notice.subject);
    assert!(notice.link().starts_with(&format!("/accounts/{account_id}/reports/NE-")), "{}", notice.link());
    for part in [&notice.text, &notice.html] {
        assert!(part.contains("hxxps://login[.]alderfinch[.]example/aurora/verify?id=8841"), "{part}");
        assert!(part.contains("hxxp://login[.]alderfinch[.]example/a."), "{part}");
        assert!(!part.contains("http://") && !part.contains("login.alderfinch"), "{part}");
        assert!(!part.contains("Robin") && !part.contains("robin@"), "{part}");
        assert!(part.contains("The reporter is not named."), "{part}");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_contact_of_a_site_comes_before_that_of_its_account() {
    let (app, account_id, zone_id) = start().await;
    contact(&app, account_id, "abuse@alderfinch.example").await;
    change(&app, "update zones set abuse_contact = 'shop@alderfinch.example'").await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    told(&app, &reported).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(recipients(&letters), ["shop@alderfinch.example"]);
    assert!(
        letters[0].words().contains("is the abuse contact of alderfinch[.]example"),
        "{}",
        letters[0].text
    );
    app.stop().await;
}

#[tokio::test]
async fn a_reporter_who_wants_to_be_named_is() {
    let (app, account_id, zone_id) = start().await;
    contact(&app, account_id, "abuse@alderfinch.example").await;
    let named = report(&app, account_id, zone_id, Of { tell_owner: "named", ..Of::default() }).await;
    told(&app, &named).await;
    app.run_jobs().await;
    assert!(app.letters()[0].words().contains("Reported by: Robin Vale, robin@mailbox.example"));
    app.stop().await;
}

#[tokio::test]
async fn without_an_abuse_contact_every_owner_is_told_in_their_own_zone() {
    let (app, account_id, zone_id) = start().await;
    app.member(account_id, "ines@alderfinch.example", MemberRole::Owner).await;
    app.member(account_id, "olu@alderfinch.example", MemberRole::Owner).await;
    app.member(account_id, "reader@alderfinch.example", MemberRole::Reader).await;
    app.member(account_id, "gone@alderfinch.example", MemberRole::Owner).await;
    change(&app, "update users set disabled_at = created_at where email like 'gone@%'").await;
    change(&app, "update users set time_zone = 'Asia/Tokyo' where email like 'olu@%'").await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    told(&app, &reported).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(recipients(&letters), ["ines@alderfinch.example", "olu@alderfinch.example"]);
    assert!(
        to(&letters, "olu").subject.contains("Tuesday 3 March, 21:00 JST"),
        "{}",
        to(&letters, "olu").subject
    );
    assert!(to(&letters, "ines").words().contains("you are an owner of Alderfinch Media"));
    app.stop().await;
}

#[tokio::test]
async fn when_there_is_nobody_to_write_to_staff_hear_of_it() {
    let (app, account_id, zone_id) = start().await;
    app.staff("lead@desk.example", StaffRole::Lead, &[]).await;
    app.staff("analyst@desk.example", StaffRole::Analyst, &[]).await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    told(&app, &reported).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(recipients(&letters), ["lead@desk.example"]);
    assert!(letters[0].words().contains("nobody was told of NE-"), "{}", letters[0].text);
    let mut connection = app.all_seeing().await;
    let kinds: Vec<String> =
        sqlx::query_scalar("select kind from case_events").fetch_all(&mut connection).await.unwrap();
    assert_eq!(kinds, ["owner_unreachable"]);
    queue(&app, &Occasion::OwnerNotice { report: reported.key }).await;
    app.run_jobs().await;
    let count: i64 =
        sqlx::query_scalar("select count(*) from case_events").fetch_one(&mut connection).await.unwrap();
    assert_eq!((count, app.letters().len()), (1, 0), "written again, it is said once");
    app.stop().await;
}

#[tokio::test]
async fn a_decision_reaches_both_sides_and_tells_the_owner_nothing_of_the_reporter() {
    let (app, account_id, zone_id) = start().await;
    contact(&app, account_id, "abuse@alderfinch.example").await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    told(&app, &reported).await;
    app.run_jobs().await;
    app.letters();
    happens(&app, &reported, Actor::Staff, &decided("Seen twice this month."), decision).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(recipients(&letters), ["abuse@alderfinch.example", "robin@mailbox.example"]);
    for letter in &letters {
        assert!(letter.words().contains("> Seen twice this month."), "{}", letter.text);
    }
    assert!(!to(&letters, "abuse").words().contains("obin"));
    let token = app.portal.secrets.track_token(reported.submission_id, 1).reveal();
    assert_eq!(to(&letters, "robin").link(), format!("/track/{token}"));
    app.stop().await;
}

#[tokio::test]
async fn an_owner_who_was_not_told_hears_of_no_decision() {
    let (app, account_id, zone_id) = start().await;
    contact(&app, account_id, "abuse@alderfinch.example").await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    happens(&app, &reported, Actor::Staff, &decided("Looked at."), decision).await;
    app.run_jobs().await;
    assert_eq!(recipients(&app.letters()), ["robin@mailbox.example"]);
    app.stop().await;
}

#[tokio::test]
async fn an_answer_reaches_the_reporter_and_whoever_has_the_case() {
    let (app, account_id, zone_id) = start().await;
    let maren = app.staff("maren@desk.example", StaffRole::Analyst, &[]).await;
    app.staff("other@desk.example", StaffRole::Lead, &[]).await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    assign(&app, &reported, maren.user_id).await;
    let happening = Happening::OwnerAnswered { answer: Answer::Removed, until: None };
    happens(&app, &reported, Actor::Owner, &happening, |report, event_id| Occasion::Answer {
        report,
        event_id,
    })
    .await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(recipients(&letters), ["maren@desk.example", "robin@mailbox.example"]);
    assert!(
        to(&letters, "robin").words().contains("the owner says that it is removed or fixed."),
        "{}",
        to(&letters, "robin").text
    );
    assert!(
        to(&letters, "maren").subject.ends_with(": the owner answered"),
        "{}",
        to(&letters, "maren").subject
    );
    app.stop().await;
}

#[tokio::test]
async fn a_reporter_who_stopped_letters_gets_none_but_a_new_link() {
    let (app, account_id, zone_id) = start().await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    queue(&app, &Occasion::Receipt { submission_id: reported.submission_id }).await;
    app.run_jobs().await;
    assert_eq!(app.letters().len(), 1);
    change(&app, "update reporters set letters_stopped_at = '2026-03-02'").await;
    happens(&app, &reported, Actor::Staff, &decided("Looked at."), decision).await;
    queue(&app, &Occasion::NewLink { submission_id: reported.submission_id }).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].subject.starts_with("Your new link"), "{}", letters[0].subject);
    app.stop().await;
}

async fn escalate(app: &TestApp, reported: &Reported, tier: Tier) {
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let happening = CaseHappening::Escalated { tier, reason: "secret-reason".into() };
    let staff = server::reports::By { name: Some("Maren".into()), ..by(app, Actor::Staff) };
    let event_id = cases::record::record(&mut tx, reported.case_id, &staff, &happening).await.unwrap();
    let occasion = Occasion::Escalation { case_id: reported.case_id, event_id };
    server::letters::queue(&mut tx, &occasion).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_restricted_case_is_told_to_cleared_staff_alone_and_without_a_word() {
    let (app, account_id, zone_id) = start().await;
    contact(&app, account_id, "abuse@alderfinch.example").await;
    app.staff("analyst@desk.example", StaffRole::Analyst, &[]).await;
    app.staff("lead@desk.example", StaffRole::Lead, &[]).await;
    app.staff("cleared@desk.example", StaffRole::Analyst, &[Clearance::ChildSafety]).await;
    let reported = report(
        &app,
        account_id,
        zone_id,
        Of { category: Category::ChildAbuse, tell_owner: "nothing", ..Of::default() },
    )
    .await;
    queue(&app, &Occasion::Receipt { submission_id: reported.submission_id }).await;
    queue(&app, &Occasion::OwnerNotice { report: reported.key }).await;
    escalate(&app, &reported, Tier::ChildSafety).await;
    happens(&app, &reported, Actor::Staff, &decided("Referred."), decision).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(
        recipients(&letters),
        ["cleared@desk.example", "robin@mailbox.example", "robin@mailbox.example"]
    );
    assert_eq!(to(&letters, "cleared").subject, "A restricted case waits");
    for letter in &letters {
        for word in ["alderfinch", "bank", "secret-reason", "child", "Maren"] {
            assert!(
                !letter.headers.contains(word)
                    && !letter.words().contains(word)
                    && !letter.html.contains(word),
                "{word}: {}",
                letter.text
            );
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn an_escalation_reaches_the_staff_of_the_tier() {
    let (app, account_id, zone_id) = start().await;
    app.staff("analyst@desk.example", StaffRole::Analyst, &[]).await;
    app.staff("legal@desk.example", StaffRole::Legal, &[]).await;
    app.staff("lead@desk.example", StaffRole::Lead, &[]).await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    escalate(&app, &reported, Tier::Legal).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(recipients(&letters), ["lead@desk.example", "legal@desk.example"]);
    assert!(
        to(&letters, "legal").words().contains("> secret-reason")
            && to(&letters, "legal").words().contains("Maren"),
        "{}",
        to(&letters, "legal").text
    );
    assert!(to(&letters, "legal").link().starts_with("/staff/cases/"));
    app.stop().await;
}

/// The case becomes restricted between the writing of its first letter and the sending.
const RESTRICT_MEANWHILE: &str = "create function restrict_all() returns trigger language plpgsql as $$ begin
      update cases set clearance = 'child_safety';
      update reports set owner_told_at = null, clearance = 'child_safety';
      return new;
    end $$;
    create trigger restrict_all after insert on letters for each statement execute function restrict_all()";

async fn withheld(app: &TestApp) -> Vec<String> {
    let mut connection = app.all_seeing().await;
    let query = "select kind from letters where state = 'failed' and last_error = 'withheld: the case became restricted'";
    sqlx::query_scalar(query).fetch_all(&mut connection).await.unwrap()
}

#[tokio::test]
async fn a_notice_written_before_the_case_became_restricted_does_not_leave() {
    let (app, account_id, zone_id) = start().await;
    contact(&app, account_id, "abuse@alderfinch.example").await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    told(&app, &reported).await;
    change(&app, RESTRICT_MEANWHILE).await;
    app.run_jobs().await;
    assert_eq!(recipients(&app.letters()), [] as [&str; 0]);
    assert_eq!(withheld(&app).await, ["notice"]);
    app.stop().await;
}

#[tokio::test]
async fn a_letter_to_the_reporter_leaves_without_its_words_once_the_report_is_restricted() {
    let (app, account_id, zone_id) = start().await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    let asked = Happening::StaffAsked { text: "Which of the pictures?".into() };
    happens(&app, &reported, Actor::Staff, &asked, |report, event_id| Occasion::Question {
        report,
        event_id,
    })
    .await;
    change(&app, RESTRICT_MEANWHILE).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(letters.len(), 1);
    let words = letters[0].words();
    assert!(words.contains("The question stands on your status page."), "{words}");
    assert!(!words.contains("pictures") && !words.contains("alderfinch"), "{words}");
    assert_eq!(withheld(&app).await, ["question"]);
    app.stop().await;
}

#[tokio::test]
async fn a_letter_that_names_a_case_does_not_leave_once_the_case_is_restricted() {
    let (app, account_id, zone_id) = start().await;
    let maren = app.staff("maren@desk.example", StaffRole::Analyst, &[Clearance::ChildSafety]).await;
    let reported = report(&app, account_id, zone_id, Of::default()).await;
    assign(&app, &reported, maren.user_id).await;
    let words = Happening::ReporterWrote { text: "more".into() };
    happens(&app, &reported, Actor::Reporter, &words, |report, event_id| Occasion::ReporterCameBack {
        report,
        event_id,
    })
    .await;
    change(&app, RESTRICT_MEANWHILE).await;
    app.run_jobs().await;
    assert_eq!(recipients(&app.letters()), [] as [&str; 0]);
    assert_eq!(withheld(&app).await, ["came_back"]);
    app.stop().await;
}
