//! Following a report by its secret link.

pub mod find;
pub mod gone;
mod history;
pub mod knows;
pub mod lines;
pub mod receipt;
pub mod status;
mod story;
#[cfg(test)]
mod tests;
pub mod withdraw;

pub use history::{Passed, Question};
pub use knows::Knows;
pub use lines::{LineStatus, Pages, Standing};
pub use status::{Status, StatusForms, StatusPage, StatusPageProps};
pub use story::Tally;
