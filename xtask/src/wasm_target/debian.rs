//! Debian 12's own Rust (1.96 from the security suite), whose packages carry everything but a
//! compiled standard library for wasm32: that is compiled here, once.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::TARGET;
use crate::process::{Program, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

/// The name under which rustup knows Debian's Rust.
pub(super) const TOOLCHAIN: &str = "debian";
const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
/// The empty crate whose build brings the standard library along.
const CARRIER: &str = "carrier";

/// Why this way is closed, or `None` when it is open.
pub(super) fn obstacle() -> Option<&'static str> {
    if !Path::new("/etc/debian_version").exists() {
        Some("this is not Debian")
    } else if !nix::unistd::geteuid().is_root() {
        Some("installing Debian's packages needs root")
    } else {
        None
    }
}

/// Installs the packages, compiles the standard library and tells rustup.
pub(super) fn provide(workspace: &Workspace, step: &Step) -> Result<()> {
    apt(workspace, step, &["update"])?;
    apt(
        workspace,
        step,
        &[&["install", "-y"], PACKAGES.as_slice()].concat(),
    )?;
    let linker = linker_package()?;
    apt(workspace, step, &["install", "-y", &linker])?;
    let built = build_library(workspace, step)?;
    install_library(&built)?;
    let link = Program::new("rustup").args(["toolchain", "link", TOOLCHAIN, "/usr"]);
    Task::new(workspace, "rustup-link", link).run(step)?;
    Ok(())
}

fn apt(workspace: &Workspace, step: &Step, args: &[&str]) -> Result<()> {
    let program = Program::new("apt-get")
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive");
    Task::new(workspace, "apt-get", program)
        .or_else("check that apt reaches its mirror and the security suite, then run it again")
        .run(step)?;
    Ok(())
}

/// The package of the linker that `/usr/bin/rust-lld` points at: its LLVM version varies.
fn linker_package() -> Result<String> {
    let link = fs::read_link("/usr/bin/rust-lld").context("/usr/bin/rust-lld is not a link")?;
    llvm_version(&link.to_string_lossy())
        .map(|version| format!("lld-{version}"))
        .with_context(|| format!("/usr/bin/rust-lld points at {}", link.display()))
}

fn llvm_version(link: &str) -> Option<&str> {
    let (_, rest) = link
        .split_once("llvm-")
        .or_else(|| link.split_once("lld-"))?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    Some(&rest[..end]).filter(|version| !version.is_empty())
}

/// Compiles the standard library and gives the folder of its `.rlib` files.
fn build_library(workspace: &Workspace, step: &Step) -> Result<PathBuf> {
    let folder = workspace.cache().join("debian-std");
    fs::create_dir_all(folder.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"{CARRIER}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("src/lib.rs"), "#![no_std]\n")?;
    let target = folder.join("target");
    // Fresh, so that no library of an older rustc is copied along.
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let program = Program::new("/usr/bin/cargo")
        .args(["build", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,test")
        .env("RUSTC_BOOTSTRAP", "1")
        // Else cargo would find rustup's rustc on PATH.
        .env("RUSTC", "/usr/bin/rustc")
        .env(
            "RUSTFLAGS",
            "-Cembed-bitcode=yes -Zforce-unstable-if-unmarked",
        )
        .env("CARGO_TARGET_DIR", &target)
        .folder(&folder);
    Task::new(workspace, "debian-std", program)
        .or_else("check that rustc-web, cargo-web and rust-web-src have one version")
        .run(step)?;
    Ok(target.join(TARGET).join("release/deps"))
}

fn install_library(built: &Path) -> Result<()> {
    let rustc =
        Program::new("/usr/bin/rustc").args(["--print", "target-libdir", "--target", TARGET]);
    let folder = rustc
        .answer()
        .map(PathBuf::from)
        .context("/usr/bin/rustc does not answer")?;
    fs::create_dir_all(&folder)?;
    for file in fs::read_dir(built)? {
        let path = file?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.extension().is_some_and(|e| e == "rlib")
            && !name.starts_with(&format!("lib{CARRIER}-"))
        {
            fs::copy(&path, folder.join(&name))
                .with_context(|| format!("{} can't be copied", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linker_s_version_stands_in_the_link() {
        assert_eq!(llvm_version("../lib/llvm-22/bin/lld"), Some("22"));
        assert_eq!(llvm_version("lld-19"), Some("19"));
        assert_eq!(llvm_version("wasm-ld"), None);
    }
}
