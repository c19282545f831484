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

/// Starts the console: in a window the page, in a web worker the part that plans.
///
/// Both are one program, because most of it is in both, and a browser loads it once.
pub fn run() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return preview::PreviewWorker::registrar()
            .encoding::<preview::Json>()
            .register();
    };
    match document.get_element_by_id("app") {
        Some(host) => yew::Renderer::<app::App>::with_root(host).render(),
        None => yew::Renderer::<app::App>::new().render(),
    };
}
