//! What one side does and the other reads of: one letter a step.

use domain::account::{MemberRole, StaffRole};
use jiff::SignedDuration;
use server::accounts::import::Mode;
use sqlx::Row as _;

use super::people::{Customer, Reporter, Worker, letter_to};
use crate::staff::Site;
use crate::support::TestApp;

const INES: &str = "ines@alderfinch.example";
const ROBIN: &str = "robin@mailbox.example";

async fn told(app: &TestApp, addresses: &str) -> (Site, Customer, Reporter, Worker) {
    let site = app.site("Alderfinch Media", "alderfinch.example").await;
    let ines = app.customer(site.account_id, INES, MemberRole::Owner).await;
    let maren = app.worker("maren@desk.example", StaffRole::Analyst, &[]).await;
    let robin = app
        .reporter_submits(
            "phishing",
            &[
                ("addresses", addresses),
                ("justification", "It copies the sign-in page of my bank."),
                ("name", "Robin Vale"),
                ("email", ROBIN),
            ],
        )
        .await;
    app.run_jobs().await;
    app.letters();
    (site, ines, robin, maren)
}

#[tokio::test]
async fn both_sides_read_that_a_case_is_opened_again_and_that_a_limit_is_lifted() {
    let app = TestApp::start().await;
    let (_, mut ines, _, mut maren) = told(&app, "https://alderfinch.example/a").await;
    maren.decides(app.first_case().await, &[("kind", "limit"), ("scope", "zone"), ("reason", "Seen.")]).await;
    app.run_jobs().await;
    app.letters();
    maren.does(app.first_case().await, "reopen", &[("reason", "New facts came in.")]).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(letters.len(), 2);
    for whom in [INES, ROBIN] {
        let letter = letter_to(&letters, whom);
        assert!(letter.subject.contains("again: NE-"), "{}", letter.subject);
        assert!(letter.words().contains("> New facts came in."), "{}", letter.text);
    }
    ines.follows(letter_to(&letters, INES)).await.shows("New facts came in.");
    let mut rows = app.all_seeing().await;
    let limit: uuid::Uuid =
        sqlx::query_scalar("select mitigation_id from mitigations").fetch_one(&mut rows).await.unwrap();
    maren
        .does(app.first_case().await, "lift", &[("limit", &limit.to_string()), ("reason", "It is gone.")])
        .await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(letters.len(), 2);
    for whom in [INES, ROBIN] {
        let words = letter_to(&letters, whom).words();
        assert!(words.contains("A limit on access is lifted."), "{words}");
        assert!(words.contains("finch[.]example/a") && words.contains("> It is gone."), "{words}");
    }
    app.stop().await;
}

#[tokio::test]
async fn an_owner_reads_once_of_a_step_that_concerns_several_reports() {
    let app = TestApp::start().await;
    let (_, _, _, mut maren) = told(&app, "https://alderfinch.example/a").await;
    app.reporter_submits(
        "phishing",
        &[
            ("addresses", "https://alderfinch.example/a"),
            ("justification", "I saw it too."),
            ("name", "Ann Reed"),
            ("email", "ann@mailbox.example"),
        ],
    )
    .await;
    maren.decides(app.first_case().await, &[("kind", "warn"), ("reason", "Seen.")]).await;
    app.run_jobs().await;
    app.letters();
    maren.does(app.first_case().await, "reopen", &[("reason", "New facts came in.")]).await;
    app.run_jobs().await;
    let mut to: Vec<_> = app.letters().into_iter().map(|letter| letter.to).collect();
    to.sort_unstable();
    assert_eq!(to, ["ann@mailbox.example", INES, ROBIN]);
    let page = maren.opens(&format!("/staff/cases/{}", app.first_case().await)).await;
    page.shows("One letter to each owner: Alderfinch Media.");
    page.shows("The reporter has it as NE-");
    maren.does(app.first_case().await, "write-to-owner", &[("text", "Please look at the server.")]).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(letters.len(), 1);
    let words = letter_to(&letters, INES).words();
    assert!(words.contains("It goes for one more of the reports on your sites, too."), "{words}");
    app.stop().await;
}

