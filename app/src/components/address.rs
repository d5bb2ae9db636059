//! A reported address: defanged, never a link.

use leptos::prelude::*;

/// A reported address, ready to be shown: no browser or mail program makes a link of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DefangedAddress {
    /// Such as `hxxps`; empty when it was not said.
    pub scheme: String,
    /// The host in ASCII with `[.]` for its dots, and the port if it has one.
    pub host: String,
    /// Path and query, percent-encoded.
    pub rest: String,
    /// The host in its own letters, when they differ.
    pub unicode: Option<String>,
}

/// A reported address. One with other letters is shown in both forms.
#[component]
pub fn Address(
    /// The address.
    of: DefangedAddress,
) -> impl IntoView {
    let DefangedAddress { scheme, host, rest, unicode } = of;
    let scheme = (!scheme.is_empty()).then(|| format!("{scheme}://"));
    let (shown, other) = match unicode {
        Some(unicode) => (unicode, Some(host)),
        None => (host, None),
    };
    let parts: Vec<String> = breakable(&rest).map(visible).collect();
    view! {
        <span class="address" dir="ltr">
            {scheme}
            <b>{visible(&shown)}</b>
            {parts.into_iter().map(|part| view! { <wbr />{part} }).collect_view()}
        </span>
        {other.map(|other| view! { <small class="also">"also "<span class="address" dir="ltr">{visible(&other)}</span></small> })}
    }
}

/// The parts of a path and query, each beginning where a line may break.
fn breakable(rest: &str) -> impl Iterator<Item = &str> {
    let mut left = rest;
    std::iter::from_fn(move || {
        let first = left.chars().next()?;
        let end = left[first.len_utf8()..]
            .find(['/', '?', '&', '#'])
            .map_or(left.len(), |at| at + first.len_utf8());
        let (part, after) = left.split_at(end);
        left = after;
        Some(part)
    })
}

/// The text with characters that cannot be seen, or that turn its direction, made visible.
fn visible(text: &str) -> String {
    let hides = |char: char| {
        char.is_control()
            || matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().map(|char| if hides(char) { '\u{fffd}' } else { char }).collect()
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
