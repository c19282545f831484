//! The admin console: what a person sees of Orgcast, in the browser.
//!
//! Pages hold no decisions. What can be decided without the browser stands in plain functions, most
//! of them in `orgcast-shared`, and is tested natively. The plan is made in a web worker.

mod api;
mod preview;
mod text;

use gloo_worker::Registrable;

/// Starts the page.
pub fn run_app() {}

/// Starts the web worker that plans.
pub fn run_preview_worker() {
    preview::PreviewWorker::registrar().encoding::<preview::Json>().register();
}
