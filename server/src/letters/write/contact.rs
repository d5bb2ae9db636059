//! That letters about an account go to another address from now on.

use app::letters::words::{as_contact, as_former_contact, as_one_of_owners};
use app::letters::{ContactChanged, Content};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store;
use super::{About, Audience, Draft, Recipient};

/// A change of an account's contact.
pub(super) struct Change<'o> {
    pub(super) account_id: Uuid,
    pub(super) change_id: Uuid,
    pub(super) was: &'o Option<String>,
    pub(super) now: &'o Option<String>,
}

/// To the former and the new contact and to every owner, each once.
pub(super) async fn changed(
    tx: &mut PgConnection,
    change: Change<'_>,
    user_id: Uuid,
) -> sqlx::Result<Vec<Draft>> {
    let Some((account, by)) = store::account_and_member(tx, change.account_id, user_id).await? else {
        return Ok(Vec::new());
    };
    let mut drafts: Vec<Draft> = Vec::new();
    for (recipient, why) in addressees(tx, &change, &account).await? {
        if drafts.iter().any(|draft| draft.recipient.email == recipient.email) {
            continue;
        }
        let content = Content::ContactChanged(ContactChanged {
            account: account.clone(),
            was: change.was.clone(),
            now: change.now.clone(),
            by: by.clone(),
            why,
        });
        drafts.push(draft(&change, recipient, content));
    }
    Ok(drafts)
}

/// Who is written to, and why.
async fn addressees(
    tx: &mut PgConnection,
    change: &Change<'_>,
    account: &str,
) -> sqlx::Result<Vec<(Recipient, String)>> {
    let mut all = Vec::new();
    for owner in store::owners(tx, change.account_id).await? {
        all.push((Recipient::from(owner), as_one_of_owners(account)));
    }
    for (contact, why) in
        [(change.was, as_former_contact as fn(&str, &str) -> String), (change.now, as_contact)]
    {
        let Some(email) = contact else { continue };
        let person = store::person(tx, email).await?;
        let stranger = Recipient { email: email.clone(), user_id: None, time_zone: None };
        all.push((person.map_or(stranger, Recipient::from), why(email, account)));
    }
    Ok(all)
}

fn draft(change: &Change<'_>, recipient: Recipient, content: Content) -> Draft {
    let once = format!("{}:{}:{}", content.kind(), change.change_id, recipient.email);
    let about = About { account_id: Some(change.account_id), ..About::default() };
    Draft { once, audience: Audience::Owner, recipient, content, about }
}
