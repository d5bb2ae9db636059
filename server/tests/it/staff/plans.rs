use jiff_sqlx::ToSqlx as _;
use sqlx::Connection as _;

use super::queues::fill;
use crate::support::TestApp;

/// Tables that grow with every report.
const GROWING: [&str; 14] = [
    "cases",
    "reports",
    "report_addresses",
    "report_events",
    "case_events",
    "letters",
    "submissions",
    "reporters",
    "submission_lines",
    "report_zones",
    "links",
    "decisions",
    "mitigations",
    "referrals",
];

/// How often each growing table was read from its beginning to its end, and how many of its rows were looked at.
async fn scans(app: &TestApp) -> Vec<(String, i64, i64)> {
    let mut connection = app.all_seeing().await;
    sqlx::query("select pg_stat_clear_snapshot()").execute(&mut connection).await.unwrap();
    let rows = sqlx::query_as(
        "select relname::text, seq_scan, seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = any ($1) order by 1",
    )
    .bind(GROWING.map(str::to_owned).to_vec())
    .fetch_all(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    rows
}

/// A report with an address, events and a letter for each of so many cases.
async fn fill_reports(app: &TestApp, site: &super::Site) {
    let mut connection = app.all_seeing().await;
    sqlx::query("alter table reports disable trigger user").execute(&mut connection).await.unwrap();
    for sql in [
        "insert into submissions (submission_id, reference, idempotency_hash, category, allegation, source, policy_version, reporter_key, line_count, received_at)
         select c.case_id, 'S' || c.number, decode(md5(c.number::text), 'hex'), c.category, 'It copies my bank', 'form', 'test',
           decode(md5((c.number % 5000)::text), 'hex'), 1, c.opened_at
         from cases c where c.clearance is null and $1::timestamptz is not null and $2::uuid is not null",
        "insert into reporters (submission_id, name, email, tell_owner, tell_host, tell_ncmec)
         select s.submission_id, 'Ann Made' || right(s.reference, 3), 'ann@reporter.example', 'anonymous', 'anonymous', 'anonymous' from submissions s
         where $1::timestamptz is not null and $2::uuid is not null",
        "insert into reports (account_id, report_id, reference, submission_id, case_id, category, severity, state, allegation, host, zone_id,
           address_count, received_at, owner_told_at, version, policy_version)
         select c.account_id, c.case_id, 'R' || c.number, c.case_id, c.case_id, c.category, c.severity,
           (array['with_owner', 'warned', 'declined'])[1 + c.number % 3], 'It copies my bank', c.host, z.zone_id, 1, c.opened_at, c.opened_at, 2, 'test'
         from cases c join zones z on z.account_id = c.account_id and z.zone_id = $2 where c.clearance is null and $1::timestamptz is not null",
        "insert into report_addresses (account_id, report_id, address_id, zone_id, url, url_hash, host, line_number, added_at)
         select r.account_id, r.report_id, r.report_id, r.zone_id, 'https://' || r.host || '/' || r.reference, decode(md5(r.reference), 'hex'),
           'h' || r.reference || '.' || r.host, 1, r.received_at
         from reports r where $1::timestamptz is not null and $2::uuid is not null",
        "insert into report_events (account_id, report_id, event_id, version, at, kind, detail, actor, to_reporter, to_owner)
         select r.account_id, r.report_id, gen_random_uuid(), v, r.received_at, 'received', '{\"kind\": \"received\", \"addresses\": 1}', 'reporter', true, true
         from reports r cross join generate_series(1, 2) as v where $1::timestamptz is not null and $2::uuid is not null",
        "insert into case_events (case_id, event_id, version, at, kind, detail, actor_name)
         select c.case_id, gen_random_uuid(), 0, $1, 'opened', '{\"kind\": \"opened\"}', 'The portal' from cases c where $2::uuid is not null",
        "insert into letters (letter_id, once_key, kind, audience, recipient, content, message_id, account_id, report_id, state, created_at)
         select gen_random_uuid(), r.reference, 'notice', 'owner', 'owner@alderfinch.example', '{}', r.reference, r.account_id, r.report_id,
           case when r.version % 50 = 0 then 'failed' else 'sent' end, r.received_at
         from reports r where $1::timestamptz is not null and $2::uuid is not null",
        "insert into links (link_hash, submission_id, generation, created_at, expires_at)
         select sha256(s.reference::bytea), s.submission_id, 1, s.received_at, $1 + interval '180 days' from submissions s where $2::uuid is not null",
        "insert into decisions (decision_id, case_id, kind, reason, scope, policy_version, decided_by, decided_at)
         select r.case_id, r.case_id, 'limit', 'Seen', 'address', 'test', (select user_id from staff limit 1), $1 from reports r where $2::uuid is not null",
        "insert into mitigations (account_id, mitigation_id, case_id, decision_id, report_id, category, scope, target, state, reason, since)
         select r.account_id, r.report_id, r.case_id, r.case_id, r.report_id, r.category, 'address', 'https://' || r.host || '/' || r.reference,
           case when r.case_id::text like '%0' then 'active' else 'removed' end, 'Seen', $1 from reports r where $2::uuid is not null",
        "insert into referrals (referral_id, case_id, kind, state, created_at)
         select r.case_id, r.case_id, 'police', case when r.case_id::text like '%00' then 'pending' else 'filed' end, r.received_at
         from reports r where $1::timestamptz is not null and $2::uuid is not null",
    ] {
        sqlx::query(sql).bind(app.now().to_sqlx()).bind(site.zone_id).execute(&mut connection).await.unwrap();
    }
    sqlx::query("alter table reports enable trigger user").execute(&mut connection).await.unwrap();
    sqlx::query("vacuum analyze").execute(&mut connection).await.unwrap();
}

