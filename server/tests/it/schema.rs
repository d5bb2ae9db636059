//! What the schema promises of every table, the next one too.

use domain::report::legal_moves;
use sqlx::{PgConnection, Row as _};

use crate::support::TestApp;

async fn names(connection: &mut PgConnection, query: &'static str) -> Vec<String> {
    sqlx::query_scalar(query).fetch_all(connection).await.unwrap()
}

#[tokio::test]
async fn every_table_forces_row_level_security_and_has_a_policy() {
    let app = TestApp::start().await;
    let mut connection = app.all_seeing().await;
    let tables = "select c.relname::text from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> '_sqlx_migrations'";
    assert!(names(&mut connection, tables).await.len() > 20);
    let open = "select c.relname::text from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> '_sqlx_migrations'
          and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))";
    assert_eq!(names(&mut connection, open).await, [] as [&str; 0]);
    app.stop().await;
}

#[tokio::test]
async fn a_tenants_table_has_the_account_first_in_its_key() {
    let app = TestApp::start().await;
    let mut connection = app.all_seeing().await;
    // Tables of which each row is one account's; in others the account is a mere fact, or may be missing.
    let tenants = "select c.relname::text
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and a.attnotnull
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not exists (
            select from pg_index i where i.indrelid = c.oid and i.indisprimary and i.indkey[0] = a.attnum
          )";
    assert_eq!(names(&mut connection, tenants).await, [] as [&str; 0]);
    app.stop().await;
}

#[tokio::test]
async fn no_row_points_across_accounts() {
    let app = TestApp::start().await;
    let mut connection = app.all_seeing().await;
    // A reference from a tenant's table to another tenant's table must carry the account along.
    let crossing = "select k.conrelid::regclass::text || ' ' || k.conname
        from pg_constraint k
        join pg_attribute here on here.attrelid = k.conrelid and here.attname = 'account_id'
        join pg_attribute there on there.attrelid = k.confrelid and there.attname = 'account_id' and there.attnotnull
        where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not here.attnum = any (k.conkey)";
    assert_eq!(names(&mut connection, crossing).await, [] as [&str; 0]);
    app.stop().await;
}

#[tokio::test]
async fn the_login_role_and_the_scopes_own_nothing_and_bypass_nothing() {
    let app = TestApp::start().await;
    let mut connection = app.all_seeing().await;
    let owned = "select c.relname::text from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'portal\\_%' and r.rolname <> 'portal_owner'";
    assert_eq!(names(&mut connection, owned).await, [] as [&str; 0]);
    let mighty = "select rolname::text from pg_roles
        where rolname like 'portal\\_%' and rolname <> 'portal_owner' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)";
    assert_eq!(names(&mut connection, mighty).await, [] as [&str; 0]);
    let granted = "select table_name::text from information_schema.role_table_grants
        where grantee in ('portal_login', 'PUBLIC') and table_schema = 'public' and table_name <> '_sqlx_migrations'";
    assert_eq!(names(&mut connection, granted).await, [] as [&str; 0]);
    app.stop().await;
}

#[tokio::test]
async fn what_was_written_down_cannot_be_changed() {
    let app = TestApp::start().await;
    let mut connection = app.all_seeing().await;
    for table in ["report_events", "case_events", "decisions", "audit"] {
        let query = "select count(*) from pg_trigger t where t.tgrelid = $1::regclass and t.tgfoid = 'portal.refuse_change'::regproc";
        let guards: i64 = sqlx::query_scalar(query).bind(table).fetch_one(&mut connection).await.unwrap();
        assert_eq!(guards, 1, "{table}");
        let granted = "select grantee::text || ' ' || privilege_type from information_schema.role_table_grants
            where table_name = $1 and grantee like 'portal\\_%' and grantee <> 'portal_owner' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')";
        let granted: Vec<String> =
            sqlx::query_scalar(granted).bind(table).fetch_all(&mut connection).await.unwrap();
        assert_eq!(granted, [] as [&str; 0], "{table}");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_database_allows_exactly_the_moves_of_the_domain() {
    let app = TestApp::start().await;
    let mut connection = app.all_seeing().await;
    let rows = sqlx::query("select from_state, to_state from report_moves")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let mut stored: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let mut wanted: Vec<(String, String)> =
        legal_moves().into_iter().map(|(from, to)| (from.to_string(), to.to_string())).collect();
    stored.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(stored, wanted);
    app.stop().await;
}
