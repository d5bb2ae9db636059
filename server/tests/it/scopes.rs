//! What each scope may do in the database, whatever the program asks for.

use domain::account::MemberRole;
use server::database::{Anybody, Member, Reporter, Scope, Staff, System, Tx};
use server::ids;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::staff::Case;
use crate::support::TestApp;

/// Whether the database lets a scope do this. It refuses for want of a right and for nothing else; a policy may show no rows instead.
async fn may<S: Scope>(app: &TestApp, scope: &S, statement: String) -> bool {
    let mut tx: Tx<'_, S> = app.portal.database.begin(scope).await.unwrap();
    match sqlx::query(AssertSqlSafe(statement.clone())).execute(&mut *tx).await {
        Ok(done) => done.rows_affected() > 0,
        Err(error) => {
            let code = error.as_database_error().and_then(|error| error.code().map(Into::into));
            assert_eq!(code, Some("42501".to_owned()), "{statement}: {error}");
            false
        }
    }
}

fn note(case: &Case) -> String {
    let (account, report) = (case.report.account_id, case.report.report_id);
    format!("select portal.note_on_case('{account}', '{report}', now(), true, false)")
}

async fn submission_of(app: &TestApp, case: &Case) -> Reporter {
    let query = "select submission_id from reports where report_id = $1";
    Reporter { submission_id: app.one(query, case.report.report_id).await }
}

#[tokio::test]
async fn a_case_is_brought_forward_by_those_whose_report_it_holds() {
    let app = TestApp::start().await;
    let (finch, quill) = (app.site("Finch", "finch.example").await, app.site("Quill", "quill.example").await);
    let (ours, theirs) = (app.file(finch.filed()).await, app.file(quill.filed()).await);
    let reporter = submission_of(&app, &ours).await;
    let member = app.member(finch.account_id, "ines@finch.example", MemberRole::Responder).await;
    let staff = app.analyst().await;
    assert!(may(&app, &reporter, note(&ours)).await && !may(&app, &reporter, note(&theirs)).await);
    assert!(may(&app, &member, note(&ours)).await && !may(&app, &member, note(&theirs)).await);
    assert!(may(&app, &staff, note(&ours)).await && may(&app, &System, note(&theirs)).await);
    let mut all = app.all_seeing().await;
    let restrict = "update reports set clearance = 'child_safety', owner_told_at = null, owner_due_at = null";
    sqlx::query(restrict).execute(&mut all).await.unwrap();
    sqlx::query("update cases set clearance = 'child_safety'").execute(&mut all).await.unwrap();
    assert!(!may(&app, &member, note(&ours)).await && !may(&app, &staff, note(&ours)).await);
    assert!(may(&app, &app.cleared().await, note(&ours)).await && may(&app, &reporter, note(&ours)).await);
    app.stop().await;
}

#[tokio::test]
async fn each_scope_queues_the_jobs_that_it_has_reason_to() {
    let app = TestApp::start().await;
    let site = app.site("Finch", "finch.example").await;
    let case = app.file(site.filed()).await;
    let reporter = submission_of(&app, &case).await;
    let member = app.member(site.account_id, "ines@finch.example", MemberRole::Owner).await;
    let staff: Staff = app.analyst().await;
    let queue = |job: &str| format!("select portal.enqueue('{job}', '{{}}')");
    for (job, allowed) in [
        ("write_letters", [true, true, true]),
        ("owner_deadline", [true, true, true]),
        ("end_question", [false, true, true]),
        ("resume_case", [false, false, true]),
        ("send_reset", [false, false, false]),
        ("send_link", [false, false, false]),
        ("send_letter", [false, false, false]),
    ] {
        let found = [
            may(&app, &reporter, queue(job)).await,
            may(&app, &member, queue(job)).await,
            may(&app, &staff, queue(job)).await,
        ];
        assert_eq!(found, allowed, "{job}");
        assert!(may(&app, &System, queue(job)).await);
    }
    app.stop().await;
}

#[tokio::test]
async fn only_owners_change_who_belongs_to_their_account() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.account("Ours").await, app.account("Theirs").await);
    let owner = app.member(ours, "owner@ours.example", MemberRole::Owner).await;
    let reader = app.member(ours, "reader@ours.example", MemberRole::Reader).await;
    let other = app.member(theirs, "owner@theirs.example", MemberRole::Owner).await;
    let join = |account: Uuid, user: Uuid| {
        format!(
            "insert into members (account_id, user_id, role, joined_at) values ('{account}', '{user}', 'owner', now())"
        )
    };
    let raise = |user: Uuid| format!("update members set role = 'owner' where user_id = '{user}'");
    let remove = |user: Uuid| format!("delete from members where user_id = '{user}'");
    let new = app.user("new@ours.example").await;
    for statement in [join(ours, new), raise(reader.user_id), remove(reader.user_id)] {
        assert!(may(&app, &owner, statement.clone()).await, "{statement}");
        assert!(!may(&app, &reader, statement.clone()).await, "{statement}");
        assert!(!may(&app, &other, statement.clone()).await, "{statement}");
        // An owner elsewhere who comes as a member of this account.
        let posing = Member { account_id: ours, ..other.clone() };
        assert!(!may(&app, &posing, statement).await);
    }
    assert!(!may(&app, &owner, join(theirs, new)).await);
    app.stop().await;
}

#[tokio::test]
async fn whoever_has_not_said_who_they_are_sees_names_of_zones_alone() {
    let app = TestApp::start().await;
    let site = app.site("Finch", "finch.example").await;
    app.file(site.filed()).await;
    let see = |what: &str| format!("select {what}");
    assert!(may(&app, &Anybody, see("host, account_id, zone_id, service from zones")).await);
    for what in
        ["origin_ip from zones", "name from accounts", "1 from reports", "1 from submissions", "1 from users"]
    {
        assert!(!may(&app, &Anybody, see(what)).await, "{what}");
    }
    let queue = "select portal.enqueue('write_letters', '{}')";
    assert!(!may(&app, &Anybody, queue.to_owned()).await);
    let id = ids::at(app.now());
    assert!(
        !may(&app, &Anybody, format!("update zones set host = 'x.example' where zone_id = '{id}'")).await
    );
    app.stop().await;
}
