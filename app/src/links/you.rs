//! Signing in, and what belongs to whoever is signed in.

use super::{Href, path};

/// Sign in.
#[must_use]
pub fn sign_in() -> Href {
    Href::to("/sign-in")
}

/// Where a form goes whose sender was signed out before it arrived; only ever posted to.
#[must_use]
pub fn late() -> Href {
    Href::to("/sign-in/late")
}

/// Ends the session; only ever posted to.
#[must_use]
pub fn sign_out() -> Href {
    Href::to("/sign-out")
}

/// Ask for a new password.
#[must_use]
pub fn forgot() -> Href {
    Href::to("/forgot")
}

/// Set a new password with a token from a letter.
#[must_use]
pub fn reset(token: &str) -> Href {
    path(&[&"reset", &token])
}

/// Accept an invitation with a token from a letter.
#[must_use]
pub fn invitation(token: &str) -> Href {
    path(&[&"invitation", &token])
}

/// Ends every session of whoever is signed in; only ever posted to.
#[must_use]
pub fn sign_out_everywhere() -> Href {
    Href::to("/sign-out/everywhere")
}

/// Name and time zone of whoever is signed in, their password and their devices.
#[must_use]
pub fn you() -> Href {
    Href::to("/you")
}

/// Changes one's password; only ever posted to.
#[must_use]
pub fn your_password() -> Href {
    Href::to("/you/password")
}

/// Signs out one device; only ever posted to.
#[must_use]
pub fn your_devices() -> Href {
    Href::to("/you/devices")
}

/// Signs out every device but this one; only ever posted to.
#[must_use]
pub fn your_other_devices() -> Href {
    Href::to("/you/devices/others")
}
