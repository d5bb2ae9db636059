//! Tables, views, filters, pager, empty lists.

use domain::category::Category;
use leptos::prelude::*;

use super::Section;
use super::marks::address;
use super::records::from_now;
use crate::components::*;
use crate::links::{self, Href};

pub(super) fn sections(reader: Reader) -> impl IntoView {
    view! { {tables(reader)}{queue(reader)}{empty()} }
}

fn here() -> Href {
    links::here("tables")
}

fn tables(reader: Reader) -> impl IntoView {
    let row = |host, rest, tone, word, minutes| {
        let since = from_now(reader, minutes);
        view! {
            <tr>
                <th scope="row"><Address of=address(host, rest, None) /></th>
                <td><Badge tone=tone word=word /></td>
                <Cell label="Since"><When at=since reader=reader /></Cell>
            </tr>
        }
    };
    let rows = [
        row("parcel-kestrelpost[.]example", "/fee", Tone::Ok, "Warning shown", -230),
        row("old-blog.elsewhere[.]example", "/", Tone::Idle, "Not ours", -338),
    ];
    let rows = rows.collect_view();
    view! {
        <Section id="tables" title="Table and pager">
            <Table caption="Addresses" columns=vec![Column::new("Address").main(), Column::new("Outcome"), Column::new("Since")]>
                {rows}
            </Table>
            <Pager summary="222 reports" older=here() />
        </Section>
    }
}

fn filters() -> impl IntoView {
    let view =
        |title: &str, count, is_current| ListView { title: title.to_owned(), count, to: here(), is_current };
    let on = FilterOn { name: "State".to_owned(), value: "open".to_owned(), without: here() };
    let choice =
        |title: &str, count| FilterChoice { title: title.to_owned(), count: Some(count), to: here() };
    let offered =
        Filter { name: "Category".to_owned(), choices: vec![choice("Phishing", 19), choice("Malware", 8)] };
    view! {
        <Views of=vec![view("Needs your answer", Some(3), false), view("Open", Some(8), true), view("Closed", Some(214), false)] />
        <FilterBar on=vec![on] offered=vec![offered] clear=here() />
        <Segments label="Show in the timeline" of=vec![view("Everything", None, true), view("Letters", None, false)] />
        <Search to=here() value="" label="Search this view" placeholder="Host, reference, account" />
    }
}

fn queue(reader: Reader) -> impl IntoView {
    let row = |number: i64,
               level,
               title: &'static str,
               category: (Category, &'static str),
               minutes,
               is_ticked| {
        let clock = Clock::Running {
            due: from_now(reader, minutes),
            used: u8::try_from(100 - minutes / 4).unwrap_or(100),
        };
        view! {
            <tr>
                <td class="pick"><Tick name="case" value=number.to_string() label=format!("Select case {number}") is_ticked=is_ticked /></td>
                <td class="rank"><PriorityMark level=level /></td>
                <th scope="row"><a href=here()>{title}</a></th>
                <td><CategoryLabel of=category.0 word=category.1 /></td>
                <Cell label="Due" class="when"><ClockBar clock=clock reader=Reader::staff(reader.now, reader.zone) /></Cell>
                <Cell label="Case" class="number">{number}</Cell>
            </tr>
        }
    };
    let rows = [
        row(
            4803,
            Priority::Emergency,
            "Threat to a school, time given",
            (Category::Threats, "Threats"),
            -6,
            false,
        ),
        row(4796, Priority::High, "Bank sign-in copied", (Category::Phishing, "Phishing"), 22, true),
        row(4768, Priority::Normal, "Fake browser update", (Category::Malware, "Malware"), 140, true),
        row(
            4719,
            Priority::Low,
            "Wrong registrant address",
            (Category::Registration, "Registration data"),
            330,
            false,
        ),
    ];
    let rows = rows.collect_view();
    let columns = vec![
        Column::new("Pick").unseen(),
        Column::new("Priority"),
        Column::new("Case").main(),
        Column::new("Reported as"),
        Column::new("Due").sort(here(), Some(true)),
        Column::new("No.").number(),
    ];
    view! {
        <Section id="queue" title="Queue">
            {filters()}
            <form action=links::style_guide()>
                <Table caption="Open cases, the next to breach first" columns=columns kind=TableKind::Dense>
                    {rows}
                </Table>
                <ActionBar label="With the selected cases">
                    <Button words="Take them" kind=ButtonKind::Primary is_small=true />
                    <Button words="Join into one case" is_small=true />
                </ActionBar>
            </form>
        </Section>
    }
}

fn empty() -> impl IntoView {
    let reached =
        "When someone reports one of your sites, it appears here and we write to abuse@alderfinch.example.";
    view! {
        <Section id="empty" title="Nothing here">
            <div class="tiles">
                <Empty symbol=Symbol::Check tone=Tone::Ok title="Nothing needs your answer" text=reached>
                    <LinkButton to=links::here("empty") words="Check where letters go" />
                </Empty>
                <Empty symbol=Symbol::Search title="No case matches these filters" text="41 cases match without “Category: Trademark”.">
                    <LinkButton to=links::here("empty") words="Remove that filter" />
                </Empty>
            </div>
        </Section>
    }
}
