//! The planner's golden inputs as WASM in headless Chromium: the planner has to give the same plan
//! digests there as natively.

use crate::chromium::Chromium;
use crate::process::Program;
use crate::tools::Toolbox;
use crate::wasm_target::TARGET;
use crate::workspace::Workspace;

pub(super) fn program(workspace: &Workspace, tools: &Toolbox, chromium: &Chromium) -> Program {
    tools
        .wasm_program("cargo")
        .args([
            "test",
            "--package",
            "orgcast-shared",
            "--target",
            TARGET,
            "--test",
            "golden",
        ])
        .folder(workspace.path("shared"))
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        )
        .env("CHROMEDRIVER", &chromium.driver)
}
