use axum::http::StatusCode;
use domain::account::MemberRole;
use jiff::SignedDuration;

use super::{assert_says, finch, reported};
use crate::support::TestApp;

#[tokio::test]
async fn the_overview_says_what_to_answer_first_and_what_is_limited() {
    let app = TestApp::start().await;
    let (finch, _) = finch(&app).await;
    app.zone(finch.account, "quill.example").await;
    let first = reported(&app, finch.account, "phishing", "https://login.alderfinch.example/").await;
    app.wait(SignedDuration::from_hours(20));
    reported(&app, finch.account, "malware", "https://alderfinch.example/a.exe").await;
    let page = finch.back(&app).await.get(&finch.page("")).await;
    let text = page.text();
    assert_says(text, &["Two reports need your answer", "The first is due in 4 h."]);
    let due = super::between(text, "class=\"dues\"", "</ul>");
    assert!(due.find("login.alderfinch").unwrap() < due.find(">alderfinch[.]example").unwrap());
    assert!(text.contains(&format!("/reports/{first}#answer")) && text.contains("1 of 2"));
    assert_says(text, &["All your sites are served as usual.", "There is no abuse contact."]);
    assert_says(text, &["One person can answer reports.", "2 reports this week."]);
    let other = app.account("Quill & Sons").await;
    app.join(other, finch.owner.user_id, MemberRole::Reader).await;
    let choice = finch.back(&app).await.get("/accounts").await;
    assert_says(
        choice.text(),
        &["2 reports need your answer, the first by Tuesday 3 March, 12:00 UTC", "Nothing needs your answer"],
    );
    app.stop().await;
}

#[tokio::test]
async fn sites_are_listed_by_name_with_what_was_reported() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    for number in 0..60 {
        app.zone(finch.account, &format!("site-{number:02}.example")).await;
    }
    reported(&app, finch.account, "phishing", "https://www.alderfinch.example/").await;
    let first = browser.get(&finch.page("/zones")).await;
    assert!(first.text().contains("61 sites") && first.text().contains("<b>site-48.example</b>"));
    assert!(!first.text().contains("<b>site-49.example</b>"));
    let second = browser.get(&finch.page("/zones?after=site-48.example")).await;
    assert!(
        second.text().contains("<b>site-59.example</b>") && !second.text().contains("<b>site-48.example</b>")
    );
    let found = browser.get(&finch.page("/zones?text=Alder")).await;
    let row = super::between(found.text(), "<tbody>", "</tbody>");
    assert!(
        row.contains("2 Mar, 12:00")
            && row.contains(">1<")
            && row.contains("reports?zone=alderfinch.example")
    );
    let none = browser.get(&finch.page("/zones?text=zzz")).await;
    assert!(none.text().contains("No site begins like that"));
    app.stop().await;
}

