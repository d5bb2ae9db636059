//! Taking a report back.

use app::form::FormState;
use app::links;
use app::pages::track::withdraw::{WithdrawPage, WithdrawPageProps, Withdrawal};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{too_long, trouble};
use crate::http::flash::Done;
use crate::http::render;
use crate::http::{Form, Problem};
use crate::portal::Portal;
use crate::reports::tracking::link::Holder;
use crate::reports::tracking::{Withdrawing, store, withdraw};

/// The longest reason for withdrawing, in characters.
const REASON_LENGTH: usize = 2000;

#[derive(Debug, Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
}

/// What withdrawing would do.
pub(crate) async fn before_withdrawing(
    State(portal): State<Portal>,
    holder: Holder,
) -> Result<Response, Problem> {
    withdrawal_page(&portal, &holder, FormState::new()).await
}

async fn withdrawal_page(
    portal: &Portal,
    holder: &Holder,
    form: FormState<&'static str>,
) -> Result<Response, Problem> {
    let mut tx = portal.database.begin(&holder.scope).await?;
    let row = store::submission(&mut tx).await?;
    let reports = store::reports(&mut tx).await?;
    tx.commit().await?;
    if !reports.iter().any(|report| report.state.is_undecided()) {
        return Ok(Done::NothingToWithdraw.and_to(&links::track(&holder.token)));
    }
    let goes_on = |report: &store::ReportRow| {
        report.is_restricted || !portal.policy.of(report.category).refer.is_empty()
    };
    let withdrawal = Withdrawal {
        token: holder.token.clone(),
        reference: row.reference,
        goes_on: reports.iter().any(goes_on),
        owners_know: reports.iter().any(|report| report.owner_told),
    };
    let site = portal.site.clone();
    Ok(render::page(|| WithdrawPage(WithdrawPageProps { site, withdrawal, form })))
}

/// Takes the report back.
pub(crate) async fn take_back(
    State(portal): State<Portal>,
    holder: Holder,
    Form(Reason { reason }): Form<Reason>,
) -> Result<Response, Problem> {
    let mut form = FormState::new().keep("reason", reason.clone());
    if let Some(error) = too_long(reason.trim(), REASON_LENGTH) {
        form.refuse("reason", error);
        let page = withdrawal_page(&portal, &holder, form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let now = portal.clock.now();
    let mut tx = portal.database.begin(&holder.scope).await?;
    let outcome = withdraw(&mut tx, &portal.policy, reason.trim(), now).await.map_err(trouble)?;
    tx.commit().await?;
    let to = links::track(&holder.token);
    Ok(match outcome {
        Withdrawing::Done => Done::Withdrawn.and_to(&to),
        Withdrawing::Noted => Done::WithdrawalNoted.and_to(&to),
        Withdrawing::Nothing => Done::NothingToWithdraw.and_to(&to),
    })
}
