//! Where things are: the checkout, Cargo's target folder and the user's tool cache.

use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::interrupt;
use crate::progress::Step;

const TICK: Duration = Duration::from_millis(100);

/// The folders that every command works with; all paths are absolute.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
    cache: PathBuf,
}

impl Workspace {
    /// Finds the checkout that this program was built from.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in a folder of the workspace")?
            .to_owned();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => root.join(dir),
            None => root.join("target"),
        };
        let cache = cache_home(
            env::var_os("XDG_CACHE_HOME").map(PathBuf::from),
            env::home_dir(),
        )
        .context("neither XDG_CACHE_HOME nor HOME is set")?
        .join("orgcast");
        Ok(Self {
            root,
            target,
            cache,
        })
    }

    /// The checkout's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Cargo's target folder.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The user's cache of tools, shared by all checkouts: `$XDG_CACHE_HOME/orgcast`.
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// Logs, stamps and other traces of this program's runs.
    pub fn traces(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// Waits until no other run of this program builds in this checkout, and keeps others waiting
    /// until the answer is dropped.
    pub fn lock_builds(&self, step: &Step) -> Result<File> {
        fs::create_dir_all(self.traces())?;
        let lock = File::create(self.traces().join("build.lock"))?;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) => step.note("waiting for another build"),
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
            interrupt::check()?;
            sleep(TICK);
        }
    }

    /// The binary that `npm ci` put into the checkout under this name.
    pub fn npm_bin(&self, name: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(name)
    }
}

/// The XDG rule: an absolute `XDG_CACHE_HOME`, else `~/.cache`.
fn cache_home(xdg: Option<PathBuf>, home: Option<PathBuf>) -> Option<PathBuf> {
    xdg.filter(|dir| dir.is_absolute()).or_else(|| {
        home.filter(|dir| !dir.as_os_str().is_empty())
            .map(|dir| dir.join(".cache"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absolute_cache_home_wins_and_a_relative_one_is_ignored() {
        let home = Some(PathBuf::from("/home/kim"));
        let chosen = |xdg: Option<&str>| cache_home(xdg.map(PathBuf::from), home.clone());
        assert_eq!(
            chosen(Some("/var/cache/kim")),
            Some("/var/cache/kim".into())
        );
        assert_eq!(chosen(Some("cache")), Some("/home/kim/.cache".into()));
        assert_eq!(chosen(None), Some("/home/kim/.cache".into()));
        assert_eq!(cache_home(None, None), None);
    }

    #[test]
    fn the_root_holds_the_workspace_manifest() {
        let workspace = Workspace::find().unwrap();
        let manifest = std::fs::read_to_string(workspace.path("Cargo.toml")).unwrap();
        assert!(manifest.starts_with("[workspace]"));
    }
}
