//! The only code that reaches a browser. One island a file; `build.sh` makes the files that are served.
//!
//! An island adds to a page that works without it: it never owns a form's control, so nothing typed before it wakes is lost.

pub mod address;
pub mod address_box;
mod understanding;

pub use address::{Address, AddressProps};
pub use address_box::{AddressBox, AddressBoxProps};

/// Wakes the islands of the page. Called once by the script that loads this code.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
