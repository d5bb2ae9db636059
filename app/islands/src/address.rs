//! A reported address: defanged, never a link.

use domain::address::Defanged;
use leptos::prelude::*;

/// A reported address. One with other letters is shown in both forms.
#[component]
pub fn Address(
    /// The address; a host alone when the other parts are empty.
    of: Defanged,
) -> impl IntoView {
    let Defanged { scheme, host, ascii_host, rest } = of;
    let parts: Vec<String> = breakable(&rest).map(visible).collect();
    view! {
        <span class="address" dir="ltr">
            {visible(&scheme)}
            <b>{visible(&host)}</b>
            {parts.into_iter().map(|part| view! { <wbr />{part} }).collect_view()}
        </span>
        {ascii_host.map(|ascii| view! {
            <small class="also">"also "<span class="address" dir="ltr">{visible(&ascii)}</span></small>
        })}
    }
}

/// The parts of a path and query, each beginning where a line may break.
fn breakable(rest: &str) -> impl Iterator<Item = &str> {
    let mut left = rest;
    std::iter::from_fn(move || {
        let first = left.chars().next()?.len_utf8();
        let end = left[first..].find(['/', '?', '&', '#']).map_or(left.len(), |at| at + first);
        let (part, after) = left.split_at(end);
        left = after;
        Some(part)
    })
}

/// The text with characters that cannot be seen, or that turn its direction, made visible.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|char| if is_unseen(char) { '\u{fffd}' } else { char }).collect()
}

fn is_unseen(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_before_each_part() {
        let parts = |rest| breakable(rest).collect::<Vec<_>>();
        assert_eq!(parts("/verify?id=1&x=ü#top"), ["/verify", "?id=1", "&x=ü", "#top"]);
        assert_eq!(parts("//"), ["/", "/"]);
        assert!(parts("").is_empty());
    }

    #[test]
    fn nothing_in_it_stays_unseen() {
        assert_eq!(visible("a\u{202e}gpj.exe\u{200b}\n"), "a\u{fffd}gpj.exe\u{fffd}\u{fffd}");
    }
}
