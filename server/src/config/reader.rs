//! Reads settings one by one from the command line, the environment and one TOML file, and collects every mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use secrecy::SecretString;
use toml::de::{DeTable, DeValue};

use super::value::Value;
use super::{Setting, Sources};

/// Variables that begin like settings but are none: they belong to the build, the tests and the command line.
const NOT_SETTINGS: [&str; 8] = [
    "PORTAL_BIN",
    "PORTAL_CONFIG",
    "PORTAL_CORPORA",
    "PORTAL_DATA",
    "PORTAL_DEMO",
    "PORTAL_ISLANDS",
    "PORTAL_TEST_DIR",
    "PORTAL_TOOLS",
];

/// Settings that have a second, customary name in the environment.
const CUSTOMARY: [(&str, &str); 2] =
    [("database.url", "DATABASE_URL"), ("database.migration_url", "MIGRATION_DATABASE_URL")];

struct Found {
    text: String,
    source: String,
}

pub(super) struct Reader {
    overrides: BTreeMap<&'static str, String>,
    environment: BTreeMap<String, String>,
    file: BTreeMap<String, Found>,
    known: BTreeSet<&'static str>,
    settings: Vec<Setting>,
    problems: Vec<String>,
}

impl Reader {
    pub(super) fn new(sources: Sources) -> Self {
        let mut problems = Vec::new();
        let file = sources.file.map(|path| read_file(path, &mut problems)).unwrap_or_default();
        Self {
            overrides: sources.overrides.into_iter().collect(),
            environment: sources.environment.into_iter().filter(|(_, text)| !text.is_empty()).collect(),
            file,
            known: BTreeSet::new(),
            settings: Vec::new(),
            problems,
        }
    }

    /// The value of `key`, if anybody gave one.
    pub(super) fn get<T: Value>(&mut self, key: &'static str) -> Option<T> {
        let found = self.find(key);
        self.show(key, found.as_ref().map_or("-", |found| &found.text), found.as_ref());
        self.parse(key, found?)
    }

    /// The value of `key`, or `default`; that too after a mistake, so that the others are found as well.
    pub(super) fn or<T: Value>(&mut self, key: &'static str, default: &str) -> Option<T> {
        let found = self
            .find(key)
            .unwrap_or_else(|| Found { text: default.to_owned(), source: "default".to_owned() });
        self.show(key, &found.text.clone(), Some(&found));
        self.parse(key, found).or_else(|| T::parse(default))
    }

    /// The value of `key`, which is never shown.
    pub(super) fn secret<T: Value>(&mut self, key: &'static str) -> Option<T> {
        let found = self.find(key);
        self.show(key, found.as_ref().map_or("-", |_| "(hidden)"), found.as_ref());
        self.parse(key, found?)
    }

    /// As `secret`, for plain text.
    pub(super) fn secret_text(&mut self, key: &'static str) -> Option<SecretString> {
        self.secret(key)
    }

    /// Notes a mistake that concerns several settings at once, unless the first of them is wrong already.
    pub(super) fn refuse(&mut self, problem: impl Into<String>) {
        let problem = problem.into();
        let first = problem.split([':', ' ']).next().unwrap_or_default();
        if !self.problems.iter().any(|known| known.split(' ').next() == Some(first)) {
            self.problems.push(problem);
        }
    }

    /// Every setting that was asked for, and every mistake; call it when all keys have been read.
    pub(super) fn finish(mut self) -> (Vec<Setting>, Vec<String>) {
        self.refuse_unknown_keys();
        self.refuse_unknown_variables();
        (self.settings, self.problems)
    }

    fn find(&mut self, key: &'static str) -> Option<Found> {
        self.known.insert(key);
        let flag = self.overrides.get(key).map(|text| Found { text: text.clone(), source: flag_name(key) });
        flag.or_else(|| self.in_environment(key)).or_else(|| self.file.remove(key))
    }

    fn in_environment(&self, key: &str) -> Option<Found> {
        let customary = CUSTOMARY.iter().filter(|(name, _)| *name == key).map(|(_, name)| (*name).to_owned());
        let mut names = std::iter::once(variable_name(key)).chain(customary);
        names.find_map(|name| {
            self.environment.get(&name).map(|text| Found { text: text.clone(), source: name.clone() })
        })
    }

