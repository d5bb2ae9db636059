use app::components::{Reader, Zone};
use app::letters::{Content, Paragraph};
use domain::account::Tier;
use domain::category::Category;
use domain::decision::{DeclineReason, LimitScope};
use domain::referral::Recipient;
use domain::report::ReportState;
use server::cases::decide::{Choice, Decision, decide};
use server::cases::escalate::{Escalation, escalate};
use server::database::Staff;
use server::mitigations::{Lift, Which, lift};
use sqlx::Row as _;
use sqlx::types::Json;
use uuid::Uuid;

use super::pages::step;
use super::shared::against;
use super::{Case, Filed, acting, word};
use crate::reporter::{by_robin, sent};
use crate::support::{Received, TestApp};

fn decision(choice: Choice) -> Decision {
    Decision { choice, reason: "It asks for card numbers.".to_owned() }
}

fn limit(scope: LimitScope, order: Option<&str>) -> Choice {
    Choice::Limit { scope, order: order.map(str::to_owned) }
}

async fn limited(app: &TestApp, case: &Case) -> Vec<String> {
    let all = app.limited().await.into_iter();
    all.filter(|(report_id, _)| *report_id == case.report.report_id).map(|(_, url)| url).collect()
}

async fn in_force(app: &TestApp) -> Vec<(String, String)> {
    let mut connection = app.all_seeing().await;
    sqlx::query_as("select scope, target from mitigations where state = 'active' order by scope, target")
        .fetch_all(&mut connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_the_policy_allows_for_each_category() {
    let app = TestApp::start().await;
    let (staff, site) = (app.cleared().await, app.site("Alderfinch", "alderfinch.example").await);
    let policy = app.portal.policy.clone();
    let mut table = Vec::new();
    for category in [Category::Phishing, Category::Copyright, Category::Terrorism, Category::ChildAbuse] {
        let hidden = category == Category::ChildAbuse;
        let state = if hidden { ReportState::Received } else { ReportState::WithOwner };
        let filed = Filed {
            category,
            state,
            is_owner_told: !hidden,
            tell_owner: if hidden { "nothing" } else { "anonymous" },
            ..site.filed()
        };
        let case = app.file(filed).await;
        let seen = app.seen(&case).await;
        let choices = [
            ("forward", Choice::Forward),
            ("warn", Choice::Warn),
            ("limit", limit(LimitScope::Zone, None)),
            ("limit on order", limit(LimitScope::Zone, Some("AZ 1/26"))),
            ("decline", Choice::Decline(DeclineReason::NoAbuseFound)),
            ("refer", Choice::Refer(Recipient::Police)),
            ("refer to NCMEC", Choice::Refer(Recipient::Ncmec)),
        ];
        for (name, choice) in choices {
            let mut tx = app.portal.database.begin(&staff).await.unwrap();
            let outcome = decide(&mut tx, &policy, case.number, seen, &decision(choice), app.now()).await;
            table.push(format!("{category}, {name}: {}", word(&outcome)));
        }
    }
    insta::assert_snapshot!(table.join("\n"));
    app.stop().await;
}

#[tokio::test]
async fn a_limit_reaches_as_far_as_it_says_and_no_further() {
    for (scope, own, other_report, other_zone) in
        [(LimitScope::Address, 2, 1, 0), (LimitScope::Zone, 2, 2, 0), (LimitScope::Account, 2, 2, 1)]
    {
        let app = TestApp::start().await;
        let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
        let zone_id = app.zone(site.account_id, "other.example").await;
        let paths = |paths: [&str; 2]| paths.map(str::to_owned).to_vec();
        let case = app.file(Filed { paths: paths(["/a", "/b"]), ..site.filed() }).await;
        let same_zone = app.file(Filed { paths: paths(["/b", "/c"]), ..site.filed() }).await;
        let elsewhere = Filed { zone_id, host: "other.example".into(), ..site.filed() };
        let elsewhere = app.file(elsewhere).await;
        let seen = app.seen(&case).await;
        let policy = app.portal.policy.clone();
        let what = decision(limit(scope, None));
        acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &what, app.now())).unwrap();
        let mut covered = Vec::new();
        for case in [&case, &same_zone, &elsewhere] {
            covered.push(limited(&app, case).await.len());
        }
        assert_eq!(covered, [own, other_report, other_zone], "{scope}");
        app.stop().await;
    }
}

