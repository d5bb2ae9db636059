//! The front of an address: which scheme it has, however it is disguised.

/// How a text begins. What is left follows the slashes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start<'a> {
    /// http, or https where `secure`.
    Web { secure: bool, rest: &'a str },
    /// No scheme, with or without leading slashes.
    Bare(&'a str),
    /// Another scheme, in lower case.
    Other(String),
}

/// Longest scheme name worth telling back.
const MAX_NAME: usize = 20;

/// Names under which `http` is hidden or mistyped; each with an `s` is `https`.
const HTTP: [&str; 19] = [
    "http", "hxxp", "hxtp", "htxp", "h**p", "hzzp", "hxp", "xxp", "hxxxp", "xxxx", "meow", "hhttp", "htp",
    "ttp", "tttp", "htttp", "httpp", "hhtp", "htpp",
];

/// Schemes that are written without slashes, or hidden as `http` is.
const OTHERS: [(&str, &str); 34] = [
    ("about", "about"),
    ("bitcoin", "bitcoin"),
    ("blob", "blob"),
    ("callto", "callto"),
    ("chrome", "chrome"),
    ("data", "data"),
    ("file", "file"),
    ("ftp", "ftp"),
    ("ftps", "ftps"),
    ("ftx", "ftp"),
    ("fxp", "ftp"),
    ("geo", "geo"),
    ("git", "git"),
    ("intent", "intent"),
    ("irc", "irc"),
    ("javascript", "javascript"),
    ("magnet", "magnet"),
    ("mailto", "mailto"),
    ("market", "market"),
    ("news", "news"),
    ("rtsp", "rtsp"),
    ("sftp", "sftp"),
    ("sip", "sip"),
    ("skype", "skype"),
    ("sms", "sms"),
    ("ssh", "ssh"),
    ("tel", "tel"),
    ("tg", "tg"),
    ("urn", "urn"),
    ("view-source", "view-source"),
    ("whatsapp", "whatsapp"),
    ("ws", "ws"),
    ("wss", "wss"),
    ("xmpp", "xmpp"),
];

/// Takes the scheme off a text: `hxxps[://]`, `http:\\`, `[http]://`, `https//`, `http__` and plain ones.
pub(super) fn start(text: &str) -> Start<'_> {
    let (name, end) = name(text);
    let mark = mark(&text[end..]);
    let rest = &text[end + mark.len..];
    match is_web(&name) {
        Some(secure) if mark.colon || mark.is_odd_but_clear(&name) => Start::Web { secure, rest },
        _ if name.is_empty() && mark.slashes >= 2 => Start::Bare(rest),
        _ => match other(name, &mark, rest) {
            Some(other) => Start::Other(other),
            None => Start::Bare(text),
        },
    }
}

/// Whether a name stands for http (`Some(false)`) or https (`Some(true)`).
pub(super) fn is_web(name: &str) -> Option<bool> {
    if HTTP.contains(&name) {
        return Some(false);
    }
    let plain = name.strip_suffix('s').or_else(|| name.strip_suffix('x').filter(|plain| *plain == "xxxx"))?;
    HTTP.contains(&plain).then_some(true)
}

pub(super) fn is_bracket(byte: u8) -> bool {
    matches!(byte, b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'<' | b'>')
}

/// The letters up to the first sign that no scheme holds, without brackets, and where they end.
fn name(text: &str) -> (String, usize) {
    let mut name = String::new();
    let mut end = 0;
    for (at, byte) in text.bytes().enumerate().take(2 * MAX_NAME) {
        match byte {
            b'*' | b'+' | b'-' | b'.' => name.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => name.push(char::from(byte.to_ascii_lowercase())),
            _ if is_bracket(byte) => continue,
            _ => break,
        }
        end = at + 1;
    }
    (name, end)
}

/// The signs between a scheme and what follows.
#[derive(Default)]
struct Mark {
    colon: bool,
    slashes: usize,
    underscores: usize,
    len: usize,
}

