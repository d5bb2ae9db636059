//! Colour, buttons, states, categories, addresses.

use domain::category::Category;
use domain::policy::Policy;
use leptos::prelude::*;

use super::Section;
use crate::components::*;
use crate::links;

const COLOURS: [&str; 10] =
    ["canvas", "surface", "sunken", "line", "muted", "text", "accent", "ok", "warn", "stop"];

const REPORT: [(Tone, &str); 8] = [
    (Tone::Idle, "Received"),
    (Tone::Live, "With the owner"),
    (Tone::Warn, "Needs your answer"),
    (Tone::Idle, "Clock paused"),
    (Tone::Live, "We are reviewing"),
    (Tone::Ok, "Action taken"),
    (Tone::Done, "Closed"),
    (Tone::Warn, "Reopened"),
];

const ADDRESS: [(Tone, &str); 7] = [
    (Tone::Ok, "Ours"),
    (Tone::Idle, "Not ours"),
    (Tone::Warn, "Not an address"),
    (Tone::Idle, "Sent before"),
    (Tone::Ok, "Warning shown"),
    (Tone::Warn, "Still reachable"),
    (Tone::Stop, "Overdue"),
];

pub(super) fn sections() -> impl IntoView {
    view! {
        <Section id="colour" title="Colour" note="One accent, calm neutrals. Green, amber and red only ever mean a state.">
            <div class="swatches">{COLOURS.map(swatch).collect_view()}</div>
        </Section>
        {buttons()}
        <Section id="status" title="Status" note="Word first, shape second, colour last. A status reads the same in page, letter and API.">
            <h3>"Report"</h3>
            <p class="row">{REPORT.map(badge).collect_view()}</p>
            <h3>"Address"</h3>
            <p class="row">{ADDRESS.map(badge).collect_view()}</p>
        </Section>
        {categories()}
        {addresses()}
    }
}

fn swatch(name: &'static str) -> impl IntoView {
    view! { <div class="swatch" data-of=name><code>"--"{name}</code></div> }
}

fn badge((tone, word): (Tone, &'static str)) -> impl IntoView {
    view! { <Badge tone=tone word=word /> }
}

fn buttons() -> impl IntoView {
    view! {
        <Section id="buttons" title="Buttons" note="One primary button on a page: the next action. A label says what happens.">
            <div class="actions">
                <Button words="Send answer" kind=ButtonKind::Primary />
                <Button words="Save for later" />
                <Button words="Stop serving the site" kind=ButtonKind::Danger />
                <Button words="Discard" kind=ButtonKind::Quiet />
            </div>
            <div class="actions">
                <Button words="Continue" kind=ButtonKind::Primary is_large=true />
                <LinkButton to=links::here("buttons") words="Note" symbol=Symbol::Note />
                <LinkButton to=links::here("buttons") words="Export CSV" symbol=Symbol::Download is_small=true />
            </div>
        </Section>
    }
}

fn categories() -> impl IntoView {
    let policy = Policy::compiled_in();
    let category = |of: &Category| view! { <CategoryLabel of=*of word=policy.of(*of).word.clone() /> };
    let categories = Category::ALL.iter().map(category).collect_view();
    let symbol = |symbol: &Symbol| view! { <Icon of=*symbol /> };
    view! {
        <Section id="category" title="Category and priority">
            <p class="row loose">{categories}</p>
            <p class="row loose">{Priority::ALL.map(|level| view! { <PriorityMark level=level /> }).collect_view()}</p>
            <p class="row">
                {Audience::ALL.map(|of| view! { <AudienceChip of=of /> }).collect_view()}
                <Person name="Maren" />
                <span class="id">"NE-7F3K-92QD"</span>
            </p>
            <p class="row loose muted">{Symbol::ALL.iter().map(symbol).collect_view()}</p>
        </Section>
    }
}

/// A reported address with made-up parts.
pub(super) fn address(host: &str, rest: &str, ascii: Option<&str>) -> Defanged {
    Defanged {
        scheme: "hxxps://".to_owned(),
        host: host.to_owned(),
        ascii_host: ascii.map(str::to_owned),
        rest: rest.to_owned(),
    }
}

fn addresses() -> impl IntoView {
    let note = "Always defanged, never a link, the host in bold, breaking before the path. Names with other letters in both forms.";
    view! {
        <Section id="address" title="Addresses" note=note>
            <p><Address of=address("login-aurorabank[.]example", "/verify?id=8841", None) /></p>
            <p><Address of=address("bücherwelt[.]example", "/konto", Some("xn--bcherwelt-q9a[.]example")) /></p>
        </Section>
    }
}
