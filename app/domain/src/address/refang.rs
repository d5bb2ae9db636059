//! Undoes the ways people make an address unclickable.

use std::borrow::Cow;

use super::clean::ipv6_literal;
use super::scheme::is_bracket;

/// Brackets and spaces beyond this many hide nothing; it keeps the work in proportion to the text.
const MAX_RUN: usize = 12;

/// What stands before the path, undone, and the path, query and fragment as they were.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Split<'a> {
    pub(super) authority: String,
    pub(super) rest: &'a str,
    /// Dots were hidden behind backslashes.
    pub(super) escaped: bool,
}

/// Splits what follows the slashes. Brackets cannot stand in a host, so each of them is a disguise. A backslash before a dot is one too,
/// unless a browser could take it for a slash (`is_openable`) because a host with a dot stands before it.
pub(super) fn split(text: &str, is_openable: bool) -> Split<'_> {
    let mut authority = String::new();
    let mut at = 0;
    let mut escaped = false;
    let mut dotted = false;
    while let Some(c) = text[at..].chars().next() {
        let here = &text[at..];
        at += match c {
            '/' | '?' | '#' => break,
            '\\' if is_openable && dotted && is_escaped_dot(here) => break,
            '\\' => match before_dot(here, authority.ends_with('.')) {
                Some(len) => {
                    escaped = true;
                    len
                }
                None => break,
            },
            '^' if here.starts_with("^.") => 1,
            '[' if authority.is_empty() || authority.ends_with('@') => literal(here, &mut authority),
            '[' | '(' | '{' if hidden(here).is_some_and(|(sign, _)| sign == "/") => break,
            '[' | '(' | '{' | '<' => bracket(here, &mut authority),
            ']' | ')' | '}' | '>' => 1,
            _ => {
                dotted = c != '@' && (dotted || (c == '.' && !is_disguised(&text[..at])));
                authority.push(c);
                c.len_utf8()
            }
        };
    }
    Split { authority, rest: &text[at..], escaped }
}

fn is_escaped_dot(text: &str) -> bool {
    text.trim_start_matches('\\').starts_with('.')
}

/// Whether what stands before a dot disguises it.
fn is_disguised(before: &str) -> bool {
    before.ends_with(['\\', '^', '[', '(', '{', '<', ' '])
}

/// The length of backslashes and brackets that only hide the dot after or before them.
fn before_dot(text: &str, after_dot: bool) -> Option<usize> {
    let len = text.bytes().take_while(|b| *b == b'\\' || is_bracket(*b)).count();
    let closes = text[..len].contains([']', ')', '}']);
    (text[len..].starts_with('.') || (after_dot && closes)).then_some(len)
}

fn literal(text: &str, out: &mut String) -> usize {
    let Some(len) = ipv6_literal(text) else { return bracket(text, out) };
    out.push_str(&text[..len]);
    len
}

/// Reads a run of opening brackets and, where a word for a sign follows, the word and what closes it.
fn bracket(text: &str, out: &mut String) -> usize {
    let open = text.bytes().take_while(|b| matches!(b, b'[' | b'(' | b'{' | b'<' | b' ')).count();
    let word = text[open..].bytes().take_while(u8::is_ascii_alphabetic).count();
    let close =
        text[open + word..].bytes().take_while(|b| matches!(b, b']' | b')' | b'}' | b'>' | b' ')).count();
    match sign(&text[open..open + word]) {
        Some(sign) if close > 0 => {
            out.push(sign);
            open + word + close
        }
        _ => open,
    }
}

/// The sign a word in brackets stands for.
fn sign(word: &str) -> Option<char> {
    let is = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is(&["dot", "punkt", "punto", "point", "ponto"]) {
        return Some('.');
    }
    is(&["at", "et", "arroba"]).then_some('@')
}

/// Undoes signs in brackets behind the host, and `\.` where the host had it too.
pub(super) fn rest(text: &str, escaped: bool) -> Cow<'_, str> {
    let may_hide = text.contains(['[', '(', '{']) || (escaped && text.contains("\\."));
    if !may_hide {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut left = text;
    while let Some(c) = left.chars().next() {
        let (sign, len) = match hidden(left) {
            Some(found) => found,
            None if escaped && left.starts_with("\\.") => (".", 2),
            None => (&left[..c.len_utf8()], c.len_utf8()),
        };
        out.push_str(sign);
        left = &left[len..];
    }
    Cow::Owned(out)
}

/// One sign in one pair of brackets, and the length of it all.
fn hidden(text: &str) -> Option<(&'static str, usize)> {
    const SIGNS: [(&str, &str); 7] =
        [(".", "."), ("dot", "."), ("DOT", "."), (":", ":"), ("/", "/"), ("\\", "/"), ("://", "://")];
    let close = match text.as_bytes().first()? {
        b'[' => ']',
        b'(' => ')',
        b'{' => '}',
        _ => return None,
    };
    let inner = &text[1..];
    let fits =
        |written: &&(&str, &str)| inner.strip_prefix(written.0).is_some_and(|after| after.starts_with(close));
    SIGNS.iter().find(fits).map(|(written, sign)| (*sign, written.len() + 2))
}

/// Closes the gaps in `example [.] org`, `http:// example.org` and `example dot org`.
pub(super) fn close_gaps(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_whitespace) {
        return Cow::Borrowed(text);
    }
    if let Some(spoken) = spoken(text) {
        return Cow::Owned(spoken);
    }
    let mut out = String::with_capacity(text.len());
    let mut left = text;
    while let Some(c) = left.chars().next() {
        match spaced_sign(left) {
            Some((sign, len)) => {
                out.truncate(out.trim_end().len());
                out.push_str(sign);
                left = &left[len..];
            }
            None if c.is_whitespace() && is_after_scheme(&out) => left = &left[c.len_utf8()..],
            None => {
                out.push(c);
                left = &left[c.len_utf8()..];
            }
        }
    }
    Cow::Owned(out)
}

