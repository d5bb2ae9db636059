//! The box addresses are typed into: shows line by line what was understood.

#![expect(missing_docs, reason = "the island macro writes a struct without docs")]

use std::time::Duration;

use domain::lookup::{HostAnswer, HostQuestion, MAX_HOSTS};
use leptos::html::Div;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;

use crate::address::Address;
use crate::understanding::{Known, Line, Understanding};

/// How long typing must rest before the list is read again.
const REST: Duration = Duration::from_millis(300);

/// Shows under a textarea what was understood of each line. The textarea is a child and stays the page's own.
#[island]
pub fn AddressBox(
    /// Where the browser asks which hosts are ours.
    hosts: String,
    /// The most addresses in one report.
    limit: usize,
    /// What the page says is wrong with the field.
    error: Option<String>,
    /// The textarea.
    children: Children,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let read = RwSignal::new(Understanding::default());
    let known = RwSignal::new(Known::new());
    let said = RwSignal::new(String::new());

    let error = StoredValue::new(error);
    let is_news = move |read: &Understanding| error.with_value(|error| read.is_news(error.as_deref()));

    let look = move || {
        let text = frame.get_untracked().and_then(|frame| typed(&frame)).unwrap_or_default();
        read.set(Understanding::of(&text));
        let hosts = hosts.clone();
        spawn_local(async move {
            ask(&hosts, read, known).await;
            said.set(read.with_untracked(|read| {
                if is_news(read) { read.sentence(&known.get_untracked(), limit) } else { String::new() }
            }));
        });
    };
    let timer = StoredValue::<Option<TimeoutHandle>>::new(None);
    Effect::new({
        let look = look.clone();
        move |_| look()
    });
    let later = move |_| {
        timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            *timer = set_timeout_with_handle(look.clone(), REST).ok();
        });
    };

    view! {
        <div class="address-box" node_ref=frame on:input=later>
            {children()}
            {move || read.with(|read| is_news(read).then(|| panel(read, &known.get(), limit)))}
            <p class="hidden" role="status">{move || said.get()}</p>
        </div>
    }
}

/// What stands in the textarea now.
fn typed(frame: &web_sys::HtmlElement) -> Option<String> {
    let area = frame.query_selector("textarea").ok().flatten()?;
    Some(area.dyn_into::<web_sys::HtmlTextAreaElement>().ok()?.value())
}

/// Asks about the hosts that are not known yet. Without an answer they stay so; the server looks again when the form is sent.
async fn ask(to: &str, read: RwSignal<Understanding>, known: RwSignal<Known>) {
    let unknown = known.with_untracked(|known| read.with_untracked(|read| read.unknown(known)));
    for hosts in unknown.chunks(MAX_HOSTS) {
        let Some(answer) = answer(to, hosts).await else { return };
        known.update(|known| {
            known.extend(hosts.iter().map(|host| (host.clone(), answer.ours.contains(host))));
        });
    }
}

async fn answer(to: &str, hosts: &[String]) -> Option<HostAnswer> {
    let question = HostQuestion { hosts: hosts.to_vec() };
    let response = gloo_net::http::Request::post(to).json(&question).ok()?.send().await.ok()?;
    if response.ok() { response.json().await.ok() } else { None }
}

fn panel(read: &Understanding, known: &Known, limit: usize) -> impl IntoView + use<> {
    let lines = read.shown().iter().map(|line| row(line, known)).collect_view();
    let hidden = read.hidden();
    view! {
        <div class="understood">
            <h2>{read.sentence(known, limit)}</h2>
            <ol class="lines" tabindex="0" aria-label="Line by line">{lines}</ol>
            {(hidden > 0).then(|| view! { <p class="more">{format!("And {hidden} more lines, counted above.")}</p> })}
        </div>
    }
}

fn row(line: &Line, known: &Known) -> impl IntoView + use<> {
    let (tone, word) = line.verdict(known);
    let address = match line.address.clone() {
        Some(address) => view! { <Address of=address /> }.into_any(),
        None => view! { <span class="address" dir="auto">{line.raw.clone()}</span> }.into_any(),
    };
    view! {
        <li>
            <span>{line.number}</span>
            {address}
            <span class="badge" data-tone=tone>{word}</span>
            {line.note(known).map(|note| view! { <small>{note}</small> })}
        </li>
    }
}
