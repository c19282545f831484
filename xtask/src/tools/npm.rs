//! The tools that npm brings: wrangler with workerd, esbuild, wasm-opt, Playwright.

use anyhow::Result;

use crate::failure::StepFailure;
use crate::process::{Program, Task};
use crate::progress::Step;
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// The oldest Node.js that wrangler runs on.
const OLDEST_NODE: (u32, u32) = (20, 3);

/// Runs `npm ci` when the lock file has changed since the last time.
pub(super) fn provide(workspace: &Workspace, step: &Step) -> Result<()> {
    check_node()?;
    let _lock = workspace.lock_builds(step)?;
    let inputs = [
        workspace.path("package.json"),
        workspace.path("package-lock.json"),
    ];
    let outputs =
        ["wrangler", "esbuild", "wasm-opt", "playwright"].map(|bin| workspace.npm_bin(bin));
    let stamp = Stamp::of(workspace, "npm", &inputs, &[], outputs.to_vec())?;
    if stamp.is_current() {
        step.outcome("already there");
        return Ok(());
    }
    // All of them bring their binaries as packages, so no install script has to run.
    let program = Program::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .folder(workspace.root());
    Task::new(workspace, "npm-ci", program)
        .or_else("check that npm reaches its registry, then run the command again")
        .run(step)?;
    stamp.record()
}

fn check_node() -> Result<()> {
    let answer = Program::new("node").arg("--version").answer();
    let (major, minor) = OLDEST_NODE;
    let next = format!("install Node.js {major} or newer, with npm (https://nodejs.org)");
    match answer.as_deref().map(|text| (text, node_version(text))) {
        Some((_, Some(version))) if version >= OLDEST_NODE => Ok(()),
        Some((text, _)) => {
            let what =
                format!("Node.js {text} is too old: {major}.{minor} is the oldest that works");
            Err(StepFailure::new(what, next).into())
        }
        None => Err(StepFailure::new("Node.js was not found", next).into()),
    }
}

fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.strip_prefix('v')?.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_as_numbers() {
        assert_eq!(node_version("v20.20.2"), Some((20, 20)));
        assert!(node_version("v9.11.0") < Some(OLDEST_NODE));
        assert!(node_version("v100.0.0") > Some(OLDEST_NODE));
        assert_eq!(node_version("twenty"), None);
    }
}
