use app::pages::staff::listing::{From, Listing};
use domain::account::StaffRole;
use domain::case::{CaseState, Order, View};
use domain::category::{Category, Severity};
use jiff_sqlx::ToSqlx as _;
use server::cases::claim::claim;
use server::cases::queue::{PAGE, counts, page};
use server::database::{Staff, System};
use server::identity::invitations::remove_staff;

use super::pages::step;
use super::{Site, acting};
use crate::support::TestApp;

/// Many open and closed cases of several kinds, put in at once.
pub(super) async fn fill(app: &TestApp, site: &Site, cases: i32) {
    let mut connection = app.all_seeing().await;
    sqlx::query(
        "insert into cases (case_id, title, category, severity, state, tier, account_id, host, report_count, opened_at, due_at,
           answered_at, returned_at, changed_at, policy_version, clearance)
         select gen_random_uuid(), 'Case ' || n, (array['phishing', 'malware', 'fraud'])[1 + n % 3],
           (array['emergency', 'high', 'normal', 'low'])[1 + n % 4],
           case when n % 10 = 9 then 'closed' else 'open' end, case when n % 11 = 0 then 'senior' else 'first' end,
           $2, $3, 1, $1 - n * interval '7 minutes', $1 + (n % 97 - 20) * interval '13 minutes',
           case when n % 5 = 0 then $1 end, case when n % 7 = 0 then $1 end, $1 - (n % 1009) * interval '1 minute', 'test',
           case when n % 13 = 0 then 'child_safety' end
         from generate_series(1, $4) as n",
    )
    .bind(app.now().to_sqlx())
    .bind(site.account_id)
    .bind(&site.host)
    .bind(cases)
    .execute(&mut connection)
    .await
    .unwrap();
    sqlx::query("analyze cases").execute(&mut connection).await.unwrap();
}

async fn walk(app: &TestApp, staff: &Staff, first: &Listing) -> Vec<i64> {
    let (mut listing, mut numbers, mut pages) = (first.clone(), Vec::new(), Vec::new());
    loop {
        let mut tx = app.portal.database.begin(staff).await.unwrap();
        let shown = page(&mut tx, &listing, app.now()).await.unwrap();
        numbers.extend(shown.rows.iter().map(|row| row.number));
        let (before, after) = shown.neighbours(&listing);
        assert_eq!(before.is_none(), listing.from == From::Top);
        if let (Some(before), Some(previous)) = (before, pages.last()) {
            let back = page(&mut tx, &before, app.now()).await.unwrap();
            let back: Vec<i64> = back.rows.iter().map(|row| row.number).collect();
            assert_eq!(&back, previous, "the way back shows the same page");
        }
        pages.push(shown.rows.iter().map(|row| row.number).collect::<Vec<i64>>());
        match after {
            Some(after) => listing = after,
            None => return numbers,
        }
    }
}

#[tokio::test]
async fn every_view_in_every_order_shows_each_of_its_cases_once() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let staff = app.analyst().await;
    fill(&app, &site, 400).await;
    let mut connection = app.all_seeing().await;
    sqlx::query("update cases set assigned_to = $1 where number % 4 = 0 and state = 'open'")
        .bind(staff.user_id)
        .execute(&mut connection)
        .await
        .unwrap();
    let open = Listing { state: Some(CaseState::Open), order: Order::Due, ..Listing::of(View::All) };
    let mut listings: Vec<Listing> = View::ALL.iter().map(|view| Listing::of(*view)).chain([open]).collect();
    listings.extend(
        listings.clone().into_iter().map(|listing| Listing { account: Some(site.account_id), ..listing }),
    );
    listings.extend(
        listings
            .clone()
            .into_iter()
            .map(|listing| listing.but(|other| other.category = Some(Category::Fraud))),
    );
    listings.extend(
        listings
            .clone()
            .into_iter()
            .map(|listing| listing.but(|other| other.severity = Some(Severity::High))),
    );
    for listing in listings {
        let orders: &[Order] = if listing.is_open_only() { Order::ALL } else { &[Order::Newest] };
        for order in orders {
            let listing = Listing { order: *order, ..listing.clone() };
            let expected: Vec<i64> = sqlx::query_scalar(expected(*order, listing.is_open_only()))
                .bind(listing.view.as_str())
                .bind(listing.category.map(Category::as_str))
                .bind(listing.severity.map(Severity::as_str))
                .bind(listing.state.map(CaseState::as_str))
                .bind(staff.user_id)
                .bind(app.now().to_sqlx())
                .fetch_all(&mut connection)
                .await
                .unwrap();
            assert_eq!(walk(&app, &staff, &listing).await, expected, "{}", listing.to());
        }
    }
    app.stop().await;
}

/// The same list in the plainest SQL, without clearance.
fn expected(order: Order, is_open_only: bool) -> &'static str {
    macro_rules! sql {
        ($order:literal) => {
            concat!(
                "select number from cases where clearance is null
                   and case $1 when 'all' then true else state = 'open' end
                   and case $1 when 'new' then assigned_to is null and tier = 'first' when 'mine' then assigned_to = $5
                     when 'answered' then answered_at is not null when 'returned' then returned_at is not null
                     when 'escalated' then tier <> 'first' when 'overdue' then due_at <= $6
                     when 'due-soon' then due_at > $6 and due_at <= $6 + interval '4 hours' else true end
                   and ($2::text is null or category = $2) and ($3::text is null or severity = $3) and ($4::text is null or state = $4)
                 order by ",
                $order
            )
        };
    }
    match order {
        _ if !is_open_only => sql!("changed_at desc, case_id desc"),
        Order::Due => sql!("due_at, case_id"),
        Order::Newest => sql!("opened_at desc, case_id desc"),
        Order::Severity => sql!("rank, due_at, case_id"),
    }
}

