//! No page of a customer reads a growing table from end to end, however large the account is.

use axum::http::StatusCode;
use sqlx::{Connection as _, Executor as _, PgConnection};
use uuid::Uuid;

use super::finch;
use crate::support::TestApp;

/// What grows with every report.
pub const GROWING: [&str; 8] = [
    "reports",
    "report_zones",
    "report_addresses",
    "report_events",
    "submissions",
    "reporters",
    "submission_lines",
    "mitigations",
];
/// A page of 25 rows touches no more than this; a count stops at 1,000 for each of the fourteen states.
const ROWS_A_STEP: f64 = 15_000.0;
/// A file may look at every report of its account for each of its pieces, and at nobody else's.
const ROWS_OF_ALL: f64 = 20_001.0;

/// Forty thousand reports: half of them against one account, a few against each of many others.
pub async fn fill(app: &TestApp, account: Uuid) {
    let mut all = app.all_seeing().await;
    let account = account.to_string();
    all.transaction(|tx| {
        Box::pin(async move {
            set_up(tx, &account).await?;
            tx.execute(REPORTS).await?;
            tx.execute(ADDRESSES).await?;
            tx.execute(EVENTS).await?;
            tx.execute(LIMITS).await?;
            tx.execute(LINES).await
        })
    })
    .await
    .unwrap();
    all.execute("analyze").await.unwrap();
}

async fn set_up(tx: &mut PgConnection, account: &str) -> sqlx::Result<()> {
    sqlx::query("select set_config('test.account', $1, true)").bind(account).execute(&mut *tx).await?;
    tx.execute(
        "insert into accounts (account_id, external_id, name, created_at)
         select gen_random_uuid(), 'other ' || n, 'Other ' || n, '2025-01-01' from generate_series(1, 400) n;
         insert into zones (account_id, zone_id, host, active_from)
         select account_id, gen_random_uuid(), 'zone-' || n || '-' || left(account_id::text, 8) || '.example', '2025-01-01'
         from accounts, generate_series(1, 20) n;
         insert into submissions (submission_id, reference, idempotency_hash, category, allegation, source, policy_version, line_count, received_at)
         select gen_random_uuid(), 'S' || n, decode(md5(n::text), 'hex'), 'phishing', 'words', 'form', '1', 1, '2025-01-01'
         from generate_series(1, 2000) n;
         insert into reporters (submission_id, name, tell_owner, tell_host, tell_ncmec)
         select submission_id, 'Ann', 'anonymous', 'anonymous', 'anonymous' from submissions;
         insert into cases (case_id, title, category, severity, opened_at, changed_at, policy_version)
         select gen_random_uuid(), 'case ' || n, 'phishing', 'normal', '2025-01-01', '2025-01-01', '1' from generate_series(1, 200) n;",
    )
    .await
    .map(drop)
}

/// States and categories are as uneven as they are in life: most reports are long closed.
const REPORTS: &str = "
    insert into reports (account_id, report_id, reference, submission_id, case_id, category, severity, state, allegation, host, zone_id,
      address_count, received_at, owner_told_at, owner_due_at, closed_at, policy_version)
    select z.account_id, gen_random_uuid(), 'R' || n, s.submission_id, c.case_id,
      (array['phishing', 'phishing', 'phishing', 'malware', 'fraud', 'copyright'])[1 + n % 6], 'normal',
      case when n % 200 = 0 then 'with_owner' when n % 333 = 0 then 'answered' when n % 97 = 0 then 'limited'
        else (array['forwarded', 'declined', 'withdrawn', 'referred'])[1 + n % 4] end,
      'words', 'host-' || n % 1000 || '.' || z.host, z.zone_id, 1, told, told, told + interval '1 day', told + interval '2 days', '1'
    from generate_series(1, 40000) n
    cross join lateral (select timestamptz '2026-03-02 12:00Z' - n * interval '20 minutes' as told) t
    join lateral (
      select z.account_id, z.zone_id, z.host from zones z
      where z.account_id = case when n % 2 = 0 then current_setting('test.account')::uuid
        else (select a.account_id from accounts a where a.external_id = 'other ' || 1 + n % 400) end
      order by z.zone_id offset n % 20 limit 1) z on true
    join lateral (select submission_id from submissions where reference = 'S' || 1 + n % 2000) s on true
    join lateral (select case_id from cases where title = 'case ' || 1 + n % 200) c on true";

