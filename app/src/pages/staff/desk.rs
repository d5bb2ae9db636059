//! What every page of the work area has around it.

use std::sync::Arc;

use domain::case::View;
use jiff::Timestamp;
use leptos::prelude::*;

use super::listing::{COUNT_LIMIT, Counts};
use crate::components::Reader;
use crate::frame::{App, Flash, Head, Site, StaffPlace, StaffRail};

/// Who works here, what waits for them, and what has just been done.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The running portal.
    pub site: Arc<Site>,
    /// Their name.
    pub person: String,
    /// What they do, as a word.
    pub role: &'static str,
    /// Whether they are cleared for child safety.
    pub is_cleared: bool,
    /// What waits.
    pub counts: Counts,
    /// Who reads the page, and when.
    pub reader: Reader,
    /// What has just been done.
    pub flash: Option<Flash>,
}

impl Desk {
    fn rail(&self, place: Option<StaffPlace>) -> StaffRail {
        StaffRail {
            person: self.person.clone(),
            role: self.role.to_owned(),
            counts: self.counts.views.clone(),
            restricted: self.is_cleared.then_some(self.counts.restricted),
            place,
        }
    }
}

/// A page of the work area.
#[component]
pub fn Work(
    /// Who works here.
    desk: Desk,
    /// What the page is called in the browser.
    #[prop(into)]
    title: String,
    /// Where it is in the rail.
    #[prop(optional_no_strip)]
    place: Option<StaffPlace>,
    /// The page itself.
    children: Children,
) -> impl IntoView {
    let rail = desk.rail(place);
    let zone = format!("Times are shown in the time zone {:?}.", desk.reader.zone).replace('_', " ");
    view! {
        <App site=desk.site head=Head::new(title) rail=rail flash=desk.flash>
            {children()}
            <p class="muted end">{zone}</p>
        </App>
    }
}

/// How much there is, as a number; from the limit on it says that there is more.
pub(super) fn count(of: u64) -> String {
    if of >= COUNT_LIMIT { "1,000+".to_owned() } else { of.to_string() }
}

/// A number and its noun.
pub(super) fn several(of: u64, one: &str, more: &str) -> String {
    if of == 1 { format!("1 {one}") } else { format!("{} {more}", count(of)) }
}

/// How much of the time between two moments is used up, in hundredths.
pub(super) fn used(from: Timestamp, to: Timestamp, now: Timestamp) -> u8 {
    domain::deadline::used(from, now, to)
}

/// Where a view is in the rail.
pub(super) fn in_queue(view: View) -> Option<StaffPlace> {
    Some(StaffPlace::Queue(view))
}
