//! Debian's packages, where this program may install them.

use std::path::Path;

use anyhow::Result;

use crate::process::{Program, Task};
use crate::progress::Step;
use crate::workspace::Workspace;

/// Installs packages; does nothing where there is no apt, or where this program isn't root.
pub fn install(workspace: &Workspace, step: &Step, packages: &[&str]) -> Result<()> {
    let has_apt =
        Path::new("/usr/bin/apt-get").exists() && Path::new("/etc/debian_version").exists();
    if has_apt && nix::unistd::geteuid().is_root() {
        let install = [&["install", "-y"], packages].concat();
        for args in [["update"].as_slice(), &install] {
            let program = Program::new("apt-get")
                .args(args)
                .env("DEBIAN_FRONTEND", "noninteractive");
            let next = format!(
                "run `apt-get install {}` yourself and see what it says",
                packages.join(" ")
            );
            Task::new(workspace, "apt-get", program)
                .or_else(next)
                .run(step)?;
        }
    }
    Ok(())
}