#[tokio::test]
async fn a_new_decision_ends_the_limits_of_the_old_one_and_keeps_what_it_renews() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let policy = app.portal.policy.clone();
    let case = app.file(site.filed()).await;
    let decided = async |choice: Choice| {
        let seen = app.seen(&case).await;
        let what = decision(choice);
        acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &what, app.now())).unwrap()
    };
    decided(limit(LimitScope::Zone, None)).await;
    let since: jiff_sqlx::Timestamp =
        app.one("select since from mitigations where case_id = $1", case.case_id).await;
    app.wait(jiff::SignedDuration::from_hours(1));
    assert_eq!(decided(limit(LimitScope::Zone, None)).await.lifted, 0);
    let kept: jiff_sqlx::Timestamp =
        app.one("select since from mitigations where case_id = $1", case.case_id).await;
    assert_eq!(since.to_jiff(), kept.to_jiff());
    assert_eq!(decided(limit(LimitScope::Address, None)).await.lifted, 1);
    assert_eq!(in_force(&app).await, [("address".into(), "https://alderfinch.example/login".into())]);
    assert_eq!(decided(Choice::Warn).await.lifted, 1);
    assert_eq!((in_force(&app).await, limited(&app, &case).await), (vec![], vec![]));
    app.stop().await;
}

#[tokio::test]
async fn a_lifted_limit_uncovers_only_what_nothing_else_covers() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let policy = app.portal.policy.clone();
    let (one, other) = (app.file(site.filed()).await, app.file(site.filed()).await);
    for (case, scope) in [(&one, LimitScope::Zone), (&other, LimitScope::Address)] {
        let seen = app.seen(case).await;
        let what = decision(limit(scope, None));
        acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &what, app.now())).unwrap();
    }
    let lifted = async |case: &Case| {
        let id: Uuid =
            app.one("select mitigation_id from mitigations where case_id = $1", case.case_id).await;
        let seen = app.seen(case).await;
        let what = Lift { limits: Which::These(vec![id]), reason: "It is gone.".into() };
        acting!(app, &staff, |tx| lift(tx, case.number, seen, what, app.now()))
    };
    lifted(&one).await.unwrap();
    assert_eq!(limited(&app, &one).await.len(), 1, "the other case still limits the address");
    lifted(&other).await.unwrap();
    assert_eq!(limited(&app, &one).await.len(), 0);
    assert_eq!(word(&lifted(&other).await), "rule");
    app.stop().await;
}

#[tokio::test]
async fn a_restricted_limit_shows_on_no_open_report_and_outlives_open_limits() {
    let app = TestApp::start().await;
    let (analyst, cleared) = (app.analyst().await, app.cleared().await);
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let policy = app.portal.policy.clone();
    let (hidden, open) = (app.file(site.filed()).await, app.file(site.filed()).await);
    let decided = async |staff: &Staff, case: &Case, choice: Choice| {
        let seen = app.seen(case).await;
        let what = decision(choice);
        acting!(app, staff, |tx| decide(tx, &policy, case.number, seen, &what, app.now())).unwrap();
        (limited(&app, &hidden).await.len(), limited(&app, &open).await.len())
    };
    let restrict = async |case: &Case| {
        let seen = app.seen(case).await;
        let to = Escalation { tier: Tier::ChildSafety, reason: "There is a child".to_owned() };
        acting!(app, &analyst, |tx| escalate(tx, &policy, case.number, seen, to, app.now())).unwrap();
    };
    restrict(&hidden).await;
    let everything = || limit(LimitScope::Account, None);
    assert_eq!(decided(&cleared, &hidden, everything()).await, (1, 0));
    assert_eq!(decided(&analyst, &open, everything()).await, (1, 1));
    assert_eq!(decided(&analyst, &open, Choice::Warn).await, (1, 0), "whoever lifts does not see the other");
    assert_eq!(decided(&cleared, &hidden, Choice::Decline(DeclineReason::NoAbuseFound)).await, (0, 0));
    assert_eq!(decided(&analyst, &open, everything()).await, (1, 1), "an open limit covers everything");
    let third = app.file(site.filed()).await;
    assert_eq!(decided(&analyst, &open, everything()).await, (1, 1));
    restrict(&open).await;
    assert_eq!(limited(&app, &open).await.len(), 1);
    assert_eq!(limited(&app, &third).await.len(), 0, "a limit that becomes restricted takes its marks along");
    app.stop().await;
}

