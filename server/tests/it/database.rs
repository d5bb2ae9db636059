use server::database::{System, check_schema};
use sqlx::Row as _;

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
