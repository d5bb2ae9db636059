use axum::http::StatusCode;
use domain::account::{MemberRole, Tier};
use domain::category::{Category, Severity};
use domain::decision::LimitScope;
use domain::report::ReportState;
use server::cases::classify::{Classification, classify};
use server::cases::decide::{Choice, Decision, decide};
use server::cases::escalate::{Escalation, escalate};
use server::cases::join::{Named, join};
use server::cases::talk::{Words, note, tell_owner, write_to_owner};
use sqlx::Row as _;

use super::{Case, Filed, Site, acting, word};
use crate::support::TestApp;

pub(super) fn child_abuse(site: &Site) -> Filed {
    Filed {
        category: Category::ChildAbuse,
        state: ReportState::Received,
        is_owner_told: false,
        tell_owner: "nothing",
        allegation: "Restricted words".to_owned(),
        ..site.filed()
    }
}

/// Every page that lists or counts, and searches for whatever names the case.
fn pages(case: &Case, site: &Site) -> Vec<String> {
    let mut pages: Vec<String> = ["/staff", "/staff/letters", "/staff/referrals"].map(str::to_owned).to_vec();
    for view in domain::case::View::ALL {
        pages.push(format!("/staff/cases?view={view}"));
        pages.push(format!("/staff/cases?view={view}&account={}&category=child-abuse", site.account_id));
    }
    pages.push("/staff/cases?view=all&tier=child_safety&state=open".to_owned());
    pages.push("/staff/cases?view=all&state=open&order=severity".to_owned());
    let sought = [
        case.number.to_string(),
        case.reference.clone(),
        case.submission_reference.clone(),
        site.host.clone(),
        "example".to_owned(),
        "Alder".to_owned(),
    ];
    pages.extend(sought.iter().map(|sought| format!("/staff/search?q={sought}")));
    pages
}