#[tokio::test]
async fn a_host_that_may_not_hear_of_a_report_is_not_referred_to() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let policy = app.portal.policy.clone();
    let open = app.file(site.filed()).await;
    let silent = app.file(site.filed()).await;
    let registration = app.file(Filed { category: Category::Registration, ..site.filed() }).await;
    let mut connection = app.all_seeing().await;
    sqlx::query(
        "update reporters set tell_host = 'nothing'
         where submission_id = (select submission_id from reports where report_id = $1)",
    )
    .bind(silent.report.report_id)
    .execute(&mut connection)
    .await
    .unwrap();
    let mut outcomes = Vec::new();
    for (case, to) in [
        (&open, Recipient::Host),
        (&silent, Recipient::Host),
        (&silent, Recipient::Police),
        (&registration, Recipient::Host),
    ] {
        let seen = app.seen(case).await;
        let refer = decision(Choice::Refer(to));
        let outcome = acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &refer, app.now()));
        outcomes.push(word(&outcome));
    }
    assert_eq!(outcomes, ["ok", "rule", "ok", "rule"]);
    app.stop().await;
}

#[tokio::test]
async fn a_decision_shows_the_owner_what_was_held_back_unless_the_reporter_objects() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let policy = app.portal.policy.clone();
    let held = Filed {
        category: Category::Threats,
        state: ReportState::Received,
        is_owner_told: false,
        ..site.filed()
    };
    let silent = Filed { tell_owner: "nothing", ..held.clone() };
    let (held, silent) = (app.file(held).await, app.file(silent).await);
    let mut told = Vec::new();
    for (case, choice) in
        [(&held, Choice::Warn), (&silent, Choice::Warn), (&silent, limit(LimitScope::Zone, None))]
    {
        let seen = app.seen(case).await;
        let what = decision(choice);
        let outcome = acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &what, app.now()));
        let sql = "select owner_told_at is not null from reports where report_id = $1";
        told.push((word(&outcome), app.one::<bool>(sql, case.report.report_id).await));
    }
    assert_eq!(told, [("ok", true), ("rule", false), ("ok", false)]);
    app.stop().await;
}

/// The words of a letter, as a page shows them.
fn words(paragraphs: &[Paragraph]) -> Vec<String> {
    let of = |paragraph: &Paragraph| match paragraph {
        Paragraph::Text(words)
        | Paragraph::Heading(words)
        | Paragraph::Quote(words)
        | Paragraph::Action(words) => words.clone(),
        Paragraph::Address(address) => address.rest.clone(),
        other => format!("a decision has none of these: {other:?}"),
    };
    paragraphs.iter().map(of).collect()
}

fn plain(html: &str) -> String {
    html.replace("<!>", "")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x27;", "'")
}

