//! What surrounds the pages of an account.

use app::frame::{AccountName, CustomerPlace, CustomerRail, Flash};
use app::pages::customer::Around;
use app::words;

use super::store;
use crate::access::Person;
use crate::database::{Member, Tx};
use crate::portal::Portal;
use crate::reports::owner::listing;

/// Whose page it is, and which.
pub(crate) struct Visit<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) person: &'a Person,
    pub(crate) place: CustomerPlace,
    pub(crate) flash: Option<Flash>,
}

/// The frame of a page of the member's account.
///
/// # Errors
/// When the database is away.
pub(crate) async fn around(tx: &mut Tx<'_, Member>, visit: Visit<'_>) -> sqlx::Result<Around> {
    let unanswered = listing::unanswered(tx).await?;
    around_with(tx, visit, unanswered).await
}

/// The same, where it is known already how many reports need an answer.
///
/// # Errors
/// When the database is away.
pub(crate) async fn around_with(
    tx: &mut Tx<'_, Member>,
    visit: Visit<'_>,
    unanswered: u64,
) -> sqlx::Result<Around> {
    let Visit { portal, person, place, flash } = visit;
    let id = tx.scope.account_id;
    let known = person.accounts.iter().find(|membership| membership.account_id == id);
    let name = match known {
        Some(membership) => membership.name.clone(),
        None => store::name(tx).await?,
    };
    let others = person.accounts.iter().filter(|membership| membership.account_id != id);
    let others = others.map(|other| AccountName { id: other.account_id, name: other.name.clone() }).collect();
    let rail = CustomerRail {
        account: AccountName { id, name },
        others,
        person: person.name.clone(),
        role: words::member_role(tx.scope.role).to_owned(),
        unanswered,
        place: Some(place),
    };
    Ok(Around {
        site: portal.site.clone(),
        rail: rail.into(),
        flash,
        reader: portal.reader(Some(person.zone)),
    })
}
