//! A case whose reporters all took back what they said.

use domain::case::CaseState;
use domain::report::ReportState;
use leptos::prelude::*;

use super::CaseView;
use crate::components::{Notice, Tone};

/// How its row and its badge call it.
pub(in crate::pages::staff) const WITHDRAWN: &str = "Withdrawn by the reporter";

/// Whether nothing is left to decide, because no report stands any more.
pub(super) fn is_over(view: &CaseView) -> bool {
    let is_withdrawn = view.reports.iter().all(|report| report.state == ReportState::Withdrawn);
    view.head.withdrawn_at.is_some() && is_withdrawn
}

/// What that means for the case.
pub(super) fn notice(view: &CaseView) -> Option<impl IntoView + use<>> {
    view.head.withdrawn_at?;
    let words = match view.head.state {
        _ if !is_over(view) => {
            "Whoever reported wants to take it back. Reports of this kind go on all the same: look at it and decide."
        }
        CaseState::Open => {
            "Every report was taken back, so nothing is left to decide. Lift what should not stay in force, and close the case."
        }
        _ => "Every report was taken back, so the case is closed. Nothing is left to decide.",
    };
    Some(view! { <Notice tone=Tone::Idle title=WITHDRAWN><p>{words}</p></Notice> })
}
