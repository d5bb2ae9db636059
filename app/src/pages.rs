//! Pages, one a file.

pub mod accounts;
pub mod authorities;
pub mod customer;
pub mod forgot;
pub mod home;
pub mod invitation;
pub mod mailbox;
pub mod problem;
pub mod report;
pub mod reset;
pub mod sign_in;
pub mod staff;
pub mod styleguide;
pub mod track;
pub mod you;

#[cfg(test)]
mod tests;
