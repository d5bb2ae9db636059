//! Accounts: their zones, their members, and where their letters go.

pub(crate) mod cli;
pub mod import;
