use std::fs::File;
use std::io::{BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::time::Instant;

use flate2::read::GzDecoder;
use jiff::SignedDuration;
use server::accounts::import::{Imported, Mode, Step, import};

use crate::support::TestApp;

/// Imports text; also returns what was said about bad lines and moves.
async fn imports(app: &TestApp, text: &str) -> (Imported, Vec<String>) {
    reads(app, text, Mode::Store).await
}

async fn reads(app: &TestApp, text: &str, mode: Mode) -> (Imported, Vec<String>) {
    let mut said = Vec::new();
    let done = import(&app.portal, text.as_bytes(), mode, |step| match step {
        Step::Bad { number, why } => said.push(format!("{number}: {why}")),
        Step::Moved { zone, from, to } => said.push(format!("{zone}: {from} to {to}")),
        Step::Twice { zone, accounts } => said.push(format!("{zone} twice: {}", accounts.join(", "))),
        Step::Stored(_) => {}
    });
    (done.await.unwrap(), said)
}

/// Every zone there ever was: host, account, whether it is active, origin.
async fn zones(app: &TestApp) -> Vec<String> {
    let mut all = app.all_seeing().await;
    let query = "select concat_ws(' ', z.host, a.external_id, case when z.active_until is null then 'active' else 'ended' end, host(z.origin_ip))
                 from zones z join accounts a using (account_id) order by z.host, z.active_from";
    sqlx::query_scalar(query).fetch_all(&mut all).await.unwrap()
}

/// The contact of a site and of its account.
async fn contacts(app: &TestApp, zone: &str) -> (Option<String>, Option<String>) {
    let mut all = app.all_seeing().await;
    let query = "select z.abuse_contact, a.abuse_contact from zones z join accounts a using (account_id)
                 where z.host = $1 and z.active_until is null";
    sqlx::query_as(query).bind(zone).fetch_one(&mut all).await.unwrap()
}

fn only(of_zone: &str) -> (Option<String>, Option<String>) {
    (Some(of_zone.to_owned()), None)
}

#[tokio::test]
async fn good_lines_are_kept_and_bad_ones_told_by_their_number() {
    let app = TestApp::start().await;
    let text = "account,zone,abuse_contact,origin_ip\n\
                acme,acme.example,abuse@acme.example,192.0.2.1\n\
                acme,github.io\n\
                acme,shop.acme.example\n\
                other,other.example,nobody\n";
    let (done, bad) = imports(&app, text).await;
    assert_eq!((done.good, done.bad, done.accounts, done.zones), (2, 2, 1, 2));
    assert_eq!(bad.len(), 2);
    assert!(
        bad[0].starts_with("3: github.io is a public suffix") && bad[1].starts_with("5: `nobody`"),
        "{bad:?}"
    );
    assert_eq!(zones(&app).await, ["acme.example acme active 192.0.2.1", "shop.acme.example acme active"]);
    assert_eq!(contacts(&app, "acme.example").await, only("abuse@acme.example"));
    assert_eq!(contacts(&app, "shop.acme.example").await, (None, None));
    app.stop().await;
}

#[tokio::test]
async fn repeating_changes_nothing_and_what_a_line_leaves_out_stays() {
    let app = TestApp::start().await;
    let text = "acme,acme.example,abuse@acme.example,192.0.2.1\nacme,b.example\n";
    imports(&app, text).await;
    app.wait(SignedDuration::from_hours(1));
    let (again, _) = imports(&app, text).await;
    assert_eq!((again.accounts, again.zones, again.moved), (0, 0, 0));
    imports(&app, "acme,acme.example\n").await;
    imports(&app, "{\"account\":\"acme\",\"zone\":\"b.example\",\"abuse_contact\":\"new@acme.example\",\"origin_ip\":\"2001:db8::1\"}").await;
    assert_eq!(
        zones(&app).await,
        ["acme.example acme active 192.0.2.1", "b.example acme active 2001:db8::1"]
    );
    assert_eq!(contacts(&app, "acme.example").await, only("abuse@acme.example"));
    assert_eq!(contacts(&app, "b.example").await, only("new@acme.example"));
    let mut all = app.all_seeing().await;
    sqlx::raw_sql("update accounts set abuse_contact = 'mine@acme.example'").execute(&mut all).await.unwrap();
    imports(&app, text).await;
    let (of_zone, of_account) = contacts(&app, "acme.example").await;
    assert_eq!(of_zone.as_deref(), Some("abuse@acme.example"));
    assert_eq!(of_account.as_deref(), Some("mine@acme.example"), "what a customer set stays");
    app.stop().await;
}

#[tokio::test]
async fn a_zone_that_moves_ends_here_and_begins_there() {
    let app = TestApp::start().await;
    imports(&app, "acme,moving.example\nacme,staying.example\n").await;
    let before = zones(&app).await;
    let dry = reads(&app, "other,moving.example\nother,new.example\nother\n", Mode::DryRun).await;
    assert_eq!((dry.0.accounts, dry.0.zones, dry.0.moved, dry.0.bad), (1, 2, 1, 1));
    assert_eq!(dry.1.last().map(String::as_str), Some("moving.example: acme to other"));
    assert_eq!(zones(&app).await, before, "a dry run stores nothing");
    let (done, said) = imports(&app, "other,moving.example\n").await;
    assert_eq!((done.zones, done.moved), (1, 1));
    assert_eq!(said, ["moving.example: acme to other"]);
    let (back, said) =
        imports(&app, "acme,moving.example\nother,moving.example\nacme,moving.example\n").await;
    assert_eq!((back.zones, back.moved), (1, 1), "the last line of a file counts");
    assert_eq!(
        said,
        [
            "moving.example twice: acme, other",
            "moving.example twice: other, acme",
            "moving.example: other to acme"
        ]
    );
    assert_eq!(
        zones(&app).await,
        [
            "moving.example acme ended",
            "moving.example other ended",
            "moving.example acme active",
            "staying.example acme active",
        ]
    );
    let mut all = app.all_seeing().await;
    let overlap = "select count(*) from zones a join zones b on a.host = b.host and a.zone_id <> b.zone_id
                   and a.active_from < coalesce(b.active_until, 'infinity') and b.active_from < coalesce(a.active_until, 'infinity')";
    assert_eq!(sqlx::query_scalar::<_, i64>(overlap).fetch_one(&mut all).await.unwrap(), 0);
    app.stop().await;
}

/// A folder of the test corpora, which stand beside the repository.
fn corpus(path: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpora");
    let folder = std::env::var_os("PORTAL_CORPORA").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    Some(folder.join(path)).filter(|path| path.exists())
}

#[tokio::test]
#[expect(clippy::print_stderr, reason = "says why it skips, and how long it took")]
async fn a_hundred_thousand_zones_take_well_under_a_minute() {
    let Some(path) = corpus("zones/zones.txt.gz") else {
        eprintln!("skipped: the zones to import are not there");
        return;
    };
    let mut names = String::new();
    GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut names).unwrap();
    let mut file = Vec::new();
    for (number, name) in names.lines().enumerate() {
        writeln!(file, "account-{},{name},abuse@account-{}.example", number % 20_000, number % 20_000)
            .unwrap();
    }
    let app = TestApp::start().await;
    let begun = Instant::now();
    let mut bad = Vec::new();
    let done = import(&app.portal, BufReader::new(file.as_slice()), Mode::Store, |step| {
        if let Step::Bad { why, .. } = step {
            bad.push(why.to_string());
        }
    });
    let done = done.await.unwrap();
    let took = begun.elapsed();
    eprintln!("{} zones of {} accounts in {took:.1?}, {} lines refused", done.zones, done.accounts, done.bad);
    assert_eq!(done.bytes, file.len() as u64);
    assert_eq!((done.good + done.bad, done.zones), (names.lines().count() as u64, done.good));
    assert!(bad.iter().all(|why| why.contains("public suffix")), "{bad:#?}");
    assert!(done.bad < 2_000 && took.as_secs() < 60, "{took:?}");
    app.stop().await;
}

#[tokio::test]
async fn a_dash_takes_a_value_away() {
    let app = TestApp::start().await;
    imports(
        &app,
        "acme,acme.example,abuse@acme.example,192.0.2.1\nacme,b.example,abuse@acme.example,192.0.2.2\n",
    )
    .await;
    imports(&app, "acme,acme.example,-\n{\"account\":\"acme\",\"zone\":\"b.example\",\"origin_ip\":\"-\"}\nacme,new.example,-,-\n").await;
    assert_eq!(
        zones(&app).await,
        ["acme.example acme active 192.0.2.1", "b.example acme active", "new.example acme active"]
    );
    assert_eq!(contacts(&app, "acme.example").await, (None, None));
    assert_eq!(contacts(&app, "b.example").await, only("abuse@acme.example"));
    assert_eq!(contacts(&app, "new.example").await, (None, None));
    app.stop().await;
}
