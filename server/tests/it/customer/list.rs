use axum::http::StatusCode;
use domain::account::MemberRole;
use domain::decision::LimitScope;
use jiff::SignedDuration;
use server::cases::decide::{Choice, Decision, decide};

use super::{assert_says, finch, reported};
use crate::staff::acting;
use crate::support::{Answer, TestApp};

/// The references on a page, in their order.
fn references(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK);
    let rows = answer.text().split("<tr>").filter(|row| row.contains("scope=\"row\""));
    let reference = |row: &str| {
        let (_, after) = row.split_once("class=\"id\">").unwrap();
        after.split_once('<').unwrap().0.to_owned()
    };
    rows.map(reference).collect()
}

/// Where a link of the pager leads.
fn link(answer: &Answer, rel: &str) -> Option<String> {
    let (before, _) = answer.text().split_once(&format!("rel=\"{rel}\""))?;
    let (_, href) = before.rsplit_once("href=\"")?;
    Some(href.split_once('"').unwrap().0.replace("&amp;", "&"))
}

#[tokio::test]
async fn each_filter_narrows_the_list_and_stays_in_the_address() {
    let app = TestApp::start().await;
    let (finch, _) = finch(&app).await;
    app.zone(finch.account, "quill.example").await;
    let login =
        reported(&app, finch.account, "phishing", "https://login.alderfinch.example/verify?id=1").await;
    app.wait(SignedDuration::from_hours(30));
    let shop = reported(&app, finch.account, "malware", "https://shop.quill.example/a.exe").await;
    app.wait(SignedDuration::from_hours(1));
    let mut browser = finch.back(&app).await;
    for (query, expected) in [
        ("", vec![&shop, &login]),
        ("?category=phishing", vec![&login]),
        ("?zone=quill.example", vec![&shop]),
        ("?zone=nobodys.example", vec![]),
        ("?category=malware&zone=alderfinch.example", vec![]),
        ("?from=2026-03-03", vec![&shop]),
        ("?to=2026-03-02", vec![&login]),
        ("?from=2026-03-02&to=2026-03-03", vec![&shop, &login]),
        ("?view=answer", vec![&login, &shop]),
        ("?view=open", vec![&shop, &login]),
        ("?view=closed", vec![]),
        ("?view=limited", vec![]),
        ("?text=login.alder", vec![&login]),
        ("?text=alderfinch.example", vec![&login]),
        ("?text=finch.example", vec![&login]),
        ("?text=rfinch", vec![&login]),
        ("?text=uill.ex", vec![&shop]),
        ("?text=finchs", vec![]),
        ("?text=shop.quill.example/a", vec![&shop]),
        ("?text=http://shop.quill.example/a.exe", vec![&shop]),
        ("?text=shop.quill.example/b", vec![]),
        ("?view=answer&text=shop", vec![&shop]),
        ("?view=answer&text=login", vec![&login]),
        ("?text=shop&category=phishing", vec![]),
        ("?from=-004800-01-01&to=9999-12-31", vec![&shop, &login]),
        ("?to=-004800-01-01", vec![]),
        ("?after=-377705023201000000.00000000000000000000000000000000", vec![&shop, &login]),
        ("?before=9223372036854775807.00000000000000000000000000000000", vec![&shop, &login]),
        ("?view=nonsense&category=nonsense&from=nonsense&after=nonsense", vec![&shop, &login]),
    ] {
        let answer = browser.get(&finch.page(&format!("/reports{query}"))).await;
        assert_eq!(references(&answer).iter().collect::<Vec<_>>(), expected, "{query}");
    }
    for (typed, expected) in [(login.to_lowercase().replace('-', "+"), &login), (shop.clone(), &shop)] {
        let answer = browser.get(&finch.page(&format!("/reports?text={typed}"))).await;
        assert_eq!(references(&answer), std::slice::from_ref(expected));
    }
    let left_out = "first 20 of your sites with this in their name";
    for number in 0..20 {
        let page = browser.get(&finch.page("/reports?text=uill")).await;
        assert!(!page.text().replace("<!>", "").contains(left_out), "{number}");
        app.zone(finch.account, &format!("a{number}.squill.example")).await;
    }
    let page = browser.get(&finch.page("/reports?text=uill")).await;
    assert!(page.text().replace("<!>", "").contains(left_out));
    app.stop().await;
}

#[tokio::test]
async fn a_report_about_several_sites_is_found_by_each_and_says_how_many() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    app.zone(finch.account, "quill.example").await;
    app.zone(finch.account, "wren.example").await;
    let lines = "https://login.alderfinch.example/1\nhttps://shop.quill.example/2\nhttps://quill.example/3";
    let both = reported(&app, finch.account, "phishing", lines).await;
    for (zone, expected) in [
        ("alderfinch.example", vec![both.clone()]),
        ("quill.example", vec![both.clone()]),
        ("wren.example", vec![]),
    ] {
        for query in ["", "&view=answer", "&text=quill"] {
            let answer = browser.get(&finch.page(&format!("/reports?zone={zone}{query}"))).await;
            assert_eq!(references(&answer), expected, "{zone} {query}");
        }
    }
    let list = browser.get(&finch.page("/reports")).await;
    assert_says(list.text(), &["3 addresses on 2 of your sites"]);
    let page = browser.get(&finch.page(&format!("/reports/{both}"))).await;
    assert_says(page.text(), &["3 pages on 2 of your sites were reported", "and one more site of yours"]);
    let zones = browser.get(&finch.page("/zones?text=quill")).await;
    let row = super::between(zones.text(), "<tbody>", "</tbody>");
    assert!(row.contains("2 Mar, 12:00") && row.contains(">1<"), "{row}");
    let file = browser.get(&finch.page("/reports.csv")).await;
    assert!(file.text().contains(",login.alderfinch.example,2,3,Phishing,"), "{}", file.text());
    assert_says(browser.get(&finch.page("")).await.text(), &["2 of 3"]);
    app.stop().await;
}

