//! Rules that hold the house, as tests: they are cheap to keep and dear to win back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_owned()
}

/// What a crate of ours depends on when it is used, by name; with its features or without.
fn dependencies(of: &str, optional: bool) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == of)
        .expect(of);
    let all = package["dependencies"]
        .as_array()
        .expect("dependencies")
        .iter();
    all.filter(|dependency| dependency["kind"].is_null() && dependency["optional"] == optional)
        .map(|dependency| dependency["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn shared_depends_on_nothing_that_touches_the_world() {
    // A new name here must perform no I/O, read no clock and draw no randomness.
    let allowed = [
        "memchr",
        "percent-encoding",
        "serde",
        "serde_json",
        "sha2",
        "similar",
        "thiserror",
    ];
    let allowed: BTreeSet<_> = allowed.map(str::to_owned).into();
    assert_eq!(dependencies("orgcast-shared", false), allowed);
}

#[test]
fn only_the_browser_module_knows_javascript() {
    // Not js-sys: it would bring a clock and random numbers within reach.
    let allowed = ["serde-wasm-bindgen", "wasm-bindgen"];
    let allowed: BTreeSet<_> = allowed.map(str::to_owned).into();
    assert_eq!(dependencies("orgcast-shared", true), allowed);
}

#[test]
fn the_sandbox_shares_no_code_with_what_it_tests() {
    let ours = |name: &String| name.starts_with("orgcast-");
    for optional in [false, true] {
        let found = dependencies("orgcast-sandbox", optional);
        assert_eq!(found.into_iter().find(ours), None);
    }
}

#[test]
fn no_source_file_has_more_than_one_job() {
    const MOST_LINES: usize = 400;
    let mut open = vec![root()];
    let mut long = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            let generated = ["target", "node_modules", "build", "dist"].contains(&&*name);
            if path.is_dir() && !generated && !name.starts_with('.') {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let lines = std::fs::read_to_string(&path)
                    .expect("a text")
                    .lines()
                    .count();
                if lines > MOST_LINES {
                    long.push((path, lines));
                }
            }
        }
    }
    assert_eq!(long, [], "files with more than {MOST_LINES} lines");
}
