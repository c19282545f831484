//! The admin console: what a person sees of Orgcast, in the browser.
//!
//! Pages hold no decisions. What can be decided without the browser stands in plain functions, most
//! of them in `orgcast-shared`, and is tested natively. The plan is made in a web worker.

mod api;
mod app;
mod components;
mod pages;
mod preview;
mod routes;
mod state;
mod text;

use gloo_worker::Registrable;

/// Starts the page.
pub fn run() {
    let document = web_sys::window().and_then(|window| window.document());
    match document.and_then(|document| document.get_element_by_id("app")) {
        Some(host) => yew::Renderer::<app::App>::with_root(host).render(),
        None => yew::Renderer::<app::App>::new().render(),
    };
}

/// Starts the part that plans, in the page's web worker.
pub fn run_planner() {
    preview::PreviewWorker::registrar()
        .encoding::<preview::Json>()
        .register();
}
