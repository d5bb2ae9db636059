//! The sites of an account.

use domain::category::Service;
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;

use super::words::own_site;
use super::{Around, Frame};
use crate::components::{
    Address, Badge, Cell, Column, Empty, LinkButton, PageHead, Pager, Reader, Search, Style, Symbol, Table,
    TableKind, Tone, When,
};
use crate::links::{self, Href};
use crate::words::serves;

/// A site of the account.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Its name.
    pub host: String,
    /// What we do for it.
    pub service: Service,
    /// Since when it is the account's.
    pub since: Timestamp,
    /// How far it is limited now.
    pub limited: Option<Limited>,
    /// When it was last reported.
    pub reported_at: Option<Timestamp>,
    /// How many reports about it are open, as far as they are counted.
    pub open: String,
}

/// How far a site is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    /// Since when.
    pub since: Timestamp,
    /// Whether that is the whole of it, and not some of its addresses.
    pub is_whole: bool,
}

/// One page of the sites.
#[derive(Clone, Debug)]
pub struct Page {
    /// The sites.
    pub zones: Vec<Zone>,
    /// How many there are, in words.
    pub summary: String,
    /// What is searched for.
    pub text: String,
    /// The page before.
    pub back: Option<Href>,
    /// The page after.
    pub on: Option<Href>,
}

/// The sites, by name.
#[component]
pub fn Zones(
    /// What surrounds it.
    around: Around,
    /// The account.
    account: Uuid,
    /// The page of them.
    page: Page,
) -> impl IntoView {
    let reader = around.reader;
    let text = page.text.clone();
    view! {
        <Frame around=around title="Sites">
            <PageHead title="Sites">
                <Search to=links::account_zones(account) value=text label="Search sites" placeholder="Beginning of a name" />
            </PageHead>
            <Rows account=account page=page reader=reader />
        </Frame>
    }
}

#[component]
fn Rows(account: Uuid, page: Page, reader: Reader) -> impl IntoView {
    let Page { zones, summary, text, back, on } = page;
    if zones.is_empty() && back.is_none() {
        return view! { <Nothing account=account is_searched=!text.is_empty() /> }.into_any();
    }
    let columns = vec![
        Column::new("Site"),
        Column::new("Service"),
        Column::new("Since"),
        Column::new("Last reported"),
        Column::new("Open reports").number(),
    ];
    let rows = zones.into_iter().map(|zone| row(account, zone, reader)).collect_view();
    view! {
        <Table caption="Your sites, by name" kind=TableKind::Rows columns=columns>{rows}</Table>
        <Pager summary=summary newer=back older=on newer_word="Back" older_word="On" />
    }
    .into_any()
}

#[component]
fn Nothing(account: Uuid, is_searched: bool) -> impl IntoView {
    if is_searched {
        return view! {
            <Empty symbol=Symbol::Search title="No site begins like that" text="Type the beginning of its name.">
                <LinkButton to=links::account_zones(account) words="Show every site" />
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty symbol=Symbol::Globe title="This account has no sites"
            text="Sites appear here by themselves once they are set up with us." />
    }
    .into_any()
}

fn row(account: Uuid, zone: Zone, reader: Reader) -> impl IntoView {
    let reports = links::account_reports(account).with("zone", &zone.host);
    let reported = match zone.reported_at {
        Some(at) => view! { <When at=at reader=reader /> }.into_any(),
        None => view! { <span class="muted">"Never"</span> }.into_any(),
    };
    let limit = zone.limited.map(|limited| {
        let (tone, word) = match limited.is_whole {
            true => (Tone::Stop, "The whole site is blocked"),
            false => (Tone::Warn, "Some addresses are blocked"),
        };
        let overview = links::account(account).at("limited");
        view! {
            <Badge tone=tone word=word />
            <small>"Since "<When at=limited.since reader=reader />". "<a href=overview>"Why"</a></small>
        }
    });
    // What is blocked as a whole is not served.
    let serves = (!zone.limited.is_some_and(|limited| limited.is_whole)).then(|| serves(zone.service));
    let service = view! { {serves}" "{limit} };
    view! {
        <tr>
            <th scope="row"><a href=reports><Address of=own_site(&zone.host) /></a></th>
            <Cell label="Service">{service}</Cell>
            <Cell label="Since"><When at=zone.since reader=reader style=Style::Date /></Cell>
            <Cell label="Last reported">{reported}</Cell>
            <Cell label="Open reports" class="number">{zone.open}</Cell>
        </tr>
    }
}
