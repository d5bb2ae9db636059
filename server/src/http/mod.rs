//! The web side: which paths there are, what guards them, and how an answer becomes bytes.

mod again;
pub mod assets;
pub mod brake;
pub(crate) mod connections;
pub mod crowd;
mod extract;
pub mod flash;
pub mod form;
pub mod guard;
mod health;
pub mod hosts;
pub mod problem;
mod public;
pub mod render;
pub mod router;
pub(crate) mod typed;

pub use extract::{Path, Query};
pub use flash::{Done, Said};
pub use form::Form;
pub use problem::Problem;
