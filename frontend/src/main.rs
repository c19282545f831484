//! The page; `static/boot.js` starts it.

fn main() {
    orgcast_frontend::run();
}
