//! Text of several lines. The one place that may write `<textarea>`.

use leptos::prelude::*;

use super::Words;
use super::field::Field;
use crate::form::FieldState;

/// Text of several lines.
#[component]
pub fn TextArea(
    /// The field as its form sees it.
    state: FieldState,
    /// The question.
    #[prop(into)]
    label: String,
    /// Why it is asked, or what a good answer looks like.
    #[prop(optional, into)]
    hint: Words,
    /// Whether it may stay empty.
    #[prop(optional)]
    is_optional: bool,
    /// How many lines it is high.
    #[prop(default = 4)]
    rows: u8,
    /// Something below it, such as `Up to 5,000 characters.`
    #[prop(optional, into)]
    below: Words,
    /// Whether it takes addresses or code: no spelling, no capitals, always left to right.
    #[prop(optional)]
    is_code: bool,
) -> impl IntoView {
    let area = control(&state, Control { has_hint: hint.is_some(), rows, is_code });
    view! {
        <Field state=state label=label hint=hint is_optional=is_optional below=below>
            {area}
        </Field>
    }
}

/// How the control of a textarea is made.
pub(super) struct Control {
    /// Whether the field has a hint.
    pub has_hint: bool,
    /// How many lines it is high.
    pub rows: u8,
    /// Whether it takes addresses or code.
    pub is_code: bool,
}

/// The control alone.
pub(super) fn control(state: &FieldState, how: Control) -> impl IntoView + use<> {
    let Control { has_hint, rows, is_code } = how;
    let (described, invalid) = (state.described_by(has_hint), state.invalid());
    let (id, name, text) = (state.id.clone(), state.name, encode(&state.value));
    view! {
        <textarea class=if is_code { "input mono" } else { "input" } id=id name=name rows=rows
            spellcheck=is_code.then_some("false") autocapitalize=is_code.then_some("off")
            dir=if is_code { "ltr" } else { "auto" }
            aria-invalid=invalid aria-describedby=described
        >{text}</textarea>
    }
}

/// The text as it may stand inside `<textarea>`: the view library does not escape it there. Browsers drop
/// one line break at the beginning, so there is one to drop.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 1);
    encoded.push('\n');
    for char in text.chars() {
        match char {
            '&' => encoded.push_str("&amp;"),
            '<' => encoded.push_str("&lt;"),
            '>' => encoded.push_str("&gt;"),
            char => encoded.push(char),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::FormState;
    use crate::render::fragment;

    fn shown(text: &str) -> String {
        let state = FormState::new().keep("what", text).field("what");
        fragment(|| view! { <TextArea state=state label="What?" /> })
    }

    #[test]
    fn a_closing_tag_in_the_text_closes_nothing() {
        let html = shown("</textarea><script>alert(1)</script>&lt;");
        assert!(
            html.contains("\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;</textarea>"),
            "{html}"
        );
        assert_eq!(html.matches("</textarea").count(), 1);
    }

    #[test]
    fn a_leading_line_break_survives() {
        assert!(shown("\nfirst").contains(">\n\nfirst</textarea>"));
        assert!(shown("").contains(">\n</textarea>"));
    }
}
