//! Takes away what pasting, quoting and writing add around an address.

use std::borrow::Cow;

/// Quotes, in pairs or alone.
const QUOTES: &[char] =
    &['"', '\'', '`', '“', '”', '„', '‘', '’', '‚', '«', '»', '‹', '›', '「', '」', '『', '』'];

/// What ends a sentence or a part of it.
const PUNCTUATION: &[char] = &['.', ',', ';', ':', '!', '?', '…', '。', '、', '，', '；', '：', '！', '？'];

/// More signs than these at the end belong to the address: nobody ends a sentence with five dots.
const MAX_PUNCTUATION: usize = 3;

/// Without signs that cannot be seen, and trimmed.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(is_blank);
    if text.is_ascii() || !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let joins = is_joiner(c) && out.ends_with(is_foreign) && rest.peek().copied().is_some_and(is_foreign);
        if joins || !is_invisible(c) {
            out.push(c);
        }
    }
    Cow::Owned(out.trim_matches(is_blank).to_owned())
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c)
}

/// Zero-width, direction and soft-hyphen signs.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Signs that some scripts need between two letters.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_foreign(c: char) -> bool {
    !c.is_ascii() && c.is_alphanumeric()
}

/// Without opening brackets, quotes and marks of emphasis in front.
pub(super) fn trim_front(text: &str) -> &str {
    if ipv6_literal(text).is_some() {
        return text;
    }
    text.trim_start_matches(|c: char| {
        QUOTES.contains(&c)
            || matches!(c, '<' | '>' | '(' | '[' | '{' | '*' | '=' | '|' | '-' | '–' | '—' | '•')
    })
}

/// Without the marks that Markdown and AsciiDoc put on both sides of a text.
pub(super) fn trim_emphasis(text: &str) -> &str {
    let bare = text.trim_matches(['`', '"', '\'']);
    let mark = bare.chars().next().filter(|mark| matches!(mark, '*' | '+' | '_') && bare.ends_with(*mark));
    mark.map_or(text, |mark| bare.trim_matches(mark))
}

/// The length of an IPv6 address in brackets at the start of a text, brackets included.
pub(super) fn ipv6_literal(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('[')?;
    let len = inner.bytes().take_while(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.' | b'%')).count();
    let colons = inner[..len].bytes().filter(|b| *b == b':').count();
    (colons >= 2 && inner[len..].starts_with(']')).then_some(len + 2)
}

/// A host without the quotes and the punctuation after it.
pub(super) fn trim_host(text: &str) -> &str {
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || QUOTES.contains(&c)).trim_end_matches(is_after_host);
    text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text)
}

fn is_after_host(c: char) -> bool {
    QUOTES.contains(&c) || PUNCTUATION.contains(&c) || c == '*'
}

/// A path, query and fragment without the quotes, brackets and punctuation after them.
pub(super) fn trim_rest(text: &str) -> &str {
    let mut surplus = Surplus::of(text);
    let mut text = text;
    loop {
        let before = text.len();
        text = trim_punctuation(text.trim_end_matches(is_closing));
        while let Some(shorter) = surplus.take(text) {
            text = shorter;
        }
        if text.len() == before {
            return text;
        }
    }
}

/// Signs that only close something; straight quotes are counted, since an address may hold a pair.
fn is_closing(c: char) -> bool {
    c == '#' || (QUOTES.contains(&c) && !matches!(c, '"' | '\''))
}

/// A dot or two alone in a segment mean a folder, and a long run of signs means itself.
fn trim_punctuation(text: &str) -> &str {
    let short = text.trim_end_matches(PUNCTUATION);
    let run = &text[short.len()..];
    let segment = short.ends_with('/') && run.bytes().all(|b| b == b'.');
    if segment || run.chars().count() > MAX_PUNCTUATION { text } else { short }
}

/// How many more closing brackets than opening ones a text has, by kind, and quotes without a partner.
struct Surplus([(char, i32); 6]);

impl Surplus {
    fn of(text: &str) -> Self {
        let count = |c: char| i32::try_from(text.matches(c).count()).unwrap_or(i32::MAX);
        let surplus = |open, close| (close, count(close).saturating_sub(count(open)));
        let odd = |quote| (quote, count(quote) % 2);
        Self([
            surplus('(', ')'),
            surplus('[', ']'),
            surplus('{', '}'),
            surplus('<', '>'),
            odd('"'),
            odd('\''),
        ])
    }

    /// The text without its last sign, if that closes what was never opened.
    fn take<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let (close, left) = self.0.iter_mut().find(|(close, left)| *left > 0 && text.ends_with(*close))?;
        *left -= 1;
        text.strip_suffix(*close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_signs_go_but_joiners_between_foreign_letters_stay() {
        assert_eq!(visible("\u{feff} https://\u{200b}a.ex\u{ad}ample \r\n"), "https://a.example");
        assert_eq!(visible("\u{202e}a.example\u{202c}"), "a.example");
        assert_eq!(visible("a\u{200d}b"), "ab");
        assert_eq!(visible("نامه\u{200c}ای.com"), "نامه\u{200c}ای.com");
        assert_eq!(visible("\u{0}\u{1b} a \u{7f}"), "a");
    }

    #[test]
    fn wrappers_in_front_go_but_ipv6_keeps_its_bracket() {
        assert_eq!(trim_front("<\"(https://a"), "https://a");
        assert_eq!(trim_front("[2001:db8::1]/x"), "[2001:db8::1]/x");
        assert_eq!(trim_front("[a.example]"), "a.example]");
    }

    #[test]
    fn endings_of_sentences_go() {
        for rest in
            ["/x", "/x.", "/x,", "/x!?", "/x\"", "/x>.", "/x).", "/x')", "/x]", "/x#", "/x…", "/x。", "/x?"]
        {
            assert_eq!(trim_rest(rest), "/x", "{rest}");
        }
    }

    #[test]
    fn endings_of_addresses_stay() {
        for rest in [
            "/x(1)",
            "/x?q=<b>hi</b>",
            "/x.....",
            "/",
            "/..",
            "/.",
            "/...",
            "/a[0]",
            "/{x}",
            "/'x'",
            "/x/",
            "/x?a=*",
            "/x-_~",
        ] {
            assert_eq!(trim_rest(rest), rest);
        }
    }

    #[test]
    fn hosts_lose_quotes_and_punctuation() {
        for host in ["a.example", "a.example.", "a.example:", "“a.example”,", " a.example ", "a.example…"]
        {
            assert_eq!(trim_host(host), "a.example", "{host}");
        }
    }
}
