//! The plain-text form of a letter, made from its HTML.

use html2text::config;
use html2text::render::{TaggedLine, TextDecorator};

/// Lines are folded at this many characters, and nowhere but at a space: a link or an address stays whole.
const WIDTH: usize = 76;

/// So wide that the library folds nothing by itself.
const UNFOLDED: usize = 100_000;

/// The words of an HTML letter.
///
/// # Errors
/// When the HTML cannot be read.
pub(super) fn text(html: &str) -> Result<String, html2text::Error> {
    let unfolded = config::with_decorator(Plain::default()).string_from_read(html.as_bytes(), UNFOLDED)?;
    let mut folded = String::with_capacity(unfolded.len() + 64);
    for line in unfolded.trim().lines() {
        fold(line.trim_end(), &mut folded);
    }
    Ok(folded)
}

fn fold(line: &str, into: &mut String) {
    let (first, next) = prefixes(line);
    let mut length = first.chars().count();
    into.push_str(first);
    let mut is_start = true;
    for word in line[first.len()..].split(' ').filter(|word| !word.is_empty()) {
        let width = word.chars().count();
        if !is_start && length + 1 + width > WIDTH {
            into.push('\n');
            into.push_str(next);
            length = next.len();
            is_start = true;
        }
        if !is_start {
            into.push(' ');
            length += 1;
        }
        into.push_str(word);
        length += width;
        is_start = false;
    }
    into.push('\n');
}

/// How a line begins, and how it goes on below.
fn prefixes(line: &str) -> (&'static str, &'static str) {
    match line {
        _ if line.starts_with("> ") => ("> ", "> "),
        _ if line.starts_with("- ") => ("- ", "  "),
        _ => ("", ""),
    }
}

/// Words as they are: no marks for emphasis, links written out behind their words.
#[derive(Clone, Debug, Default)]
struct Plain {
    link: String,
}

impl TextDecorator for Plain {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        self.link = url.to_owned();
        (String::new(), ())
    }

    fn decorate_link_end(&mut self) -> String {
        format!(": {}", std::mem::take(&mut self.link))
    }

    fn decorate_em_start(&self) -> (String, ()) {
        Default::default()
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        Default::default()
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        Default::default()
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        Default::default()
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _: &str, title: &str) -> (String, ()) {
        (title.to_owned(), ())
    }

    fn header_prefix(&self, _: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }

    fn unordered_item_prefix(&self) -> String {
        "- ".to_owned()
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        Self::default()
    }

    fn finalise(&mut self, _: Vec<String>) -> Vec<TaggedLine<()>> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_at_spaces_and_links_stay_whole() {
        let link = format!("https://abuse.example/track/{}", "a".repeat(64));
        let html = format!(
            "<p>{}</p><p><a href=\"{link}\">Follow your report</a></p><blockquote><p>{}<br>next</p></blockquote><ul><li>{}</li></ul>",
            "word ".repeat(30),
            "said ".repeat(30),
            "item ".repeat(30),
        );
        let text = text(&html).unwrap();
        assert!(text.contains(&format!("Follow your report:\n{link}\n")), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH || line.contains(&link)), "{text}");
        let quoted: Vec<_> = text.lines().filter(|line| line.contains("said") || *line == "> next").collect();
        assert!(quoted.len() >= 3 && quoted.iter().all(|line| line.starts_with("> ")), "{text}");
        assert!(
            text.lines().filter(|line| line.contains("item")).skip(1).all(|line| line.starts_with("  ")),
            "{text}"
        );
    }
}
