//! A machine whose Rust cannot build for a browser.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::Folder;

const BUILD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/islands/build.sh");

/// The target is missing and cannot be added: a line says so, what an older build left is gone, and the build of the rest goes on.
#[test]
fn whoever_lacks_the_target_of_browsers_builds_without_islands() {
    let folder = Folder::new("no-islands");
    let (programs, out) = (folder.0.join("bin"), folder.0.join("islands"));
    std::fs::create_dir(&programs).unwrap();
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("islands.js"), "").unwrap();
    for (name, does) in
        [("cargo", "exit 1"), ("rustc", "echo /nowhere"), ("rustup", "echo no network; exit 1")]
    {
        let program = programs.join(name);
        std::fs::write(&program, format!("#!/bin/sh\n{does}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut build = Command::new("sh");
    build.arg(BUILD).arg(&out).env("HOME", &folder.0).env("PORTAL_TOOLS", folder.0.join("tools"));
    let built = build.env("PATH", format!("{}:/usr/bin:/bin", programs.display())).output().unwrap();
    let said = String::from_utf8(built.stdout).unwrap();
    assert!(built.status.success(), "{said}");
    let words = "islands: not built, because rustup could not add the target wasm32-unknown-unknown; every page works without them";
    assert!(said.ends_with(&format!("{words}\n")), "{said}");
    assert!(!out.exists());
}
