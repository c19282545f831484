//! The planning program; the page starts it in a web worker.

fn main() {
    orgcast_frontend::run_planner();
}
