//! Which files a browser loads when the console starts, and which one it loads later.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use walkdir::WalkDir;

/// What Cloudflare reads itself and never serves.
const NEVER_SERVED: [&str; 2] = ["_headers", "_redirects"];

/// The planning program: the page's program names it and starts it in a web worker once the page
/// stands, so a first load goes without it.
const LATER: [&str; 3] = ["planner_loader.js", "planner.js", "planner_bg.wasm"];

/// The console's files: contents by path.
pub(super) struct Loads {
    /// `index.html` and every file of the folder that it names, or that a named file names in turn:
    /// style sheets name fonts, and the app's JavaScript names its WASM.
    pub(super) first: BTreeMap<String, Vec<u8>>,
    /// The planning program.
    pub(super) later: BTreeMap<String, Vec<u8>>,
}

/// Sorts the files of the folder that the console was built into.
pub(super) fn files(dist: &Path) -> Result<Loads> {
    let mut rest = BTreeMap::new();
    for entry in WalkDir::new(dist) {
        let entry = entry.with_context(|| format!("{} can't be read", dist.display()))?;
        if entry.file_type().is_file() {
            let path = entry
                .path()
                .strip_prefix(dist)?
                .to_string_lossy()
                .into_owned();
            if !NEVER_SERVED.contains(&path.as_str()) {
                rest.insert(path, fs::read(entry.path())?);
            }
        }
    }
    let page = rest.get("index.html");
    let page = page.with_context(|| format!("{} has no index.html", dist.display()))?;
    let mut later = BTreeMap::new();
    for name in LATER {
        ensure!(
            !names(page, name),
            "the page itself loads {name}, so it is part of the first load"
        );
    }
    for name in LATER {
        let file = rest.remove(name);
        let file = file.with_context(|| format!("{} has no {name}", dist.display()))?;
        later.insert(name.to_owned(), file);
    }
    let mut open: Vec<String> = vec!["index.html".to_owned()];
    let mut first = BTreeMap::new();
    while let Some(path) = open.pop() {
        let Some(content) = rest.remove(&path) else {
            continue;
        };
        open.extend(rest.keys().filter(|other| names(&content, other)).cloned());
        first.insert(path, content);
    }
    Ok(Loads { first, later })
}

fn names(content: &[u8], path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path).as_bytes();
    content.windows(file.len()).any(|window| window == file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(page: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("index.html", page);
        write("app-1.css", "@font-face { src: url(fonts/text.woff2) }");
        write("app-1.js", "fetch('app-1_bg.wasm')");
        write("app-1_bg.wasm", "\0asm /planner_loader.js fetch_headers");
        write("_headers", "/*");
        write("planner_loader.js", "import './planner.js'");
        write(
            "planner.js",
            "fetch('planner_bg.wasm'); fetch('snippet.js')",
        );
        write("planner_bg.wasm", "\0asm");
        write("snippet.js", "");
        write("fonts/text.woff2", "");
        write("fonts/other.woff2", "");
        folder
    }

    #[test]
    fn named_files_count_and_the_planning_program_does_not() {
        let folder = folder("<link href=/app-1.css><script src=/app-1.js>");
        let loads = files(folder.path()).unwrap();
        let expected = [
            "app-1.css",
            "app-1.js",
            "app-1_bg.wasm",
            "fonts/text.woff2",
            "index.html",
        ];
        assert_eq!(loads.first.into_keys().collect::<Vec<_>>(), expected);
        let later = ["planner.js", "planner_bg.wasm", "planner_loader.js"];
        assert_eq!(loads.later.into_keys().collect::<Vec<_>>(), later);
    }

    #[test]
    fn a_page_that_loads_the_planning_program_at_once_is_refused() {
        let folder = folder("<link rel=preload href=/planner_bg.wasm>");
        let refusal = files(folder.path()).err().unwrap().to_string();
        assert!(refusal.contains("part of the first load"), "{refusal}");
    }

    #[test]
    fn a_folder_without_a_page_or_a_planner_is_refused() {
        let refusal = |folder: &Path| files(folder).err().unwrap().to_string();
        let empty = tempfile::tempdir().unwrap();
        assert!(refusal(empty.path()).contains("no index.html"));
        let folder = folder("");
        fs::remove_file(folder.path().join("planner.js")).unwrap();
        assert!(refusal(folder.path()).contains("no planner.js"));
    }
}
