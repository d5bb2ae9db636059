//! What the form asked beyond the description, report by report. Staff alone read it in full.

use domain::category::Group;
use domain::disclosure::{Disclosure, Disclosures};
use leptos::prelude::*;

use super::CaseView;
use super::talk::reporter;
use crate::components::{Answer, Card, Summary};
use crate::pages::report::{answered, asked_of_reporter};
use crate::pages::staff::record::Report;

/// The other answers of each report.
pub(super) fn card(view: &CaseView) -> Option<impl IntoView + use<>> {
    let (first, others) = view.reports.split_first()?;
    let group = view.group;
    let first = given(first, group, true);
    let others: Vec<_> = others.iter().map(|report| given(report, group, false)).collect();
    Some(view! {
        <Card id="answers" title="What the form asked" aside="Staff only">
            <div class="body stack tight">{first}{others}</div>
        </Card>
    })
}

fn given(report: &Report, group: Group, is_open: bool) -> impl IntoView + use<> {
    let title = format!("{}, {}", report.reference, reporter(report));
    let answers: Vec<_> = report
        .answers
        .iter()
        .map(|(field, answer)| {
            let (asked, answer) = (asked_of_reporter(*field, group), answered(*field, answer));
            view! { <Answer question=asked><p class="words" dir="auto">{answer}</p></Answer> }
        })
        .collect();
    let known = report.reporter.as_ref().map(|by| may_know(by.tell));
    let known = known.map(|words| view! { <Answer question="Who may know the reporter">{words}</Answer> });
    view! {
        <details open=is_open>
            <summary><bdi>{title}</bdi></summary>
            <Summary>{answers}{known}</Summary>
        </details>
    }
}

/// What the reporter lets each party know, as a sentence.
fn may_know(tell: Disclosures) -> String {
    let word = |of: Disclosure| match of {
        Disclosure::Named => "learns who it was",
        Disclosure::Anonymous => "learns what was reported, not who it was",
        Disclosure::Nothing => "learns nothing",
    };
    let ncmec = (tell.ncmec != Disclosure::Nothing).then(|| format!(" NCMEC {}.", word(tell.ncmec)));
    format!("The owner {}. The host {}.{}", word(tell.owner), word(tell.host), ncmec.unwrap_or_default())
}
