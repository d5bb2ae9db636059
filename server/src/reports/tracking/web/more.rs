//! More addresses for a report that was sent already.

use app::links;
use app::pages::track::StatusForms;
use axum::extract::State;
use axum::response::Response;
use domain::list::{List, MAX_LINES};
use serde::Deserialize;
use uuid::Uuid;

use super::{refused, trouble};
use crate::database::{System, once_more_after_deadlock};
use crate::http::flash::Done;
use crate::http::{Form, Problem};
use crate::intake::{self, Addition, Rules};
use crate::portal::Portal;
use crate::reports::RecordError;
use crate::reports::tracking::link::Holder;

#[derive(Debug, Deserialize)]
pub(crate) struct More {
    addresses: String,
}

/// More addresses of the same kind.
pub(crate) async fn add(
    State(portal): State<Portal>,
    holder: Holder,
    Form(More { addresses }): Form<More>,
) -> Result<Response, Problem> {
    let mut forms = StatusForms::default();
    forms.more = forms.more.keep("addresses", addresses.clone());
    let list = match intake::read_list(&addresses) {
        Ok(list) => list,
        Err(refusal) => {
            forms.more.refuse("addresses", refusal);
            return refused(&portal, &holder, forms).await;
        }
    };
    let submission_id = holder.scope.submission_id;
    let addition =
        once_more_after_deadlock(|| add_addresses(&portal, submission_id, &list)).await.map_err(trouble)?;
    match addition {
        Addition::Added => Ok(Done::AddressesAdded.and_to(&links::track(&holder.token).at("addresses"))),
        Addition::Known => Ok(Done::AddressesKnown.and_to(&links::track(&holder.token).at("addresses"))),
        Addition::Withdrawn => {
            forms
                .more
                .refuse("addresses", "You have withdrawn this report. Send these addresses as a new one.");
            refused(&portal, &holder, forms).await
        }
        Addition::TooMany { left } => {
            let text = format!(
                "A report holds {MAX_LINES} lines, and this one has room for {left} more. Send the rest as a new report."
            );
            forms.more.refuse("addresses", text);
            refused(&portal, &holder, forms).await
        }
    }
}

async fn add_addresses(portal: &Portal, submission_id: Uuid, list: &List) -> Result<Addition, RecordError> {
    let mut tx = portal.database.begin(&System).await?;
    let addition = intake::add(&mut tx, &Rules::of(portal), submission_id, list).await?;
    tx.commit().await?;
    Ok(addition)
}
