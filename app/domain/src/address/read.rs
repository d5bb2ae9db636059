//! Finds the one address in a line of text.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::clean::{trim_emphasis, trim_front, visible};
use super::scheme::{self, Start};
use super::word::{ends_as_usual, word};
use super::{NotAnAddress, ReportedUrl, refang};

/// Reads a line that should hold one address, perhaps with words around it.
pub(super) fn line(text: &str) -> Result<ReportedUrl, NotAnAddress> {
    let text = visible(text);
    let text = join_lines(&text)?;
    let text = decode(link_target(&text));
    let text = refang::close_gaps(&text);
    match text.trim() {
        "" => Err(NotAnAddress::Empty),
        text if text.contains(char::is_whitespace) || (text.contains('|') && !text.contains("://")) => {
            among_words(text)
        }
        text => word(from_scheme(text)),
    }
}

/// Joins an address that was wrapped over lines, as browsers do; refuses lines that are addresses of their own.
fn join_lines(text: &str) -> Result<Cow<'_, str>, NotAnAddress> {
    const BREAKS: [char; 3] = ['\n', '\r', '\t'];
    if !text.contains(BREAKS) {
        return Ok(Cow::Borrowed(text));
    }
    let pieces = text.split(BREAKS).map(str::trim).filter(|piece| !piece.is_empty());
    match pieces.clone().skip(1).any(|piece| has_scheme(piece) || is_plausible(piece)) {
        true => Err(NotAnAddress::SeveralAddresses),
        false => Ok(Cow::Owned(pieces.collect())),
    }
}

/// The target of a Markdown link, or the text itself. A bracket that only disguises a dot or a colon ends no link's text.
fn link_target(text: &str) -> &str {
    let is_text = |before: &str| !["[.", "[:", "[://"].iter().any(|sign| before.ends_with(sign));
    let mut links = text.match_indices("](").filter(|(at, _)| is_text(&text[..*at]));
    let target = links.next().map(|(at, mark)| &text[at + mark.len()..]).filter(|after| has_scheme(after));
    target.map_or(text, |target| target.rfind(')').map_or(target, |end| &target[..end]))
}

/// Undoes percent-encoding around the whole address and slashes escaped as JSON does.
fn decode(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches("%20");
    let scheme = text.split_once('%').filter(|(_, after)| after.starts_with("3A") || after.starts_with("3a"));
    let is_encoded = scheme.is_some_and(|(name, _)| scheme::is_web(&name.to_ascii_lowercase()).is_some());
    let no_slash = !text.contains('/') && (text.contains("%2F") || text.contains("%2f"));
    if is_encoded || no_slash {
        return percent_decode_str(text).decode_utf8_lossy();
    }
    if text.contains(":\\/\\/") { Cow::Owned(text.replace("\\/", "/")) } else { Cow::Borrowed(text) }
}

fn has_scheme(text: &str) -> bool {
    matches!(scheme::start(trim_front(from_scheme(text))), Start::Web { .. })
}

/// Without a label in front: `URL:http://…`, `link=hxxp://…`.
fn from_scheme(text: &str) -> &str {
    let text = trim_emphasis(text);
    let mark = ["://", "[://]", "[:]//"].iter().filter_map(|mark| text.find(mark)).min();
    let Some(mark) = mark else { return text };
    let letters = text[..mark].bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || *b == b'*').count();
    let (label, name) = text[..mark].split_at(mark - letters);
    let is_label = !label.is_empty() && !label.contains(['.', '/', '?', '#', '@', '\\']);
    let is_web = scheme::is_web(&name.to_ascii_lowercase()).is_some();
    if is_label && is_web { &text[label.len()..] } else { text }
}

/// Picks the address out of a line of several words.
fn among_words(text: &str) -> Result<ReportedUrl, NotAnAddress> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.iter().any(|word| has_scheme(word)) {
        let starts = |word: &str| has_scheme(word) || (is_disguised(word) && is_plausible(word));
        let places = (0..words.len()).filter(|at| starts(words[*at])).collect();
        let readings = preferred(&words, places).into_iter().map(|at| {
            let (address, taken) = with_next(&words[at..]);
            let url = word(from_scheme(&address))?;
            Ok(ReportedUrl { is_cut: follows(&words[at + taken..]), ..url })
        });
        return only(readings);
    }
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == '|').filter(|word| !word.is_empty()).collect();
    let places = (0..words.len()).filter(|at| is_plausible(words[*at]) && !is_mailbox(&words, *at)).collect();
    let read = |at: usize| Ok(ReportedUrl { is_cut: follows(&words[at + 1..]), ..word(words[at])? });
    match only(preferred(&words, places).into_iter().map(read)) {
        Err(NotAnAddress::JustWords) => Err(why_none(&words)),
        other => other,
    }
}

