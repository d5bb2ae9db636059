//! The pages of signing in and out, of links from letters, and of oneself.

mod entrance;
mod links;
mod turn;
mod you;

use domain::password::{NewPassword, Weakness};

use super::IdentityError;
use super::password::PasswordError;
use super::tickets::NoTicket;
use crate::http::Problem;

pub(crate) use entrance::{accounts, came_late, sign_in_form, sign_in_submit, sign_out, sign_out_everywhere};
pub(crate) use links::{
    forgot_form, forgot_submit, invitation_form, invitation_submit, reset_form, reset_submit,
};
pub(crate) use you::{change_details, change_password, end_device, end_other_devices, show as show_you};

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Password(PasswordError::Busy) => Self::Unavailable,
            IdentityError::Password(error) => Self::internal(error),
            IdentityError::Database(error) => error.into(),
        }
    }
}

impl From<NoTicket> for Problem {
    fn from(error: NoTicket) -> Self {
        match error {
            NoTicket::Gone => Self::Expired,
            NoTicket::Error(error) => error.into(),
        }
    }
}

/// A name as it is kept: one line of at most 255 characters; the error says what to do.
fn name(text: &str) -> Result<String, &'static str> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err("Enter your name.");
    }
    if name.chars().count() > 255 {
        return Err("Shorten your name to 255 characters.");
    }
    Ok(name)
}

fn new_password(text: &str, email: &str) -> Result<NewPassword, Weakness> {
    NewPassword::parse(text, email)
}