#[tokio::test]
async fn owners_invite_change_and_remove_but_one_always_stays() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    let otto = app.member(finch.account, "otto@alderfinch.example", MemberRole::Responder).await;
    let (members, of_otto) = (finch.page("/members"), finch.page(&format!("/members/{}", otto.user_id)));
    let of_ines = finch.page(&format!("/members/{}", finch.owner.user_id));
    assert!(browser.get(&members).await.text().contains("The last owner stays"));
    let page = browser.get(&members).await;
    assert!(page.text().contains("</summary>") && page.text().contains("Remove from this account"));
    for (path, fields) in
        [(format!("{of_ines}/remove"), &[][..]), (format!("{of_ines}/role"), &[("role", "reader")][..])]
    {
        assert_eq!(browser.post(&path, fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut ottos = app.signed_in(otto.user_id).await;
    for path in [format!("{of_otto}/role"), members.clone(), finch.page("/contacts")] {
        let fields = [("role", "owner"), ("email", "x@y.example"), ("name", "x")];
        let wanted: Vec<_> = fields
            .into_iter()
            .filter(|(name, _)| match *name {
                "email" => path == members,
                "name" => path.ends_with("contacts"),
                _ => !path.ends_with("contacts"),
            })
            .collect();
        assert_eq!(ottos.post(&path, &wanted).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(browser.post(&format!("{of_otto}/role"), &[("role", "owner")]).await.location(), members);
    assert_eq!(ottos.post(&format!("{of_ines}/remove"), &[]).await.location(), members);
    assert_eq!(browser.get(&members).await.status, StatusCode::NOT_FOUND, "removed, and out at once");
    assert_eq!(ottos.post(&format!("{of_otto}/remove"), &[]).await.status, StatusCode::FORBIDDEN);
    let sent = ottos.post(&members, &[("email", "New@alderfinch.example"), ("role", "reader")]).await;
    assert_eq!(sent.location(), members);
    let page = ottos.get(&members).await;
    assert!(page.text().contains("Invited, not here yet") && page.text().contains("new@alderfinch.example"));
    let bad = ottos.post(&members, &[("email", "nobody"), ("role", "")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text().contains("value=\"nobody\"") && bad.text().contains("Choose what they may do."));
    app.run_jobs().await;
    app.stop().await;
}

#[tokio::test]
async fn the_contact_decides_where_letters_go() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    let contacts = finch.page("/contacts");
    let bad = browser.post(&contacts, &[("name", ""), ("abuse_contact", "nobody")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text().contains("value=\"nobody\""));
    let fields = [("name", "Alderfinch GmbH"), ("abuse_contact", "abuse@alderfinch.example")];
    assert_eq!(browser.post(&contacts, &fields).await.location(), contacts);
    assert!(browser.get(&finch.page("")).await.text().contains(
        "Letters about your sites go to abuse@alderfinch.example, unless your provider named another address"
    ));
    reported(&app, finch.account, "phishing", "https://alderfinch.example/").await;
    app.run_jobs().await;
    assert_eq!(sent(&app, "notice").await, ["abuse@alderfinch.example"]);
    app.stop().await;
}

/// Whom letters of a kind went to, by address.
async fn sent(app: &TestApp, kind: &str) -> Vec<String> {
    let mut all = app.all_seeing().await;
    sqlx::query_scalar("select recipient from letters where kind = $1 order by recipient")
        .bind(kind)
        .fetch_all(&mut all)
        .await
        .unwrap()
}

#[tokio::test]
async fn nobody_redirects_letters_unseen() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    app.member(finch.account, "otto@alderfinch.example", MemberRole::Responder).await;
    let contacts = finch.page("/contacts");
    let mut change = async |name: &str, contact: &str| {
        browser.post(&contacts, &[("name", name), ("abuse_contact", contact)]).await;
        app.run_jobs().await;
        let mut letters = app.letters();
        letters.sort_by(|one, other| one.to.cmp(&other.to));
        let to: Vec<_> = letters.iter().map(|letter| letter.to.clone()).collect();
        assert!(letters.iter().all(|letter| letter.words().contains("changed the abuse contact of")));
        (to, letters)
    };
    let (to, letters) = change("Alderfinch Media", "abuse@alderfinch.example").await;
    assert_eq!(to, ["abuse@alderfinch.example", "ines@alderfinch.example"]);
    let words = letters[1].words();
    assert!(
        words.contains("went to the account’s owners until now, and go to abuse@alderfinch[.]example"),
        "{words}"
    );
    assert_eq!(
        change("Alderfinch GmbH", "abuse@alderfinch.example").await.0,
        [""; 0],
        "a name is no contact"
    );
    let (to, letters) = change("Alderfinch GmbH", "other@elsewhere.example").await;
    assert_eq!(to, ["abuse@alderfinch.example", "ines@alderfinch.example", "other@elsewhere.example"]);
    assert!(letters[0].words().contains("abuse@alderfinch.example was the abuse contact"));
    for turn in 0..9 {
        change("Alderfinch GmbH", ["other@elsewhere.example", ""][turn % 2]).await;
    }
    let fields = [("name", "Alderfinch GmbH"), ("abuse_contact", "last@elsewhere.example")];
    let refused = browser.post(&contacts, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is flooded");
    assert!(refused.text().contains("or change it tomorrow.") && refused.text().contains("last@elsewhere"));
    let cleared = [("name", "Alderfinch GmbH"), ("abuse_contact", "")];
    assert_eq!(browser.post(&contacts, &cleared).await.location(), contacts, "back to the owners, always");
    app.wait(SignedDuration::from_hours(25));
    let mut browser = finch.back(&app).await;
    assert_eq!(browser.post(&contacts, &fields).await.location(), contacts);
    app.stop().await;
}

#[tokio::test]
async fn a_form_that_is_late_changes_nothing_and_says_what_changed() {
    let app = TestApp::start().await;
    let (finch, mut browser) = finch(&app).await;
    let otto = app.member(finch.account, "otto@alderfinch.example", MemberRole::Responder).await;
    let contacts = finch.page("/contacts");
    let form = browser.open(&contacts).await.form(&contacts);
    let (early, late) =
        (form.clone().with("name", "Alderfinch GmbH"), form.with("abuse_contact", "late@alderfinch.example"));
    browser.submit(&early).await;
    let refused = browser.submit(&late).await;
    assert_eq!(refused.answer.status, StatusCode::CONFLICT);
    refused.shows("the name is Alderfinch GmbH now, the abuse contact is empty");
    assert!(refused.answer.text().contains("value=\"late@alderfinch.example\""), "what was typed is kept");
    let again = browser.submit(&refused.form(&contacts)).await;
    assert!(again.answer.text().contains("value=\"late@alderfinch.example\""));
    assert_eq!(again.path(), contacts);

    let of_otto = finch.page(&format!("/members/{}", otto.user_id));
    let members = browser.open(&finch.page("/members")).await;
    let (role, remove) =
        (members.form(&format!("{of_otto}/role")), members.form(&format!("{of_otto}/remove")));
    browser.submit(&role.clone().with("role", "owner")).await;
    for late in [role.clone().with("role", "reader"), remove] {
        let refused = browser.submit(&late).await;
        assert_eq!(refused.answer.status, StatusCode::CONFLICT);
        refused.shows("Meanwhile their role was set to Owner.");
    }
    let twice = browser.submit(&role.with("role", "owner")).await;
    assert_eq!(
        twice.path(),
        finch.page("/members"),
        "a form that comes twice is answered as if it came once"
    );
    app.stop().await;
}
