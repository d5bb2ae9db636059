//! Letters with a one-time link: invitations and password resets.

use app::letters::{Content, Invitation, InvitedAs, Reset};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, TicketFacts};
use super::{About, Audience, Draft, Recipient};
use crate::database::word::word;

pub(super) async fn ticket(tx: &mut PgConnection, ticket_id: Uuid) -> sqlx::Result<Vec<Draft>> {
    let Some(facts) = store::ticket(tx, ticket_id).await? else { return Ok(Vec::new()) };
    let content = match facts.kind.as_str() {
        "invitation" => Content::Invitation(Invitation { to: invited_as(&facts)?, until: facts.until() }),
        _ => Content::Reset(Reset { until: facts.until() }),
    };
    let about = About { ticket_id: Some(ticket_id), account_id: facts.account_id, ..About::default() };
    let recipient =
        Recipient { email: facts.email, user_id: Some(facts.user_id), time_zone: Some(facts.time_zone) };
    let once = format!("{}:{ticket_id}", content.kind());
    Ok(vec![Draft { once, audience: Audience::User, recipient, content, about }])
}

fn invited_as(facts: &TicketFacts) -> sqlx::Result<InvitedAs> {
    Ok(match (&facts.account, &facts.role) {
        (Some(account), Some(role)) => InvitedAs::Member { account: account.clone(), role: word(role)? },
        _ => InvitedAs::Staff,
    })
}
