//! The browser that the tests drive.

use std::env;
use std::path::PathBuf;

use anyhow::Result;

use crate::apt;
use crate::failure::StepFailure;
use crate::progress::Step;
use crate::workspace::Workspace;

const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

/// A Chromium.
#[derive(Debug, Clone)]
pub struct Chromium {
    /// The program, for Playwright.
    pub browser: PathBuf,
}

/// Finds it, or installs Debian's package where this program may.
///
/// `CHROMIUM` names it where it is in no usual place.
pub fn provide(workspace: &Workspace, step: &Step) -> Result<Chromium> {
    if let Some(found) = find() {
        step.outcome("already there");
        return Ok(found);
    }
    apt::install(workspace, step, &["chromium"])?;
    find().ok_or_else(|| {
        let what = "Chromium was not found, and the browser tests need it";
        let next = "run `apt-get install chromium` as root, or set CHROMIUM to where it is, then run \
                    the command again";
        StepFailure::new(what, next).into()
    })
}

fn find() -> Option<Chromium> {
    let browser = named("CHROMIUM").or_else(|| on_path(&BROWSERS))?;
    Some(Chromium { browser })
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
}