#[tokio::test]
async fn what_stops_as_a_whole_is_named_before_and_told_each_owner_and_reporter_by_name() {
    let app = TestApp::start().await;
    let staff = app.analyst().await;
    let (site, other) =
        (app.site("Alderfinch", "alderfinch.example").await, app.site("Kestrel", "kestrel.example").await);
    for (account_id, email) in
        [(site.account_id, "owner@alderfinch.example"), (other.account_id, "owner@kestrel.example")]
    {
        app.member(account_id, email, domain::account::MemberRole::Owner).await;
    }
    for host in ["wrenhouse.example", "fernbrook.example"] {
        app.zone(site.account_id, host).await;
    }
    sent(&app, "phishing", &by_robin("https://login.alderfinch.example/a\nhttps://wrenhouse.example/b"))
        .await;
    let case = against(&app, site.account_id).await;
    app.file(Filed { into: Some(case.case_id), ..other.filed() }).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let fields = |scope| [("kind", "limit"), ("scope", scope), ("reason", "It asks for card numbers.")];
    let account = plain(step(&app, &mut browser, &case, "preview", &fields("account")).await.text());
    for said in [
        "This blocks 4 sites of 2 customers",
        "These 4 sites stop",
        "every site, 3 sites",
        "fernbrook[.]example",
    ] {
        assert!(account.contains(said), "{said} in {account}");
    }
    let zone = plain(step(&app, &mut browser, &case, "preview", &fields("zone")).await.text());
    for said in [
        "This blocks 3 sites of 2 customers",
        "The owner: Alderfinch",
        "The owner: Kestrel",
        "We no longer serve these 2 sites: alderfinch[.]example and wrenhouse[.]example. Your other sites are not affected by this report.",
        "We no longer serve the whole site kestrel[.]example.",
    ] {
        assert!(zone.contains(said), "{said} in {zone}");
    }
    assert!(!zone.contains("fernbrook"), "it is not limited");
    step(&app, &mut browser, &case, "decide", &fields("zone")).await;
    app.run_jobs().await;
    let letters = app.letters();
    let to = |email: &str| {
        let last = letters.iter().rfind(|letter| letter.to.contains(email));
        last.map(Received::words).unwrap_or_default()
    };
    let owner = to("owner@alderfinch.example");
    assert!(owner.contains("these 2 sites: alderfinch[.]example and wrenhouse[.]example"), "{owner}");
    let robin = to("robin");
    assert!(robin.contains("these 2 sites: alderfinch[.]example and wrenhouse[.]example"), "{robin}");
    assert!(!robin.contains("kestrel") && !robin.contains("fernbrook"), "{robin}");
    app.wait(jiff::SignedDuration::from_hours(1));
    let one = "select mitigation_id from mitigations where case_id = $1 and target = 'wrenhouse.example'";
    let what =
        Lift { limits: Which::These(vec![app.one(one, case.case_id).await]), reason: "It is gone.".into() };
    let seen = app.seen(&case).await;
    acting!(app, &staff, |tx| lift(tx, case.number, seen, what, app.now())).unwrap();
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(letters.len(), 2, "Kestrel's limit stays");
    for letter in &letters {
        let words = letter.words();
        let said = "No longer limited as a whole: wrenhouse[.]example. Still limited as a whole: alderfinch[.]example.";
        assert!(words.contains(said), "{words}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_decision_that_nobody_hears_of_promises_no_letters() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    let state = ReportState::Received;
    let silent = Filed { email: None, tell_owner: "nothing", is_owner_told: false, state, ..site.filed() };
    let case = app.file(silent).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let fields = [("kind", "limit"), ("scope", "zone"), ("reason", "It asks for card numbers.")];
    let preview = plain(step(&app, &mut browser, &case, "preview", &fields).await.text());
    assert!(preview.contains(">Nobody is written to.<"), "{preview}");
    assert!(!preview.contains("Decide and send"), "{preview}");
    assert!(!preview.contains("This blocks"), "one site needs no warning");
    let sent = step(&app, &mut browser, &case, "decide", &fields).await;
    let page = browser.get(sent.location()).await;
    assert!(page.text().contains("Decided. Nobody is written to."), "{}", page.text());
    app.stop().await;
}

#[tokio::test]
async fn the_preview_says_the_very_words_that_are_sent_and_keeps_nothing() {
    let app = TestApp::start().await;
    let (staff, site) = (app.analyst().await, app.site("Alderfinch", "alderfinch.example").await);
    app.member(site.account_id, "owner@alderfinch.example", domain::account::MemberRole::Owner).await;
    let case = app.file(site.filed()).await;
    app.file(Filed { into: Some(case.case_id), email: None, ..site.filed() }).await;
    let seen = app.seen(&case).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let (version, read_at) = (seen.version.to_string(), seen.at.as_microsecond().to_string());
    let fields = [
        ("version", version.as_str()),
        ("read_at", read_at.as_str()),
        ("kind", "limit"),
        ("scope", "zone"),
        ("reason", "It asks for <b>card numbers</b> & more."),
    ];
    let preview = browser.post(&format!("/staff/cases/{}/preview", case.number), &fields).await;
    assert_eq!(preview.status, 200);
    let shown = plain(preview.text());
    assert_eq!(app.one::<i64>("select count(*) from decisions where case_id = $1", case.case_id).await, 0);
    assert_eq!(app.seen(&case).await, seen);
    let sent = browser.post(&format!("/staff/cases/{}/decide", case.number), &fields).await;
    assert_eq!(sent.location(), format!("/staff/cases/{}", case.number));
    app.run_jobs().await;
    let mut connection = app.all_seeing().await;
    let letters = sqlx::query("select content, audience, recipient, subject from letters")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert!(
        shown.contains(&format!("Decide and send {} letters", letters.len())),
        "{} letters",
        letters.len()
    );
    let reader = Reader::staff(app.now(), Zone::UTC);
    let mut audiences = Vec::new();
    for row in letters {
        let Json(content): Json<Content> = row.get("content");
        let first = !audiences.contains(&row.get::<String, _>("audience"));
        audiences.push(row.get("audience"));
        if first {
            assert!(shown.contains(row.get::<&str, _>("recipient")), "{}", row.get::<&str, _>("recipient"));
        }
        for words in words(&content.letter(reader).paragraphs) {
            assert!(shown.contains(&words), "“{words}” is not in the preview");
        }
    }
    audiences.sort();
    assert_eq!(audiences, ["owner", "owner", "reporter"]);
    app.stop().await;
}
