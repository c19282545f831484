//! Every crate's own tests, natively and in the browser's WASM.

use anyhow::Result;

use super::{Tally, rust, wasm};
use crate::chromium;
use crate::progress::Progress;
use crate::tools;
use crate::tools::Toolbox;
use crate::workspace::Workspace;

pub(super) const STEPS: usize = tools::STEPS + 3;

pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    let mut tally = progress.step("Testing every crate natively", |step| {
        rust::count(workspace, "unit", rust::cargo_test(workspace), step)
    })?;
    let tools = Toolbox::provide(workspace, progress)?;
    let chromium = progress.step("Providing Chromium", |step| {
        chromium::provide(workspace, step)
    })?;
    tally += progress.step("Testing the shared crate as WASM in Chromium", |step| {
        rust::count(
            workspace,
            "wasm",
            wasm::program(workspace, &tools, &chromium),
            step,
        )
    })?;
    Ok(tally)
}
