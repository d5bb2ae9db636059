//! Accounts: their zones, their members, where their letters go, and how things stand with them.

pub(crate) mod around;
pub(crate) mod cli;
pub mod contacts;
pub mod import;
pub mod members;
pub mod overview;
mod store;
mod store_contact;

pub(crate) mod web;
pub mod zones;
