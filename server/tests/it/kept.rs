//! What the database keeps of secrets: hashes, and nothing that opens a door.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::MemberRole;
use server::secrets::{Token, hex};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::reporter::{by_robin, sent};
use crate::support::TestApp;

const PASSWORD: &str = "correct horse battery";
const NEW_PASSWORD: &str = "staple battery horse";

/// The tables in which some row holds the text, or the bytes that it is the hexadecimal form of.
async fn holding(rows: &mut PgConnection, text: &str) -> Vec<String> {
    let tables = "select format('%I.%I', schemaname, tablename) from pg_tables
                  where schemaname not in ('pg_catalog', 'information_schema')";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut *rows).await.unwrap();
    let mut found = Vec::new();
    for table in tables {
        let query =
            format!("select exists (select from {table} t where strpos(lower(t::text), lower($1)) > 0)");
        if sqlx::query_scalar(AssertSqlSafe(query)).bind(text).fetch_one(&mut *rows).await.unwrap() {
            found.push(table);
        }
    }
    found
}

/// Somebody signs in and has a link sent, the link is used, and a report is sent and followed.
#[tokio::test]
async fn no_row_of_any_table_holds_what_opens_a_door() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let owner = app.member(site.account_id, "owner@alderfinch.example", MemberRole::Owner).await;
    app.password(owner.user_id, PASSWORD).await;
    let mut browser = app.browser();
    browser.post("/sign-in", &[("email", "owner@alderfinch.example"), ("password", PASSWORD)]).await;
    let page = browser.get("/you").await;
    assert!(page.text().contains("owner@alderfinch.example"), "signed in");
    let session = browser.cookie("__Host-session").unwrap().to_owned();
    let members = format!("/accounts/{}/members", site.account_id);
    browser.post(&members, &[("email", "new@alderfinch.example"), ("role", "reader")]).await;
    let track = sent(&app, "phishing", &by_robin("https://alderfinch.example/a")).await;
    app.browser().post("/forgot", &[("email", "owner@alderfinch.example")]).await;

    let mut rows = app.all_seeing().await;
    let waiting = holding(&mut rows, &track).await;
    assert_eq!(waiting, [""; 0], "not in a job that waits either");
    app.run_jobs().await;
    let letters = app.letters();
    let link = |path: &str| {
        let mut links = letters.iter().filter_map(|letter| letter.link().strip_prefix(path));
        links.next().unwrap_or_else(|| panic!("no letter leads to {path}")).to_owned()
    };
    let (reset, invitation) = (link("/reset/"), link("/invitation/"));
    let session_bytes = hex(&URL_SAFE_NO_PAD.decode(&session).unwrap());
    for secret in [&*session, &session_bytes, &track, &reset, &invitation, PASSWORD] {
        assert_eq!(holding(&mut rows, secret).await, [""; 0], "{secret}");
    }
    assert_eq!(browser.get("/you").await.status, 200, "the session lasted until here");
    let answer = app.browser().post(&format!("/reset/{reset}"), &[("password", NEW_PASSWORD)]).await;
    assert!(answer.status.is_redirection(), "{}", answer.status);
    assert_eq!(holding(&mut rows, NEW_PASSWORD).await, [""; 0]);
    for (secret, table) in
        [(&track, "public.links"), (&reset, "public.tickets"), (&invitation, "public.tickets")]
    {
        let hash = hex(&Token::parse(secret).unwrap().hash());
        assert_eq!(holding(&mut rows, &hash).await, [table], "its hash is there, and only there");
    }
    app.stop().await;
}
