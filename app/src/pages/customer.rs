//! The pages of a customer's account.

pub mod contacts;
mod history;
pub mod members;
pub mod overview;
pub mod report;
pub mod reports;
#[cfg(test)]
mod tests;
pub mod words;
pub mod zones;

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Notice, Reader, Tone};
use crate::frame::{App, Flash, Head, Rail, Site};

pub use history::Entry;

/// What surrounds each page of an account.
#[derive(Clone, Debug)]
pub struct Around {
    /// The running portal.
    pub site: Arc<Site>,
    /// The way through the rest.
    pub rail: Rail,
    /// What has just been done.
    pub flash: Option<Flash>,
    /// Who reads it.
    pub reader: Reader,
}

/// The frame of a page of an account.
#[component]
fn Frame(
    /// What surrounds it.
    around: Around,
    /// Its title.
    #[prop(into)]
    title: String,
    /// The page itself.
    children: Children,
) -> impl IntoView {
    let Around { site, rail, flash, .. } = around;
    view! { <App site=site head=Head::new(title) rail=rail flash=flash>{children()}</App> }
}

/// Says on a page what those who only read cannot do there.
#[component]
fn ReadOnly(
    /// Who can do it.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! { <Notice tone=Tone::Idle><p>{words}</p></Notice> }
}
