//! Which files a browser loads when the console starts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use walkdir::WalkDir;

/// What Cloudflare reads itself and never serves.
const NEVER_SERVED: [&str; 2] = ["_headers", "_redirects"];

/// `index.html` and every file of the folder that it names, or that a named file names in turn:
/// style sheets name fonts, and the app's WASM names its web worker. Contents by path.
pub(super) fn files(dist: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
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
    let mut open: Vec<String> = vec!["index.html".to_owned()];
    let mut loaded = BTreeMap::new();
    while let Some(path) = open.pop() {
        let Some(content) = rest.remove(&path) else {
            continue;
        };
        open.extend(rest.keys().filter(|other| names(&content, other)).cloned());
        loaded.insert(path, content);
    }
    ensure!(!loaded.is_empty(), "{} has no index.html", dist.display());
    Ok(loaded)
}

fn names(content: &[u8], path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path).as_bytes();
    content.windows(file.len()).any(|window| window == file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_files_count_and_others_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("index.html", "<link href=/app-1.css><script src=/app-1.js>");
        write("app-1.css", "@font-face { src: url(fonts/text.woff2) }");
        write("app-1.js", "fetch('app-1_bg.wasm')");
        write("app-1_bg.wasm", "\0asm worker_loader.js fetch_headers");
        write("_headers", "/*");
        write("worker_loader.js", "");
        write("fonts/text.woff2", "");
        write("fonts/other.woff2", "");
        let files: Vec<String> = files(folder.path()).unwrap().into_keys().collect();
        let expected = [
            "app-1.css",
            "app-1.js",
            "app-1_bg.wasm",
            "fonts/text.woff2",
            "index.html",
        ];
        assert_eq!(files, [expected.as_slice(), &["worker_loader.js"]].concat());
    }

    #[test]
    fn a_folder_without_a_page_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            files(folder.path())
                .unwrap_err()
                .to_string()
                .contains("no index.html")
        );
    }
}