/// Often enough for the database to settle on its general plan.
const TIMES: i64 = 8;

#[tokio::test]
async fn no_page_of_the_work_area_reads_a_growing_table_through() {
    let app = TestApp::start_with(|config| config.database.max_connections = std::num::NonZeroU32::MIN).await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let staff = app.analyst().await;
    fill(&app, &site, 20_000).await;
    let mut connection = app.all_seeing().await;
    // Twenty thousand accounts with a case each, and one that has many.
    sqlx::query(
        "with made as (
           insert into accounts (account_id, external_id, name, created_at)
           select gen_random_uuid(), 'made ' || n, 'Made ' || n, $1 from generate_series(1, 5000) n returning account_id
         ), numbered as (select account_id, row_number() over () as n from made),
         zoned as (
           insert into zones (account_id, zone_id, host, active_from)
           select account_id, account_id, 'made' || n || '.example', $1 from numbered returning account_id, host
         )
         update cases c set account_id = z.account_id, host = z.host
         from (select account_id, host, row_number() over () as n from zoned) z
         join (select case_id, row_number() over (order by case_id) as n from cases) k on k.n = z.n + 10000
         where c.case_id = k.case_id",
    )
    .bind(app.now().to_sqlx())
    .execute(&mut connection)
    .await
    .unwrap();
    fill_reports(&app, &site).await;
    let number: i64 =
        sqlx::query_scalar("select min(number) from cases where clearance is null and state = 'open'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    sqlx::query("update cases set assigned_to = $1 where number % 400 = 1 and state = 'open'")
        .bind(staff.user_id)
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("vacuum analyze cases").execute(&mut connection).await.unwrap();
    drop(connection);
    let queues: Vec<String> = domain::case::View::ALL
        .iter()
        .flat_map(|view| {
            domain::case::Order::ALL
                .iter()
                .map(move |order| format!("/staff/cases?view={view}&order={order}"))
        })
        .collect();
    let filtered = [
        format!("/staff/cases?view=all&account={}", site.account_id),
        "/staff/cases?view=all&category=fraud".to_owned(),
        "/staff/cases?view=all&state=closed".to_owned(),
        "/staff/cases?view=new&category=fraud".to_owned(),
        format!("/staff/cases?view=new&account={}", site.account_id),
    ];
    let case = ["", "?show=letters", "?show=reporter"].map(|lens| format!("/staff/cases/{number}{lens}"));
    let sought = ["NE-0000-0000", "made12.example", "Made%201", "example.com"];
    let search = sought.map(|sought| format!("/staff/search?q={sought}"));
    // People are posted, since they may stand in no URL.
    let people = ["ann@reporter.example", "Ann Made777"].map(str::to_owned);
    let lists = ["/staff/letters", "/staff/referrals"].map(str::to_owned);
    let board = ["/staff".to_owned()];
    let mut browser = app.signed_in(staff.user_id).await;
    let mut heavy = Vec::new();
    // The dashboard counts the reports of two weeks from their index.
    for (pages, limit) in [
        (&queues[..], 4_000),
        (&filtered, 4_000),
        (&case, 4_000),
        (&search, 4_000),
        (&people, 4_000),
        (&lists, 4_000),
        (&board, 25_000),
    ] {
        let before = scans(&app).await;
        for page in pages {
            for _ in 0..TIMES {
                let answer = match page.starts_with('/') {
                    true => browser.get(page).await,
                    false => browser.post("/staff/search", &[("q", page)]).await,
                };
                assert!(
                    answer.status.is_success() || answer.status.is_redirection(),
                    "{page}: {}",
                    answer.status
                );
            }
        }
        // The numbers of a connection are written down when it rests for a second.
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        browser.get("/staff/search?q=1").await;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let asked = TIMES * i64::try_from(pages.len()).unwrap();
        for ((table, scans_before, read_before), (_, scans_after, read_after)) in
            before.into_iter().zip(scans(&app).await)
        {
            let read = (read_after - read_before) / asked;
            if scans_after > scans_before || read > limit {
                heavy.push(format!(
                    "{}…: {} scans of {table}, {read} rows",
                    pages[0],
                    scans_after - scans_before
                ));
            }
        }
    }
    assert_eq!(heavy, Vec::<String>::new());
    app.stop().await;
}
