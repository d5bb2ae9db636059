//! What is wrong with a form, at its top.

use leptos::prelude::*;

use crate::form::Problems;

/// What is wrong with a form, each with a link to its field. Takes the focus; shows nothing when nothing is wrong.
#[component]
pub fn ErrorSummary(
    /// From [`crate::form::FormState::problems`].
    of: Problems,
    /// Whether the fields come back as they were typed, which passwords do not.
    #[prop(default = true)]
    is_kept: bool,
) -> impl IntoView {
    (!of.is_empty()).then(|| {
        let title = title(of.fields.len(), of.whole);
        let has_links = !of.fields.is_empty();
        let links = of.fields.into_iter().map(|(to, text)| view! { <li><a href=to>{text}</a></li> });
        view! {
            <div class="error-summary" role="alert" aria-labelledby="problem" tabindex="-1" autofocus>
                <h2 id="problem">{title}</h2>
                {is_kept.then(|| view! { <p class="muted">"Nothing is lost. Everything you typed is still below."</p> })}
                {has_links.then(|| view! { <ul>{links.collect_view()}</ul> })}
            </div>
        }
    })
}

fn title(fields: usize, whole: Option<String>) -> String {
    match (fields, whole) {
        (_, Some(whole)) => whole,
        (1, None) => "One answer needs another look".to_owned(),
        (count, None) => format!("{} answers need another look", number(count)),
    }
}

fn number(count: usize) -> String {
    const WORDS: [&str; 9] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}
