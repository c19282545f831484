//! The browser module from plain JavaScript: its goldens in Chromium and in workerd, its types, its
//! package and its example.

use anyhow::Result;

use super::{Tally, playwright};
use crate::progress::Progress;
use crate::tools::{self, Toolbox};
use crate::workspace::Workspace;
use crate::{build, chromium};

pub(super) const STEPS: usize = tools::STEPS + 3;

pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<Tally> {
    let tools = Toolbox::provide(workspace, progress)?;
    build::module(workspace, &tools, progress)?;
    let chromium = progress.step("Providing Chromium", |step| {
        chromium::provide(workspace, step)
    })?;
    progress.step("Testing the module in Chromium and workerd", |step| {
        let program = playwright::program(workspace, "module", &chromium);
        playwright::count(workspace, "module", program, step)
    })
}
