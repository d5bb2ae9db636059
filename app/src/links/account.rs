//! Customers' accounts.

use uuid::Uuid;

use super::{Href, path};

/// The accounts of whoever is signed in; leads on where there is only one way.
#[must_use]
pub fn accounts() -> Href {
    Href::to("/accounts")
}

/// An account's overview.
#[must_use]
pub fn account(account: Uuid) -> Href {
    path(&[&"accounts", &account])
}

/// An account's reports.
#[must_use]
pub fn account_reports(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"reports"])
}

/// The same list as a file.
#[must_use]
pub fn account_reports_file(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"reports.csv"])
}

/// One report about an account's sites.
#[must_use]
pub fn account_report(account: Uuid, reference: &str) -> Href {
    path(&[&"accounts", &account, &"reports", &reference])
}

/// An account's zones.
#[must_use]
pub fn account_zones(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"zones"])
}

/// An account's members.
#[must_use]
pub fn account_members(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"members"])
}

/// Changes what a member may do; only ever posted to.
#[must_use]
pub fn account_member_role(account: Uuid, user: Uuid) -> Href {
    path(&[&"accounts", &account, &"members", &user, &"role"])
}

/// Removes a member; only ever posted to.
#[must_use]
pub fn account_member_remove(account: Uuid, user: Uuid) -> Href {
    path(&[&"accounts", &account, &"members", &user, &"remove"])
}

/// Takes back an invitation; only ever posted to.
#[must_use]
pub fn account_invitation_withdraw(account: Uuid, user: Uuid) -> Href {
    path(&[&"accounts", &account, &"invitations", &user, &"withdraw"])
}

/// Where an account's letters go.
#[must_use]
pub fn account_contacts(account: Uuid) -> Href {
    path(&[&"accounts", &account, &"contacts"])
}
