//! What only one place may do, because the view library does not protect it.

use std::fs;
use std::path::{Path, PathBuf};

/// Every source file that makes markup.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("islands/src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.retain(|path| path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("traps.rs"));
    files
}

/// The files with `text` in a line that is no comment, tests not counted.
fn with(text: &str) -> Vec<String> {
    let holds = |path: &PathBuf| {
        let source = fs::read_to_string(path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        code.lines().any(|line| line.contains(text) && !line.trim_start().starts_with("//"))
    };
    let is_test = |path: &&PathBuf| path.file_name().is_some_and(|name| name == "tests.rs");
    let files = sources();
    let files = files.iter().filter(|path| !is_test(path)).filter(|path| holds(path));
    files.map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect()
}

#[test]
fn only_one_component_writes_a_textarea() {
    assert_eq!(with("<textarea"), ["textarea.rs"]);
}

#[test]
fn only_drawings_of_our_own_go_in_unescaped() {
    assert_eq!(with("inner_html"), ["icon.rs"]);
}

#[test]
fn no_markup_has_a_style_of_its_own() {
    assert!(with(" style=\"").is_empty());
}

#[test]
fn links_come_from_one_place() {
    let literal = with("href=\"");
    assert_eq!(literal, ["frame.rs"], "only the link that skips to the content is written out");
}
