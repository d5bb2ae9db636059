use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use rustix::process::Signal;

use super::{Folder, Process, command, wait_until};
use crate::support::mail_server::{MailServer, Mood};
use crate::support::{Client, Received};

/// Each life of the portal ends in the middle of what it does.
const LIVES: [u64; 4] = [900, 1_700, 1_300, 2_300];
const WRITERS: usize = 3;

fn serve(folder: &Folder, mail: &MailServer) -> Process {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
    let mut command = command(&folder.0, &["serve", "--listen", &free.to_string()]);
    command.env("PORTAL_MAIL__TRANSPORT", "smtp").env("PORTAL_MAIL__SMTP__HOST", "127.0.0.1");
    command.env("PORTAL_MAIL__SMTP__PORT", mail.port().to_string()).env("PORTAL_MAIL__SMTP__TLS", "none");
    command.env("PORTAL_MAIL__FROM", "abuse@abuse.example").env("PORTAL_BASE_URL", format!("http://{free}"));
    command.env("PORTAL_LIMITS__POSTS_PER_MINUTE", "1000000");
    Process::start(command)
}

fn import_a_site(folder: &Folder) {
    let file = folder.0.join("accounts.csv");
    writeln!(std::fs::File::create(&file).unwrap(), "acme,alderfinch.example,abuse@alderfinch.example")
        .unwrap();
    let done = command(&folder.0, &["accounts", "import"]).arg(&file).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Sends one report and returns the secret link once it was shown; nothing where the portal is gone.
async fn report(browser: &mut Client, number: u32) -> Option<String> {
    let form = browser.open("/report/phishing").await;
    if form.answer.status != StatusCode::OK {
        return None;
    }
    let email = format!("reporter-{number}@mailbox.example");
    let filled = form
        .form("/report/phishing")
        .with("addresses", &format!("https://alderfinch.example/{number}"))
        .with("justification", "It copies the sign-in page of my bank.")
        .with("name", "Robin Vale")
        .with("email", &email);
    let review = browser.submit(&filled.forged("step", "check")).await;
    if review.answer.status != StatusCode::OK {
        return None;
    }
    let sending = review.form("/report/phishing").with("statement", "yes").forged("step", "send");
    let after = browser.submit(&sending).await;
    Some(after.path().strip_suffix("/receipt")?.to_owned())
}

/// Reports without end until the portal is gone; the links that were shown, by the reporter's number.
async fn keep_reporting(mut browser: Client, numbers: Arc<AtomicU32>) -> BTreeMap<u32, String> {
    let mut shown = BTreeMap::new();
    loop {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        let Some(link) = report(&mut browser, number).await else { return shown };
        shown.insert(number, link);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_receipt_that_was_shown_is_kept_and_its_mail_goes_out() {
    let folder = Folder::new("killed-writing");
    import_a_site(&folder);
    let mail = MailServer::start(Mood::Open).await;
    let numbers = Arc::new(AtomicU32::new(1));
    let mut shown = BTreeMap::new();
    for life in LIVES {
        let portal = serve(&folder, &mail);
        portal.wait_until_ready();
        let writers: Vec<_> =
            (0..WRITERS).map(|_| tokio::spawn(keep_reporting(portal.browser(), numbers.clone()))).collect();
        tokio::time::sleep(Duration::from_millis(life)).await;
        portal.end(Signal::KILL);
        for writer in writers {
            shown.extend(writer.await.unwrap());
        }
    }
    assert!(shown.len() >= LIVES.len(), "only {} receipts were shown", shown.len());

    let portal = serve(&folder, &mail);
    portal.wait_until_ready();
    let mut browser = portal.browser();
    for link in shown.values() {
        assert_eq!(browser.get(link).await.status, StatusCode::OK, "{link}");
    }
    let mut rows = folder.all_seeing().await;
    let waiting = "select count(*) from letters where state <> 'sent'";
    let mut waited = 0;
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut rows).await.unwrap() > 0 {
        assert!(waited < 600, "letters still wait");
        waited += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let count = |query: &'static str| sqlx::query_scalar::<_, i64>(query);
    let letters = count("select count(*) from letters").fetch_one(&mut rows).await.unwrap();
    let submissions = count("select count(*) from submissions").fetch_one(&mut rows).await.unwrap();
    let reports = count("select count(*) from reports").fetch_one(&mut rows).await.unwrap();
    assert_eq!(submissions, reports, "a submission was stored by half");
    assert_eq!(letters, submissions + reports, "each has its receipt and its notice");
    each_letter_went_out(&mail.letters(), &shown, letters);
    assert!(portal.end(Signal::TERM).success());
    wait_until(|| folder.postmaster().is_none());
}

fn each_letter_went_out(taken: &[Received], shown: &BTreeMap<u32, String>, letters: i64) {
    let ids: BTreeSet<_> = taken.iter().map(|letter| letter.message_id.as_str()).collect();
    assert_eq!(ids.len(), usize::try_from(letters).unwrap(), "a repeat has the id of the first");
    for (number, link) in shown {
        let to = format!("reporter-{number}@mailbox.example");
        let receipts: Vec<_> = taken.iter().filter(|letter| letter.to == to).collect();
        assert!(receipts.iter().any(|letter| letter.text.contains(link)), "no receipt for {to}");
        let ids: BTreeSet<_> = receipts.iter().map(|letter| letter.message_id.as_str()).collect();
        assert_eq!(ids.len(), 1, "{to} got different letters");
    }
}
