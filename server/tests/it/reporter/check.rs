//! The page before a report is sent, and whether everybody gets what it shows.

use domain::account::MemberRole;
use sqlx::Row as _;

use super::pages::{step, with_site};
use super::{by_robin, sent};

#[tokio::test]
async fn whoever_finds_child_abuse_elsewhere_is_led_to_hotlines_and_never_to_who_is_behind_it() {
    let app = with_site().await;
    let mut browser = app.browser();
    let fields =
        [("addresses", "https://pictures.nowhere.example/x"), ("justification", "Pictures of children.")];
    let check = step(&mut browser, "child-abuse", "check", &fields).await;
    let token = sent(&app, "child-abuse", &fields).await;
    let receipt = browser.get(&format!("/track/{token}/receipt")).await;
    let status = browser.get(&format!("/track/{token}")).await;
    for page in [&check, &receipt, &status] {
        let page = page.text();
        for named in ["inhope.org", "report.cybertip.org", "police"] {
            assert!(page.contains(named), "{named}: {page}");
        }
        assert!(!page.contains("lookup.icann.org") && !page.contains("whom to write to"), "{page}");
    }
    assert!(check.text().contains("Hotlines and the police, who stand beside each address"));
    app.stop().await;
}

#[tokio::test]
async fn whoever_leaves_no_address_is_promised_no_letters() {
    let app = with_site().await;
    let fields = [("addresses", "https://alderfinch.example/x"), ("justification", "Pictures of children.")];
    for (email, is_written_to) in [("", false), ("robin@mailbox.example", true)] {
        let fields = [&fields[..], &[("email", email)]].concat();
        let token = sent(&app, "child-abuse", &fields).await;
        let receipt = app.browser().get(&format!("/track/{token}/receipt")).await;
        assert_eq!(receipt.text().contains("We write to you"), is_written_to, "{}", receipt.text());
        assert_eq!(receipt.text().contains("We cannot write to you"), !is_written_to);
    }
    app.stop().await;
}

#[tokio::test]
async fn the_owner_reads_what_the_reporter_was_shown() {
    let app = with_site().await;
    let mut rows = app.all_seeing().await;
    let account = sqlx::query("select account_id from accounts").fetch_one(&mut rows).await.unwrap().get(0);
    app.member(account, "owner@finch.example", MemberRole::Owner).await;
    let mut fields = by_robin("https://alderfinch.example/a");
    fields.extend([("original_work", "Aurora Bank"), ("tell_owner", "named"), ("company", "Reed Ltd")]);
    fields.push(("reported_country", "DE"));
    let review = step(&mut app.browser(), "phishing", "check", &fields).await;
    assert!(review.text().contains("Germany"));
    let form = step(&mut app.browser(), "phishing", "edit", &fields).await;
    assert!(form.text().contains("<option value=\"DE\" selected>Germany</option>"));
    sent(&app, "phishing", &fields).await;
    app.run_jobs().await;
    let letter: serde_json::Value = sqlx::query_scalar("select content from letters where kind = 'notice'")
        .fetch_one(&mut rows)
        .await
        .unwrap();
    let content: app::letters::Notice = serde_json::from_value(letter).unwrap();
    let reader = server::http::render::visitor(&app.portal);
    for paragraph in content.paragraphs(reader) {
        let shown = app::render::fragment(|| {
            app::letters::Paragraphs(app::letters::ParagraphsProps { of: vec![paragraph.clone()] })
        });
        let words = shown.replace("<!>", "");
        assert!(review.text().replace("<!>", "").contains(&words), "{words}");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_check_page_shows_one_letter_and_never_which_sites_have_the_same_owner() {
    let app = with_site().await;
    let mut rows = app.all_seeing().await;
    let finch = sqlx::query("select account_id from accounts").fetch_one(&mut rows).await.unwrap().get(0);
    app.zone(finch, "finch-hosted.example").await;
    let hosted = "update zones set service = 'hosted' where host = 'finch-hosted.example'";
    sqlx::query(hosted).execute(&mut rows).await.unwrap();
    let mut list =
        "https://alderfinch.example/a\nhttps://finch-hosted.example/b c\nhttps://elsewhere.example/"
            .to_owned();
    for number in 0..6 {
        let account = app.account(&format!("Owner {number}")).await;
        app.zone(account, &format!("site{number}.example")).await;
        list.push_str(&format!("\nhttps://site{number}.example/"));
    }
    let check = async || {
        let review = step(&mut app.browser(), "phishing", "check", &by_robin(&list)).await;
        crate::customer::between(&review.text().replace("<!>", ""), "<h1>", "name=\"statement\"").to_owned()
    };
    let text = check().await;
    for words in [
        "The one about alderfinch[.]example",
        "Each site’s owner gets one like it about their own addresses.",
        "Somebody told us about alderfinch[.]example.",
        "We carry its traffic.",
        "We host it.",
        "We read the line up to here",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let letter = text.split_once("id=\"letter\"").unwrap().1.split_once("</section>").unwrap().0;
    for words in ["finch-hosted", "site0", "7 "] {
        assert!(!letter.contains(words), "{words}");
    }
    let other = app.account("Somebody else").await;
    for account in [other, finch] {
        let moved = "update zones set account_id = $1 where host = 'finch-hosted.example'";
        sqlx::query(moved).bind(account).execute(&mut rows).await.unwrap();
        assert_eq!(check().await, text, "it reads the same whoever has the second site");
    }
    let token = sent(&app, "phishing", &by_robin(&list)).await;
    let owner = app.member(finch, "owner@finch.example", MemberRole::Owner).await;
    app.run_jobs().await;
    let letter = "select content from letters where kind = 'notice' and user_id = $1";
    let letter: serde_json::Value =
        sqlx::query_scalar(letter).bind(owner.user_id).fetch_one(&mut rows).await.unwrap();
    assert_eq!(letter["sites"].as_array().unwrap().len(), 2, "{letter}");
    let file = app.browser().get(&format!("/track/{token}/list.csv")).await;
    assert_eq!(file.text().matches("We read the line up to here").count(), 1);
    app.stop().await;
}