/// Whether something that could belong to an address stands behind it.
fn follows(words: &[&str]) -> bool {
    words.iter().any(|word| word.contains(char::is_alphanumeric))
}

/// The words that somebody took the trouble to disguise; all of them if nobody did.
fn preferred(words: &[&str], places: Vec<usize>) -> Vec<usize> {
    let disguised: Vec<usize> = places.iter().copied().filter(|at| is_disguised(words[*at])).collect();
    if disguised.is_empty() { places } else { disguised }
}

fn is_disguised(word: &str) -> bool {
    ["hxxp", "hXXp", "[.", "(.)", "{.}", "[:", "[dot]", "(dot)"].iter().any(|sign| word.contains(sign))
}

/// Whether the word at a place is the second half of `me @ example.org`.
fn is_mailbox(words: &[&str], at: usize) -> bool {
    at > 0 && (words[at - 1] == "@" || (words.len() == 3 && words[at - 1] == "AT"))
}

/// The one address among several readings, however often it is repeated. An IP beside a name is where the site runs.
fn only(
    readings: impl Iterator<Item = Result<ReportedUrl, NotAnAddress>>,
) -> Result<ReportedUrl, NotAnAddress> {
    let mut found: Option<ReportedUrl> = None;
    let mut refused = None;
    for reading in readings {
        let url = match reading {
            Ok(url) => url,
            Err(reason) => {
                refused = refused.or(Some(reason));
                continue;
            }
        };
        match &found {
            Some(first) if first.key() == url.key() || (is_name(first) && !is_name(&url)) => {}
            Some(first) if is_name(first) == is_name(&url) => return Err(NotAnAddress::SeveralAddresses),
            _ => found = Some(url),
        }
    }
    found.ok_or_else(|| refused.unwrap_or(NotAnAddress::JustWords))
}

fn is_name(url: &ReportedUrl) -> bool {
    url.host().name().is_some()
}

/// The most telling reason why a line of words holds no address.
fn why_none(words: &[&str]) -> NotAnAddress {
    if (0..words.len()).any(|at| is_mailbox(words, at) && words[at].contains('.')) {
        return NotAnAddress::LooksLikeEmail;
    }
    let reasons = words.iter().filter_map(|text| word(text).err());
    let telling = |reason: &NotAnAddress| {
        use NotAnAddress as Not;
        matches!(
            reason,
            Not::LooksLikeEmail
                | Not::OtherScheme(_)
                | Not::PrivateIp
                | Not::Fingerprint
                | Not::Onion
                | Not::AddressRange
        )
    };
    reasons.into_iter().find(telling).unwrap_or(NotAnAddress::JustWords)
}

/// The first word with what belongs to it, and of how many words it is: `http://example .com /path`, and a path with spaces in it.
fn with_next(words: &[&str]) -> (String, usize) {
    let mut address = words[0].to_owned();
    let mut next = 1;
    while let Some(word) = words.get(next).filter(|word| belongs(&address, word)) {
        address.push_str(word);
        next += 1;
    }
    let more = &words[next..];
    if goes_on(&address, more) {
        return ([address.as_str(), &more.join(" ")].join(" "), words.len());
    }
    (address, next)
}

fn belongs(address: &str, word: &str) -> bool {
    let host = address.rsplit_once("://").map_or(address, |(_, host)| host);
    let label =
        word.strip_prefix('.').is_some_and(|label| label.starts_with(|c: char| c.is_ascii_alphanumeric()));
    !host.contains('/') && (word.starts_with('/') || (label && !host.contains('.')))
}

/// Whether the words after an address are more of its path: a folder or a file comes last, and no other address.
fn goes_on(address: &str, more: &[&str]) -> bool {
    let Some(last) = more.last() else { return false };
    let path = address.rsplit_once("://").is_some_and(|(_, after)| after.contains('/'));
    let file = |name: &str| name.rsplit_once('.').is_some_and(|(_, kind)| (2..=5).contains(&kind.len()));
    let named =
        last.rsplit_once('/').is_some_and(|(_, name)| name.is_empty() || file(name.trim_end_matches('?')));
    path && named && !more.iter().any(|word| has_scheme(word) || is_plausible(word))
}

/// Whether a word without a scheme, in a line of words, is meant as an address.
fn is_plausible(text: &str) -> bool {
    let dotted = text.contains('.') || text.matches(':').count() > 1;
    dotted && word(text).is_ok_and(|url| !url.had_userinfo && (ends_as_usual(&url) || text.contains("[.]")))
}
