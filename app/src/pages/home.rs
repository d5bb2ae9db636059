//! The front page: one way on for each kind of visitor.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{ButtonKind, Card, Icon, LinkButton, Symbol};
use crate::frame::{Flash, Head, Public, Site};
use crate::links::{self, Href};

/// Where the portal begins.
#[component]
pub fn HomePage(
    /// The running portal.
    site: Arc<Site>,
    /// What has just been done.
    flash: Option<Flash>,
) -> impl IntoView {
    let name = site.brand.name.clone();
    view! {
        <Public site=site head=Head::new("Report abuse") flash=flash>
            <div class="stack wide">
                <div class="stack loose">
                    <div class="stack tight">
                        <h1>"Report abuse on a site we serve"</h1>
                        <p class="lead">
                            {name}" carries traffic for other people’s websites. If one of them is used to harm or cheat, tell us. It takes about five minutes and no account, and you can follow what happens."
                        </p>
                    </div>
                    <div class="actions">
                        <LinkButton to=links::report() words="Report abuse" kind=ButtonKind::Primary is_large=true />
                        <LinkButton to=links::find() words="Follow your report" is_large=true />
                    </div>
                </div>
                <div class="tiles">
                    <Card id="can" title="What we can do">
                        <div class="body stack">
                            <ul class="bullets can">
                                {point(Symbol::Check, "Show visitors a warning page, or stop carrying a site’s traffic")}
                                {point(Symbol::Check, "Ask the owner for an answer by a deadline")}
                                {point(Symbol::Check, "Pass reports to those who can act: host, registrar, police, hotline")}
                            </ul>
                        </div>
                    </Card>
                    <Card id="cannot" title="What we cannot do">
                        <div class="body stack">
                            <ul class="bullets">
                                {point(Symbol::Cross, "Remove content from a server that is not ours")}
                                {point(Symbol::Cross, "Act about sites that are not on our network; we say who can")}
                            </ul>
                        </div>
                    </Card>
                </div>
                <div class="tiles">
                    {way("owner", "Is it about your site?", "A letter from us says which page was reported, as what, and until when an answer is asked for.", links::sign_in(), "Sign in and answer")}
                    {way("law", "Police, court or regulator?", "Orders and requests have a way of their own, so that we can check and answer them quickly.", links::authorities(), "For authorities")}
                </div>
            </div>
        </Public>
    }
}

fn point(symbol: Symbol, words: &'static str) -> impl IntoView {
    view! { <li><Icon of=symbol /><span>{words}</span></li> }
}

fn way(
    id: &'static str,
    title: &'static str,
    text: &'static str,
    to: Href,
    words: &'static str,
) -> impl IntoView {
    view! { <section class="stack tight" aria-labelledby=id><h2 id=id>{title}</h2><p>{text}</p><p><a href=to>{words}</a></p></section> }
}