impl Mark {
    /// `https//site` and `http__site`, for the names nobody would use otherwise.
    fn is_odd_but_clear(&self, name: &str) -> bool {
        let certain = matches!(name, "http" | "https" | "hxxp" | "hxxps");
        certain && (self.slashes >= 2 || self.underscores == 2)
    }
}

fn mark(text: &str) -> Mark {
    let bytes = text.as_bytes();
    let mut mark = Mark::default();
    loop {
        let at = skip(bytes, mark.len, |b| is_bracket(b) || matches!(b, b' ' | b'!' | b'&'));
        match bytes.get(at) {
            Some(b':') if !mark.colon && mark.slashes == 0 && mark.underscores == 0 => mark.colon = true,
            Some(b'/' | b'\\') => mark.slashes += 1,
            Some(b'_') if mark.slashes == 0 && mark.underscores < 2 => mark.underscores += 1,
            _ => break,
        }
        mark.len = at + 1;
    }
    if mark.len > 0 {
        mark.len = skip(bytes, mark.len, |b| matches!(b, b']' | b')' | b'}' | b'>' | b' '));
    }
    mark
}

fn skip(bytes: &[u8], from: usize, matches: impl Fn(u8) -> bool) -> usize {
    from + bytes[from..].iter().take_while(|b| matches(**b)).count()
}

fn other(name: String, mark: &Mark, rest: &str) -> Option<String> {
    if !mark.colon || name.is_empty() || name.len() > MAX_NAME || name.contains('.') {
        return None;
    }
    if rest.is_empty() && mark.slashes == 0 {
        return None;
    }
    if let Some((_, known)) = OTHERS.iter().find(|(alias, _)| *alias == name) {
        return Some((*known).to_owned());
    }
    let drive = name.len() == 1 && mark.slashes == 1;
    match mark.slashes {
        _ if drive => Some("file".to_owned()),
        2.. => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web(text: &str) -> Option<(bool, &str)> {
        match start(text) {
            Start::Web { secure, rest } => Some((secure, rest)),
            _ => None,
        }
    }

    #[test]
    fn disguises_of_http() {
        let disguised = [
            "http://a",
            "HTTP://a",
            "hxxp://a",
            "hXXp://a",
            "h**p://a",
            "meow://a",
            "ttp://a",
            "hhttp://a",
            "http:a",
            "http:/a",
            "http:///a",
            "http:\\\\a",
            "hxxp[:]//a",
            "hxxp[://]a",
            "[http]://a",
            "(http)://a",
            "http!://a",
            "http&://a",
            "http:// a",
            "http//a",
            "http__a",
            "http:__a",
            "hxxp:[/][/]a",
            "h[tt]p://a",
            "xXxX://a",
        ];
        for text in disguised {
            assert_eq!(web(text), Some((false, "a")), "{text}");
        }
        for text in
            ["https://a", "hxxps://a", "hxxp[s]://a", "ttps://a", "meows://a", "xxxxx://a", "https//a"]
        {
            assert_eq!(web(text), Some((true, "a")), "{text}");
        }
    }

    #[test]
    fn names_and_ports_are_not_schemes() {
        for text in [
            "a.example:8080/x",
            "localhost:80",
            "http.example",
            "xxxx__a.example",
            "a.example",
            "2001:db8::1",
            "https-a.example",
        ] {
            assert_eq!(start(text), Start::Bare(text));
        }
        assert_eq!(start("//a.example/x"), Start::Bare("a.example/x"));
        assert_eq!(start("://a.example/x"), Start::Bare("a.example/x"));
    }

    #[test]
    fn other_schemes_are_named() {
        let other = |text| match start(text) {
            Start::Other(name) => name,
            _ => String::new(),
        };
        assert_eq!(other("ftp://a"), "ftp");
        assert_eq!(other("fxp://a"), "ftp");
        assert_eq!(other("JavaScript:alert(1)"), "javascript");
        assert_eq!(other("mailto:a@b.example"), "mailto");
        assert_eq!(other("gopher://a"), "gopher");
        assert_eq!(other("C:\\Users\\a"), "file");
        assert_eq!(other("note:"), "");
    }
}
