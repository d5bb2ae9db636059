use domain::account::{MemberRole, StaffRole};

use super::people::letter_to;
use crate::support::TestApp;

/// 34 sites of one kind, 4 forums and 2 services, as the group keeps them: some defanged, some twice, some not ours.
fn list() -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend((1..=20).map(|n| format!("https://voice{n}.marrowgate.example/")));
    lines.extend((21..=28).map(|n| format!("hxxps://voice{n}[.]marrowgate[.]example/library")));
    lines.extend((1..=4).map(|n| format!("http://mirror{n}.elsewhere.example/")));
    lines.push("https://voice1.marrowgate.example/".into());
    lines.push("HXXPS://VOICE2[.]marrowgate.example".into());
    lines.extend((1..=3).map(|n| format!("https://forum.quillbox.example/board/{n}")));
    lines.push("https://forum.overthere.example/".into());
    lines.push("https://archive.alderfinch.example/tapes".into());
    lines.push("see the attached file".into());
    assert_eq!(lines.len(), 40);
    lines.join("\n")
}

#[tokio::test]
async fn a_group_sends_forty_sites_and_each_gets_its_outcome() {
    let app = TestApp::start().await;
    let marrowgate = app.site("Marrowgate Hosting", "marrowgate.example").await;
    app.zone(marrowgate.account_id, "quillbox.example").await;
    let alderfinch = app.site("Alderfinch Media", "alderfinch.example").await;
    let mut tomasz =
        app.customer(marrowgate.account_id, "tomasz@marrowgate.example", MemberRole::Owner).await;
    let mut ines = app.customer(alderfinch.account_id, "ines@alderfinch.example", MemberRole::Owner).await;
    let mut advik = app.worker("advik@desk.example", StaffRole::Legal, &[]).await;

    let mut group = app
        .reporter_submits(
            "terrorism",
            &[
                ("addresses", &list()),
                ("justification", "Sites of one group: statements, recruiting, forums."),
                ("name", "Sanna Lehto"),
                ("email", "lists@counterhate.example"),
            ],
        )
        .await;
    app.run_jobs().await;

    // Every line has an outcome, on the page and in the file.
    let file = group.browser.get(&format!("{}/list.csv", group.link.clone())).await;
    assert_eq!(file.status, 200);
    let rows: Vec<&str> = file.text().lines().skip(1).collect();
    assert_eq!(rows.len(), 40, "{}", file.text());
    let mut rows = app.all_seeing().await;
    let query = "select outcome || ' ' || count(*) from submission_lines group by outcome order by outcome";
    let outcomes: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut rows).await.unwrap();
    assert_eq!(outcomes, ["accepted 32", "not_an_address 1", "not_ours 5", "repeated 2"]);
    group.looks().await.shows("32");

    // One report for each account, passed on and held.
    let query = "select a.name || ' ' || r.state || ' ' || r.address_count from reports r join accounts a using (account_id) order by a.name";
    let reports: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut rows).await.unwrap();
    assert_eq!(reports, ["Alderfinch Media held 1", "Marrowgate Hosting held 31"]);
    let letters = app.letters();
    let notice = letter_to(&letters, "tomasz@marrowgate.example");
    assert!(
        notice.subject.starts_with("31 pages on your sites were reported as terrorist content"),
        "{}",
        notice.subject
    );
    assert!(notice.words().contains("act only when a court or an authority orders it"), "{}", notice.text);
    let theirs = tomasz.follows(notice).await;
    theirs.hides("alderfinch");
    let notice = letter_to(&letters, "ines@alderfinch.example");
    ines.follows(notice).await.hides("marrowgate");

    // Without an order nothing is limited; with one it is.
    let number = app.first_case().await;
    advik.does(number, "claim", &[]).await;
    let limit = [("kind", "limit"), ("scope", "address"), ("reason", "Ordered.")];
    let refused = advik.does(number, "preview", &limit).await;
    refused.shows("This category is limited only on an order; name the order.");
    assert!(refused.answer.text().contains("href=\"#decide-order\""), "the summary leads to the field");
    assert_eq!(refused.answer.status, 422);
    let ordered = [limit.as_slice(), &[("order", "Court of Bergen, 26-118")]].concat();
    advik.decides(number, &ordered).await;
    app.run_jobs().await;
    let letters = app.letters();
    assert!(letter_to(&letters, "lists@counterhate.example").words().contains("We no longer serve"));
    app.stop().await;
}
