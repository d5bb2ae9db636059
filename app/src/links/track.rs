//! What lies behind a reporter's secret link.

use super::{Href, path};

/// Where a lost link can be asked for.
#[must_use]
pub fn find() -> Href {
    Href::to("/track")
}

/// What became of a submission, for whoever holds the secret token.
#[must_use]
pub fn track(token: &str) -> Href {
    path(&[&"track", &token])
}

/// The receipt shown once after sending.
#[must_use]
pub fn receipt(token: &str) -> Href {
    path(&[&"track", &token, &"receipt"])
}

/// The list of a submission with what became of each line, as a file.
#[must_use]
pub fn track_list(token: &str) -> Href {
    path(&[&"track", &token, &"list.csv"])
}

/// Where the answer to a question goes.
#[must_use]
pub fn track_reply(token: &str) -> Href {
    path(&[&"track", &token, &"reply"])
}

/// Where a message to our staff goes.
#[must_use]
pub fn track_message(token: &str) -> Href {
    path(&[&"track", &token, &"message"])
}

/// Where more addresses go.
#[must_use]
pub fn track_addresses(token: &str) -> Href {
    path(&[&"track", &token, &"addresses"])
}

/// Where a submission is withdrawn.
#[must_use]
pub fn track_withdraw(token: &str) -> Href {
    path(&[&"track", &token, &"withdraw"])
}

/// Where a new link takes the place of the old one.
#[must_use]
pub fn track_renew(token: &str) -> Href {
    path(&[&"track", &token, &"link"])
}

/// Where every link of a submission is ended.
#[must_use]
pub fn track_end(token: &str) -> Href {
    path(&[&"track", &token, &"link", &"end"])
}

/// Where letters about a submission are stopped, or wanted again.
#[must_use]
pub fn track_letters(token: &str) -> Href {
    path(&[&"track", &token, &"letters"])
}
