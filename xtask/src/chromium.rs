//! The browser that the tests drive, with its WebDriver.

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

/// A Chromium and the ChromeDriver that fits it.
#[derive(Debug, Clone)]
pub struct Chromium {
    /// The browser, for Playwright.
    pub browser: PathBuf,
    /// The WebDriver, for wasm-bindgen's test runner.
    pub driver: PathBuf,
}

/// Finds both, or installs Debian's packages where this program may.
///
/// `CHROMIUM` and `CHROMEDRIVER` name them where they are in no usual place.
pub fn provide(workspace: &Workspace, step: &Step) -> Result<Chromium> {
    if let Some(found) = find() {
        step.outcome("already there");
        return Ok(found);
    }
    apt::install(workspace, step, &["chromium", "chromium-driver"])?;
    find().ok_or_else(|| {
        let what = "Chromium or ChromeDriver was not found, and the browser tests need both";
        let next = "run `apt-get install chromium chromium-driver` as root, or set CHROMIUM and \
                    CHROMEDRIVER to where they are, then run the command again";
        StepFailure::new(what, next).into()
    })
}

fn find() -> Option<Chromium> {
    let browser = named("CHROMIUM").or_else(|| on_path(&BROWSERS))?;
    // GitHub's runners keep the driver in a folder of its own.
    let in_folder =
        env::var_os("CHROMEWEBDRIVER").map(|dir| PathBuf::from(dir).join("chromedriver"));
    let driver = named("CHROMEDRIVER")
        .or_else(|| in_folder.filter(|path| path.is_file()))
        .or_else(|| on_path(&["chromedriver"]))?;
    Some(Chromium { browser, driver })
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
