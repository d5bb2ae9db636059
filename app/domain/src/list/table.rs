//! Tables: which sign separates the cells, which column holds the addresses.

use std::collections::HashSet;

use super::line::{self, HEADERS, header_rank};
use super::{Line, Reading, Skipped};
use crate::address::{NotAnAddress, ReportedUrl};

/// How many rows are looked at to understand a table.
const SAMPLE: usize = 50;

/// Columns beyond these are not looked at.
const MAX_COLUMNS: usize = 64;

/// A quoted cell may go on over this many lines; more means that a quote is missing.
const MAX_ROW_LINES: usize = 10;

/// Where the addresses of a table are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    delimiter: u8,
    column: usize,
    /// The column of paths, where the address column holds hosts only.
    path: Option<usize>,
    /// The index of the line with the names of the columns.
    header: Option<usize>,
}

/// A row with the index of its first line.
struct Row {
    at: usize,
    raw: String,
    cells: Vec<String>,
}

impl Table {
    /// Understands lines as a table, if most have the same number of cells and a column holds addresses.
    pub(super) fn detect(lines: &[&str]) -> Option<Self> {
        let tables =
            [b'\t', b';', b'|', b','].into_iter().filter_map(|delimiter| Self::with(delimiter, lines));
        tables.max_by_key(|(_, score)| *score).map(|(table, _)| table)
    }

    fn with(delimiter: u8, lines: &[&str]) -> Option<(Self, usize)> {
        let is_row = |line: &str| line::skipped(line).is_none() && !line::is_bracketed(line);
        let rows = lines.iter().enumerate().filter(|(_, line)| is_row(line));
        let sample: Vec<Row> = rows.take(SAMPLE).map(|(at, line)| Row::of(at, line, delimiter)).collect();
        let width = common_width(&sample)?;
        let named = sample.first().and_then(Columns::named);
        let named = named.map(|columns| columns.or_fuller(&sample[1..], width));
        let (column, score) = match &named {
            Some(columns) => (columns.address, score(&sample[1..], columns.address)),
            None => best_column(&sample, width)?,
        };
        let is_clear = named.is_some() || (sample.len() > 1 && !is_one_address(&sample, column, delimiter));
        let header = sample
            .first()
            .filter(|_| named.is_some() || is_unnamed_header(&sample, column))
            .map(|row| row.at);
        let path = named.map_or_else(|| unnamed_path(&sample, column), |columns| columns.path);
        (is_clear && score > 0).then_some((Self { delimiter, column, path, header }, score))
    }

    /// Reads every line: rows as rows, and those too short for the column as lines.
    pub(super) fn read(&self, lines: &[&str]) -> Vec<Line> {
        let mut read = Vec::with_capacity(lines.len());
        let mut at = 0;
        while at < lines.len() {
            let len = row_len(&lines[at..], self.delimiter);
            let row = Row::of(at, &lines[at..at + len].join("\n"), self.delimiter);
            at += len;
            let reading = self.reading(&row);
            read.push(Line { number: row.at + 1, raw: row.raw, reading });
        }
        read
    }

    fn reading(&self, row: &Row) -> Reading {
        if let Some(skipped) = line::skipped(&row.raw) {
            return Reading::Skipped(skipped);
        }
        if self.header == Some(row.at) {
            return Reading::Skipped(Skipped::Header);
        }
        if line::is_bracketed(&row.raw) {
            return line::reading(&row.raw);
        }
        let Some(cell) = row.cells.get(self.column) else { return line::reading(&row.raw) };
        let path = self
            .path
            .and_then(|path| row.cells.get(path))
            .filter(|path| self.header.is_some() || path.starts_with('/'));
        let path = path.map_or("", String::as_str);
        match ReportedUrl::parse(&with_path(cell, path)) {
            Ok(url) => Reading::Address(url),
            Err(reason) => Reading::NotAnAddress(reason),
        }
    }
}

impl Row {
    fn of(at: usize, raw: &str, delimiter: u8) -> Self {
        Self { at, raw: raw.to_owned(), cells: cells(raw, delimiter) }
    }

    fn address(&self, column: usize) -> Option<ReportedUrl> {
        ReportedUrl::parse(self.cells.get(column)?).ok().filter(ReportedUrl::is_evident)
    }
}

/// Columns found by their names.
struct Columns {
    address: usize,
    path: Option<usize>,
    is_ip: bool,
}

