use server::config::{Config, Sources};
use server::database::embedded::LOGIN;
use server::database::{Database, SchemaError, System, check_schema, migrate};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Executor as _, Row as _};

use crate::support::TestApp;

#[tokio::test]
async fn a_scope_sees_tables_and_the_login_role_alone_sees_none() {
    let app = TestApp::start().await;
    check_schema(&app.portal.database).await.unwrap();
    let mut tx = app.portal.database.begin(&System).await.unwrap();
    let row =
        sqlx::query("select current_user::text, count(*) from accounts").fetch_one(&mut *tx).await.unwrap();
    assert_eq!((row.get::<String, _>(0).as_str(), row.get::<i64, _>(1)), ("portal_system", 0));
    drop(tx);
    app.stop().await;
}

async fn check(app: &TestApp) -> Result<(), SchemaError> {
    check_schema(&app.portal.database).await
}

#[tokio::test]
async fn a_schema_that_is_not_the_programs_is_refused_with_what_to_do() {
    let app = TestApp::start().await;
    let mut owner = app.all_seeing().await;
    let change = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                  values (999999, 'from the future', true, '', 0)";
    owner.execute(change).await.unwrap();
    let newer = check(&app).await.unwrap_err();
    assert!(matches!(newer, SchemaError::Newer { version: 999_999 }), "{newer}");
    let refused = migrate(app.database().superuser(), LOGIN).await.unwrap_err();
    assert!(refused.to_string().contains("migrated by a newer program"), "{refused}");

    owner.execute("delete from _sqlx_migrations where version = 999999").await.unwrap();
    owner.execute("update _sqlx_migrations set checksum = 'x' where version = 3").await.unwrap();
    let different = check(&app).await.unwrap_err();
    assert!(matches!(different, SchemaError::Different { version: 3 }), "{different}");

    owner.execute("delete from _sqlx_migrations where version > 2").await.unwrap();
    let older = check(&app).await.unwrap_err();
    assert!(older.to_string().contains("run `abuse-portal migrate`"), "{older}");
    app.stop().await;
}

#[tokio::test]
async fn a_role_that_policies_do_not_bind_is_refused() {
    let app = TestApp::start().await;
    let mighty: PgConnectOptions = app.database().superuser();
    let database = Database::new(mighty, &Config::read(Sources::default()).unwrap().0.database);
    assert!(matches!(check_schema(&database).await, Err(SchemaError::TooMighty)));
    database.close().await;
    app.stop().await;
}

#[tokio::test]
async fn whoever_goes_away_while_a_transaction_begins_leaves_none_behind() {
    let app = TestApp::start().await;
    for patience in 0..40 {
        tokio::select! {
            biased;
            begun = app.portal.database.begin(&System) => drop(begun.unwrap()),
            () = turns(patience) => {}
        }
    }
    // A connection is clean again only after it came back to the pool.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let open = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'";
    let mut all = app.all_seeing().await;
    assert_eq!(sqlx::query_scalar::<_, i64>(open).fetch_one(&mut all).await.unwrap(), 0);
    drop(all);
    app.stop().await;
}

async fn turns(count: u32) {
    for _ in 0..count {
        tokio::task::yield_now().await;
    }
}
