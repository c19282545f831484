//! The console's program. The page starts it through `static/boot.js`; the page's web worker, which
//! plans, starts the same program through `static/worker.js`.

fn main() {
    orgcast_frontend::run();
}