#[tokio::test]
async fn whoever_is_not_cleared_finds_no_trace_of_a_restricted_case() {
    let app = TestApp::start().await;
    let (analyst, cleared) = (app.analyst().await, app.cleared().await);
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(child_abuse(&site)).await;
    let mut browser = app.signed_in(analyst.user_id).await;
    let link = format!("/staff/cases/{}\"", case.number);
    let mut counts = Vec::new();
    for page in pages(&case, &site) {
        let answer = browser.get(&page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        for trace in [link.as_str(), case.reference.as_str(), "Restricted words", "Child safety"] {
            // A search shows again what was searched for.
            let is_echo =
                page.contains(trace) || (trace == "Child safety" && page.contains("tier=child_safety"));
            assert!(is_echo || !answer.text().contains(trace), "{page} shows {trace}");
        }
        counts.push(answer.text().contains("1 case"));
    }
    assert!(!counts.contains(&true), "a count gives it away");
    let by_reporter = browser.post("/staff/search", &[("q", "ann@reporter.example")]).await;
    assert!(by_reporter.text().contains("Nothing was found"), "{}", by_reporter.text());
    for path in ["", "?show=letters", "/letters/00000000-0000-0000-0000-000000000000"] {
        let answer = browser.get(&format!("/staff/cases/{}{path}", case.number)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let seen = app.seen(&case).await;
    let tried = acting!(app, &analyst, |tx| note(tx, case.number, seen, "x".to_owned(), app.now()));
    assert_eq!(word(&tried), "not found");
    let mut browser = app.signed_in(cleared.user_id).await;
    let found = pages(&case, &site);
    let mut shown = 0;
    for page in &found {
        let answer = browser.get(page).await;
        shown +=
            usize::from(answer.text().contains(&link) || answer.location() == link.trim_end_matches('"'));
    }
    assert!(shown >= 7, "cleared staff find it on {shown} pages");
    let by_reporter = browser.post("/staff/search", &[("q", "ann@reporter.example")]).await;
    assert_eq!(by_reporter.location(), link.trim_end_matches('"'));
    app.stop().await;
}

#[tokio::test]
async fn a_restricted_case_shows_in_nothing_about_its_account_either() {
    let app = TestApp::start().await;
    let analyst = app.analyst().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let hidden = app.file(Filed { state: ReportState::Limited, ..child_abuse(&site) }).await;
    let open = app.file(site.filed()).await;
    let mut browser = app.signed_in(analyst.user_id).await;
    let page = browser.get(&format!("/staff/cases/{}", open.number)).await;
    assert!(page.text().contains("0 confirmed"), "the history counts it");
    assert!(!page.text().contains(&format!("Case {}", hidden.number)), "it looks alike");
    app.stop().await;
}

#[tokio::test]
async fn the_case_that_reports_were_split_off_into_is_not_named_once_it_is_restricted() {
    let app = TestApp::start().await;
    let (analyst, cleared) = (app.analyst().await, app.cleared().await);
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let other = app.file(Filed { into: Some(case.case_id), ..site.filed() }).await;
    let new = super::joining::split_off(&app, &analyst, &case, &other).await;
    let page = format!("/staff/cases/{}", case.number);
    let mut browser = app.signed_in(analyst.user_id).await;
    let link = format!("/staff/cases/{}\"", new.number);
    assert!(browser.get(&page).await.text().contains(&link));
    let class = Classification {
        category: Category::ChildAbuse,
        severity: Severity::Emergency,
        reason: "Seen".to_owned(),
    };
    let seen = app.seen(&new).await;
    let policy = &app.portal.policy;
    acting!(app, &cleared, |tx| classify(tx, policy, new.number, seen, class, app.now())).unwrap();
    let shown = browser.get(&page).await;
    assert!(
        shown.text().contains("off") && !shown.text().contains(&new.number.to_string()),
        "{}",
        shown.text()
    );
    let mut browser = app.signed_in(cleared.user_id).await;
    assert!(browser.get(&page).await.text().contains(&link), "whoever is cleared goes on");
    app.stop().await;
}

#[tokio::test]
async fn reading_a_restricted_case_is_noted() {
    let app = TestApp::start().await;
    let cleared = app.cleared().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (case, open) = (app.file(child_abuse(&site)).await, app.file(site.filed()).await);
    let mut browser = app.signed_in(cleared.user_id).await;
    for number in [case.number, open.number, case.number] {
        assert_eq!(browser.get(&format!("/staff/cases/{number}")).await.status, StatusCode::OK);
    }
    let mut connection = app.all_seeing().await;
    let lines: Vec<(String, String)> =
        sqlx::query_as("select action, subject from audit where actor_id = $1")
            .bind(cleared.user_id)
            .fetch_all(&mut connection)
            .await
            .unwrap();
    let line = ("cases.read".to_owned(), format!("case {}", case.number));
    assert_eq!(lines, [line.clone(), line.clone()]);
    let seen = app.seen(&case).await;
    let (version, read_at) = (seen.version.to_string(), seen.at.as_microsecond().to_string());
    let fields =
        [("version", version.as_str()), ("read_at", read_at.as_str()), ("kind", "refer"), ("to", "ncmec")];
    let preview = browser.post(&format!("/staff/cases/{}/preview", case.number), &fields).await;
    assert_eq!(preview.status, StatusCode::OK);
    let read: i64 = sqlx::query_scalar("select count(*) from audit where action = 'cases.read'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(read, 3, "a preview is read too");
    app.stop().await;
}

/// What the rows of a case say about who may see them.
async fn clearances(app: &TestApp, case: &Case) -> Vec<Option<String>> {
    let mut connection = app.all_seeing().await;
    let row = sqlx::query(
        "select c.clearance, r.clearance, a.clearance, s.clearance, p.clearance
         from cases c join reports r on r.case_id = c.case_id
         join report_addresses a on a.report_id = r.report_id
         join submissions s on s.submission_id = r.submission_id
         join reporters p on p.submission_id = r.submission_id
         where c.case_id = $1",
    )
    .bind(case.case_id)
    .fetch_one(&mut connection)
    .await
    .unwrap();
    (0..5).map(|column| row.get(column)).collect()
}

#[tokio::test]
async fn anybody_may_hand_a_case_to_child_safety_and_then_sees_it_no_more() {
    let app = TestApp::start().await;
    let (analyst, cleared) = (app.analyst().await, app.cleared().await);
    let policy = app.portal.policy.clone();
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let owner = app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    let to = Escalation { tier: Tier::ChildSafety, reason: "There is a child".to_owned() };
    acting!(app, &analyst, |tx| escalate(tx, &policy, case.number, seen, to, app.now())).unwrap();
    let restricted = Some("child_safety".to_owned());
    assert_eq!(clearances(&app, &case).await, vec![restricted; 5]);
    let mut browser = app.signed_in(analyst.user_id).await;
    assert_eq!(browser.get(&format!("/staff/cases/{}", case.number)).await.status, StatusCode::NOT_FOUND);
    let mut tx = app.portal.database.begin(&owner).await.unwrap();
    let seen_by_owner: i64 =
        sqlx::query_scalar("select count(*) from reports").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(seen_by_owner, 0);
    drop(tx);
    let state: String =
        app.one("select state from reports where report_id = $1", case.report.report_id).await;
    assert_eq!(state, "received");
    let seen = app.seen(&case).await;
    let text = Words { text: "Hello".into(), references: Vec::new() };
    let wrote = acting!(app, &cleared, |tx| write_to_owner(tx, case.number, seen, text, app.now()));
    assert_eq!(word(&wrote), "rule");
    app.run_jobs().await;
    let words = app.letters().iter().map(|letter| letter.text.clone()).collect::<String>();
    assert!(!words.contains("There is a child") && !words.contains("alderfinch"), "{words}");
    let back = Escalation { tier: Tier::First, reason: "There is none".to_owned() };
    acting!(app, &cleared, |tx| escalate(tx, &policy, case.number, seen, back, app.now())).unwrap();
    assert_eq!(clearances(&app, &case).await, vec![None; 5]);
    assert_eq!(browser.get(&format!("/staff/cases/{}", case.number)).await.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test]
async fn neither_priority_nor_category_takes_back_an_escalation_to_child_safety() {
    let app = TestApp::start().await;
    let (analyst, cleared) = (app.analyst().await, app.cleared().await);
    let policy = app.portal.policy.clone();
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    let to = Escalation { tier: Tier::ChildSafety, reason: "There is a child".to_owned() };
    acting!(app, &analyst, |tx| escalate(tx, &policy, case.number, seen, to, app.now())).unwrap();
    for (category, severity) in [(Category::Phishing, Severity::Low), (Category::Fraud, Severity::Low)] {
        let seen = app.seen(&case).await;
        let class = Classification { category, severity, reason: "Seen".to_owned() };
        acting!(app, &cleared, |tx| classify(tx, &policy, case.number, seen, class, app.now())).unwrap();
        let restricted = Some("child_safety".to_owned());
        assert_eq!(clearances(&app, &case).await, vec![restricted; 5], "{category}");
    }
    let told: bool = app
        .one("select owner_told_at is not null from reports where report_id = $1", case.report.report_id)
        .await;
    assert!(!told, "a category that tells owners at once tells nobody of a restricted report");
    app.stop().await;
}

#[tokio::test]
async fn the_owner_never_hears_of_a_restricted_case_whatever_its_category() {
    let app = TestApp::start().await;
    let (analyst, cleared) = (app.analyst().await, app.cleared().await);
    let policy = app.portal.policy.clone();
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let seen = app.seen(&case).await;
    let to = Escalation { tier: Tier::ChildSafety, reason: "There is a child".to_owned() };
    acting!(app, &analyst, |tx| escalate(tx, &policy, case.number, seen, to, app.now())).unwrap();
    let seen = app.seen(&case).await;
    let told = acting!(app, &cleared, |tx| tell_owner(tx, &policy, case.number, seen, app.now()));
    assert_eq!(word(&told), "rule");
    let warn = Decision { choice: Choice::Warn, reason: "It copies a bank.".to_owned() };
    let warned = acting!(app, &cleared, |tx| decide(tx, &policy, case.number, seen, &warn, app.now()));
    assert_eq!(word(&warned), "rule");
    let limit = Choice::Limit { scope: LimitScope::Zone, order: None };
    let limit = Decision { choice: limit, reason: "It copies a bank.".to_owned() };
    let limited = acting!(app, &cleared, |tx| decide(tx, &policy, case.number, seen, &limit, app.now()));
    assert_eq!(word(&limited), "ok");
    app.stop().await;
}

#[tokio::test]
async fn a_letter_written_while_its_report_becomes_restricted_is_withheld() {
    let app = TestApp::start().await;
    let analyst = app.analyst().await;
    let policy = app.portal.policy.clone();
    let site = app.site("Alderfinch", "alderfinch.example").await;
    app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let case = app.file(Filed { category: Category::OtherIllegal, ..site.filed() }).await;
    let seen = app.seen(&case).await;
    let text = Words { text: "Please look at this".into(), references: Vec::new() };
    acting!(app, &analyst, |tx| write_to_owner(tx, case.number, seen, text, app.now())).unwrap();
    let seen = app.seen(&case).await;
    let class = Classification {
        category: Category::ChildAbuse,
        severity: Severity::Emergency,
        reason: "Seen".to_owned(),
    };
    let mut tx = app.portal.database.begin(&analyst).await.unwrap();
    classify(&mut tx, &policy, case.number, seen, class, app.now()).await.unwrap();
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(app.run_jobs(), commit);
    assert!(app.letters().iter().all(|letter| !letter.to.contains("owner@")), "it waited, and was not sent");
    let mut connection = app.all_seeing().await;
    let open: i64 = sqlx::query_scalar("select count(*) from letters where clearance is null")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(open, 0);
    app.stop().await;
}

#[tokio::test]
async fn what_is_found_to_be_child_abuse_is_taken_from_its_owner_and_referred() {
    let app = TestApp::start().await;
    let analyst = app.analyst().await;
    let policy = app.portal.policy.clone();
    let site = app.site("Alderfinch", "alderfinch.example").await;
    app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let case = app.file(Filed { category: Category::OtherIllegal, ..site.filed() }).await;
    let seen = app.seen(&case).await;
    let text = Words { text: "Please look at this".into(), references: Vec::new() };
    acting!(app, &analyst, |tx| write_to_owner(tx, case.number, seen, text, app.now())).unwrap();
    let seen = app.seen(&case).await;
    let class = Classification {
        category: Category::ChildAbuse,
        severity: Severity::Emergency,
        reason: "Seen".to_owned(),
    };
    acting!(app, &analyst, |tx| classify(tx, &policy, case.number, seen, class, app.now())).unwrap();
    let mut connection = app.all_seeing().await;
    let row = sqlx::query(
        "select c.tier, c.clearance, f.kind, f.state, f.clearance, r.owner_told_at is null, r.owner_due_at is null
         from cases c join referrals f on f.case_id = c.case_id join reports r on r.case_id = c.case_id where c.case_id = $1",
    )
    .bind(case.case_id)
    .fetch_one(&mut connection)
    .await
    .unwrap();
    let words: Vec<&str> = (0..5).map(|column| row.get::<&str, _>(column)).collect();
    assert_eq!(words, ["child_safety", "child_safety", "ncmec", "pending", "child_safety"]);
    assert!(row.get::<bool, _>(5) && row.get::<bool, _>(6));
    app.run_jobs().await;
    let to_owner = app.letters().iter().filter(|letter| letter.to.contains("owner@")).count();
    assert_eq!(to_owner, 0, "a letter that was under way is withheld");
    app.stop().await;
}

#[tokio::test]
async fn a_restricted_case_is_never_joined_with_an_open_one() {
    let app = TestApp::start().await;
    let cleared = app.cleared().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (hidden, open) = (app.file(child_abuse(&site)).await, app.file(site.filed()).await);
    let mut named = Vec::new();
    for case in [&hidden, &open] {
        named.push(Named { number: case.number, version: app.seen(case).await.version });
    }
    let outcome = acting!(app, &cleared, |tx| join(tx, &app.portal.policy, &named, app.now()));
    assert_eq!(word(&outcome), "rule");
    app.stop().await;
}

#[tokio::test]
async fn what_happened_while_a_report_was_restricted_stays_hidden_from_its_owner() {
    let app = TestApp::start().await;
    let cleared = app.cleared().await;
    let policy = app.portal.policy.clone();
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let owner = app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    let case = app.file(site.filed()).await;
    for category in [Category::ChildAbuse, Category::Phishing] {
        let seen = app.seen(&case).await;
        let class = Classification { category, severity: Severity::High, reason: "Seen".to_owned() };
        acting!(app, &cleared, |tx| classify(tx, &policy, case.number, seen, class, app.now())).unwrap();
        let reclassified =
            "select count(*) from report_events where report_id = $1 and kind = 'reclassified' and to_owner";
        let shown: i64 = app.one(reclassified, case.report.report_id).await;
        assert_eq!(shown, 0, "{category}");
    }
    let page = app
        .signed_in(owner.user_id)
        .await
        .get(&format!("/accounts/{}/reports/{}", site.account_id, case.reference))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().to_lowercase().contains("child"), "{}", page.text());
    app.stop().await;
}
