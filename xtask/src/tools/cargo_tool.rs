//! A tool that Cargo compiles once into the user's cache, keyed by its version.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::process::{Program, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

/// A program from crates.io at one exact version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CargoTool {
    /// The crate's name.
    pub name: String,
    /// Its exact version.
    pub version: String,
    binaries: Vec<String>,
    flags: Vec<String>,
}

impl CargoTool {
    pub(super) fn new(name: &str, version: &str, binaries: &[&str], flags: &[&str]) -> Self {
        let own = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let (binaries, flags) = (own(binaries), own(flags));
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            binaries,
            flags,
        }
    }

    /// Compiles and installs the tool unless this version is in the cache.
    pub fn provide(&self, workspace: &Workspace, step: &Step) -> Result<()> {
        if self.is_provided(workspace) {
            step.outcome("already there");
            return Ok(());
        }
        fs::create_dir_all(workspace.cache())?;
        let locked = self.task(workspace, true).finish(step)?;
        if locked.success() || !locked.output()?.contains("failed to select a version") {
            locked.require()?;
            return Ok(());
        }
        // A registry mirror may lack, for a while, a version that the tool's own lock file names.
        step.say(&format!(
            "  {} {} can't be had with its own lock file here; taking the newest dependencies that fit",
            self.name, self.version
        ));
        self.task(workspace, false).run(step)?;
        Ok(())
    }

    /// Where one of its binaries is.
    pub fn binary(&self, workspace: &Workspace, name: &str) -> PathBuf {
        self.bin_folder(workspace).join(name)
    }

    /// The folder of its binaries.
    pub fn bin_folder(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("bin")
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace
            .cache()
            .join(format!("tools/{}-{}", self.name, self.version))
    }

    fn is_provided(&self, workspace: &Workspace) -> bool {
        self.binaries
            .iter()
            .all(|binary| self.binary(workspace, binary).is_file())
    }

    fn task(&self, workspace: &Workspace, locked: bool) -> Task {
        // An unoptimised tool without debug information compiles in half the time and is fast
        // enough; one target folder for all of them compiles what they share once.
        let program = Program::new("cargo")
            .args(["install", "--debug"])
            .args(locked.then_some("--locked"))
            .arg("--root")
            .arg(self.folder(workspace))
            .arg(format!("{}@{}", self.name, self.version))
            .args(&self.flags)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_TARGET_DIR", workspace.cache().join("build"))
            .folder(workspace.cache());
        Task::new(workspace, &format!("install-{}", self.name), program).or_else(format!(
            "check that Cargo reaches its registry and that a C compiler is installed \
             (`apt-get install build-essential`), then run the command again; \
             or install {} {} yourself into {}",
            self.name,
            self.version,
            self.folder(workspace).display()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_another_folder() {
        let workspace = Workspace::find().unwrap();
        let at = |version: &str| CargoTool::new("trunk", version, &["trunk"], &[]);
        let binary = at("1.2.3").binary(&workspace, "trunk");
        assert!(
            binary.ends_with("orgcast/tools/trunk-1.2.3/bin/trunk"),
            "{}",
            binary.display()
        );
        assert_ne!(binary, at("1.2.4").binary(&workspace, "trunk"));
    }
}
