//! The two lists behind the dashboard: letters that could not be sent, and referrals that wait to be filed.

use domain::case::View;
use leptos::prelude::*;

use super::case::referrals::{Waiting, may_know_at_most, settle};
use super::case::{Form, audience};
use super::desk::{Desk, Work};
use super::stuck::{Pending, Stuck};
use crate::components::{
    Cell, Column, Crumbs, Empty, LinkButton, PageHead, Symbol, Table, TableKind, Tone, When,
};
use crate::links;
use crate::words;

/// Letters that could not be sent.
#[component]
pub fn StuckLettersPage(
    /// Who works here.
    desk: Desk,
    /// The last of them.
    letters: Vec<Stuck>,
) -> impl IntoView {
    let reader = desk.reader;
    let columns = vec![
        Column::new("Letter").main(),
        Column::new("To"),
        Column::new("Why"),
        Column::new("Written"),
        Column::new("Case").number(),
    ];
    let body = if letters.is_empty() {
        view! {
            <Empty symbol=Symbol::Mail tone=Tone::Ok title="Every letter could be sent" text="A letter that gives up after many tries appears here.">
                <LinkButton to=links::staff() words="Back to the dashboard" />
            </Empty>
        }
        .into_any()
    } else {
        let rows = letters.into_iter().map(|letter| {
            let Stuck { letter_id, case_number, audience: of, recipient, subject, last_error, created_at } =
                letter;
            let subject = match case_number {
                Some(number) => {
                    view! { <a href=links::case_letter(number, letter_id)><bdi>{subject}</bdi></a> }
                        .into_any()
                }
                None => view! { <bdi>{subject}</bdi> }.into_any(),
            };
            view! {
                <tr>
                    <th scope="row">{subject}</th>
                    <Cell label="To">{audience(&of)}<small><bdi>{recipient}</bdi></small></Cell>
                    <Cell label="Why"><bdi>{last_error}</bdi></Cell>
                    <Cell label="Written"><When at=created_at reader=reader /></Cell>
                    <Cell label="Case" class="number">{case_number}</Cell>
                </tr>
            }
        });
        let rows = rows.collect_view();
        view! { <Table caption="Letters that could not be sent" columns=columns kind=TableKind::Rows>{rows}</Table> }.into_any()
    };
    view! {
        <Work desk=desk title="Letters that could not be sent">
            <Crumbs above=vec![(links::staff(), "Dashboard".to_owned())] here="Letters that could not be sent" />
            <PageHead title="Letters that could not be sent" />
            {body}
        </Work>
    }
}

/// Referrals that wait to be filed.
#[component]
pub fn PendingReferralsPage(
    /// Who works here.
    desk: Desk,
    /// The oldest of them.
    referrals: Vec<Pending>,
) -> impl IntoView {
    let reader = desk.reader;
    let columns = vec![
        Column::new("Case").main(),
        Column::new("To"),
        Column::new("Waits since"),
        Column::new("No.").number(),
        Column::new("What became of it"),
    ];
    let body = if referrals.is_empty() {
        view! {
            <Empty symbol=Symbol::Send tone=Tone::Ok title="No referral waits" text="A case that must be passed to somebody outside appears here until that is done.">
                <LinkButton to=links::queue(View::All) words="See all cases" />
            </Empty>
        }
        .into_any()
    } else {
        let rows = referrals.into_iter().map(|referral| {
            let Pending { referral_id, seen, case_number, title, to, since } = referral;
            let form = settle(
                Waiting { number: case_number, seen, referral_id, to, may_know: may_know_at_most(to) },
                &Form::within("referral"),
                reader,
            );
            view! {
                <tr>
                    <th scope="row"><a href=links::case(case_number)><bdi>{title}</bdi></a></th>
                    <Cell label="To">{words::capital(words::recipient(to))}</Cell>
                    <Cell label="Since"><When at=since reader=reader /></Cell>
                    <Cell label="Case" class="number">{case_number}</Cell>
                    <Cell label="What became of it">{form}</Cell>
                </tr>
            }
        });
        let rows = rows.collect_view();
        view! { <Table caption="Referrals that wait to be filed" columns=columns kind=TableKind::Rows>{rows}</Table> }.into_any()
    };
    view! {
        <Work desk=desk title="Referrals to file">
            <Crumbs above=vec![(links::staff(), "Dashboard".to_owned())] here="Referrals to file" />
            <PageHead title="Referrals that wait to be filed" />
            {body}
        </Work>
    }
}
