//! What the portal shows: pages and mail as functions of plain props. Nothing here reads a clock, a database or the network.
//!
//! # Map
//! - [`links`]: every URL of the site as a function. An [`links::Href`] comes from nowhere else.
//! - [`render`]: a view becomes a whole document, with the nonce its scripts carry.
//! - [`frame`]: what surrounds a page: head, masthead or rail, flash line, footer.
//! - [`form`]: what a form remembers when it is shown again: kept values, field errors, form error.
//! - [`components`]: the parts that two pages share. `pages/styleguide.rs` shows each of them in each state.
//! - [`words`]: the words for what `domain` knows, the same everywhere.
//! - [`pages`]: one page a file.
//!
//! # Writing a page
//! A page is a component of owned props that wraps itself in [`frame::Public`] or [`frame::App`]. The server calls
//! [`render::html`] with it. Times are shown through a [`components::Reader`], who knows the zone and the moment of reading.
//! - Optional words are [`components::Words`]: a prop takes a literal, a `String` or an option of either.
//! - A form is a [`components::PostForm`] of field components, each given [`form::FormState::field`], below one
//!   [`components::ErrorSummary`].
//! - A page with an island says so: [`frame::Head::with_island`]. Without scripts it must do its work all the same.
//! - What a closure in `view!` needs is owned; make rows and lists before the `view!` that shows them.

// Views are types, and the type of a whole page is deep.
#![recursion_limit = "256"]

pub mod components;
pub mod form;
pub mod frame;
pub mod letters;
pub mod links;
pub mod pages;
pub mod render;
#[cfg(test)]
mod traps;
pub mod words;
