use std::collections::HashSet;

use sqlx::PgConnection;

use crate::support::TestApp;

async fn numbers(connection: &mut PgConnection, count: i64) -> Vec<i64> {
    sqlx::query_scalar("select portal.case_number() from generate_series(1, $1)")
        .bind(count)
        .fetch_all(connection)
        .await
        .unwrap()
}

async fn run(connection: &mut PgConnection, sql: &'static str) {
    sqlx::query(sql).execute(connection).await.unwrap();
}

#[tokio::test]
async fn case_numbers_are_short_differ_and_say_nothing_of_how_many_there_are() {
    let app = TestApp::start().await;
    let mut connection = app.all_seeing().await;
    let given = numbers(&mut connection, 3000).await;
    assert!(given.iter().all(|number| (100_000..1_000_000).contains(number)));
    assert_eq!(given.iter().collect::<HashSet<_>>().len(), given.len());
    let near = given.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) < 1000).count();
    assert!(near < 30, "{near} of 3000 follow closely on the one before");
    run(&mut connection, "select setval('case_counter', 899999)").await;
    let longer = numbers(&mut connection, 100).await;
    assert!(longer.iter().all(|number| (1_000_000..10_000_000).contains(number)), "{longer:?}");
    app.stop().await;
}

#[tokio::test]
async fn numbers_are_a_permutation_whatever_their_size() {
    let app = TestApp::start().await;
    let mut connection = app.all_seeing().await;
    for size in [1_i64, 2, 7, 900, 4096] {
        let query = "select portal.scattered(n, $1, decode(repeat('5a', 32), 'hex')) from generate_series(0, $1 - 1) as n";
        let mut all: Vec<i64> =
            sqlx::query_scalar(query).bind(size).fetch_all(&mut connection).await.unwrap();
        all.sort_unstable();
        assert_eq!(all, (0..size).collect::<Vec<_>>());
    }
    app.stop().await;
}

#[tokio::test]
async fn a_number_that_a_case_has_already_is_passed_over() {
    let app = TestApp::start().await;
    let site = app.site("Alderfinch", "alderfinch.example").await;
    let case = app.file(site.filed()).await;
    let mut connection = app.all_seeing().await;
    run(&mut connection, "select setval('case_counter', (select last_value from case_counter), false)").await;
    let next = numbers(&mut connection, 1).await;
    assert_ne!(next, [case.number]);
    app.stop().await;
}

#[tokio::test]
async fn nobody_but_the_owner_of_the_tables_reads_the_key() {
    let app = TestApp::start().await;
    let (staff, system) = (app.analyst().await, server::database::System);
    let query = "select count(*) from case_number_key";
    let mut tx = app.portal.database.begin(&staff).await.unwrap();
    assert!(sqlx::query(query).execute(&mut *tx).await.is_err());
    drop(tx);
    let mut tx = app.portal.database.begin(&system).await.unwrap();
    assert!(sqlx::query(query).execute(&mut *tx).await.is_err());
    drop(tx);
    app.stop().await;
}
