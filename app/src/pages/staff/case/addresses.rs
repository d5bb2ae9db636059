//! The addresses of a case.

use domain::address::ReportedUrl;
use leptos::prelude::*;

use crate::components::{Address as Shown, Badge, Card, Cell, Column, Reader, Style, Table, TableKind, Tone};
use crate::pages::staff::queue::host;
use crate::pages::staff::record::Address;
use crate::words;

/// The addresses of a case, each once.
pub(super) fn card(addresses: Vec<Address>, reader: Reader) -> impl IntoView {
    let aside = match addresses.len() {
        1 => "1 address".to_owned(),
        200.. => "the first 200 addresses".to_owned(),
        count => format!("{count} addresses"),
    };
    let columns = vec![
        Column::new("Address").main(),
        Column::new("On our side"),
        Column::new("Site"),
        Column::new("Reports").number(),
    ];
    let rows = addresses.into_iter().map(|address| row(address, reader)).collect_view();
    view! {
        <Card id="addresses" title="Addresses" aside=aside>
            <Table caption="The addresses of this case" columns=columns kind=TableKind::Plain is_inside=true>{rows}</Table>
        </Card>
    }
}

fn row(address: Address, reader: Reader) -> impl IntoView {
    let left_out = address.why_left_out().map(|why| view! { <small>{why}</small> });
    let Address { url, zone, service, account, reports, limited_at, .. } = address;
    let state = match limited_at {
        Some(at) => {
            let since = format!("since {}", reader.say(at, Style::Short));
            view! { <Badge tone=Tone::Stop word="Limited" /><small>{since}</small> }.into_any()
        }
        None => view! { <Badge tone=Tone::Idle word="Served" />{left_out} }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{shown(&url)}</th>
            <Cell label="On our side">{state}</Cell>
            <Cell label="Site">{words::service(service)}<small><bdi>{host(&zone)}</bdi>", "<bdi>{account}</bdi></small></Cell>
            <Cell label="Reports" class="number">{reports}</Cell>
        </tr>
    }
}

/// An address that is kept in its one form; what no longer reads as one is shown as text.
pub(in crate::pages::staff) fn shown(url: &str) -> AnyView {
    match ReportedUrl::parse(url) {
        Ok(url) => view! { <Shown of=url.defanged() /> }.into_any(),
        Err(_) => {
            let text = url.replacen("http", "hxxp", 1).replace('.', "[.]");
            view! { <span class="address" dir="ltr">{text}</span> }.into_any()
        }
    }
}