impl Columns {
    /// Names are told from cells that hold the same word by having no address beside them.
    fn named(row: &Row) -> Option<Self> {
        let header = &row.cells;
        if (0..header.len()).any(|column| row.address(column).is_some()) {
            return None;
        }
        let ranks = header.iter().enumerate().filter_map(|(at, cell)| Some((header_rank(cell)?, at)));
        let (rank, address) = ranks.min()?;
        let is =
            |at: usize, names: &[&str]| names.iter().any(|name| header[at].trim().eq_ignore_ascii_case(name));
        let is_host = is(address, &["host", "hostname", "domain", "fqdn", "ip"]);
        let path = (0..header.len()).find(|at| is_host && is(*at, &["path", "uri path", "url path"]));
        Some(Self { address, path, is_ip: HEADERS[rank].starts_with("ip") })
    }

    /// A column of IP addresses gives way to one that names more: tools list where a page is beside the page itself.
    fn or_fuller(self, rows: &[Row], width: usize) -> Self {
        let best =
            best_column(rows, width).filter(|(_, best)| self.is_ip && *best > score(rows, self.address));
        best.map_or(self, |(address, _)| Self { address, path: None, is_ip: false })
    }
}

/// The cells of one row, quotes taken off. A quote that is never closed takes the rest of the row.
fn cells(raw: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .buffer_capacity(raw.len().clamp(64, 8192))
        .from_reader(raw.as_bytes());
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().take(MAX_COLUMNS).map(str::to_owned).collect()
}

/// The number of cells that at least four rows in five have, if there are several.
fn common_width(rows: &[Row]) -> Option<usize> {
    let count = |width: usize| rows.iter().filter(|row| row.cells.len() == width).count();
    let width = rows.iter().map(|row| row.cells.len()).max_by_key(|width| count(*width))?;
    (width > 1 && count(width) * 5 >= rows.len() * 4).then_some(width)
}

/// The column whose cells name most sites. A column of links to one place, as to posts about them, loses.
fn best_column(rows: &[Row], width: usize) -> Option<(usize, usize)> {
    let scored = (0..width).map(|column| (column, score(rows, column)));
    scored.max_by_key(|(column, score)| (*score, usize::MAX - column)).filter(|(_, score)| *score > 0)
}

/// Different sites in a column; those with a scheme count twice.
fn score(rows: &[Row], column: usize) -> usize {
    let mut sites = HashSet::new();
    for url in rows.iter().filter_map(|row| row.address(column)) {
        sites.insert((url.host().to_string(), false));
        if url.scheme_given() {
            sites.insert((url.host().to_string(), true));
        }
    }
    sites.len()
}

/// Whether what looks like two columns is one column of addresses with the delimiter in them.
fn is_one_address(rows: &[Row], column: usize, delimiter: u8) -> bool {
    let goes_on = |row: &Row| {
        let next = row.cells.get(column + 1).map_or("", String::as_str);
        let bare = !row.raw.contains('"') && !row.raw.contains(&format!("{} ", char::from(delimiter)));
        bare && !next.contains(char::is_whitespace) && next.contains(['/', '.', '=', '&', '?', '%'])
    };
    let is_last_but_one = rows.iter().all(|row| row.cells.len() <= column + 2);
    column == 0
        && is_last_but_one
        && delimiter != b'\t'
        && rows.iter().filter(|row| goes_on(row)).count() * 2 > rows.len()
}

/// Whether the first row holds words where all others hold addresses.
fn is_unnamed_header(rows: &[Row], column: usize) -> bool {
    let [first, others @ ..] = rows else { return false };
    let words = first.cells.get(column).map(|cell| ReportedUrl::parse(cell));
    let is_words = matches!(words, Some(Err(NotAnAddress::JustWords)));
    is_words && others.len() > 1 && others.iter().all(|row| row.address(column).is_some())
}

/// The next column, if it holds paths or nothing and the column of addresses holds only hosts.
fn unnamed_path(rows: &[Row], column: usize) -> Option<usize> {
    let is_host = |row: &Row| row.cells.get(column).is_some_and(|host| !host.contains('/'));
    let is_path =
        |row: &Row| row.cells.get(column + 1).is_some_and(|path| path.is_empty() || path.starts_with('/'));
    rows.iter().all(|row| is_host(row) && is_path(row)).then_some(column + 1)
}

/// How many lines the row at the front takes: cells in quotes may hold line ends.
fn row_len(lines: &[&str], delimiter: u8) -> usize {
    let opens = |line: &str| line.starts_with('"') || line.contains(&format!("{}\"", char::from(delimiter)));
    let mut open = false;
    for (at, line) in lines.iter().take(MAX_ROW_LINES).enumerate() {
        open ^= line.matches('"').count() % 2 == 1;
        if !open || (at == 0 && !opens(line)) {
            return at + 1;
        }
    }
    1
}

fn with_path(host: &str, path: &str) -> String {
    let slash = if path.is_empty() || path.starts_with(['/', '?']) { "" } else { "/" };
    format!("{host}{slash}{path}")
}