const ADDRESSES: &str = "
    insert into report_addresses (account_id, report_id, address_id, zone_id, url, url_hash, host, line_number, added_at)
    select account_id, report_id, gen_random_uuid(), zone_id, 'https://' || host || '/page', decode(md5(reference), 'hex'), host, 1, received_at
    from reports";

const EVENTS: &str = "
    insert into report_events (account_id, report_id, event_id, version, at, kind, detail, actor, to_reporter, to_owner)
    select account_id, report_id, gen_random_uuid(), v, received_at, 'received', '{\"kind\": \"received\", \"addresses\": 1}', 'reporter', true, true
    from reports, generate_series(1, 3) v";

/// Some are in force, and many more have been.
const LIMITS: &str = "
    insert into decisions (decision_id, case_id, kind, reason, scope, policy_version, decided_by, decided_at)
    select case_id, case_id, 'limit', 'Seen', 'address', '1', (select user_id from users limit 1), opened_at from cases;
    insert into mitigations (account_id, mitigation_id, case_id, decision_id, report_id, category, scope, target, state, reason, since, removed_at)
    select account_id, report_id, case_id, case_id, report_id, category, 'address', 'https://' || host || '/page',
      case when state = 'limited' then 'active' else 'removed' end, 'Seen', received_at, case when state <> 'limited' then received_at end
    from reports where state in ('limited', 'forwarded')";

const LINES: &str = "
    insert into submission_lines (submission_id, line_number, raw, url, url_hash, outcome)
    select submission_id, n, 'https://elsewhere.example/' || n, 'https://elsewhere.example/' || n, decode(md5(n::text), 'hex'), 'not_ours'
    from submissions, generate_series(1, 20) n;
    insert into links (link_hash, submission_id, generation, created_at, expires_at)
    select sha256(reference::bytea), submission_id, 1, received_at, '2027-01-01' from submissions";

#[tokio::test]
async fn every_page_of_a_large_account_reads_indexes_alone() {
    let app = TestApp::start().await;
    let (finch, _) = finch(&app).await;
    fill(&app, finch.account).await;
    let mut all = app.all_seeing().await;
    let mine = sqlx::query_as(
        "select reference, host from reports where account_id = $1 and state = 'with_owner' limit 1",
    );
    let (reference, host): (String, String) = mine.bind(finch.account).fetch_one(&mut all).await.unwrap();
    let (_, zone) = host.split_once('.').unwrap();
    let explained = app.explained();
    let mut browser = explained.browser(finch.back(&app).await);
    let key = format!("{}.{}", app.now().as_microsecond() - 86_400_000_000 * 90, Uuid::max().simple());
    let pages = [
        String::new(),
        "/zones".to_owned(),
        format!("/reports/{reference}"),
        "/reports".to_owned(),
        "/reports?view=answer".to_owned(),
        "/reports?view=open".to_owned(),
        "/reports?view=limited".to_owned(),
        "/reports?view=closed".to_owned(),
        "/reports?category=copyright".to_owned(),
        "/reports?view=limited&category=malware".to_owned(),
        format!("/reports?zone={zone}"),
        format!("/reports?view=open&zone={zone}"),
        "/reports?from=2026-01-01&to=2026-01-02".to_owned(),
        format!("/reports?after={key}"),
        format!("/reports?before={key}"),
        format!("/reports?category=fraud&before={key}"),
        format!("/reports?zone={zone}&before={key}"),
        format!("/reports?text={reference}"),
        format!("/reports?text={zone}"),
        "/reports?text=host-77".to_owned(),
        format!("/reports?text={}", &zone[1..zone.len() - 3]),
        format!("/reports?text={host}/page"),
        "/reports?view=answer&text=host".to_owned(),
        "/reports.csv".to_owned(),
        "/reports.csv?view=open".to_owned(),
        format!("/reports.csv?view=limited&zone={zone}"),
        "/reports.csv?text=host-77".to_owned(),
    ];
    for page in &pages {
        // A prepared query gets a plan for any arguments after five runs; that one has to be as good.
        for _ in 0..6 {
            let answer = browser.get(&finch.page(page)).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            let steps = explained.steps();
            assert!(steps.iter().any(|step| step.table == "reports"), "{page} is not explained");
            let most = if page.starts_with("/reports.csv") { ROWS_OF_ALL } else { ROWS_A_STEP };
            for step in steps.iter().filter(|step| GROWING.contains(&step.table.as_str())) {
                assert!(step.how != "Seq Scan", "{page}: {step:?}");
                assert!(step.rows <= most, "{page}: {step:?}");
            }
        }
    }
    app.stop().await;
}
