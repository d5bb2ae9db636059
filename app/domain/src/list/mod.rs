//! Lists of addresses as people send them: one a line, or a column of a CSV, TSV or semicolon file.

mod line;
mod table;

use std::collections::HashMap;

use crate::address::{NotAnAddress, ReportedUrl};
use table::Table;

/// The most lines in a list, blank ones not counted.
pub const MAX_LINES: usize = 1_000;

/// The largest list, in bytes of UTF-8.
pub const MAX_BYTES: usize = 1 << 20;

/// Why a list was not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    /// More lines than [`MAX_LINES`]; holds how many there are.
    #[error(
        "This list has {0} lines. Send at most 1,000 at a time: split it and send the parts one after the other."
    )]
    Lines(usize),
    /// More than [`MAX_BYTES`]; holds how many there are.
    #[error("This list is {} kB large. Send at most 1,024 kB at a time: split it, or leave out the other columns.", .0.div_ceil(1024))]
    Bytes(usize),
}

/// A list that was read: every line of it, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The lines, blank ones and comments included.
    pub lines: Vec<Line>,
}

/// One line of a list, or one row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it begins in the text, counted from 1.
    pub number: usize,
    /// What it says, as sent.
    pub raw: String,
    /// What it means.
    pub reading: Reading,
}

/// What a line was understood as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// An address that stands here for the first time.
    Address(ReportedUrl),
    /// An address that stands already in the line with this number.
    RepeatOf(usize),
    /// No address, and why.
    NotAnAddress(NotAnAddress),
    /// Nothing that was meant to be one.
    Skipped(Skipped),
}

/// Lines that are not meant as addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skipped {
    /// Nothing in it.
    Blank,
    /// A remark about the list, beginning with `#` or the like.
    Comment,
    /// The names of the columns.
    Header,
}

/// How many lines were understood as what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Addresses, each counted once.
    pub addresses: usize,
    /// Repeats of them.
    pub repeats: usize,
    /// Lines that hold no address.
    pub refused: usize,
    /// Blank lines, comments and headers.
    pub skipped: usize,
}

impl List {
    /// The addresses with the numbers of their lines, each once.
    pub fn addresses(&self) -> impl Iterator<Item = (usize, &ReportedUrl)> {
        self.lines.iter().filter_map(|line| match &line.reading {
            Reading::Address(url) => Some((line.number, url)),
            _ => None,
        })
    }

    /// How many lines were understood as what.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for line in &self.lines {
            let count = match line.reading {
                Reading::Address(_) => &mut counts.addresses,
                Reading::RepeatOf(_) => &mut counts.repeats,
                Reading::NotAnAddress(_) => &mut counts.refused,
                Reading::Skipped(_) => &mut counts.skipped,
            };
            *count += 1;
        }
        counts
    }
}

/// Reads a pasted list or the text of a file.
///
/// # Errors
/// Refuses lists beyond [`MAX_LINES`] or [`MAX_BYTES`] as a whole.
pub fn read(text: &str) -> Result<List, TooMuch> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = split_lines(text);
    let filled = lines.iter().filter(|line| !line.trim().is_empty()).count();
    if filled > MAX_LINES {
        return Err(TooMuch::Lines(filled));
    }
    if text.len() > MAX_BYTES {
        return Err(TooMuch::Bytes(text.len()));
    }
    let lines = match Table::detect(&lines) {
        Some(table) => table.read(&lines),
        None => line::read(&lines),
    };
    Ok(List { lines: mark_repeats(lines) })
}

/// An address as a line that reads as it alone, in whatever list it stands.
#[must_use]
pub fn line_of(url: &ReportedUrl) -> String {
    let text = url.as_str();
    if text.contains([',', ';', '|']) { format!("<{text}>") } else { text.to_owned() }
}

fn split_lines(text: &str) -> Vec<&str> {
    let ends = if text.contains('\n') { '\n' } else { '\r' };
    let mut lines: Vec<&str> = text.split(ends).map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    lines
}

/// Keeps the first of each address and points the others to it.
fn mark_repeats(mut lines: Vec<Line>) -> Vec<Line> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in &mut lines {
        let Reading::Address(url) = &line.reading else { continue };
        match seen.get(url.key()) {
            Some(first) => line.reading = Reading::RepeatOf(*first),
            None => _ = seen.insert(url.key().to_owned(), line.number),
        }
    }
    lines
}

#[cfg(test)]
mod tests;