#[tokio::test]
async fn a_report_not_answered_in_time_comes_first_among_those_to_answer() {
    let app = TestApp::start().await;
    let (finch, _) = finch(&app).await;
    let late = reported(&app, finch.account, "phishing", "https://alderfinch.example/1").await;
    app.run_jobs().await;
    app.wait(SignedDuration::from_hours(25));
    app.run_jobs().await;
    let new = reported(&app, finch.account, "phishing", "https://alderfinch.example/2").await;
    let answer = finch.back(&app).await.get(&finch.page("/reports?view=answer")).await;
    assert_eq!(references(&answer), [late, new]);
    assert!(answer.text().contains("Not answered in time") && answer.text().contains("1 h over"));
    app.stop().await;
}

#[tokio::test]
async fn pages_lead_on_and_back_without_losing_a_row_or_a_filter() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    let mut expected = Vec::new();
    for number in 0..57 {
        let address = format!("https://alderfinch.example/{number}");
        expected.push(reported(&app, finch.account, "phishing", &address).await);
        app.wait(SignedDuration::from_secs(if number % 3 == 0 { 0 } else { 7 }));
    }
    for (query, sorted) in
        [("?view=open&category=phishing", false), ("?view=answer", true), ("?text=alder", false)]
    {
        let first = browser.get(&finch.page(&format!("/reports{query}"))).await;
        assert_eq!(link(&first, "prev"), None);
        let second = browser.get(&link(&first, "next").unwrap()).await;
        let third = browser.get(&link(&second, "next").unwrap()).await;
        assert_eq!(link(&third, "next"), None, "{query}");
        let mut pages: Vec<_> = [&first, &second, &third].into_iter().flat_map(references).collect();
        assert_eq!(references(&first).len(), 25);
        let back = browser.get(&link(&third, "prev").unwrap()).await;
        assert_eq!(references(&back), references(&second), "{query}");
        let start = browser.get(&link(&back, "prev").unwrap()).await;
        assert_eq!(references(&start), references(&first), "{query}");
        assert_eq!(link(&start, "prev"), None, "{query}");
        if !sorted {
            pages.reverse();
        }
        let mut same = [pages, expected.clone()];
        same.iter_mut().for_each(|list| list.sort());
        assert_eq!(same[0], same[1], "{query}");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_file_holds_the_whole_filtered_list() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    for number in 0..30 {
        reported(&app, finch.account, "phishing", &format!("https://alderfinch.example/{number}")).await;
    }
    let other = reported(&app, finch.account, "malware", "https://alderfinch.example/x").await;
    let file = browser.get(&finch.page("/reports.csv?category=phishing")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<_> = file.text().lines().collect();
    assert_eq!(lines.len(), 31);
    assert_eq!(lines[0], "reference,site,sites,addresses,reported_as,status,received,answer_by,answered");
    let due = "2026-03-02T12:00:00Z,2026-03-03T12:00:00Z,";
    assert!(
        lines[1].contains("alderfinch.example,1,1,Phishing,Needs your answer,") && lines[1].ends_with(due)
    );
    assert!(!file.text().contains(&other));
    app.stop().await;
}

#[tokio::test]
async fn an_empty_list_says_what_would_stand_there() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    let answer = browser.get(&finch.page("/reports")).await;
    assert!(answer.text().contains("Nobody has reported your sites"));
    reported(&app, finch.account, "phishing", "https://alderfinch.example/").await;
    let answer = browser.get(&finch.page("/reports?view=closed&text=%3Cscript%3E")).await;
    assert!(answer.text().contains("No report fits") && !answer.text().contains("<script>"));
    app.stop().await;
}

#[tokio::test]
async fn a_limit_that_was_lifted_is_not_shown_as_one() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let (staff, policy, seen) = (app.analyst().await, app.portal.policy.clone(), app.seen(&case).await);
    let choice = Choice::Limit { scope: LimitScope::Zone, order: None };
    let limit = Decision { choice, reason: "It asks for card numbers.".to_owned() };
    acting!(app, &staff, |tx| decide(tx, &policy, case.number, seen, &limit, app.now())).unwrap();
    let member = app.member(site.account_id, "ines@alderfinch.example", MemberRole::Owner).await;
    let mut browser = app.signed_in(member.user_id).await;
    let mut all = app.all_seeing().await;
    for (state, word, other) in
        [("active", "Access limited", "Limit lifted"), ("removed", "Limit lifted", "Access limited")]
    {
        sqlx::query("update mitigations set state = $1").bind(state).execute(&mut all).await.unwrap();
        for page in ["reports?view=all", "reports.csv?view=all", &format!("reports/{}", case.reference)] {
            let answer = browser.get(&format!("/accounts/{}/{page}", site.account_id)).await;
            assert!(answer.text().contains(word), "{page}: {word}");
            let is_list = page.starts_with("reports?");
            assert!(!is_list || !answer.text().contains(other), "{page}: {other}");
        }
    }
    app.stop().await;
}