#[tokio::test]
async fn both_sides_read_that_the_report_was_taken_back() {
    let app = TestApp::start().await;
    let (_, mut ines, mut robin, _) = told(&app, "https://alderfinch.example/a").await;
    let page = robin.browser.open(&format!("{}/withdraw", robin.link)).await;
    let form = page.form(&format!("{}/withdraw", robin.link)).with("reason", "I was wrong.");
    robin.browser.submit(&form).await;
    robin.browser.submit(&form).await.shows("There was nothing left to take back");
    app.run_jobs().await;
    let letters = app.letters();
    let letter = letter_to(&letters, INES);
    assert_eq!(letters.len(), 2);
    let words = letter_to(&letters, ROBIN).words();
    assert!(
        words.contains("about alderfinch[.]example is taken back") && words.contains("make a new link"),
        "{words}"
    );
    assert!(
        letter.words().contains("took back") && !letter.words().contains("I was wrong"),
        "{}",
        letter.text
    );
    ines.follows(letter).await;
    app.stop().await;
}

#[tokio::test]
async fn added_addresses_reach_the_owner_with_time_for_them() {
    let app = TestApp::start().await;
    let (_, mut ines, mut robin, mut maren) = told(&app, "https://alderfinch.example/a").await;
    app.wait(SignedDuration::from_hours(4));
    let list = ines.lists().await;
    list.shows("alderfinch");
    let mut rows = app.all_seeing().await;
    let reference: String =
        sqlx::query_scalar("select reference from reports").fetch_one(&mut rows).await.unwrap();
    let path = format!("/accounts/{}/reports/{reference}", ines.account_id);
    ines.answers_at(&path, &[("answer", "removed"), ("done", "Deleted.")]).await;
    app.run_jobs().await;
    app.letters();
    app.wait(SignedDuration::from_hours(1));
    for added in ["https://alderfinch.example/b", "https://alderfinch.example/c"] {
        robin.does("addresses", &[("addresses", added)]).await;
    }
    app.wait(SignedDuration::from_mins(10));
    app.run_jobs().await;
    let letters = app.letters();
    assert!(
        letter_to(&letters, INES).words().contains("hxxps://alderfinch[.]example/b"),
        "both come in one letter"
    );
    let letter = letter_to(&letters, INES);
    assert!(letter.words().contains("hxxps://alderfinch[.]example/c"), "{}", letter.text);
    assert!(!letter.words().contains("alderfinch[.]example/a"), "{}", letter.text);
    assert!(letter.words().contains("Please answer by Tuesday 3 March, 17:00 UTC"), "{}", letter.text);
    assert_eq!(letters.len(), 1);
    let row = sqlx::query("select state, owner_due_at - received_at = interval '29 hours' from reports")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!((row.get::<&str, _>(0), row.get::<bool, _>(1)), ("with_owner", true));
    maren.opens("/staff/cases?view=returned").await.shows("alderfinch");
    app.wait(SignedDuration::from_hours(24));
    app.run_jobs().await;
    robin.looks().await.shows("did not answer in time");
    app.stop().await;
}