#[tokio::test]
async fn counts_say_what_the_views_show_and_stop_at_their_limit() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (staff, cleared) = (app.analyst().await, app.cleared().await);
    fill(&app, &site, 300).await;
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    let counted = counts(&mut tx, app.now()).await.unwrap();
    drop(tx);
    for (view, count) in &counted.views {
        let shown = walk(&app, &staff, &Listing::of(*view)).await.len();
        assert_eq!(*count, u64::try_from(shown).unwrap(), "{view}");
    }
    let mut tx = app.portal.database.begin(&cleared).await.unwrap();
    let all = counts(&mut tx, app.now()).await.unwrap();
    drop(tx);
    assert!(all.of(View::New) > counted.of(View::New));
    fill(&app, &site, 1500).await;
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    assert_eq!(counts(&mut tx, app.now()).await.unwrap().of(View::New), 1000);
    drop(tx);
    app.stop().await;
}

#[tokio::test]
async fn several_cases_are_taken_at_once_and_those_that_changed_are_left() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let (staff, other) = (app.analyst().await, app.analyst().await);
    let (one, two) = (app.file(site.filed()).await, app.file(site.filed()).await);
    let ticks = [format!("{}.0", one.number), format!("{}.0", two.number)];
    let seen = app.seen(&two).await;
    acting!(app, &other, |tx| claim(tx, two.number, seen, app.now())).unwrap();
    let mut browser = app.signed_in(staff.user_id).await;
    let fields = [
        ("step", "claim"),
        ("case", ticks[0].as_str()),
        ("case", ticks[1].as_str()),
        ("severity", "normal"),
        ("back", "view=due-soon&category=phishing"),
    ];
    let answer = browser.post("/staff/together", &fields).await;
    assert_eq!(answer.location(), "/staff/cases?view=due-soon&category=phishing");
    let page = browser.get(answer.location()).await;
    let said = format!("left as they are: {}. Look at them again.", two.number);
    assert!(page.text().contains(&said), "{}", page.text());
    let holder = "select assigned_to from cases where case_id = $1";
    assert_eq!(app.one::<uuid::Uuid>(holder, one.case_id).await, staff.user_id);
    assert_eq!(app.one::<uuid::Uuid>(holder, two.case_id).await, other.user_id);
    assert_eq!(PAGE, 50);
    app.stop().await;
}

#[tokio::test]
async fn whoever_leaves_the_staff_gives_everything_back() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let staff = app.staff("leaving@desk.example", StaffRole::Analyst, &[]).await;
    let (open, decided) = (app.file(site.filed()).await, app.file(site.filed()).await);
    for case in [&open, &decided] {
        let seen = app.seen(case).await;
        acting!(app, &staff, |tx| claim(tx, case.number, seen, app.now())).unwrap();
    }
    let mut rows = app.all_seeing().await;
    sqlx::query("update cases set state = 'decided' where case_id = $1")
        .bind(decided.case_id)
        .execute(&mut rows)
        .await
        .unwrap();
    let version = app.seen(&open).await.version;
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let cases = remove_staff(&mut tx, "leaving@desk.example", app.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(cases, Some(1), "those that are open are counted");
    for case in [&open, &decided] {
        let holder = "select assigned_to from cases where case_id = $1";
        assert_eq!(app.one::<Option<uuid::Uuid>>(holder, case.case_id).await, None);
    }
    let last = "select kind || ' by ' || actor_name from case_events where case_id = $1 order by version desc limit 1";
    assert_eq!(app.one::<String>(last, open.case_id).await, "released by The portal");
    assert_eq!(app.seen(&open).await.version, version + 1, "a page that is older notices");
    let other = app.analyst().await;
    let new = app.signed_in(other.user_id).await.get("/staff/cases?view=new").await;
    assert!(new.text().contains(&format!("/staff/cases/{}\"", open.number)), "it is in the queue again");
    app.stop().await;
}

#[tokio::test]
async fn a_full_page_of_a_queue_stays_small() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch Media", "login.alderfinch.example").await;
    fill(&app, &site, 200).await;
    let staff = app.analyst().await;
    let mut connection = app.all_seeing().await;
    sqlx::query("update cases set assigned_to = $1")
        .bind(staff.user_id)
        .execute(&mut connection)
        .await
        .unwrap();
    let mut browser = app.signed_in(staff.user_id).await;
    let page = browser.get("/staff/cases?view=all&state=open").await;
    assert_eq!(page.text().matches("<tr").count(), PAGE + 1);
    assert!(page.text().len() < 45_000, "{} bytes", page.text().len());
    app.stop().await;
}

#[tokio::test]
async fn what_was_passed_to_another_tier_is_taken_there_and_new_to_nobody_else() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let staff = app.analyst().await;
    let case = app.file(site.filed()).await;
    let mut browser = app.signed_in(staff.user_id).await;
    let link = format!("/staff/cases/{}\"", case.number);
    assert!(browser.get("/staff/cases?view=new").await.text().contains(&link));
    step(&app, &mut browser, &case, "escalate", &[("tier", "legal"), ("reason", "An order came.")]).await;
    assert!(!browser.get("/staff/cases?view=new").await.text().contains(&link));
    assert!(browser.get("/staff/cases?view=escalated").await.text().contains(&link));
    let page = browser.open(&format!("/staff/cases/{}", case.number)).await;
    page.hides("Take the case");
    let refused = step(&app, &mut browser, &case, "claim", &[]).await;
    assert!(refused.text().contains("This step is theirs."), "{}", refused.text());
    app.stop().await;
}
