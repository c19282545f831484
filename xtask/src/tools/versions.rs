//! The exact versions of the tools that Cargo installs.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::CargoTool;
use crate::workspace::Workspace;

/// Builds Workers; its minor version has to be that of the `worker` crate.
pub fn worker_build() -> CargoTool {
    CargoTool::new("worker-build", "0.8.7", &["worker-build"], &[])
}

/// Builds the console. Newer versions ask for a newer rustc.
pub fn trunk() -> CargoTool {
    CargoTool::new(
        "trunk",
        "0.21.14",
        &["trunk"],
        &["--no-default-features", "--features", "rustls"],
    )
}

/// Checks licences, duplicates, sources and advisories.
pub fn cargo_deny() -> CargoTool {
    CargoTool::new("cargo-deny", "0.20.2", &["cargo-deny"], &[])
}

/// Writes the JavaScript around a wasm file. It refuses a file that another version of the
/// `wasm-bindgen` crate made, so the lock file decides.
pub fn wasm_bindgen(workspace: &Workspace) -> Result<CargoTool> {
    let version = locked(&lock_file(workspace)?, "wasm-bindgen")
        .context("Cargo.lock has no wasm-bindgen, yet the console and the Worker need it")?;
    Ok(CargoTool::new(
        "wasm-bindgen-cli",
        &version,
        &["wasm-bindgen"],
        &[],
    ))
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

fn lock_file(workspace: &Workspace) -> Result<String> {
    let path = workspace.path("Cargo.lock");
    std::fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))
}

fn locked(lock: &str, name: &str) -> Option<String> {
    let lock: Lock = toml::from_str(lock).ok()?;
    lock.package
        .into_iter()
        .find(|package| package.name == name)
        .map(|package| package.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minor(version: &str) -> String {
        version.rsplit_once('.').unwrap().0.to_owned()
    }

    #[test]
    fn a_locked_version_is_found_by_its_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-x\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.9\"\n";
        assert_eq!(locked(lock, "wasm-bindgen").as_deref(), Some("0.2.9"));
        assert_eq!(locked(lock, "bindgen"), None);
    }

    #[test]
    fn worker_build_fits_the_worker_crate() {
        let lock = lock_file(&Workspace::find().unwrap()).unwrap();
        let worker = locked(&lock, "worker").unwrap();
        assert_eq!(minor(&worker_build().version), minor(&worker));
    }
}
