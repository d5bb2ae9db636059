//! Pages, one a file.

pub mod problem;
pub mod styleguide;

#[cfg(test)]
mod tests;