    fn parse<T: Value>(&mut self, key: &str, found: Found) -> Option<T> {
        let value = T::parse(&found.text);
        if value.is_none() {
            self.problems.push(format!("{key} ({}): expected {}", found.source, T::EXPECTED));
        }
        value
    }

    fn show(&mut self, key: &'static str, value: &str, found: Option<&Found>) {
        let source = found.map_or_else(|| "not set".to_owned(), |found| found.source.clone());
        self.settings.push(Setting { key, value: value.to_owned(), source });
    }

    fn refuse_unknown_keys(&mut self) {
        let unknown = self.file.iter().filter(|(key, found)| !self.is_known(key, found));
        let problems: Vec<_> = unknown
            .map(|(key, found)| {
                format!("{key} ({}): no such setting; {}", found.source, self.neighbours(key))
            })
            .collect();
        self.problems.extend(problems);
    }

    /// A section may be empty.
    fn is_known(&self, key: &str, found: &Found) -> bool {
        let is_inside = |known: &&str| known.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
        self.known.contains(key) || (found.text.is_empty() && self.known.iter().any(is_inside))
    }

    fn refuse_unknown_variables(&mut self) {
        let known: BTreeSet<String> = self.known.iter().map(|key| variable_name(key)).collect();
        let unknown = self.environment.keys().filter(|name| {
            name.starts_with("PORTAL_") && !known.contains(*name) && !NOT_SETTINGS.contains(&name.as_str())
        });
        let problems: Vec<_> = unknown.map(|name| format!("{name} (environment): no such setting")).collect();
        self.problems.extend(problems);
    }

    fn neighbours(&self, key: &str) -> String {
        let section = key.rsplit_once('.').map_or("", |(section, _)| section);
        let inside = |known: &&&str| known.rsplit_once('.').map_or("", |(section, _)| section) == section;
        let names: Vec<&str> = self.known.iter().filter(inside).copied().collect();
        if names.is_empty() {
            return format!("there is no section [{section}]");
        }
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        if section.is_empty() {
            let sections: BTreeSet<&str> = self
                .known
                .iter()
                .filter_map(|known| known.split_once('.'))
                .map(|(section, _)| section)
                .collect();
            names.extend(sections.into_iter().map(|section| format!("[{section}]")));
        }
        format!("known here: {}", names.join(", "))
    }
}

fn variable_name(key: &str) -> String {
    format!("PORTAL_{}", key.replace('.', "__").to_uppercase())
}

fn flag_name(key: &str) -> String {
    format!("--{}", key.replace(['.', '_'], "-"))
}

fn read_file(path: PathBuf, problems: &mut Vec<String>) -> BTreeMap<String, Found> {
    let name = path.display().to_string();
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(format!("{name}: cannot be read: {error}"));
            return BTreeMap::new();
        }
    };
    let mut found = BTreeMap::new();
    let lines = Lines { text: &text, file: &name };
    match DeTable::parse(&text) {
        Ok(table) => flatten(table.get_ref(), "", &lines, &mut found),
        // The library's own text quotes the line, which may hold a password.
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            problems.push(format!("{}: {}", lines.at(start), error.message()));
        }
    }
    found
}

struct Lines<'a> {
    text: &'a str,
    file: &'a str,
}

impl Lines<'_> {
    fn at(&self, offset: usize) -> String {
        let before = self.text.get(..offset).unwrap_or(self.text);
        format!("{} line {}", self.file, before.matches('\n').count() + 1)
    }
}

fn flatten(table: &DeTable<'_>, prefix: &str, lines: &Lines<'_>, found: &mut BTreeMap<String, Found>) {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.get_ref().to_string()
        } else {
            format!("{prefix}.{}", name.get_ref())
        };
        match value.get_ref() {
            DeValue::Table(inner) if !inner.is_empty() => flatten(inner, &key, lines, found),
            other => {
                let source = lines.at(name.span().start);
                found.insert(key, Found { text: text_of(other), source });
            }
        }
    }
}

fn text_of(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(values) => {
            values.iter().map(|value| text_of(value.get_ref())).collect::<Vec<_>>().join(",")
        }
        DeValue::Table(_) => String::new(),
    }
}
