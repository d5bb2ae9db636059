//! What the title of a case says, and the title itself.

use domain::category::Category;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::database::word::word;

/// What a case is about, as far as its title says it.
pub(super) struct About {
    pub(super) category: Category,
    /// An address of the host that the case stands for.
    pub(super) url: String,
    pub(super) hosts: i64,
}

/// What a case is about; nothing of one without addresses.
pub(super) async fn about(tx: &mut PgConnection, case_id: Uuid) -> sqlx::Result<Option<About>> {
    let row = sqlx::query!(
        r#"select c.category, f.url,
             (select count(distinct a.host)
               from reports r
               join report_addresses a on a.account_id = r.account_id and a.report_id = r.report_id
               where r.case_id = c.case_id
             ) as "hosts!"
           from cases c
           cross join lateral (
             select a.url
             from reports r
             join report_addresses a on a.account_id = r.account_id and a.report_id = r.report_id
             where r.case_id = c.case_id
             order by a.host = c.host desc, a.added_at, a.line_number
             limit 1
           ) f
           where c.case_id = $1"#,
        case_id,
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| Ok(About { category: word(&row.category)?, url: row.url, hosts: row.hosts })).transpose()
}

/// Names a case.
pub(super) async fn name(tx: &mut PgConnection, case_id: Uuid, title: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update cases
         set title = $2
         where case_id = $1",
        case_id,
        title,
    )
    .execute(tx)
    .await
    .map(drop)
}
