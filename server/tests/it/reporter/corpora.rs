//! Real lists of phishing and malware addresses, sent through the form in pieces against a hundred thousand zones.

use std::fs::File;
use std::io::{BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use server::accounts::import::{Mode, import};
use sqlx::Row as _;

use super::{by_robin, send};
use crate::support::TestApp;

/// As many lines as one submission takes.
const PIECE: usize = 1000;

fn folder() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpora");
    std::env::var_os("PORTAL_CORPORA").map_or_else(|| PathBuf::from(beside), PathBuf::from)
}

fn text(path: &Path) -> String {
    let mut bytes = Vec::new();
    let mut file = File::open(path).unwrap();
    if path.extension().is_some_and(|kind| kind == "gz") {
        GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    } else {
        file.read_to_end(&mut bytes).unwrap();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every list with its name: the addresses one a line, the bulk files as they are.
fn lists(folder: &Path) -> Vec<(String, String)> {
    let urls = text(&folder.join("urls/urls.tsv.gz"));
    let urls: Vec<_> =
        urls.lines().skip(1).filter_map(|line| line.split_once('\t')).map(|(_, url)| url).collect();
    let mut lists = vec![("urls".to_owned(), urls.join("\n"))];
    let mut files: Vec<_> =
        std::fs::read_dir(folder.join("bulk-csv")).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| !file.ends_with("SOURCE.txt")) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        lists.push((name, text(file)));
    }
    lists
}

fn pieces(list: &str) -> Vec<String> {
    let lines: Vec<&str> = list.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.chunks(PIECE).map(|piece| piece.join("\n")).collect()
}

async fn own_the_zones(app: &TestApp, folder: &Path) -> u64 {
    let names = text(&folder.join("zones/zones.txt.gz"));
    let mut file = Vec::new();
    for (number, name) in names.lines().enumerate() {
        writeln!(file, "account-{},{name}", number % 20_000).unwrap();
    }
    import(&app.portal, BufReader::new(file.as_slice()), Mode::Store, |_| {}).await.unwrap().zones
}

#[tokio::test]
#[expect(clippy::print_stderr, reason = "says what was understood, or why it skips")]
async fn real_lists_are_understood_matched_and_stored_line_by_line() {
    let folder = folder();
    if !folder.join("urls/urls.tsv.gz").exists() {
        eprintln!("skipped: the lists to send are not there");
        return;
    }
    let app = TestApp::start().await;
    let zones = own_the_zones(&app, &folder).await;
    let mut browser = app.browser();
    let (mut sent, mut refused, mut slowest) = (0, 0, Duration::ZERO);
    let begun = Instant::now();
    for (name, list) in lists(&folder) {
        for (number, piece) in pieces(&list).into_iter().enumerate() {
            let began = Instant::now();
            let key = uuid::Uuid::new_v4().simple().to_string();
            let answer = send(&mut browser, "phishing", &by_robin(&piece), &key).await;
            slowest = slowest.max(began.elapsed());
            sent += piece.lines().count();
            if answer.status != axum::http::StatusCode::SEE_OTHER {
                assert!(answer.text().contains("need another look"), "{name} {number}: {}", answer.status);
                refused += piece.lines().count();
            }
        }
    }
    let took = begun.elapsed();
    let mut rows = app.all_seeing().await;
    let outcomes =
        sqlx::query("select outcome, count(*) from submission_lines group by outcome order by outcome")
            .fetch_all(&mut rows)
            .await
            .unwrap();
    let count = |word: &str| {
        outcomes.iter().find(|row| row.get::<&str, _>(0) == word).map_or(0, |row| row.get::<i64, _>(1))
    };
    let (accepted, not_ours, repeated, none) =
        (count("accepted"), count("not_ours"), count("repeated"), count("not_an_address"));
    let reports: i64 = sqlx::query_scalar("select count(*) from reports").fetch_one(&mut rows).await.unwrap();
    eprintln!(
        "{sent} lines against {zones} zones in {took:.1?}, the slowest thousand in {slowest:.1?}: {accepted} accepted in {reports} reports, \
         {not_ours} not ours, {repeated} repeated, {none} without an address, {refused} in lists without any"
    );
    let unread = sqlx::query("select reason::jsonb ->> 'reason', count(*), min(raw) from submission_lines where outcome = 'not_an_address' group by 1 order by 2 desc")
        .fetch_all(&mut rows).await.unwrap();
    for row in unread {
        eprintln!("  {} {}", row.get::<i64, _>(1), row.get::<&str, _>(0));
    }
    assert!(
        accepted > 1_500 && not_ours > 30_000 && none < 1_000 && refused == 0,
        "{accepted} {not_ours} {none} {refused}"
    );
    let passed_over = i64::try_from(sent).unwrap() - accepted - not_ours - repeated - none;
    assert!((0..100).contains(&passed_over), "headers and comments alone are passed over: {passed_over}");
    assert!(slowest < Duration::from_secs(10), "{slowest:?}");
    let orphans: i64 = sqlx::query_scalar("select count(*) from submission_lines l where outcome = 'accepted' and not exists (select from report_addresses a where a.account_id = l.account_id and a.report_id = l.report_id and a.url_hash = l.url_hash)")
        .fetch_one(&mut rows).await.unwrap();
    assert_eq!(orphans, 0);
    app.stop().await;
}
