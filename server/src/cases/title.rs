//! What a case is called: what it is reported as, and where.

use domain::address::ReportedUrl;
use domain::category::Category;
use domain::policy::CategoryPolicy;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store_title;

/// Longest part of a host that a title shows, in characters.
const HOST_SHOWN: usize = 200;

/// The title of a case of this category about so many hosts, of which the first is named.
pub(crate) fn title(
    category: Category,
    policy: &CategoryPolicy,
    first: &ReportedUrl,
    hosts: usize,
) -> String {
    let shown: String = first.defanged().host.chars().take(HOST_SHOWN).collect();
    let what = if category == Category::Unsure { "Something unclear" } else { &policy.word };
    match hosts.saturating_sub(1) {
        0 => format!("{what} on {shown}"),
        1 => format!("{what} on {shown} and one more site"),
        more => format!("{what} on {shown} and {more} more sites"),
    }
}

/// Names a case anew by the policy of its category, after that or its reports changed.
///
/// # Errors
/// When the database is away.
pub(crate) async fn rename(
    tx: &mut PgConnection,
    policy: &CategoryPolicy,
    case_id: Uuid,
) -> sqlx::Result<()> {
    let Some(about) = store_title::about(tx, case_id).await? else { return Ok(()) };
    let Ok(first) = ReportedUrl::parse(&about.url) else { return Ok(()) };
    let hosts = usize::try_from(about.hosts).unwrap_or(1);
    let title = title(about.category, policy, &first, hosts);
    store_title::name(tx, case_id, &title).await
}
