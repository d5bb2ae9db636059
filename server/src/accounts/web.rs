//! The pages of an account.

mod contacts;
mod members;
mod overview;
mod zones;

pub(crate) use contacts::{change as change_contacts, show as show_contacts};
pub(crate) use members::{change_role, invite, remove, show as show_members, withdraw};
pub(crate) use overview::show as overview;
pub(crate) use zones::show as zones;
