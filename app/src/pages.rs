//! Pages, one a file.

pub mod mailbox;
pub mod problem;
pub mod styleguide;

#[cfg(test)]
mod tests;
