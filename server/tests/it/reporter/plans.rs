//! Nothing behind a secret link reads a growing table from end to end, however much others have sent.

use axum::http::StatusCode;

use super::{by_robin, sent};
use crate::customer::{GROWING, fill, finch};
use crate::support::TestApp;

/// A submission has a thousand lines at most, and an event or two for each report.
const ROWS_A_STEP: f64 = 2_000.0;

/// A hundred and forty lines: on sites of several accounts, on nobody's, and such as are no address.
async fn long_list(app: &TestApp) -> String {
    let mut all = app.all_seeing().await;
    let hosts: Vec<String> = sqlx::query_scalar("select host from zones order by host limit 20")
        .fetch_all(&mut all)
        .await
        .unwrap();
    let ours = hosts.iter().flat_map(|host| (0..5).map(move |page| format!("https://{host}/{page}")));
    let others = (0..20)
        .flat_map(|number| [format!("https://elsewhere{number}.example/"), format!("no address {number}")]);
    ours.chain(others).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn every_page_of_a_long_submission_reads_indexes_alone() {
    let app = TestApp::start().await;
    let (finch, _) = finch(&app).await;
    fill(&app, finch.account).await;
    let token = sent(&app, "phishing", &by_robin(&long_list(&app).await)).await;
    let explained = app.explained();
    let mut browser = explained.browser(app.browser());
    for page in ["", "?from=51", "?from=101", "/receipt", "/list.csv", "/withdraw"] {
        // A prepared query gets a plan for any arguments after five runs; that one has to be as good.
        for _ in 0..6 {
            let answer = browser.get(&format!("/track/{token}{page}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            let steps = explained.steps();
            assert!(
                steps.iter().any(|step| step.table == "submissions"),
                "{page} is not explained: {steps:?}"
            );
            let growing = |table: &str| GROWING.contains(&table) || ["links", "letters"].contains(&table);
            for step in steps.iter().filter(|step| growing(&step.table)) {
                assert!(step.how != "Seq Scan" && step.rows <= ROWS_A_STEP, "{page}: {step:?}");
            }
        }
    }
    app.stop().await;
}
