//! How courts and authorities reach the desk.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{Card, Icon, Notice, Symbol, Tone};
use crate::frame::{Head, Place, Public, Site};
use crate::links;

/// For police, courts and regulators.
#[component]
pub fn AuthoritiesPage(
    /// The running portal.
    site: Arc<Site>,
) -> impl IntoView {
    let help = site.help.clone();
    view! {
        <Public site=site head=Head::new(TITLE) place=Place::Authorities>
            <div class="stack loose measure">
                <div class="stack tight">
                    <h1>{TITLE}</h1>
                    <p class="lead">"We act on valid orders and answer lawful requests. Write to us from your authority’s own email address, so that we can check who asks."</p>
                </div>
                <Notice tone=Tone::Stop title="Is a life at risk?">
                    <p>"Say so in the first line. We look at such requests at once, day and night."</p>
                </Notice>
                <Card id="needs" title="What we need">
                    <div class="body">
                        <ul class="bullets">
                            {point("The order or request itself, with its date and file number")}
                            {point("The full addresses it is about, one on each line")}
                            {point("The law it rests on, and by when you expect an answer")}
                            {point("Whether we may tell the site’s owner, and if not, until when")}
                        </ul>
                    </div>
                </Card>
                <p>"Write to "<a href=links::mail(&help)>{help.clone()}</a>". For most sites we only carry traffic: we can stop carrying it, but the content stays on the server of whoever hosts it."</p>
                <p>"To tell us about content without an order, use the "<a href=links::report()>"public form"</a>" like anybody else."</p>
            </div>
        </Public>
    }
}

const TITLE: &str = "For police, courts and regulators";

fn point(words: &'static str) -> impl IntoView {
    view! { <li><Icon of=Symbol::Check /><span>{words}</span></li> }
}