#[tokio::test]
async fn a_site_that_moved_is_news_to_its_new_owner_and_no_longer_the_old_ones() {
    let app = TestApp::start().await;
    let account = app.account("Finch").await;
    app.zone(account, "alderfinch.example").await;
    let other = app.account("Quill").await;
    let fields = crate::reporter::by_robin("https://alderfinch.example/a");
    crate::reporter::sent(&app, "phishing", &fields).await;
    let held = crate::reporter::sent(&app, "threats", &fields).await;
    app.wait(SignedDuration::from_hours(1));
    let line = "Quill,alderfinch.example".as_bytes();
    server::accounts::import::import(&app.portal, line, Mode::Store, |_| {}).await.unwrap();
    crate::reporter::sent(&app, "phishing", &fields).await;
    let mut rows = app.all_seeing().await;
    let of_other = "select count(*) from reports where account_id = $1 and category = $2";
    let count = sqlx::query_scalar::<_, i64>(of_other).bind(other).bind("phishing");
    assert_eq!(count.fetch_one(&mut rows).await.unwrap(), 1, "the same report is news to the new owner");

    let more = [("addresses", "https://alderfinch.example/a")];
    app.browser().post(&format!("/track/{held}/addresses"), &more).await;
    let count = sqlx::query_scalar::<_, i64>(of_other).bind(other).bind("threats");
    assert_eq!(count.fetch_one(&mut rows).await.unwrap(), 1, "so is the same address, added");

    let mut maren = app.worker("maren@desk.example", StaffRole::Analyst, &[]).await;
    let number: i64 =
        sqlx::query_scalar("select number from cases where account_id = $1 and category = 'threats'")
            .bind(account)
            .fetch_one(&mut rows)
            .await
            .unwrap();
    maren.does(number, "tell-owner", &[]).await.shows("no longer with Finch, but with Quill");
    let told: i64 = sqlx::query_scalar("select count(owner_told_at) from reports where category = 'threats'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    assert_eq!(told, 0);
    app.stop().await;
}

#[tokio::test]
async fn one_letter_a_step_says_that_it_is_about_more_than_the_report_it_names() {
    let app = TestApp::start().await;
    let (_, _, mut robin, mut maren) = told(&app, "https://alderfinch.example/a").await;
    app.wait(SignedDuration::from_mins(1));
    let fields = [
        ("addresses", "https://alderfinch.example/a"),
        ("justification", "It asks for card numbers."),
        ("name", "Ann Lee"),
        ("email", "ann@mailbox.example"),
    ];
    app.reporter_submits("phishing", &fields).await;
    maren.decides(app.first_case().await, &[("kind", "warn"), ("reason", "Seen.")]).await;
    app.run_jobs().await;
    app.letters();
    maren.does(app.first_case().await, "reopen", &[("reason", "New facts came in.")]).await;
    app.run_jobs().await;
    let letters = app.letters();
    let ines = letter_to(&letters, INES);
    assert!(
        ines.words().contains("The same goes for one more of the reports on your sites."),
        "{}",
        ines.text
    );
    assert!(ines.link().ends_with("/reports"), "{}", ines.link());
    assert!(
        !letter_to(&letters, ROBIN).words().contains("The same goes for"),
        "each reporter has one report"
    );
    robin.looks().await.shows("New facts came in.");
    app.stop().await;
}

#[tokio::test]
async fn what_was_decided_while_a_report_was_restricted_is_in_no_letter_to_the_owner() {
    let app = TestApp::start().await;
    let (_, _, _, _) = told(&app, "https://alderfinch.example/a").await;
    let cleared = [domain::category::Clearance::ChildSafety];
    let mut senior = app.worker("senior@desk.example", StaffRole::Senior, &cleared).await;
    let case = app.first_case().await;
    let fields = [("tier", "child_safety"), ("reason", "Look at this.")];
    let asked = senior.does(case, "escalate", &fields).await;
    asked.shows("What this does");
    senior.sends(&asked.form(&format!("/staff/cases/{case}/escalate"))).await;
    let decline = [("kind", "decline"), ("code", "no_abuse_found"), ("reason", "No child is shown.")];
    senior.decides(app.first_case().await, &decline).await;
    let fields = [("tier", "first"), ("reason", "It is none of ours.")];
    let asked = senior.does(case, "escalate", &fields).await;
    senior.sends(&asked.form(&format!("/staff/cases/{case}/escalate"))).await;
    senior.does(app.first_case().await, "reopen", &[("reason", "Sorted anew.")]).await;
    senior.does(app.first_case().await, "tell-owner", &[]).await;
    app.run_jobs().await;
    let letters = app.letters();
    let theirs: Vec<_> = letters.iter().filter(|letter| letter.to == INES).collect();
    assert!(!theirs.is_empty(), "the owner is told anew");
    for letter in theirs {
        assert!(!letter.subject.contains("without action"), "{}", letter.subject);
        assert!(!letter.text.contains("No child is shown."), "{}", letter.text);
    }
    app.stop().await;
}

#[tokio::test]
async fn letters_name_what_was_limited_and_of_several_limits_lifted_at_once_each_side_reads_once() {
    let app = TestApp::start().await;
    let list = ["/a", "/b", "/c"].map(|path| format!("https://alderfinch.example{path}")).join("\n");
    let (_, _, _, mut maren) = told(&app, &list).await;
    let limit = [("kind", "limit"), ("scope", "address"), ("reason", "Seen.")];
    maren.decides(app.first_case().await, &limit).await;
    app.run_jobs().await;
    let letters = app.letters();
    for whom in [INES, ROBIN] {
        let words = letter_to(&letters, whom).words();
        assert!(words.contains("It is about these 3 addresses:"), "{words}");
        assert!(
            ["/a", "/b", "/c"].iter().all(|path| words.contains(&format!("finch[.]example{path}"))),
            "{words}"
        );
    }
    let mut rows = app.all_seeing().await;
    let lifted: Vec<String> = sqlx::query_scalar(
        "select mitigation_id::text from mitigations where target !~ '/c$' order by target",
    )
    .fetch_all(&mut rows)
    .await
    .unwrap();
    let path = format!("/staff/cases/{}", app.first_case().await);
    let form = maren.opens(&path).await.form(&format!("{path}/lift")).with("reason", "Both are gone.");
    maren.sends(&lifted.iter().fold(form, |form, id| form.tick("limit", id))).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert_eq!(letters.len(), 2);
    for whom in [INES, ROBIN] {
        let words = letter_to(&letters, whom).words();
        assert!(words.contains("finch[.]example/a") && words.contains("finch[.]example/b"), "{words}");
        assert!(!words.contains("finch[.]example/c") && words.contains("> Both are gone."), "{words}");
    }
    app.stop().await;
}

#[tokio::test]
async fn addresses_of_several_reports_are_counted_once_where_their_limits_are_lifted() {
    let app = TestApp::start().await;
    let same: String = (1..=25).map(|n| format!("https://alderfinch.example/{n}\n")).collect();
    let (_, _, _, mut maren) = told(&app, &same).await;
    let more = format!("{same}https://shop.alderfinch.example/pay");
    let fields = [
        ("addresses", more.as_str()),
        ("justification", "It asks for card numbers."),
        ("name", "Ann Lee"),
        ("email", "ann@mailbox.example"),
    ];
    app.reporter_submits("phishing", &fields).await;
    let limit = [("kind", "limit"), ("scope", "address"), ("reason", "Seen.")];
    maren.decides(app.first_case().await, &limit).await;
    app.run_jobs().await;
    app.letters();
    let gone = [("all", "yes"), ("reason", "All of it is gone.")];
    let lifted = maren.does(app.first_case().await, "lift", &gone).await;
    lifted
        .shows("Lifted: alderfinch[.]example and shop[.]alderfinch[.]example. The letters are on their way.");
    app.run_jobs().await;
    let letters = app.letters();
    for (whom, limits, left) in [(INES, 26, 6), (ROBIN, 25, 5), ("ann@mailbox.example", 26, 6)] {
        let letter = letter_to(&letters, whom);
        let words = letter.words();
        assert!(letter.subject.starts_with("We lifted limits: "), "{}", letter.subject);
        assert!(words.contains(&format!("{limits} limits on access are lifted.")), "{words}");
        assert!(words.contains(&format!("And {left} more.")), "{words}");
        assert!(!words.contains("The same goes for"), "{words}");
    }
    assert_eq!(letters.len(), 3);
    app.stop().await;
}

#[tokio::test]
async fn what_was_done_to_several_reports_at_once_is_one_line_of_their_reporters_history() {
    let app = TestApp::start().await;
    app.site("Quillwater", "quillwater.example").await;
    let (_, _, mut robin, mut maren) =
        told(&app, "https://alderfinch.example/a\nhttps://quillwater.example/b").await;
    let mut rows = app.all_seeing().await;
    let numbers: Vec<i64> =
        sqlx::query_scalar("select number from cases order by case_id").fetch_all(&mut rows).await.unwrap();
    maren.does(numbers[0], "join", &[("number", &numbers[1].to_string())]).await;
    let into: i64 = sqlx::query_scalar("select number from cases where state = 'open'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    maren.decides(into, &[("kind", "limit"), ("scope", "address"), ("reason", "Both copy a bank.")]).await;
    let page = robin.looks().await;
    assert_eq!(page.words().matches("Both copy a bank.").count(), 1, "{}", page.words());
    app.stop().await;
}

#[tokio::test]
async fn whoever_decided_reads_why_the_rest_was_taken_back() {
    let app = TestApp::start().await;
    app.site("Marrowgate", "marrowgate.example").await;
    let (_, _, mut robin, mut maren) =
        told(&app, "https://alderfinch.example/a\nhttps://marrowgate.example/b").await;
    let case = app.first_case().await;
    maren.decides(case, &[("kind", "warn"), ("reason", "Seen.")]).await;
    app.run_jobs().await;
    app.letters();
    let page = robin.browser.open(&format!("{}/withdraw", robin.link)).await;
    let form = page.form(&format!("{}/withdraw", robin.link)).with("reason", "I was wrong.");
    robin.browser.submit(&form).await.shows("Report it again");
    maren.opens(&format!("/staff/cases/{case}")).await.shows("I was wrong.");
    app.run_jobs().await;
    let words = letter_to(&app.letters(), ROBIN).words();
    assert!(words.contains("What was decided before stays in force."), "{words}");
    app.stop().await;
}
