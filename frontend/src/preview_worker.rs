//! The web worker that plans.

fn main() {
    orgcast_frontend::run_preview_worker();
}