/// `[.]`, `( dot )` and the like with the spaces behind them, as one sign in brackets.
fn spaced_sign(text: &str) -> Option<(&'static str, usize)> {
    let run = |from: usize, matches: fn(u8) -> bool| {
        from + text[from..].bytes().take(MAX_RUN).take_while(|b| matches(*b)).count()
    };
    let open = run(0, |b| matches!(b, b'[' | b'(' | b'{' | b'<'));
    let inner = run(open, |b| b == b' ');
    let word = if text[inner..].starts_with(['.', '@']) {
        inner + 1
    } else {
        run(inner, |b| b.is_ascii_alphabetic())
    };
    let close = run(run(word, |b| b == b' '), |b| matches!(b, b']' | b')' | b'}' | b'>'));
    let sign = match &text[inner..word] {
        "." => '.',
        "@" => '@',
        word => sign(word)?,
    };
    let closed = text[..close].ends_with([']', ')', '}', '>']);
    let half = sign == '.' && inner > open;
    let shown = if sign == '.' { "[.]" } else { "[@]" };
    if open == 0 || !(closed || half) {
        return None;
    }
    Some((shown, if closed { run(close, |b| b == b' ') } else { word }))
}

fn is_after_scheme(out: &str) -> bool {
    ["://", ":///", "[://]", ":__"].iter().any(|mark| out.ends_with(mark))
        || matches!(out, "http__" | "hxxp__" | "https__" | "hxxps__")
}

/// `example dot org`, and nothing else in the line.
fn spoken(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().take(12).collect();
    let odd = words.len() >= 3 && words.len() % 2 == 1;
    let label = |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let fits =
        |(at, word): (usize, &&str)| if at % 2 == 1 { word.eq_ignore_ascii_case("dot") } else { label(word) };
    (odd && words.len() < 12 && words.iter().enumerate().all(fits))
        .then(|| words.iter().step_by(2).copied().collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> String {
        split(text, false).authority
    }

    #[test]
    fn dots_of_a_host_come_back() {
        let disguised = [
            "a[.]example",
            "a(.)example",
            "a{.}example",
            "a<.>example",
            "a[dot]example",
            "a(DOT)example",
            "a[.example",
            "a.]example",
            "a].[example",
            "a{.example",
            "a\\.example",
            "a\\\\.example",
            "a^.example",
            "a((([.]])example",
            "(a).example",
            "a\\(.\\)example",
            "a[punkt]example",
            "[a].[example]",
            "a(punto)example",
        ];
        for text in disguised {
            assert_eq!(host(text), "a.example", "{text}");
        }
        assert_eq!(host("a[-]b.example"), "a-b.example");
        assert_eq!(host("me[at]a[.]example"), "me@a.example");
        assert_eq!(host("me[@]a.example"), "me@a.example");
    }

    #[test]
    fn the_host_ends_where_browsers_end_it() {
        for (text, rest) in [
            ("a.example/x", "/x"),
            ("a.example?x", "?x"),
            ("a.example#x", "#x"),
            ("a.example\\x", "\\x"),
            ("a.example[/]x", "[/]x"),
        ] {
            let split = split(text, true);
            assert_eq!((split.authority.as_str(), split.rest), ("a.example", rest));
        }
        assert_eq!(host("[2001:db8::1]:8080/x"), "[2001:db8::1]:8080");
        assert_eq!(host("me@[::1]/x"), "me@[::1]");
    }

    #[test]
    fn a_backslash_after_a_host_with_a_dot_is_a_slash_where_browsers_see_one() {
        for (text, authority) in [
            ("evil.test\\.host/", "evil.test"),
            ("evil.test:81\\\\.host/", "evil.test:81"),
            ("login\\.evil\\.test/", "login.evil.test"),
            ("login[.]evil\\.test/", "login.evil.test"),
            ("a.user@evil\\.test/", "a.user@evil.test"),
        ] {
            assert_eq!(split(text, true).authority, authority, "{text}");
        }
        assert_eq!(host("www.evil\\.test/"), "www.evil.test");
    }

    #[test]
    fn signs_behind_the_host_come_back() {
        assert_eq!(rest("[/]a[.]html?u=http[:]//b[.]c{.}d(dot)e", false), "/a.html?u=http://b.c.d.e");
        assert_eq!(rest("/a\\.html", true), "/a.html");
        assert_eq!(rest("/a\\.html", false), "/a\\.html");
        assert_eq!(rest("/a(1)/b[0]/{c}", false), "/a(1)/b[0]/{c}");
    }

    #[test]
    fn gaps_close_only_around_signs() {
        assert_eq!(close_gaps("a [.] example"), "a[.]example");
        assert_eq!(close_gaps("me ( at ) a [dot] example"), "me[@]a[.]example");
        assert_eq!(close_gaps("hxxps:// a.example"), "hxxps://a.example");
        assert_eq!(close_gaps("hxxp__ example( .com"), "hxxp__example[.]com");
        assert_eq!(close_gaps("login dot a dot example"), "login.a.example");
        assert_eq!(close_gaps("see (page 2). Then stop"), "see (page 2). Then stop");
        assert_eq!(close_gaps("a.example (at work) now"), "a.example (at work) now");
    }
}
